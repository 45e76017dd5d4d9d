"""The first run: who may come in, four questions, and what is said when an answer cannot be."""

from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from sqlmodel import Session
from starlette.testclient import TestClient

from backend.app import create_app
from backend.domain.library import Stage
from backend.services.accounts import new_patient
from backend.settings import Settings
from backend.store import accounts, plans
from tests.conftest import House
from tests.entering import give_passphrase
from tests.parsed import only, soup
from tests.people import NOW, ZONE, Someone, amina, dan, known, settle

SIDE = {"side": "left", "onset_month": "3", "onset_year": "2024"}
SCREENS = ("/start/side", "/start/stage", "/start/gates", "/start/programme")


def newcomer(house: House) -> TestClient:
    """Somebody who has just pressed "I am 18 or over"."""
    phone = house.stranger()
    assert phone.post("/start", data={"zone": "Asia/Shanghai"}).status_code == 303
    return phone


def answered(phone: TestClient, stage: str = "paresis", **gates: str) -> None:
    assert phone.post("/start/side", data=SIDE).headers["location"] == "/start/stage"
    assert phone.post("/start/stage", data={"stage": stage}).headers["location"] == "/start/gates"
    assert phone.post("/start/gates", data=gates).headers["location"] == "/start/programme"


def refused(phone: TestClient, path: str, fields: dict[str, str]) -> BeautifulSoup:
    """Post what cannot be; give the page that comes back, which says so as every page does."""
    answer = phone.post(path, data=fields)
    assert answer.status_code == 422
    page = soup(answer.text)
    assert page.title is not None
    assert page.title.get_text().startswith("Error: ")
    summary = page.select_one(".errsum[autofocus]")
    assert summary is not None
    for link in summary.select("a"):
        assert page.select_one(str(link["href"])), link["href"]
    assert page.select(".err")
    return page


def only_person(house: House) -> Someone:
    with house.read() as session:
        found = accounts.only_patient_id(session)
        assert found is not None
        return known(session, found)


def test_the_first_page_says_when_to_get_help_instead_before_anything_else(house: House) -> None:
    page = soup(house.stranger().get("/").text)
    card = page.select_one("main section")
    assert card is not None
    assert "came suddenly, or today" in card.get_text()
    assert "Call the emergency number now" in card.get_text()
    assert "See a doctor the same day" in card.get_text()
    assert card.select_one('a[href="/help-now"]')
    words = only(page, "main").get_text()
    assert "It does not diagnose, treat or monitor" in words
    assert "for adults" in words
    assert "Under 18, Facekind is not for you: please speak with a parent and a doctor." in words


def test_looking_never_signs_anybody_in(house: House) -> None:
    phone = house.stranger()
    for path in ("/", "/start", *SCREENS, "/today", "/plan"):
        answer = phone.get(path)
        assert "set-cookie" not in answer.headers
        assert answer.status_code in {200, 303}
    with house.read() as session:
        assert not accounts.has_patients(session)


def test_starting_keeps_a_session_that_scripts_cannot_read(house: House) -> None:
    answer = house.stranger().post("/start", data={"zone": "Asia/Shanghai"})
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("facekind=")
    assert all(
        part in cookie for part in ("httponly", "samesite=lax", "path=/", "max-age=15552000")
    )
    assert "secure" not in cookie
    her = only_person(house)
    assert her.patient.zone == "Asia/Shanghai"
    assert her.patient.agreed_at == NOW


@pytest.mark.parametrize("fields", [{}, {"zone": "Moon/Crater"}, {"zone": "UTC"}])
def test_without_a_known_zone_days_are_counted_in_utc(house: House, fields: dict[str, str]) -> None:
    assert house.stranger().post("/start", data=fields).status_code == 303
    assert only_person(house).patient.zone == "UTC"


def test_the_only_person_goes_on_by_a_button(house: House) -> None:
    her = house.settle(amina)
    phone = house.stranger()
    page = soup(phone.get("/").text)
    form = page.select_one('form[action="/start/enter"]')
    assert form is not None
    assert form["method"] == "post"
    assert "Go on where you left off" in form.get_text()
    assert not page.select('form[action="/start"]')
    assert phone.post("/start/enter").headers["location"] == "/"
    assert phone.get("/").headers["location"] == "/today"
    assert her.patient.key in phone.get("/today").text


