"""Keys for a person's own programs: made once, shown once, revoked at any time."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlmodel import Session
from uuid_utils.compat import uuid7

from backend.domain.accounts import Patient
from backend.domain.activity import ActivityKind
from backend.domain.errors import NotFound, RuleBroken
from backend.domain.tokens import ApiToken, TokenScope
from backend.domain.wording import say
from backend.services.activity import note
from backend.services.sealing import digest, new_secret
from backend.services.shapes import Draft, PlainLine
from backend.store import accounts
from backend.store import tokens as store

MOST_TOKENS = 20


class TokenDraft(Draft):
    """What a program is called, and what it may do."""

    name: Annotated[PlainLine, Field(max_length=60)]
    scopes: Annotated[tuple[TokenScope, ...], Field(min_length=1, max_length=len(TokenScope))]


def mint_token(session: Session, patient_id: UUID, draft: TokenDraft, *, now: datetime) -> str:
    """Make a token and give it, this once. Raises RuleBroken when there are twenty already."""
    accounts.lock_patient(session, patient_id)
    if len(store.read_tokens(session, patient_id)) >= MOST_TOKENS:
        raise RuleBroken(say("There are {n} keys already. Revoke one first.", n=MOST_TOKENS))
    secret = new_secret()
    made = ApiToken(UUID(str(uuid7())), draft.name, frozenset(draft.scopes), now, None, None)
    store.add_token(session, patient_id, made, token_digest=digest(secret))
    note(session, patient_id, ActivityKind.TOKEN_MADE, draft.name, now=now)
    return secret


def owner_of_token(session: Session, secret: str) -> tuple[Patient, ApiToken] | None:
    """Give a live token and whom it belongs to."""
    return store.read_by_token(session, digest(secret))


def touch_token(session: Session, patient_id: UUID, token: ApiToken, *, now: datetime) -> None:
    """Note that a token was used today (UTC); at most one write a day."""
    store.touch_token(session, patient_id, token.id, used_on=now.date())


def read_tokens(session: Session, patient_id: UUID) -> tuple[ApiToken, ...]:
    """Give the patient's live tokens, newest first."""
    return store.read_tokens(session, patient_id)


def revoke_token(session: Session, patient_id: UUID, token_id: UUID, *, now: datetime) -> None:
    """Revoke a token from the next request on. Raises NotFound when it is none of theirs."""
    name = store.revoke_token(session, patient_id, token_id, now=now)
    if name is None:
        raise NotFound
    note(session, patient_id, ActivityKind.TOKEN_REVOKED, name, now=now)
