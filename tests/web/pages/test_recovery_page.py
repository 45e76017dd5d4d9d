"""The recovery code: shown once, in groups of four; a page sent again kills no code on paper."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlmodel import Session
from starlette.testclient import TestClient

from backend.domain.credentials import CROCKFORD, read_code
from backend.services.sealing import digest
from backend.store import credentials as store
from tests.authenticator import Authenticator
from tests.conftest import House
from tests.entering import give_passkey, give_passphrase
from tests.own_account import browser, words
from tests.parsed import soup
from tests.people import Someone, amina

ADDRESS = "/account/recovery-code"
WRITTEN = re.compile(rf"([{CROCKFORD}]{{4}} ){{6}}[{CROCKFORD}]{{2}}")


@pytest.fixture
def her(house: House) -> Someone:
    someone = house.settle(amina)
    with Session(house.engines.writing) as session, session.begin():
        give_passkey(session, someone, Authenticator())
    return someone


@pytest.fixture
def phone(house: House, her: Someone) -> TestClient:
    return browser(house, her)


def form_of(phone: TestClient) -> dict[str, str]:
    field = soup(phone.get(ADDRESS).text).select_one("input[name=before]")
    assert field is not None
    return {"before": str(field["value"])}


def code_on(page: BeautifulSoup) -> str | None:
    field = page.select_one("textarea#code[readonly]")
    return field.get_text(strip=True) if field else None


def opens(house: House, her: Someone, code: str | None) -> bool:
    with house.read() as session:
        return store.find_by_recovery_code(session, digest(read_code(code or ""))) == her.id


def test_the_page_says_what_the_code_is_for(phone: TestClient) -> None:
    page = soup(phone.get(ADDRESS).text)
    assert "This code lets you in when your phone is lost." in words(page)
    assert "It works once" in words(page)
    assert code_on(page) is None


def test_the_code_is_shown_in_groups_of_four_and_opens_the_account(
    house: House, her: Someone, phone: TestClient
) -> None:
    answer = phone.post(ADDRESS, data=form_of(phone))
    assert answer.status_code == 200
    assert "no-store" in answer.headers["cache-control"]
    code = code_on(soup(answer.text))
    assert code is not None
    assert WRITTEN.fullmatch(code)
    assert opens(house, her, code)
    assert opens(house, her, code.lower().replace(" ", "-"))


def test_the_slip_says_where_to_type_it_and_with_which_name(
    house: House, her: Someone, phone: TestClient
) -> None:
    with Session(house.engines.writing) as session, session.begin():
        give_passphrase(session, her, name="Amina <b>")
    page = soup(phone.post(ADDRESS, data=form_of(phone)).text)
    slip = page.select_one(".paper")
    assert slip is not None
    said = " ".join(slip.get_text(" ").split())
    assert str(code_on(page)) in said
    for part in ("http://localhost:8000/join", "Amina <b>", "Made on 24 Nov 2026."):
        assert part in said
    assert page.select_one("main .act a[href='/']")


def test_a_reload_shows_it_no_more_and_kills_no_code(
    house: House, her: Someone, phone: TestClient
) -> None:
    form = form_of(phone)
    code = code_on(soup(phone.post(ADDRESS, data=form).text))
    house.clock.moment += timedelta(seconds=4)
    again = phone.post(ADDRESS, data=form)
    assert code_on(soup(again.text)) is None
    assert "cannot be shown again" in words(soup(again.text))
    assert str(code) not in again.text
    assert opens(house, her, code)
    assert code_on(soup(phone.get(ADDRESS).text)) is None


def test_a_double_tap_shows_a_code_that_works(
    house: House, her: Someone, phone: TestClient
) -> None:
    form = form_of(phone)
    phone.post(ADDRESS, data=form)
    house.clock.moment += timedelta(seconds=1)
    second = code_on(soup(phone.post(ADDRESS, data=form).text))
    assert opens(house, her, second)


def test_a_new_code_kills_the_old_one_and_says_so(
    house: House, her: Someone, phone: TestClient
) -> None:
    first = code_on(soup(phone.post(ADDRESS, data=form_of(phone)).text))
    house.clock.moment += timedelta(minutes=1)
    page = soup(phone.get(ADDRESS).text)
    assert "You made one on 24 Nov 2026. A new one takes its place" in words(page)
    page = soup(phone.post(ADDRESS, data=form_of(phone)).text)
    second = code_on(page)
    assert "The code that you had before opens nothing any more." in words(page)
    assert (opens(house, her, first), opens(house, her, second)) == (False, True)


@pytest.mark.parametrize("before", ["yesterday", "x" * 200_000, "2026-11-24\0", "<b>"])
def test_a_form_nobody_was_given_makes_none(
    house: House, her: Someone, phone: TestClient, before: str
) -> None:
    answer = phone.post(ADDRESS, data={"before": before})
    assert answer.status_code == 404
    with house.read() as session:
        assert store.read_ways_in(session, her.id).recovery_made_at is None


def test_there_is_nothing_to_recover_without_a_credential(house: House) -> None:
    bare = browser(house, house.settle(amina))
    for answer in (bare.get(ADDRESS), bare.post(ADDRESS, data={"before": ""})):
        assert (answer.status_code, answer.headers["location"]) == (303, "/account")