def test_where_several_live_everybody_signs_in(house: House) -> None:
    house.settle(amina)
    house.settle(dan)
    phone = house.stranger()
    page = soup(phone.get("/").text)
    assert not page.select('form[action^="/start"]')
    assert doors(page) == {"/sign-in": "Sign in", "/join": "I have a code", "/pair": ADD}
    for path in ("/start", "/start/enter"):
        answer = phone.post(path, data={"zone": ZONE})
        assert answer.status_code == 422
        assert "set-cookie" not in answer.headers


ADD = "Add this phone"


def doors(page: BeautifulSoup) -> dict[str, str]:
    """Give where the first page lets people in, by address, and what it calls that."""
    ways = {str(link["href"]): link for link in page.select("main a.row, main a.btn")}
    return {path: (way.select_one(".t") or way).get_text() for path, way in ways.items()}


def test_whoever_has_a_credential_signs_in_on_this_computer_too(house: House) -> None:
    def with_a_passphrase(session: Session) -> Someone:
        her = amina(session)
        give_passphrase(session, her)
        return her

    her = house.settle(with_a_passphrase)
    phone = house.stranger()
    page = soup(phone.get("/").text)
    assert doors(page)["/sign-in"] == "Sign in"
    assert "Go on where you left off" not in page.get_text()
    answer = phone.post("/start/enter")
    assert (answer.status_code, "set-cookie" in answer.headers) == (422, False)
    assert her.patient.key not in page.decode()


@pytest.mark.parametrize(
    ("registration", "secured", "expected"),
    [
        ("invite", False, {"/join": "I have the code"}),
        ("open", False, {"/join": "I have the code"}),
        ("invite", True, {"/sign-in": "Sign in", "/join": "I have a code", "/pair": ADD}),
        ("closed", True, {"/sign-in": "Sign in", "/join": "I have a code", "/pair": ADD}),
        ("open", True, {"/sign-in": "Sign in", "/join": "Begin here", "/pair": ADD}),
    ],
)
def test_from_outside_a_server_opens_to_whom_its_operator_says(
    house: House, tmp_path: Path, registration: Any, secured: bool, expected: dict[str, str]
) -> None:
    def perhaps_secured(session: Session) -> Someone:
        her = amina(session)
        if secured:
            give_passphrase(session, her)
        return her

    house.settle(perhaps_secured)
    settings = Settings(
        data_dir=tmp_path,
        database_url=house.engines.writing.url.render_as_string(hide_password=False),
        public_url="https://rehab.example.org",
        registration=registration,
    )
    app = create_app(settings, now=house.clock)
    page = soup(House(app, house.clock, app.state.engines).stranger().get("/").text)
    assert doors(page) == expected
    assert not page.select('form[action^="/start"]')
    assert ("Nobody can sign in here yet." in page.get_text()) != secured
    app.state.engines.dispose()


def test_whoever_has_not_agreed_reads_the_first_page_and_keeps_their_session(house: House) -> None:
    def unasked(session: object) -> Someone:
        patient = new_patient(zone="UTC", language="en")
        accounts.add_patient(session, patient, now=NOW)  # type: ignore[arg-type]
        return Someone(patient, ())

    phone = house.phone(house.settle(unasked))
    for path in ("/start", *SCREENS):
        assert phone.get(path).headers["location"] == "/"
    assert phone.post("/start/side", data=SIDE).headers["location"] == "/"
    assert "Start now" in phone.get("/").text
    answer = phone.post("/start", data={"zone": ZONE})
    assert "set-cookie" not in answer.headers
    assert phone.get("/start").headers["location"] == "/start/side"
    assert only_person(house).patient.zone == ZONE


