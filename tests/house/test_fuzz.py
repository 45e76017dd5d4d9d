"""A slice of `make fuzz`: the same judge, the same seed, a few hundred cases in this process."""

import sys
from pathlib import Path

from sqlmodel import Session
from starlette.testclient import TestClient

from backend.domain.tokens import TokenScope
from backend.services.tokens import TokenDraft, mint_token
from tests.conftest import House
from tests.people import amina

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))

OFTEN_ENOUGH = 250


def test_odd_requests_are_answered_as_the_description_says(house: House) -> None:
    from fuzz import slice_of  # noqa: PLC0415 (takes a second to load)

    her = house.settle(amina)
    draft = TokenDraft(name="fuzz", scopes=tuple(TokenScope))
    with Session(house.engines.writing) as session, session.begin():
        token = mint_token(session, her.id, draft, now=house.clock())
    document = TestClient(house.app, base_url="http://127.0.0.1").get("/api/v1/openapi.json").json()
    found = slice_of(house.app, document, token)
    assert not found.faults, "\n".join(f"{name}\n{said}" for name, said in found.faults.items())
    assert found.cases > OFTEN_ENOUGH
    assert max(found.statuses) < 500
