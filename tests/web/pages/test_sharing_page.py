"""Sharing as its owner sees it: the form, the code, the list of links, one-tap stop."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from sqlmodel import Session
from starlette.testclient import TestClient

from backend.app import create_app
from backend.domain.sharing import USUAL, Category, NameShown
from backend.services.devices import open_session
from backend.services.reports import read_choice
from backend.settings import Settings
from backend.store import accounts
from backend.store import sharing as store
from backend.web.qr import code_of
from tests.conftest import House
from tests.entering import give_passphrase
from tests.parsed import only, soup
from tests.people import Someone, dan

PASSCODE = re.compile(r"\d{3} \d{3}")


def words(page: BeautifulSoup) -> str:
    main = page.select_one("main")
    assert main is not None
    return " ".join(main.get_text(" ").split())


def form_of(phone: TestClient, **changes: Any) -> dict[str, Any]:
    """Give what the form would send as it comes, with changes; None leaves a field out."""
    page = soup(phone.get("/sharing/new").text)
    form = page.select_one("form.question")
    assert form is not None
    said: dict[str, Any] = {}
    for field in form.select("input"):
        kind, name = field.get("type", "text"), str(field["name"])
        if kind in {"checkbox", "radio"} and not field.has_attr("checked"):
            continue
        said.setdefault(name, []).append(field.get("value", ""))
    said |= changes
    return {name: value for name, value in said.items() if value is not None}


def make(phone: TestClient, **changes: Any) -> BeautifulSoup:
    answer = phone.post("/sharing/new", data=form_of(phone, **changes))
    assert answer.status_code == 200, answer.text
    return soup(answer.text)


def address_of(page: BeautifulSoup) -> str:
    field = page.select_one("#address")
    assert field is not None
    return field.get_text(strip=True)


def opening(address: str, **more: str) -> dict[str, str]:
    token, key = address.partition("#")[2].split(".")
    return {"token": token, "key": key, **more}


def passcode_of(page: BeautifulSoup) -> str:
    shown = page.select_one("[data-passcode]")
    assert shown is not None
    return shown.get_text(strip=True)


def links(house: House, her: Someone) -> int:
    with house.read() as session:
        return len(store.read_links(session, her.id))


def test_sharing_offers_two_ways_and_says_who_can_read(phone: TestClient) -> None:
    page = soup(phone.get("/sharing").text)
    assert [str(one["href"]) for one in page.select("a.way")] == ["/report", "/sharing/new"]
    assert "None yet." in words(page)
    assert "Whoever runs the server that Facekind stores your entries on" in words(page)


def test_the_form_comes_with_what_is_usual(phone: TestClient) -> None:
    said = form_of(phone)
    assert set(said["categories"]) == set(USUAL)
    assert (said["window"], said["name"], said["mode"]) == (["visit"], ["initials"], ["snapshot"])
    assert (said["open_days"], said["passcode"], said["language"]) == (["7"], ["true"], ["en"])


def test_a_new_link_leaves_out_mood_its_questionnaires_and_the_journal(phone: TestClient) -> None:
    page = soup(phone.get("/sharing/new").text)
    ticks = {str(one["value"]): one.has_attr("checked") for one in page.select("[name=categories]")}
    assert set(ticks) == {category.value for category in Category}
    assert {name for name, ticked in ticks.items() if not ticked} == {
        *("earlier_treatments", "mood", "questionnaires", "journal"),
    }
    assert "Ranges and totals; the single answers stay with you." in words(page)


def test_a_made_link_shows_its_code_and_its_passcode_once(phone: TestClient) -> None:
    page = make(phone)
    assert "Ready to show" in words(page)
    assert PASSCODE.fullmatch(passcode_of(page))
    address = address_of(page)
    assert address.startswith("http://127.0.0.1:8000/v#")
    drawn = page.select_one("svg.qr[role=img][aria-label]")
    assert drawn is not None
    assert str(drawn.select("path")[1]["d"]) == code_of(address).path
    assert "Not opened yet." in words(page)
    stop = page.select_one("form[action$='/stop']")
    assert stop is not None
    again = soup(phone.get(str(stop["action"]).removesuffix("/stop")).text)
    assert address_of(again) == address
    assert again.select_one("[data-passcode]") is None
    assert passcode_of(page) not in again.get_text()
    assert "is not kept" in words(again)


def test_the_slip_holds_the_address_and_never_the_passcode(phone: TestClient) -> None:
    page = make(phone)
    slip = page.select_one(".slip")
    assert slip is not None
    said = slip.get_text()
    assert address_of(page) in said
    assert "Open until 1 December, 9:00." in said
    assert "type the six-digit passcode" in said
    assert not PASSCODE.search(said)


def test_the_same_form_twice_is_one_link_with_a_fresh_passcode(
    house: House, phone: TestClient, her: Someone
) -> None:
    form = form_of(phone)
    first = soup(phone.post("/sharing/new", data=form).text)
    second = soup(phone.post("/sharing/new", data=form).text)
    assert links(house, her) == 1
    assert address_of(first) == address_of(second)
    doctor = house.stranger()
    old = opening(address_of(second), passcode=passcode_of(first))
    if passcode_of(first) != passcode_of(second):
        assert doctor.post("/v", json=old).status_code == 401
    new = opening(address_of(second), passcode=passcode_of(second))
    assert doctor.post("/v", json=new).status_code == 200


def test_a_link_without_a_passcode_says_so(house: House, phone: TestClient) -> None:
    page = make(phone, passcode=None)
    assert page.select_one("[data-passcode]") is None
    assert "Anyone with the link can read the page." in words(page)
    assert house.stranger().post("/v", json=opening(address_of(page))).status_code == 200


def test_who_opened_it_is_told_in_words(house: House, phone: TestClient) -> None:
    page = make(phone)
    doctor, code = house.stranger(), passcode_of(page)
    wrong = "000000" if code != "000 000" else "111111"
    doctor.post("/v", json=opening(address_of(page), passcode=wrong))
    doctor.post("/v", json=opening(address_of(page), passcode=code, recipient="Dr Chen"))
    listed = words(soup(phone.get("/sharing").text))
    assert "Opened once, today 9:00, by “ Dr Chen ” (name as typed, not checked)." in listed
    assert "One wrong passcode." in listed
    house.clock.moment += timedelta(days=1)
    doctor.post("/v", json=opening(address_of(page), passcode=code))
    listed = words(soup(phone.get("/sharing").text))
    assert "Opened 2 times, last today 9:00, by somebody who gave no name." in listed
    house.clock.moment += timedelta(days=1)
    assert "last 25 November, 9:00" in words(soup(phone.get("/sharing").text))


def test_a_name_that_is_markup_is_shown_as_typed(house: House, phone: TestClient) -> None:
    page = make(phone, passcode=None)
    said = "<script>alert(1)</script>\u202eDr"
    house.stranger().post("/v", json=opening(address_of(page), recipient=said))
    shown = soup(phone.get("/sharing").text)
    assert said in shown.get_text()
    assert not shown.select("main script")
    assert [one.get_text() for one in shown.select("main bdi")] == [said]
    (row,) = soup(phone.get(str(shown.select("a[href^='/sharing/0']")[0]["href"])).text).select(
        "[data-list=accesses] bdi"
    )
    assert row.get_text() == said


def test_stop_is_one_tap_and_holds_from_the_next_request_on(
    house: House, phone: TestClient
) -> None:
    page = make(phone)
    action = str(only(soup(phone.get("/sharing").text), "form[action$='/stop']")["action"])
    answer = phone.post(action)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sharing?stopped")
    body = opening(address_of(page), passcode=passcode_of(page))
    assert house.stranger().post("/v", json=body).status_code == 404
    listed = soup(phone.get("/sharing?stopped").text)
    assert listed.select_one("[data-end=stopped]")
    assert not listed.select("form[action$='/stop']")
    assert phone.post(action).status_code == 303
    over = soup(phone.get(action.removesuffix("/stop")).text)
    assert over.select_one("svg.qr") is None
    assert "Tried after it had ended" in words(over)


def test_a_link_that_ran_out_or_was_guessed_at_says_why(house: House, phone: TestClient) -> None:
    page = make(phone)
    doctor, code = house.stranger(), passcode_of(page).replace(" ", "")
    for n in range(10):
        wrong = f"{(int(code) + n + 1) % 1_000_000:06}"
        doctor.post("/v", json=opening(address_of(page), passcode=wrong))
    make(phone, open_days=["1"])
    house.clock.moment += timedelta(days=2)
    listed = words(soup(phone.get("/sharing").text))
    assert "Closed after ten wrong passcodes: make a new one" in listed
    assert "10 wrong passcodes." in listed
    assert "Ended on 25 November" in listed


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"categories": None}, "categories", "Choose at least one thing to show."),
        ({"categories": ["everything"]}, "categories", "Choose at least one thing to show."),
        ({"window": ["own"]}, "since", "Choose both a first and a last day."),
        (
            {"window": ["own"], "since": ["2026-11-20"], "until": ["2026-11-01"]},
            "until",
            "The last day comes before the first. Please swap them.",
        ),
        (
            {"window": ["own"], "since": ["2026-12-20"], "until": ["2026-12-24"]},
            "since",
            "Choose a date that is not in the future.",
        ),
        ({"window": ["own"], "since": ["soon"]}, "since", "Write a day of the calendar"),
        ({"name": ["full"]}, "full_name", "Please write the name that the page should show."),
        ({"full_name": ["x" * 81]}, "full_name", "This is too long: at most 80 characters."),
        ({"full_name": ["A\0"]}, "full_name", "NUL"),
        ({"cause": ["x" * 200_000]}, "cause", "This is too long: at most 120 characters."),
        ({"open_days": ["9999"]}, "open_days", "Choose 1, 7, 30 or 180 days."),
        ({"mode": ["for ever"]}, "mode", "Please choose one of the answers."),
        ({"language": ["tlh"]}, "language", "Please choose one of the languages."),
    ],
)
@pytest.mark.parametrize("path", ["/sharing/new", "/sharing/see"])
def test_a_wrong_answer_comes_back_with_a_sentence_beside_it(
    house: House,
    phone: TestClient,
    her: Someone,
    path: str,
    changes: dict[str, Any],
    field: str,
    sentence: str,
) -> None:
    form = form_of(phone, **({"open_days": ["30"], "mode": ["live"]} | changes))
    answer = phone.post(path, data=form)
    assert answer.status_code == 422
    page = soup(answer.text)
    assert page.title is not None
    assert page.title.get_text().startswith("Error: ")
    assert page.select_one(f".errsum a[href='#{field}']")
    assert page.select_one(f"#{field}")
    beside = page.select_one(f"#{field}-error")
    assert beside is not None
    assert sentence in beside.get_text()
    assert not beside.find_parent(lambda one: one.name == "details" and not one.has_attr("open"))
    if "open_days" not in changes:
        assert page.select_one("[name=open_days][value='30'][checked]")
    if "mode" not in changes:
        assert page.select_one("[name=mode][value=live][checked]")
    kept = page.select_one("[name=id]")
    assert kept is not None
    assert [kept["value"]] == form["id"]
    assert links(house, her) == 0


def test_see_it_first_keeps_the_choice_and_makes_nothing(
    house: House, phone: TestClient, her: Someone
) -> None:
    form = form_of(
        phone,
        categories=["mood", "questions"],
        name=["full"],
        full_name=["Amina Khan"],
        cause=["After an operation"],
        language=["zh-Hans"],
    )
    answer = phone.post("/sharing/see", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/report")
    with house.read() as session:
        scope = read_choice(session, her.id)
        patient = accounts.read_patient(session, her.id)
    assert scope.categories == {Category.MOOD, Category.QUESTIONS}
    assert (scope.name, scope.language) == (NameShown.FULL, "zh-Hans")
    assert patient is not None
    assert (patient.name, patient.cause) == ("Amina Khan", "After an operation")
    assert links(house, her) == 0
    said = form_of(phone)
    assert set(said["categories"]) == {"mood", "questions"}
    assert (said["full_name"], said["language"]) == (["Amina Khan"], ["zh-Hans"])


def test_a_public_address_without_https_makes_no_link_and_says_why(
    house: House, phone: TestClient, her: Someone, tmp_path: Path
) -> None:
    form = form_of(phone)
    open_url = Settings(
        data_dir=tmp_path,
        database_url=str(house.engines.writing.url),
        public_url="http://rehab.example.org",
    )
    app = create_app(open_url, now=house.clock)
    elsewhere = House(app, house.clock, app.state.engines).stranger()
    with Session(house.engines.writing) as session, session.begin():
        give_passphrase(session, her)
        token = open_session(session, her.id, now=house.clock(), proved=True)
    elsewhere.cookies.set("facekind", token)
    page = soup(elsewhere.get("/sharing/new").text)
    assert "this address is not https" in words(page)
    assert page.select_one("form.question") is None
    answer = elsewhere.post("/sharing/new", data=form)
    assert answer.status_code == 422
    assert "this address is not https" in words(soup(answer.text))
    assert links(house, her) == 0
    app.state.engines.dispose()


def test_dan_finds_nothing_at_aminas_link(house: House, phone: TestClient) -> None:
    page = make(phone)
    action = str(only(page, "form[action$='/stop']")["action"])
    his = house.phone(house.settle(dan))
    assert his.get(action.removesuffix("/stop")).status_code == 404
    assert his.post(action).status_code == 404
    assert "None yet." in words(soup(his.get("/sharing").text))
    assert soup(phone.get("/sharing").text).select_one("[data-end=open]")
    assert phone.get("/sharing/not-an-id").status_code == 404


@pytest.mark.parametrize("path", ["/sharing", "/sharing/new"])
def test_a_stranger_is_sent_to_the_first_page(house: House, path: str) -> None:
    answer = house.stranger().get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_the_list_takes_few_queries_however_long_it_is(house: House, phone: TestClient) -> None:
    def asked() -> int:
        seen: list[str] = []
        for engine in (house.engines.reading, house.engines.writing):
            sa.event.listen(
                engine, "before_cursor_execute", lambda *told: seen.append(str(told[2]))
            )
        assert phone.get("/sharing").status_code == 200
        return len(seen)

    make(phone, passcode=None)
    one = asked()
    for _ in range(5):
        make(phone, passcode=None)
    assert asked() == one
