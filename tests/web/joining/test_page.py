"""Coming in with a code that works once: set-up, invitation, let in again, recovery."""

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from backend.domain.credentials import CodeKind, spell_code
from backend.services import joining
from tests.authenticator import Authenticator
from tests.conftest import House
from tests.parsed import soup
from tests.people import Someone, amina
from tests.web.joining.coming import (
    NEXT,
    Rule,
    by_passkey,
    came_back,
    chosen,
    code_of,
    on_localhost,
    people,
    recovery_of,
    ways,
    with_amina,
)


def test_the_page_asks_for_the_code_first_and_offers_a_passkey_before_a_passphrase(
    house: House,
) -> None:
    page = soup(on_localhost(house).get("/join").text)
    field = page.select_one("#code")
    assert field is not None
    assert field["autocomplete"] == "off"
    assert field.has_attr("data-from-fragment")
    assert field.has_attr("data-with")
    button = page.select_one("passkey-button[kind=make]")
    assert button is not None
    assert (button["options"], button["save"]) == ("/join/passkey/options", "/join/passkey")
    second = page.select_one("details.passphrase")
    assert second is not None
    assert not second.has_attr("open")
    assert "At least 12 characters" in second.get_text()
    assert page.select_one("#passphrase[type=password][autocomplete=new-password]")
    assert page.select_one("#name[autocomplete=username]")


def test_at_an_address_made_of_numbers_it_says_why_there_is_no_passkey(house: House) -> None:
    page = soup(house.stranger().get("/join").text)
    assert page.select_one("passkey-button") is None
    assert "Passkeys do not work at an address made of numbers." in page.get_text()
    assert page.select_one("a[href='http://localhost:8000/join']")
    assert page.select_one("details.passphrase[open]")
    answer = house.stranger().post("/join/passkey/options", json={"code": ""})
    assert answer.status_code == 422


@with_amina
def test_looking_with_a_code_in_the_address_uses_nothing_up(house: House) -> None:
    code = code_of(house, CodeKind.INVITE)
    browser = house.stranger()
    for address in ("/join", f"/join?code={code}", f"/join?{code}"):
        answer = browser.get(address)
        assert code not in answer.text
        assert "set-cookie" not in answer.headers
    assert browser.post("/join", data=chosen(code)).status_code == 303


# Who comes in


def test_the_first_person_sets_the_server_up_and_comes_to_their_day(
    house: House, ruled: Rule
) -> None:
    server = ruled(public_url="https://rehab.example.org")
    with Session(house.engines.writing) as session, session.begin():
        code = joining.make_set_up_code(session, now=house.clock())
    assert code is not None
    phone = TestClient(
        server.app,
        base_url="https://rehab.example.org",
        headers={"Sec-Fetch-Site": "same-origin"},
        follow_redirects=False,
    )
    key = Authenticator(origin="https://rehab.example.org")
    phone.headers["Accept"] = "application/json"
    answer = by_passkey(phone, spell_code(code), key)
    assert answer.json() == {"next": NEXT}
    del phone.headers["Accept"]
    assert phone.get(NEXT).status_code == 200
    # The first page asks what it asks everybody, and the questions lead to the day.
    assert "I am 18 or over" in phone.get("/").text
    assert phone.post("/start", data={"zone": "Asia/Shanghai"}).headers["location"] == "/start"
    phone.post("/start/side", data={"side": "left", "onset_month": "3", "onset_year": "2024"})
    phone.post("/start/stage", data={"stage": "paresis"})
    phone.post("/start/gates", data={})
    phone.post("/start/programme", data={"programmes": "seed_daily"})
    day = phone.get("/today")
    assert day.status_code == 200
    assert "Asia/Shanghai" in day.text
    again = by_passkey(phone, code, Authenticator(origin="https://rehab.example.org"))
    assert again.status_code == 422


def test_an_invited_person_joins_with_a_passphrase(house: House, her: Someone) -> None:
    code = code_of(house, CodeKind.INVITE)
    browser = house.stranger()
    answer = browser.post("/join", data=chosen(spell_code(code).lower()))
    assert (answer.status_code, answer.headers["location"]) == (303, NEXT)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert browser.get(NEXT).status_code == 200
    assert her.patient.key not in browser.get("/").text
    assert people(house) == 2
    came_back(
        house.stranger().post("/join", data=chosen(code, "Dan")),
        "code",
        "used, too old, or mistyped",
    )


@with_amina
def test_an_invited_person_joins_with_a_passkey_in_their_own_language(house: House) -> None:
    browser = on_localhost(house)
    browser.headers["Accept-Language"] = "zh-CN"
    answer = by_passkey(browser, code_of(house, CodeKind.INVITE), Authenticator())
    assert answer.json() == {"next": NEXT}
    assert people(house) == 2
    assert (
        soup(browser.get("/", headers={"Accept": "*/*"}).text).select("html")[0]["lang"]
        == "zh-Hans"
    )


def test_whoever_lost_everything_is_let_in_again_to_their_own_account(
    house: House, her: Someone
) -> None:
    browser = on_localhost(house)
    code = code_of(house, CodeKind.LET_IN, her)
    assert by_passkey(browser, code, Authenticator()).status_code == 200
    assert len(ways(house, her).passkeys) == 1
    assert her.patient.key in browser.get("/today").text
    assert people(house) == 1


def test_the_recovery_code_opens_once_and_ends_every_other_session(
    house: House, her: Someone
) -> None:
    stolen = house.phone(her)
    code = recovery_of(house, her)
    browser = house.stranger()
    answer = browser.post("/join", data=chosen(code, "Amina"))
    assert answer.headers["location"] == NEXT
    assert her.patient.key in browser.get("/today").text
    assert her.patient.key not in stolen.get("/today").text
    came_back(house.stranger().post("/join", data=chosen(code, "Amina")), "code", "used")


@with_amina
def test_where_registration_is_open_nobody_needs_a_code(house: House, ruled: Rule) -> None:
    server = ruled(registration="open")
    page = soup(server.stranger().get("/join").text)
    assert page.select("h1")[0].get_text() == "Begin here"
    assert server.stranger().post("/join", data=chosen("")).status_code == 303
    assert by_passkey(on_localhost(server), "", Authenticator()).status_code == 200
    assert people(house) == 3
    wrong = server.stranger().post("/join", data=chosen("WRONG", "Cleo"))
    came_back(wrong, "code", "used, too old, or mistyped")


@pytest.mark.parametrize(
    ("registration", "sentence"),
    [("invite", "Please type the code first."), ("closed", "takes nobody new")],
)
@with_amina
def test_without_a_code_nobody_joins_a_server_that_is_not_open(
    ruled: Rule, registration: str, sentence: str
) -> None:
    server = ruled(registration=registration)
    came_back(server.stranger().post("/join", data=chosen("")), "code", sentence)
    refused = by_passkey(on_localhost(server), "", Authenticator())
    assert refused.status_code == 422
    assert sentence in refused.json()["detail"]


def test_while_the_only_person_here_has_no_credential_nobody_else_joins(house: House) -> None:
    house.settle(amina)
    code = code_of(house, CodeKind.INVITE)
    came_back(house.stranger().post("/join", data=chosen(code)), "code", "needs a way to sign in")
