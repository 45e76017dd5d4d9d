"""Somebody who comes in with a code, as tests play them."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from sqlmodel import Session
from starlette.testclient import TestClient

from backend.domain.credentials import CodeKind, WaysIn
from backend.services import joining
from backend.store import accounts, credentials
from tests.authenticator import Authenticator
from tests.conftest import House
from tests.entering import PASSPHRASE, give_passphrase
from tests.parsed import soup
from tests.people import Someone, amina, dan

NEXT = "/account/recovery-code"
LOCALHOST = "http://localhost:8000"
Rule = Callable[..., House]


def secured_amina(session: Session) -> Someone:
    her = amina(session)
    give_passphrase(session, her)
    return her


def secured_dan(session: Session) -> Someone:
    him = dan(session)
    give_passphrase(session, him, name="Dan")
    return him


with_amina = pytest.mark.usefixtures("her")
"""Somebody can sign in already, so that others may be invited."""


def code_of(house: House, kind: CodeKind, someone: Someone | None = None) -> str:
    with Session(house.engines.writing) as session, session.begin():
        owner = someone.id if someone else None
        return joining.make_code(session, kind, now=house.clock(), patient_id=owner)


def recovery_of(house: House, someone: Someone) -> str:
    with Session(house.engines.writing) as session, session.begin():
        return joining.make_recovery_code(session, someone.id, now=house.clock())


def ways(house: House, someone: Someone) -> WaysIn:
    with house.read() as session:
        return credentials.read_ways_in(session, someone.id)


def people(house: House) -> int:
    with house.read() as session:
        return len(accounts.patient_keys(session))


def chosen(code: str, name: str = "Ben", passphrase: str = PASSPHRASE) -> dict[str, str]:
    return {"code": code, "name": name, "passphrase": passphrase}


def on_localhost(house: House) -> TestClient:
    """A browser at the address that passkeys work at."""
    browser = house.stranger()
    browser.base_url = LOCALHOST
    browser.headers["Accept"] = "application/json"
    return browser


def by_passkey(browser: TestClient, code: str, key: Authenticator) -> Any:
    """Make a passkey with a code, as the page's button does; gives the last answer."""
    offered = browser.post("/join/passkey/options", json={"code": code})
    if offered.status_code != 200:
        return offered
    said = {"code": code, "credential": key.register(offered.json())}
    return browser.post("/join/passkey", json=said)


def came_back(answer: Any, field: str, sentence: str, status: int = 422) -> BeautifulSoup:
    """The form is there again and says beside this field what is wrong; no secret stands in it."""
    assert answer.status_code == status
    assert "set-cookie" not in answer.headers
    assert PASSPHRASE not in answer.text
    page = soup(answer.text)
    said = page.select_one(f"#{field}-error")
    assert said is not None
    assert sentence in said.get_text()
    assert page.select_one(f".errsum a[href='#{field}']")
    assert page.select_one(f"#{field}[aria-invalid=true]")
    assert page.title is not None
    assert page.title.get_text().startswith("Error: ")
    return page
