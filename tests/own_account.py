"""A browser at the address where passkeys work, and what its account pages are asked for."""

from typing import Any

from bs4 import BeautifulSoup, Tag
from sqlmodel import Session
from starlette.testclient import TestClient

from backend.domain.credentials import WaysIn
from backend.services.devices import open_session
from backend.services.ways_in import read_ways_in
from tests.authenticator import ORIGIN, Authenticator
from tests.conftest import House
from tests.parsed import soup
from tests.people import Someone

JSON = {"Accept": "application/json"}


def browser(
    house: House, someone: Someone, *, proved: bool = True, device: str = "Firefox, Linux"
) -> TestClient:
    """Somebody's browser; `proved` when they have just shown a credential, if they have one."""
    with Session(house.engines.writing) as session, session.begin():
        token = open_session(session, someone.id, now=house.clock(), device=device, proved=proved)
    client = TestClient(
        house.app,
        base_url=ORIGIN,
        headers={"Sec-Fetch-Site": "same-origin", "User-Agent": "Mozilla/5.0 (Linux) Firefox/140"},
        follow_redirects=False,
        raise_server_exceptions=False,
    )
    client.cookies.set("facekind", token)
    return client


def offered(client: TestClient) -> dict[str, Any]:
    """What the browser needs to make a passkey."""
    answer = client.post("/account/passkeys/options", json={"name": "x"}, headers=JSON)
    assert answer.status_code == 200, answer.text
    options: dict[str, Any] = answer.json()
    return options


def add_passkey(
    client: TestClient, key: Authenticator | None = None, name: str = "My phone", **more: Any
) -> Any:
    """Make a passkey as the page's script does; gives the answer."""
    made = (key or Authenticator()).register(offered(client))
    body = {"name": name, "credential": made, **more}
    return client.post("/account/passkeys", json=body, headers=JSON)


def ways_of(house: House, someone: Someone) -> WaysIn:
    """Everything somebody can get in with."""
    with house.read() as session:
        return read_ways_in(session, someone.id)


def main_of(page: BeautifulSoup) -> Tag:
    """Give what a page is about."""
    found = page.select_one("main")
    assert found is not None
    return found


def words(page: BeautifulSoup) -> str:
    """What a page says."""
    return " ".join(main_of(page).get_text(" ").split())


def assert_refused(answer: Any, field: str, sentence: str) -> BeautifulSoup:
    """The page came back, says at once what is wrong, and says it beside the field."""
    assert answer.status_code == 422
    page = soup(answer.text)
    assert page.title is not None
    assert page.title.get_text().startswith("Error: ")
    assert page.select_one(f".errsum a[href='#{field}']")
    assert page.select_one(f"[id='{field}'][aria-invalid=true]")
    beside = page.select_one(f"[id='{field}-error']")
    assert beside is not None
    assert sentence in beside.get_text()
    return page
