"""A phone is added with the code that another screen shows."""

from datetime import timedelta

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from backend.domain.credentials import spell_code
from backend.services.accounts import new_patient
from backend.services.pairing import make_phone_code
from backend.store import accounts
from tests.conftest import House
from tests.parsed import only, soup
from tests.people import NOW, Someone, amina, dan

FIELD = "#code[name=code][data-from-fragment][autocomplete=off]"


def shown(house: House, her: Someone) -> str:
    """The code on her other screen."""
    with Session(house.engines.writing) as session, session.begin():
        return make_phone_code(session, her.id, now=house.clock())


@pytest.fixture
def her(house: House) -> Someone:
    return house.settle(amina)


def turned_away(phone: TestClient, code: str, sentence: str) -> None:
    answer = phone.post("/pair", data={"code": code})
    assert answer.status_code == 422
    page = soup(answer.text)
    field = page.select_one(FIELD)
    assert field is not None
    assert field["value"] == code
    assert sentence in only(page, ".err").get_text()
    assert page.select_one(".errsum a[href='#code']")
    assert page.title is not None
    assert page.title.get_text().startswith("Error: ")
    assert "set-cookie" not in answer.headers


def test_a_phone_is_signed_in_by_the_code_and_makes_its_own_passkey_next(
    house: House, her: Someone
) -> None:
    code = shown(house, her)
    phone = house.stranger()
    page = soup(phone.get("/pair").text)
    assert page.select_one(FIELD)
    assert "Only go on with a code from your own screen" in page.get_text()
    answer = phone.post("/pair", data={"code": spell_code(code).lower()})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/account/passkeys/new?phone"
    assert phone.get("/account/passkeys/new?phone").status_code == 200
    assert her.patient.key in phone.get("/today").text
    turned_away(house.stranger(), code, "used, too old, or mistyped")


def test_looking_at_the_page_uses_nothing_up(house: House, her: Someone) -> None:
    code = shown(house, her)
    phone = house.stranger()
    for address in ("/pair", f"/pair?code={code}", f"/pair?{code}"):
        page = soup(phone.get(address).text)
        assert not only(page, FIELD).get("value")
        assert code not in page.decode()
    assert phone.post("/pair", data={"code": code}).status_code == 303


def test_after_ten_minutes_a_code_opens_nothing(house: House, her: Someone) -> None:
    code = shown(house, her)
    house.clock.moment += timedelta(minutes=10, seconds=1)
    turned_away(house.stranger(), code, "used, too old, or mistyped")


@pytest.mark.parametrize("code", ["WRONG", "00000000", "x" * 100, "🙂", "<b>hello</b>"])
def test_what_is_no_code_comes_back_as_it_was_typed(house: House, her: Someone, code: str) -> None:
    shown(house, her)
    turned_away(house.stranger(), code, "used, too old, or mistyped")


def test_an_empty_field_is_asked_for_and_costs_no_try(house: House) -> None:
    for _ in range(8):
        turned_away(house.stranger(), "", "Please type the code first.")


def test_whoever_guesses_waits(house: House, her: Someone) -> None:
    code = shown(house, her)
    phone = house.stranger()
    for number in range(5):
        assert phone.post("/pair", data={"code": f"0000000{number}"}).status_code == 422
    answer = phone.post("/pair", data={"code": code})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) >= 1
    assert "Please try again in" in only(soup(answer.text), ".err").get_text()
    house.clock.moment += timedelta(seconds=2)
    assert phone.post("/pair", data={"code": code}).status_code == 303


def test_on_a_phone_where_somebody_is_signed_in_nobody_else_comes_in_unnoticed(
    house: House, her: Someone
) -> None:
    code = shown(house, her)
    his = house.phone(house.settle(dan))
    page = soup(his.get("/pair").text)
    assert "Somebody is signed in on this phone already." in page.get_text()
    assert page.select_one('main a[href="/this-phone#forget"]')
    turned_away(his, code, "Somebody is signed in on this phone already.")
    # The code is as good as before.
    assert house.stranger().post("/pair", data={"code": code}).status_code == 303


def test_whoever_has_not_agreed_yet_reads_first_what_facekind_is_for(house: House) -> None:
    def unsure(session: Session) -> Someone:
        patient = new_patient(zone="UTC", language="en")
        accounts.add_patient(session, patient, now=NOW)
        return Someone(patient, ())

    code = shown(house, house.settle(unsure))
    phone = house.stranger()
    assert phone.post("/pair", data={"code": code}).headers["location"] == "/"
    assert "I am 18 or over" in phone.get("/").text
