"""Passphrases: the way in where no passkey works. Long, not common, and hashed with Argon2id."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError
from sqlmodel import Session

from backend.domain.activity import ActivityKind
from backend.domain.credentials import (
    LONGEST_NAME_KEY,
    LONGEST_PASSPHRASE,
    SHORTEST_PASSPHRASE,
    is_monotonous,
    is_mostly_name,
    name_key,
    plain_form,
)
from backend.domain.errors import RuleBroken
from backend.domain.wording import say
from backend.library.common_passphrases import is_common
from backend.services.activity import note
from backend.services.sealing import Hasher
from backend.services.shapes import Draft, PlainLine, Words
from backend.store import accounts
from backend.store import credentials as store

LONGEST_NAME = 40
TAKEN = say("Please choose another name: this one cannot be used here.")


def _typed(name: str) -> str:
    key = name_key(name)
    if not key:
        raise ValueError("this is empty")
    if len(key) > LONGEST_NAME_KEY:  # some signs stand for a whole sentence
        raise PydanticCustomError("string_too_long", "too long", {"max_length": LONGEST_NAME})
    return name


SignInName = Annotated[PlainLine, Field(max_length=LONGEST_NAME), AfterValidator(_typed)]
"""The name somebody signs in with: any words, capitals or not."""


class PassphraseDraft(Draft):
    """The name to sign in with and the passphrase, as somebody chooses them.

    An empty passphrase is too short, and said to be.
    """

    name: Annotated[SignInName, Field(validate_default=True)] = ""
    passphrase: Annotated[Words, Field(max_length=LONGEST_PASSPHRASE)] = ""


def check_passphrase(draft: PassphraseDraft) -> None:
    """Raise RuleBroken for a passphrase that others would guess."""
    said = draft.passphrase
    if len(said) < SHORTEST_PASSPHRASE:
        short = say("This is too short: at least {n} characters.", n=SHORTEST_PASSPHRASE)
        raise RuleBroken(short, field="passphrase")
    if is_common(said) or is_monotonous(said) or is_mostly_name(said, draft.name):
        easy = say("Others would guess this. Four or five words that do not belong together work.")
        raise RuleBroken(easy, field="passphrase")


@dataclass(frozen=True)
class HashedPassphrase:
    """A passphrase as it is kept, and the name it goes with."""

    name: str
    hash: str


def hash_passphrase(draft: PassphraseDraft, hasher: Hasher) -> HashedPassphrase:
    """Hash a passphrase. Raises RuleBroken for a weak one.

    It takes a while, so it comes before the first row is touched: nobody waits who wants to write.
    """
    check_passphrase(draft)
    return HashedPassphrase(draft.name, hasher.hash(plain_form(draft.passphrase)))


def set_passphrase(
    session: Session,
    patient_id: UUID,
    draft: PassphraseDraft,
    *,
    hasher: Hasher,
    now: datetime,
) -> None:
    """Choose a passphrase, or another one. Raises RuleBroken for a weak one or a taken name."""
    keep_passphrase(session, patient_id, hash_passphrase(draft, hasher), now=now)


def keep_passphrase(
    session: Session, patient_id: UUID, chosen: HashedPassphrase, *, now: datetime
) -> None:
    """Keep a passphrase; the one before is gone. Raises RuleBroken for a name that is taken."""
    accounts.lock_patient(session, patient_id)
    key, name, hashed = name_key(chosen.name), chosen.name, chosen.hash
    if not store.save_passphrase(
        session, patient_id, name_key=key, name=name, hash_=hashed, now=now
    ):
        raise RuleBroken(TAKEN, field="name")
    note(session, patient_id, ActivityKind.PASSPHRASE_SET, now=now)


def remove_passphrase(session: Session, patient_id: UUID, *, now: datetime) -> None:
    """Sign in by passkeys alone. Raises RuleBroken when there is none."""
    accounts.lock_patient(session, patient_id)
    if not store.read_ways_in(session, patient_id).passkeys:
        raise RuleBroken(say("This is your only way to sign in. Add another one first."))
    if store.remove_passphrase(session, patient_id):
        note(session, patient_id, ActivityKind.PASSPHRASE_GONE, now=now)
