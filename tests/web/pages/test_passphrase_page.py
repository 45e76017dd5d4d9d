"""The passphrase: its rule in a sentence, what is wrong beside the field, and never shown again."""

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from tests.authenticator import Authenticator
from tests.conftest import House
from tests.entering import PASSPHRASE, give_passkey, give_passphrase
from tests.own_account import assert_refused, browser, ways_of, words
from tests.parsed import soup
from tests.people import Someone, amina, dan

OTHER = "four brown owls in the attic"


@pytest.fixture
def her(house: House) -> Someone:
    return house.settle(amina)


@pytest.fixture
def phone(house: House, her: Someone) -> TestClient:
    return browser(house, her)


def phrase(house: House, someone: Someone, name: str) -> None:
    with Session(house.engines.writing) as session, session.begin():
        give_passphrase(session, someone, name=name)


def test_the_form_tells_its_rule_and_that_a_passkey_is_safer(phone: TestClient) -> None:
    page = soup(phone.get("/account/passphrase").text)
    said = words(page)
    assert "A passphrase alone is weaker than a passkey" in said
    assert "At least 12 characters" in said
    name, secret = page.select_one("#name"), page.select_one("#passphrase")
    assert name is not None
    assert secret is not None
    assert (name["autocomplete"], secret["autocomplete"]) == ("username", "new-password")
    assert secret["type"] == "password"
    assert page.select_one("[name=others]") is None


def test_the_first_passphrase_renews_the_session_and_leads_to_the_recovery_code(
    house: House, her: Someone, phone: TestClient
) -> None:
    answer = phone.post("/account/passphrase", data={"name": " Amina ", "passphrase": PASSPHRASE})
    assert (answer.status_code, answer.headers["location"]) == (303, "/account/recovery-code")
    assert answer.cookies["facekind"]
    assert ways_of(house, her).sign_in_name == "Amina"


def test_beside_a_passkey_it_goes_back_to_the_account(
    house: House, her: Someone, phone: TestClient
) -> None:
    with Session(house.engines.writing) as session, session.begin():
        give_passkey(session, her, Authenticator())
    answer = phone.post("/account/passphrase", data={"name": "Amina", "passphrase": PASSPHRASE})
    assert answer.headers["location"] == "/account?done=passphrase"
    said = words(soup(phone.get("/account").text))
    assert "Set, with the name Amina" in said
    assert "locked out" not in said


@pytest.mark.parametrize(
    ("passphrase", "sentence"),
    [
        ("", "This is too short: at least 12 characters."),
        ("short one", "This is too short: at least 12 characters."),
        ("aaaaaaaaaaaaaaaa", "Others would guess this."),
        ("password1234", "Others would guess this."),
        ("amina amina amina", "Others would guess this."),
        ("x" * 200_000, "This is too long: at most 256 characters."),
        ("seven herons\0cross", "NUL"),
    ],
)
def test_a_passphrase_that_will_not_do_is_said_beside_it_and_never_shown(
    house: House, her: Someone, phone: TestClient, passphrase: str, sentence: str
) -> None:
    said = {"name": "amina amina amina", "passphrase": passphrase}
    answer = phone.post("/account/passphrase", data=said)
    page = assert_refused(answer, "passphrase", sentence)
    field, name = page.select_one("#passphrase"), page.select_one("#name")
    assert field is not None
    assert not field.has_attr("value")
    assert name is not None
    assert name["value"] == "amina amina amina"
    assert len(passphrase) < 12 or passphrase == said["name"] or passphrase not in answer.text
    assert not ways_of(house, her).secured


@pytest.mark.parametrize("name", ["", "  ", "x" * 200_000, "a\0b", "a\nb"])
def test_a_name_that_will_not_do_is_said_beside_it(phone: TestClient, name: str) -> None:
    answer = phone.post("/account/passphrase", data={"name": name, "passphrase": PASSPHRASE})
    page = assert_refused(answer, "name", "")
    assert PASSPHRASE not in page.get_text()


def test_markup_in_a_name_stays_text(phone: TestClient) -> None:
    answer = phone.post("/account/passphrase", data={"name": "<b>A</b>", "passphrase": PASSPHRASE})
    assert answer.status_code == 303
    page = soup(phone.get("/account/passphrase").text)
    field = page.select_one("#name")
    assert field is not None
    assert field["value"] == "<b>A</b>"
    assert page.select_one("#others[checked]")


def test_a_name_that_somebody_else_has_cannot_be_used(
    house: House, her: Someone, phone: TestClient
) -> None:
    him = house.settle(dan)
    phrase(house, him, "Dan")
    answer = phone.post("/account/passphrase", data={"name": "DAN", "passphrase": PASSPHRASE})
    assert_refused(answer, "name", "Please choose another name")
    assert not ways_of(house, her).secured


def test_a_change_signs_the_other_devices_out_when_she_wants_that(
    house: House, her: Someone, phone: TestClient
) -> None:
    phrase(house, her, "Amina")
    tablet = browser(house, her, device="Safari, iPad")
    said = {"name": "Amina", "passphrase": OTHER}
    assert phone.post("/account/passphrase", data=said).status_code == 303
    assert tablet.get("/today").status_code == 200
    answer = phone.post("/account/passphrase", data=said | {"others": "true"})
    assert answer.headers["location"] == "/account?done=passphrase"
    assert tablet.get("/today").status_code == 303
    assert phone.get("/today").status_code == 200


def test_a_form_that_comes_back_keeps_the_box_as_it_was(
    house: House, her: Someone, phone: TestClient
) -> None:
    phrase(house, her, "Amina")
    said = {"name": "Amina", "passphrase": "short"}
    unticked = soup(phone.post("/account/passphrase", data=said).text)
    assert unticked.select_one("#others:not([checked])")
    ticked = soup(phone.post("/account/passphrase", data=said | {"others": "true"}).text)
    assert ticked.select_one("#others[checked]")


def test_it_is_removed_where_a_passkey_is_left(
    house: House, her: Someone, phone: TestClient
) -> None:
    phrase(house, her, "Amina")
    with Session(house.engines.writing) as session, session.begin():
        give_passkey(session, her, Authenticator())
    for _ in range(2):
        answer = phone.post("/account/passphrase/remove")
        assert (answer.status_code, answer.headers["location"]) == (303, "/account?done=unphrased")
    assert ways_of(house, her).sign_in_name is None


def test_nobody_learns_who_is_here_by_choosing_one_name_after_another(
    house: House, phone: TestClient
) -> None:
    phrase(house, house.settle(dan), "Dan")
    told = [
        phone.post("/account/passphrase", data={"name": name, "passphrase": OTHER}).status_code
        for name in ("Dan", "DAN", "dan", " Dan", "dAn", "Dan", "Nobody has this")
    ]
    assert told == [422] * 5 + [429] * 2
