"""A form that meets an expired sign-in loses nothing: it waits in the page that asks to sign in."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from bs4 import BeautifulSoup
from sqlmodel import Session
from starlette.testclient import TestClient
from uuid_utils.compat import uuid7

from backend.domain.treatments import Treatment
from backend.services.journal import read_entries
from backend.store import treatments
from backend.store.entries import Window
from tests.conftest import House
from tests.entering import PASSPHRASE, give_passphrase
from tests.parsed import only, soup
from tests.people import NOW, TODAY, Someone, dan, settle

MARKUP = '</textarea><script>alert("x")</script>&amp;\u200f"\' 左 = <b>'
NOTED = {"kind": "botulinum_toxin", "on": str(TODAY - timedelta(days=95)), "note": "St Mary's"}
NOT_OURS = (
    "https://evil.example/",
    "//evil.example/treatments",
    "javascript:alert(1)",
    "/session/end",
    "/nothing",
    "/sync",
    "/sign-in",
    "/sign-in/again",
    "/api/v1/share-links",
    "/static/js/app.js",
    "/v",
    "",
)
LONG = "what the doctor said about the left side of my face, and more of it"


@pytest.fixture
def amina(house: House, her: Someone) -> Someone:
    """Amina, with a passphrase."""
    return _secured(house, her, "Amina")


def _secured(house: House, someone: Someone, name: str) -> Someone:
    with Session(house.engines.writing) as session, session.begin():
        give_passphrase(session, someone, name=name)
    return someone


@pytest.fixture
def expired(house: House, amina: Someone) -> TestClient:
    """Her phone, whose session has ended while she was writing."""
    phone = house.phone(amina)
    house.clock.moment += timedelta(days=31)
    return phone


def held(page: BeautifulSoup) -> dict[str, str]:
    """Give what the page that asks to sign in keeps, as a browser would send it."""
    form = page.select_one("form[data-way-in]")
    assert form is not None
    return {str(one["name"]): str(one["value"]) for one in form.select("input[type=hidden][name]")}


def sign_in(phone: TestClient, page: BeautifulSoup, name: str = "Amina") -> httpx2.Response:
    """Sign in on the page that holds a form, which a browser sends in parts."""
    said = {**held(page), "name": name, "passphrase": PASSPHRASE}
    return phone.post("/sign-in", files={key: (None, text) for key, text in said.items()})


def carry_on(phone: TestClient, answer: httpx2.Response) -> httpx2.Response:
    """Press the button of the page after signing in."""
    form = soup(answer.text).select_one("main form")
    assert form is not None, answer.text
    assert [one.get_text() for one in form.select("button")] == ["Carry on"]
    fields = [(str(one["name"]), str(one["value"])) for one in form.select("input")]
    body: dict[str, list[str]] = {}
    for name, text in fields:
        body.setdefault(name, []).append(text)
    return phone.post(str(form["action"]), data=body)


def kept(house: House, someone: Someone) -> tuple[Treatment, ...]:
    with house.read() as session:
        return treatments.read_treatments(session, someone.id)


def test_what_she_wrote_is_kept_and_sent_once_she_has_signed_in(
    house: House, amina: Someone, expired: TestClient
) -> None:
    asked = expired.post("/treatments", data=NOTED)
    page = soup(asked.text)
    assert asked.status_code == 401
    assert "nothing was stored yet" in page.get_text()
    assert kept(house, amina) == ()
    signed_in = sign_in(expired, page)
    assert signed_in.status_code == 200
    assert soup(signed_in.text).select_one("form[data-carry-on]")
    assert carry_on(expired, signed_in).headers["location"] == "/treatments"
    (one,) = kept(house, amina)
    assert one.note == "St Mary's"


def test_a_mistyped_passphrase_loses_nothing_either(
    house: House, amina: Someone, expired: TestClient
) -> None:
    page = soup(expired.post("/treatments", data=NOTED).text)
    said = {**held(page), "name": "Amina", "passphrase": "wrong but long enough"}
    again = expired.post("/sign-in", data=said)
    assert again.status_code == 422
    assert held(soup(again.text)) == held(page)
    carry_on(expired, sign_in(expired, soup(again.text)))
    assert len(kept(house, amina)) == 1


@pytest.mark.parametrize("text", ["长" * 200_000, MARKUP * 30, "a\n\n b\n" * 40])
def test_long_text_and_markup_come_through_letter_by_letter(expired: TestClient, text: str) -> None:
    asked = expired.post("/start/gates", data={"note": text, "twice": ["1", "2"]})
    page = soup(asked.text)
    assert asked.status_code == 401
    assert "<script>alert" not in asked.text
    (shown,) = page.select("textarea[readonly]")
    assert shown.get_text().strip() == text.strip()
    answer = soup(sign_in(expired, page).text)
    form = answer.select_one("form[action='/start/gates']")
    assert form is not None
    sent = [(one["name"], one["value"]) for one in form.select("input")]
    assert str(dict(sent)["note"]).replace("\r\n", "\n") == text
    assert "<script>alert" not in str(answer)


def test_the_address_is_kept_with_its_query_and_every_answer_of_a_question(
    expired: TestClient,
) -> None:
    asked = expired.post("/start/gates?back=plan", data={"gates": ["one", "two"]})
    form = soup(asked.text).select_one("form[data-way-in]")
    assert form is not None
    inputs = [(one["name"], one["value"]) for one in form.select("input[type=hidden]")]
    assert ("held-action", "/start/gates?back=plan") in inputs
    assert [text for name, text in inputs if name == "held.gates"] == ["one", "two"]


def test_somebody_else_who_signs_in_sends_nothing_of_it(
    house: House, amina: Someone, expired: TestClient
) -> None:
    his = _secured(house, house.settle(dan), "Dan")
    page = soup(expired.post("/treatments", data={**NOTED, "note": LONG}).text)
    answer = soup(sign_in(expired, page, "Dan").text)
    assert answer.select_one("form[action='/treatments']") is None
    assert "not sent to your account" in answer.get_text()
    assert LONG in only(answer, "textarea[readonly]").get_text()
    assert kept(house, amina) == kept(house, his) == ()


@pytest.mark.usefixtures("amina")
def test_when_nobody_knows_whose_it_is_the_person_decides(house: House) -> None:
    stranger = house.stranger()
    page = soup(stranger.post("/treatments", data=NOTED).text)
    answer = soup(sign_in(stranger, page).text)
    assert answer.select_one("form[data-carry-on]") is None
    assert answer.select_one("form[action='/treatments'] button")
    assert "Is it yours?" in answer.get_text()


@pytest.mark.usefixtures("amina")
def test_a_held_form_goes_nowhere_but_to_a_form_of_ours(house: House) -> None:
    for action in NOT_OURS:
        said = {"held-action": action, "name": "Amina", "passphrase": PASSPHRASE}
        stranger = house.stranger()
        assert stranger.post("/sign-in", data=said).status_code == 404, action
        assert not stranger.cookies


def test_what_no_page_shows_again_is_not_held(expired: TestClient) -> None:
    asked = expired.post("/account/passphrase", data={"name": "Amina", "passphrase": LONG})
    assert asked.status_code == 401
    assert LONG not in asked.text


def test_too_many_fields_can_still_be_copied(expired: TestClient) -> None:
    many = {f"field{n}": LONG for n in range(196)}
    page = soup(expired.post("/treatments", data=many).text)
    assert "please copy it" in page.get_text()
    assert page.select_one("input[name^='held']") is None
    assert len(page.select("textarea[readonly]")) == 196


def test_an_unreadable_form_is_refused_as_ever(expired: TestClient) -> None:
    many = {f"field{n}": "1" for n in range(300)}
    assert expired.post("/treatments", data=many).status_code == 400


def test_programs_and_htmx_get_no_page_to_sign_in(expired: TestClient) -> None:
    told = expired.post("/treatments", json=NOTED)
    assert (told.status_code, told.headers["content-type"]) == (401, "application/problem+json")
    headers = {"HX-Request": "true", "Referer": "http://127.0.0.1:8000/plan?edit=1"}
    part = expired.post("/plan/pause", data={"paused": "true"}, headers=headers)
    where = urlsplit(part.headers["hx-redirect"])
    assert (part.status_code, part.text) == (401, "")
    assert (where.path, parse_qs(where.query)) == ("/sign-in", {"next": ["/plan?edit=1"]})


def test_on_her_own_computer_without_a_credential_she_goes_on_with_it(house: House) -> None:
    someone = house.settle(settle)
    phone = house.phone(someone)
    house.clock.moment += timedelta(days=31)
    page = soup(phone.post("/treatments", data=NOTED).text)
    said = held(page)
    assert said["way"] == "go-on"
    assert carry_on(phone, phone.post("/sign-in", data=said)).status_code == 303
    assert len(kept(house, someone)) == 1


def test_a_form_that_needs_a_proof_waits_for_it(house: House, amina: Someone) -> None:
    phone = house.phone(amina)
    fields = {"window": "4w", "name": "none", "categories": "mood", "open_days": "7"}
    asked = phone.post("/sharing/new", data=fields)
    assert asked.status_code == 403
    page = soup(asked.text)
    assert "is sent afterwards" in page.get_text()
    answer = phone.post("/sign-in/again", data={**held(page), "passphrase": PASSPHRASE})
    form = soup(answer.text).select_one("form[data-carry-on][action='/sharing/new']")
    assert form is not None
    assert {one["name"]: one["value"] for one in form.select("input")} == fields
    assert carry_on(phone, answer).status_code not in {401, 403}


def test_after_a_passkey_the_same_page_gives_the_form_back(
    house: House, amina: Someone, expired: TestClient
) -> None:
    page = soup(expired.post("/treatments", data=NOTED).text)
    back = house.phone(amina)
    answer = back.post("/sign-in", data=held(page))
    assert carry_on(back, answer).headers["location"] == "/treatments"
    assert len(kept(house, amina)) == 1


def test_a_line_with_its_tags_and_its_day_waits_and_is_kept(
    house: House, amina: Someone, expired: TestClient
) -> None:
    then = str(TODAY - timedelta(days=1))
    said = {"id": str(uuid7()), "day": then, "text": LONG, "never_share": "true"}
    asked = expired.post("/journal", data=said | {"tags": ["eating", "cold wind", "mum, dad"]})
    assert asked.status_code == 401
    form = soup(asked.text).select_one("form[data-way-in]")
    assert form is not None
    waiting = [(str(one["name"]), str(one["value"])) for one in form.select("input[type=hidden]")]
    sent = [*waiting, ("name", "Amina"), ("passphrase", PASSPHRASE)]
    signed_in = expired.post("/sign-in", files=[(name, (None, text)) for name, text in sent])
    house.clock.moment = NOW + timedelta(days=1)  # a day of a month ago would be refused
    assert carry_on(expired, signed_in).status_code == 303
    with house.read() as session:
        (entry,) = read_entries(session, amina.id, Window())
    assert entry.tags == ("eating", "cold wind", "mum", "dad")
    assert (entry.text, str(entry.day), entry.never_share) == (LONG, then, True)