def test_four_questions_lead_to_the_day(house: House) -> None:
    phone = newcomer(house)
    assert phone.get("/today").headers["location"] == "/start"
    for number, path in enumerate(SCREENS, 1):
        assert phone.get("/start").headers["location"] == path
        page = soup(phone.get(path).text)
        assert f"Question {number} of 4" in page.get_text()
        assert len(page.select("h1")) == 1
        match number:
            case 1:
                phone.post(path, data=SIDE)
            case 2:
                phone.post(path, data={"stage": "paresis"})
            case 3:
                phone.post(path, data={"gates": "pregnant"})
    answer = phone.post("/start/programme", data={"programmes": "seed_daily"})
    assert answer.headers["location"] == "/today"
    assert phone.get("/start").headers["location"] == "/today"
    page = soup(phone.get("/today").text)
    assert len(page.select('[data-group="next"] li.step')) == 1
    off = page.select_one('[data-group="off"]')
    assert off is not None
    assert "pregnancy" in off.get_text()


def test_no_question_before_the_first_is_answered(house: House) -> None:
    phone = newcomer(house)
    for path in SCREENS[1:]:
        assert phone.get(path).headers["location"] == "/start/side"


def test_answers_are_there_when_going_back(house: House) -> None:
    phone = newcomer(house)
    answered(phone, gates="numb_face", prescribed="rx_topical")
    side = soup(phone.get("/start/side").text)
    assert side.select_one("input[name=side][value=left][checked]")
    assert side.select_one('#onset_month option[value="3"][selected]')
    assert side.select_one('#onset_year option[value="2024"][selected]')
    stage = soup(phone.get("/start/stage").text)
    pressed = [button["value"] for button in stage.select('button[aria-pressed="true"]')]
    assert pressed == ["paresis"]
    gates = soup(phone.get("/start/gates").text)
    assert [box["value"] for box in gates.select("input[checked]")] == ["numb_face", "rx_topical"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Choose left, both or right."),
        ({"side": "middle"}, "Choose left, both or right."),
        (SIDE | {"onset_month": "12", "onset_year": "2026"}, "not in the future"),
        (SIDE | {"onset_year": "99999999999999999999"}, "not in the future"),
        (SIDE | {"onset_year": "1919"}, "Choose a year from 1920 on."),
        (SIDE | {"onset_month": ""}, "Choose both a month and a year"),
        (SIDE | {"onset_year": ""}, "Choose both a month and a year"),
        (SIDE | {"onset_month": "13"}, "Choose both a month and a year"),
        (SIDE | {"onset_year": "soon"}, "This must be a whole number."),
        (SIDE | {"onset_year": "2024.5"}, "This must be a whole number."),
        (SIDE | {"side": "x" * 200_000}, "Choose left, both or right."),
        (SIDE | {"side": "left\0"}, "Choose left, both or right."),
    ],
)
def test_an_impossible_beginning_comes_back_with_a_sentence_and_stores_nothing(
    house: House, fields: dict[str, str], sentence: str
) -> None:
    phone = newcomer(house)
    page = refused(phone, "/start/side", fields)
    errors = " ".join(error.get_text() for error in page.select(".err"))
    assert sentence in errors
    assert phone.get("/start").headers["location"] == "/start/side"


def test_what_was_typed_stays(house: House) -> None:
    wrong = SIDE | {"side": "right", "onset_month": "12", "onset_year": "2026"}
    page = refused(newcomer(house), "/start/side", wrong)
    assert page.select_one("input[name=side][value=right][checked]")
    assert page.select_one('#onset_month option[value="12"][selected]')
    assert page.select_one('#onset_year option[value="2026"][selected]')
    assert page.select_one('#onset_month[aria-invalid="true"]')


def test_not_sure_since_when_keeps_movements_off(house: House) -> None:
    phone = newcomer(house)
    phone.post("/start/side", data={"side": "both", "onset_month": "", "onset_year": ""})
    phone.post("/start/stage", data={"stage": "paresis"})
    phone.post("/start/gates")
    page = soup(phone.get("/start/programme").text)
    assert "you have not said when that was" in page.get_text()


