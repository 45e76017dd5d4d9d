"""Making a passkey: two taps for whoever had none, and what no browser ever sends."""

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from backend.services.devices import who_is
from tests.authenticator import Authenticator
from tests.conftest import House
from tests.entering import give_passkey
from tests.own_account import JSON, add_passkey, browser, main_of, offered, ways_of, words
from tests.parsed import soup
from tests.people import Someone, amina, dan


@pytest.fixture
def her(house: House) -> Someone:
    return house.settle(amina)


@pytest.fixture
def phone(house: House, her: Someone) -> TestClient:
    return browser(house, her)


def secure(house: House, someone: Someone) -> None:
    with Session(house.engines.writing) as session, session.begin():
        give_passkey(session, someone, Authenticator(), name="The first")


def test_the_page_has_one_button_and_knows_the_device(phone: TestClient) -> None:
    page = soup(phone.get("/account/passkeys/new").text)
    button = page.select_one("passkey-button[kind=make]")
    assert button is not None
    assert (button["options"], button["save"]) == (
        "/account/passkeys/options",
        "/account/passkeys",
    )
    field = page.select_one("input[name=name][data-with]")
    assert field is not None
    assert field["value"] == "Firefox, Linux"
    assert "All you have written stays as it is." in words(page)


def test_the_first_passkey_renews_the_session_and_leads_to_the_recovery_code(
    house: House, her: Someone, phone: TestClient
) -> None:
    before = phone.cookies["facekind"]
    answer = add_passkey(phone)
    assert (answer.status_code, answer.json()) == (200, {"next": "/account/recovery-code"})
    assert answer.cookies["facekind"] != before
    ways = ways_of(house, her)
    assert [one.name for one in ways.passkeys] == ["My phone"]
    with house.read() as session:
        assert who_is(session, before, now=house.clock()) is None
        present = who_is(session, answer.cookies["facekind"], now=house.clock())
    assert present is not None
    assert (present.patient.id, present.device.proved(house.clock())) == (her.id, True)


def test_a_second_passkey_goes_back_to_the_account(
    house: House, her: Someone, phone: TestClient
) -> None:
    secure(house, her)
    answer = add_passkey(phone)
    assert answer.json() == {"next": "/account?done=passkey"}
    assert "facekind" not in answer.cookies
    assert "The passkey is kept." in words(soup(phone.get("/account?done=passkey").text))


def test_a_phone_just_added_makes_its_passkey_and_goes_on_to_the_day(
    house: House, her: Someone, phone: TestClient
) -> None:
    secure(house, her)
    page = soup(phone.get("/account/passkeys/new?phone").text)
    assert "This phone is signed in" in words(page)
    field = page.select_one("input[name=phone][data-with]")
    assert field is not None
    assert main_of(page).select_one(".act a[href='/']")
    assert add_passkey(phone, phone=str(field["value"])).json() == {"next": "/"}


def test_a_passkey_without_a_name_is_called_after_its_browser(
    house: House, her: Someone, phone: TestClient
) -> None:
    add_passkey(phone, name="  ")
    assert ways_of(house, her).passkeys[0].name == "Firefox, Linux"


@pytest.mark.parametrize("name", ["x" * 200_000, "a\0b", "a\nb"])
def test_a_name_that_cannot_be_keeps_no_passkey(
    house: House, her: Someone, phone: TestClient, name: str
) -> None:
    answer = add_passkey(phone, name=name)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [one["field"] for one in answer.json()["errors"]] == ["name"]
    assert not ways_of(house, her).secured


def test_markup_in_a_name_stays_text(phone: TestClient) -> None:
    add_passkey(phone, name="<script>x</script>")
    page = soup(phone.get("/account/passkeys/new?name=%3Cscript%3Ex%3C/script%3E").text)
    field = page.select_one("input[name=name]")
    assert field is not None
    assert field["value"] == "<script>x</script>"
    assert not main_of(page).select("script")


def test_the_same_answer_twice_is_one_passkey(
    house: House, her: Someone, phone: TestClient
) -> None:
    secure(house, her)
    made = Authenticator().register(offered(phone))
    body = {"name": "Twice", "credential": made}
    answers = [phone.post("/account/passkeys", json=body, headers=JSON) for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 422]
    assert answers[1].json()["detail"] == "This passkey could not be kept. Please try again."
    assert [one.name for one in ways_of(house, her).passkeys] == ["The first", "Twice"]


def test_an_answer_to_nothing_uses_its_challenge_up(
    house: House, her: Someone, phone: TestClient
) -> None:
    key, options = Authenticator(verified=False), offered(phone)
    unseen = {"name": "x", "credential": key.register(options)}
    assert phone.post("/account/passkeys", json=unseen, headers=JSON).status_code == 422
    seen = {"name": "x", "credential": Authenticator().register(options)}
    assert phone.post("/account/passkeys", json=seen, headers=JSON).status_code == 422
    assert not ways_of(house, her).secured


def test_dans_browser_cannot_answer_what_amina_was_asked(
    house: House, her: Someone, phone: TestClient
) -> None:
    him = house.settle(dan)
    body = {"name": "Mine", "credential": Authenticator().register(offered(phone))}
    assert browser(house, him).post("/account/passkeys", json=body, headers=JSON).status_code == 422
    assert not ways_of(house, her).secured
    assert not ways_of(house, him).secured


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'{"name":"x"}', b'{"credential":{}}'])
def test_what_no_browser_sends_is_a_plain_refusal(phone: TestClient, body: bytes) -> None:
    said = {"Content-Type": "application/json", **JSON}
    answer = phone.post("/account/passkeys", content=body, headers=said)
    assert answer.status_code in {400, 422}
    assert answer.json()["detail"]


def test_at_a_number_the_page_names_the_address_that_works(house: House, her: Someone) -> None:
    numbered = house.phone(her)
    page = soup(numbered.get("/account/passkeys/new").text)
    assert page.select_one("passkey-button") is None
    assert page.select_one("main a[href='http://localhost:8000/account/passkeys/new']")
    assert page.select_one("main a[href='/account/passphrase']")
    answer = numbered.post("/account/passkeys/options", json={}, headers=JSON)
    assert answer.status_code == 422
    assert "Passkeys do not work at this address" in answer.json()["detail"]


def test_all_she_wrote_stays(house: House, her: Someone, phone: TestClient) -> None:
    line = {"day": "2026-11-24", "text": "Before the passkey"}
    assert phone.post("/journal", data=line).status_code == 303
    answer = add_passkey(phone)
    again = browser(house, her)
    again.cookies.set("facekind", answer.cookies["facekind"])
    assert "Before the passkey" in again.get("/journal").text
