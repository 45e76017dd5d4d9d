"""Keys for a person's own programs: shown once, each for what it may do and no more."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup, Tag
from sqlmodel import Session, col, select
from starlette.testclient import TestClient
from uuid_utils import uuid7

from backend.domain.tokens import TokenScope
from backend.services.passphrases import PassphraseDraft, set_passphrase
from backend.services.tokens import MOST_TOKENS, TokenDraft, mint_token
from backend.store.account_tables import ApiTokenRow
from tests.conftest import House
from tests.parsed import soup
from tests.people import NOW, TODAY, Someone, dan


def one(page: BeautifulSoup, selector: str) -> Tag:
    found = page.select_one(selector)
    assert found is not None, selector
    return found


def mint(house: House, someone: Someone, *scopes: TokenScope) -> str:
    with Session(house.engines.writing) as session, session.begin():
        draft = TokenDraft(name="Spreadsheet", scopes=scopes)
        return mint_token(session, someone.id, draft, now=house.clock())


def program(house: House, secret: str) -> TestClient:
    client = house.stranger()
    del client.headers["Sec-Fetch-Site"]
    client.headers["Authorization"] = f"Bearer {secret}"
    return client


def test_a_key_is_shown_once_and_never_again(phone: TestClient) -> None:
    answer = phone.post("/account/tokens", data={"name": "My sheet", "scopes": ["read", "share"]})
    assert answer.status_code == 200
    assert "no-store" in answer.headers["cache-control"]
    secret = one(soup(answer.text), "#secret").get_text()
    assert len(secret) >= 43
    again = phone.get("/account/tokens")
    assert secret not in again.text
    kept = " ".join(one(soup(again.text), "[data-token]").get_text(" ").split())
    assert "My sheet" in kept
    assert "Read everything you keep here Make and stop links for doctors" in kept
    assert "Made 24 Nov 2026. Not used yet." in kept
    assert "http://127.0.0.1:8000/api/v1/openapi.json" in again.text


def test_only_a_digest_of_it_is_kept(house: House, phone: TestClient) -> None:
    answer = phone.post("/account/tokens", data={"name": "My sheet", "scopes": "read"})
    secret = one(soup(answer.text), "#secret").get_text()
    with house.read() as session:
        for row in session.execute(sa.text("SELECT * FROM api_token")).all():
            assert secret not in str(row)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": "", "scopes": "read"}, "name"),
        ({"name": "x" * 61, "scopes": "read"}, "name"),
        ({"name": "a\nb", "scopes": "read"}, "name"),
        ({"name": "My sheet"}, "scopes"),
        ({"name": "My sheet", "scopes": "everything"}, "scopes"),
        ({"name": "My sheet", "scopes": ["read", "read", "read", "read"]}, "scopes"),
    ],
)
def test_what_cannot_be_made_comes_back_as_typed(
    phone: TestClient, said: dict[str, str], field: str
) -> None:
    answer = phone.post("/account/tokens", data=said)
    assert answer.status_code == 422
    page = soup(answer.text)
    assert page.select_one(f".errsum a[href='#{field}']")
    assert one(page, "#name")["value"] == said["name"]
    ticked = {str(box["value"]) for box in page.select("input[name=scopes][checked]")}
    assert ticked == ({"read"} if "read" in said.get("scopes", "") else set())
    assert not page.select("[data-token]")


def test_twenty_keys_are_enough(house: House, phone: TestClient, her: Someone) -> None:
    for _ in range(MOST_TOKENS):
        mint(house, her, TokenScope.READ)
    answer = phone.post("/account/tokens", data={"name": "One more", "scopes": "read"})
    assert answer.status_code == 422
    assert "There are 20 keys already. Revoke one first." in answer.text


def test_making_one_asks_for_a_proof_and_revoking_does_not(
    house: House, phone: TestClient, her: Someone
) -> None:
    secret = mint(house, her, TokenScope.READ)
    with Session(house.engines.writing) as session, session.begin():
        said = PassphraseDraft(name="Amina", passphrase="quiet rivers 4711 at dusk")  # noqa: S106
        hasher = house.app.state.reception.passcodes
        set_passphrase(session, her.id, said, hasher=hasher, now=NOW)
    answer = phone.post("/account/tokens", data={"name": "My sheet", "scopes": "read"})
    assert answer.status_code == 403
    page = soup(phone.get("/account/tokens").text)
    assert len(page.select("[data-token]")) == 1
    kept = str(one(page, "[data-token]")["data-token"])
    assert phone.post(f"/account/tokens/{kept}/revoke").status_code == 303
    assert program(house, secret).get("/api/v1/days/today").status_code == 401


def test_a_revoked_key_opens_nothing_and_leaves_the_list(
    house: House, phone: TestClient, her: Someone
) -> None:
    secret = mint(house, her, *TokenScope)
    script = program(house, secret)
    assert script.get("/api/v1/days/today").status_code == 200
    kept = str(one(soup(phone.get("/account/tokens").text), "[data-token]")["data-token"])
    answer = phone.post(f"/account/tokens/{kept}/revoke")
    assert answer.headers["location"] == "/account/tokens?revoked"
    assert script.get("/api/v1/days/today").status_code == 401
    page = soup(phone.get("/account/tokens?revoked").text)
    assert not page.select("[data-token]")
    assert "That key opens nothing any more" in page.get_text()
    assert phone.post(f"/account/tokens/{kept}/revoke").status_code == 404


def test_dan_can_neither_see_nor_revoke_amina_s_key(house: House, her: Someone) -> None:
    secret = mint(house, her, TokenScope.READ)
    with house.read() as session:
        there = session.exec(select(col(ApiTokenRow.id))).one()
    his = house.phone(house.settle(dan))
    assert not soup(his.get("/account/tokens").text).select("[data-token]")
    tried = [his.post(f"/account/tokens/{key}/revoke").status_code for key in (there, uuid4())]
    assert tried == [404, 404]
    assert program(house, secret).get("/api/v1/days/today").status_code == 200


def entry() -> dict[str, object]:
    return {"local_date": str(TODAY), "text": "written by a program"}


SHARED = {"categories": ["routine"], "period": "4w", "mode": "snapshot", "open_days": 7}
ASKED: dict[str, Callable[[TestClient], Any]] = {
    "read": lambda script: script.get("/api/v1/journal"),
    "write": lambda script: script.put(f"/api/v1/journal/{uuid7()}", json=entry()),
    "sync": lambda script: script.post("/sync", json={}),
    "share": lambda script: script.post("/api/v1/share-links", json=SHARED),
    "stop": lambda script: script.delete(f"/api/v1/share-links/{uuid4()}"),
}
NEEDED = {"read": "read", "write": "write", "sync": "write", "share": "share", "stop": "share"}


@pytest.mark.parametrize("scope", list(TokenScope))
def test_a_key_does_what_it_may_and_no_more(house: House, her: Someone, scope: TokenScope) -> None:
    script = program(house, mint(house, her, scope))
    for asked, ask in ASKED.items():
        answer = ask(script)
        assert answer.status_code < 500, asked
        lacks = answer.status_code == 403 and f"“{NEEDED[asked]}”" in answer.json()["detail"]
        assert lacks == (NEEDED[asked] != scope), (asked, answer.text)


@pytest.mark.parametrize("path", ["/account/tokens", "/account/activity", "/settings", "/today"])
def test_a_key_opens_no_page(house: House, her: Someone, path: str) -> None:
    script = program(house, mint(house, her, *TokenScope))
    assert script.get(path).status_code == 303


def last_used(house: House) -> str:
    with house.read() as session:
        return str(session.exec(select(col(ApiTokenRow.last_used_on))).one())


def test_its_use_is_noted_once_a_day(house: House, her: Someone) -> None:
    script = program(house, mint(house, her, TokenScope.READ))
    statements: list[str] = []
    sa.event.listen(
        house.engines.writing,
        "before_cursor_execute",
        lambda _c, _cur, statement, *_: statements.append(statement),
    )
    for _ in range(3):
        script.get("/api/v1/days/today")
    assert last_used(house) == "2026-11-24"
    assert sum("api_token" in statement for statement in statements) == 1
    house.clock.moment = NOW + timedelta(days=1)
    script.get("/api/v1/days/today")
    assert last_used(house) == "2026-11-25"