@pytest.mark.parametrize("stage", ["", "better", "FLACCID"])
def test_a_stage_is_one_of_four(house: House, stage: str) -> None:
    phone = newcomer(house)
    phone.post("/start/side", data=SIDE)
    page = refused(phone, "/start/stage", {"stage": stage})
    assert len(page.select('button[name="stage"]')) == 4


TREATED = "face_surgery_injection_or_filler_14d"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"gates": TREATED}, "Please say on which day it was."),
        ({"gates": TREATED, "treated_on": "2026-11-25"}, "not in the future"),
        ({"gates": TREATED, "treated_on": "2026-02-30"}, "not a day of the calendar"),
        ({"gates": "left_handed"}, "Please choose one of the answers."),
        ({"gates": "x" * 200}, "too long"),
        ({"prescribed": "foot_soak"}, "Please choose one of the answers."),
    ],
)
def test_an_answer_that_cannot_be_comes_back_with_the_rest_still_ticked(
    house: House, fields: dict[str, str], sentence: str
) -> None:
    phone = newcomer(house)
    phone.post("/start/side", data=SIDE)
    ticked = {"gates": [fields.get("gates", "pregnant"), "contact_lenses"]}
    page = refused(phone, "/start/gates", fields | ticked)  # type: ignore[arg-type]
    assert sentence in " ".join(error.get_text() for error in page.select(".err"))
    assert page.select_one('input[value="contact_lenses"][checked]')
    with house.read() as session:
        versions = plans.read_versions(session, only_person(house).id)
    assert versions[-1].answers.gates == {}


def test_a_day_without_its_tick_is_no_answer(house: House) -> None:
    phone = newcomer(house)
    phone.post("/start/side", data=SIDE)
    assert phone.post("/start/gates", data={"treated_on": "2026-11-20"}).status_code == 303


def test_only_programmes_that_fit_are_offered_with_what_they_ask_for(house: House) -> None:
    phone = newcomer(house)
    answered(phone, "not_sure", gates="numb_face")
    page = soup(phone.get("/start/programme").text)
    names = [heading.get_text() for heading in page.select("section.card h2")]
    assert "Small movements" not in names
    first = page.select_one("section.card")
    assert first is not None
    words = first.get_text()
    assert "About 16 minutes a day" in words
    assert "Warmth on the face ends at 10 minutes" in words
    assert "Off for now: numb face." in words
    assert "Not yet reviewed by a clinician." in words
    assert "Prescribed vitamin injection" not in words


@pytest.mark.parametrize(
    ("programme", "status"), [("paresis_retrain", 422), ("", 422), ("no_such", 404)]
)
def test_a_programme_that_does_not_fit_is_refused(
    house: House, programme: str, status: int
) -> None:
    phone = newcomer(house)
    answered(phone, "not_sure")
    answer = phone.post("/start/programme", data={"programmes": programme})
    assert answer.status_code == status
    assert phone.get("/today").headers["location"] == "/start"


@pytest.mark.parametrize("screen", SCREENS[:3])
def test_an_answer_changed_from_the_plan_leads_back_to_it(house: House, screen: str) -> None:
    phone = house.phone(house.settle(amina))
    address = f"{screen}?back=plan"
    page = soup(phone.get(address).text)
    form = page.select_one("main form")
    assert form is not None
    assert form["action"] == address
    assert "Question" not in page.get_text()
    fields = {"/start/side": SIDE, "/start/stage": {"stage": "synkinesis"}}.get(screen, {})
    assert phone.post(address, data=fields).headers["location"] == "/plan#answers"


def test_back_leads_nowhere_else(house: House) -> None:
    phone = house.phone(house.settle(amina))
    address = "/start/stage?back=https://evil.example"
    assert phone.post(address, data={"stage": "paresis"}).headers["location"] == "/start/gates"


def test_no_movement_for_three_months_shows_where_to_turn(house: House) -> None:
    def still(session: object) -> Someone:
        return settle(session, stage=Stage.FLACCID, programmes=())  # type: ignore[arg-type]

    phone = house.phone(house.settle(still))
    assert "Ask for a facial nerve specialist" in phone.get("/start/programme").text
