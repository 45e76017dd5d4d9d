"""Adding a phone: a code that works once, for ten minutes, on a server that a phone can reach."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sqlmodel import Session
from starlette.testclient import TestClient

from backend.app import create_app
from backend.domain.credentials import CROCKFORD, read_code
from backend.settings import Settings
from backend.web.qr import code_of
from tests.authenticator import ORIGIN, Authenticator
from tests.conftest import Clock, House
from tests.entering import give_passkey
from tests.own_account import browser, words
from tests.parsed import soup
from tests.people import amina

CODE = re.compile(rf"[{CROCKFORD}]{{4}}-[{CROCKFORD}]{{4}}")


@pytest.fixture
def reached(sqlite_url: str, tmp_path: Path) -> Iterator[House]:
    """A server with a public address; on this computer, so that it is one for passkeys too."""
    clock = Clock()
    settings = Settings(data_dir=tmp_path, database_url=sqlite_url, public_url=ORIGIN)
    app = create_app(settings, now=clock)
    yield House(app, clock, app.state.engines)
    app.state.engines.dispose()


@pytest.fixture
def laptop(reached: House) -> TestClient:
    her = reached.settle(amina)
    with Session(reached.engines.writing) as session, session.begin():
        give_passkey(session, her, Authenticator())
    return browser(reached, her)


def shown(laptop: TestClient) -> BeautifulSoup:
    answer = laptop.post("/account/phone")
    assert answer.status_code == 200
    return soup(answer.text)


def code_on(page: BeautifulSoup) -> str:
    found = page.select_one("[data-code]")
    assert found is not None
    return found.get_text(strip=True)


def pair(house: House, code: str) -> int:
    return house.stranger().post("/pair", data={"code": code}).status_code


def test_the_code_is_drawn_and_written(laptop: TestClient) -> None:
    assert "Show the code" in words(soup(laptop.get("/account/phone").text))
    page = shown(laptop)
    code = code_on(page)
    assert CODE.fullmatch(code)
    drawn = page.select("svg.qr[role=img][aria-label] path")
    assert str(drawn[1]["d"]) == code_of(f"{ORIGIN}/pair#{read_code(code)}").path
    said = words(page)
    assert f"Open {ORIGIN}/pair on the phone" in said
    assert "It works once, for 10 minutes, until 9:10." in said


def test_it_signs_one_phone_in_once(reached: House, laptop: TestClient) -> None:
    code = code_on(shown(laptop))
    assert [pair(reached, code) for _ in range(2)] == [303, 422]


def test_it_ends_after_ten_minutes(reached: House, laptop: TestClient) -> None:
    code = code_on(shown(laptop))
    reached.clock.moment += timedelta(minutes=10)
    assert pair(reached, code) == 422


def test_another_code_kills_the_first(reached: House, laptop: TestClient) -> None:
    first, second = code_on(shown(laptop)), code_on(shown(laptop))
    assert first != second
    assert (pair(reached, first), pair(reached, second.lower())) == (422, 303)


def test_where_no_phone_can_come_the_page_says_so(house: House) -> None:
    her = house.settle(amina)
    phone = browser(house, her)
    page = soup(phone.get("/account/phone").text)
    assert "A phone cannot reach this computer yet." in words(page)
    assert "docs/self-hosting.md" in words(page)
    assert page.select_one("main form") is None
    answer = phone.post("/account/phone")
    assert answer.status_code == 422
    assert soup(answer.text).select_one("[data-code]") is None
