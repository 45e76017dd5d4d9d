"""Keys for a person's own programs; on both databases."""

from datetime import timedelta
from uuid import uuid4

import pytest
from pydantic import ValidationError
from sqlmodel import Session, select

from backend.domain.activity import ActivityKind
from backend.domain.errors import NotFound, RuleBroken
from backend.domain.tokens import TokenScope
from backend.services import tokens
from backend.services.activity import read_recent
from backend.services.tokens import MOST_TOKENS, TokenDraft, mint_token, owner_of_token
from backend.store.account_tables import ApiTokenRow
from tests.entering import newcomer
from tests.people import NOW


def draft(*scopes: str, name: str = "My script") -> TokenDraft:
    return TokenDraft.model_validate({"name": name, "scopes": scopes or ("read",)})


def test_a_token_may_do_what_it_was_made_for(session: Session) -> None:
    her = newcomer(session)
    for scopes in (("read",), ("write",), ("read", "share"), tuple(TokenScope)):
        secret = mint_token(session, her.id, draft(*scopes), now=NOW)
        found = owner_of_token(session, secret)
        assert found is not None
        patient, token = found
        assert (patient.id, token.name, token.scopes) == (her.id, "My script", frozenset(scopes))
        assert len(secret) == 43


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "x", "scopes": ()},
        {"name": "x", "scopes": ("admin",)},
        {"name": "x", "scopes": ("read",) * 4},
        {"name": "x" * 61, "scopes": ("read",)},
        {"name": "two\nlines", "scopes": ("read",)},
        {"name": "nul\0", "scopes": ("read",)},
        {"name": "x", "scopes": ("read",), "owner": "somebody"},
    ],
)
def test_a_token_that_makes_no_sense_is_not_made(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        TokenDraft.model_validate(wrong)


def test_only_a_digest_of_it_is_kept(session: Session) -> None:
    secret = mint_token(session, newcomer(session).id, draft(), now=NOW)
    row = session.exec(select(ApiTokenRow)).one()
    assert secret not in repr(row.model_dump())
    for stolen in (row.token_digest, str(row.id), ""):
        assert owner_of_token(session, stolen) is None


def test_a_revoked_token_opens_nothing_from_then_on(session: Session) -> None:
    her, him = newcomer(session), newcomer(session)
    secret = mint_token(session, her.id, draft(), now=NOW)
    token = tokens.read_tokens(session, her.id)[0]
    for owner, wanted in ((him.id, token.id), (her.id, uuid4())):
        with pytest.raises(NotFound):
            tokens.revoke_token(session, owner, wanted, now=NOW)
    assert owner_of_token(session, secret) is not None
    tokens.revoke_token(session, her.id, token.id, now=NOW)
    assert owner_of_token(session, secret) is None
    assert tokens.read_tokens(session, her.id) == ()
    with pytest.raises(NotFound):
        tokens.revoke_token(session, her.id, token.id, now=NOW)
    kinds = [row.kind for row in read_recent(session, her.id)]
    assert kinds == [ActivityKind.TOKEN_REVOKED, ActivityKind.TOKEN_MADE]


def test_its_owner_sees_the_day_it_was_last_used(session: Session) -> None:
    her, him = newcomer(session), newcomer(session)
    mint_token(session, her.id, draft(), now=NOW)
    token = tokens.read_tokens(session, her.id)[0]
    assert token.last_used_on is None
    tokens.touch_token(session, him.id, token, now=NOW)
    assert tokens.read_tokens(session, her.id)[0].last_used_on is None
    tokens.touch_token(session, her.id, token, now=NOW + timedelta(days=2))
    assert tokens.read_tokens(session, her.id)[0].last_used_on == NOW.date() + timedelta(days=2)


def test_twenty_are_enough_and_a_revoked_one_makes_room(session: Session) -> None:
    her = newcomer(session)
    for number in range(MOST_TOKENS):
        at = NOW + timedelta(seconds=number)
        mint_token(session, her.id, draft(name=f"script {number}"), now=at)
    with pytest.raises(RuleBroken):
        mint_token(session, her.id, draft(), now=NOW)
    mint_token(session, newcomer(session).id, draft(), now=NOW)
    listed = tokens.read_tokens(session, her.id)
    assert [token.name for token in listed[:2]] == ["script 19", "script 18"]
    tokens.revoke_token(session, her.id, listed[0].id, now=NOW)
    mint_token(session, her.id, draft(), now=NOW)
