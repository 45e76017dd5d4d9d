"""Passphrases: the way in where no passkey works. Long, not common, and hashed with Argon2id."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field
from sqlmodel import Session

from backend.domain.activity import ActivityKind
from backend.domain.credentials import (
    LONGEST_PASSPHRASE,
    SHORTEST_PASSPHRASE,
    is_monotonous,
    name_key,
)
from backend.domain.errors import RuleBroken
from backend.domain.wording import say
from backend.library.common_passphrases import is_common
from backend.services.activity import note
from backend.services.sealing import Passcodes
from backend.services.shapes import Draft, PlainLine, Words
from backend.store import accounts
from backend.store import credentials as store


def _typed(name: str) -> str:
    if not name_key(name):
        raise ValueError("this is empty")
    return name


SignInName = Annotated[PlainLine, Field(max_length=40), AfterValidator(_typed)]
"""The name somebody signs in with: any words, capitals or not."""


class PassphraseDraft(Draft):
    """The name to sign in with and the passphrase, as somebody chooses them."""

    name: SignInName
    passphrase: Annotated[Words, Field(max_length=LONGEST_PASSPHRASE)]


def check_passphrase(draft: PassphraseDraft) -> None:
    """Raise RuleBroken for a passphrase that others would guess."""
    said = draft.passphrase
    if len(said) < SHORTEST_PASSPHRASE:
        short = say("This is too short: at least {n} characters.", n=SHORTEST_PASSPHRASE)
        raise RuleBroken(short, field="passphrase")
    if is_common(said) or is_monotonous(said) or name_key(said) == name_key(draft.name):
        easy = say("Others would guess this. Four or five words that do not belong together work.")
        raise RuleBroken(easy, field="passphrase")


def set_passphrase(
    session: Session,
    patient_id: UUID,
    draft: PassphraseDraft,
    *,
    hasher: Passcodes,
    now: datetime,
) -> None:
    """Choose a passphrase, or another one. Raises RuleBroken for a weak one or a taken name."""
    check_passphrase(draft)
    accounts.lock_patient(session, patient_id)
    key = name_key(draft.name)
    owner = store.find_passphrase(session, key)
    if owner is not None and owner.patient_id != patient_id:
        taken = say("Please choose another name: this one cannot be used here.")
        raise RuleBroken(taken, field="name")
    hashed = hasher.hash(draft.passphrase)
    store.save_passphrase(session, patient_id, name_key=key, name=draft.name, hash_=hashed, now=now)
    note(session, patient_id, ActivityKind.PASSPHRASE_SET, now=now)


def remove_passphrase(session: Session, patient_id: UUID, *, now: datetime) -> None:
    """Sign in by passkeys alone. Raises RuleBroken when there is none."""
    accounts.lock_patient(session, patient_id)
    if not store.read_ways_in(session, patient_id).passkeys:
        raise RuleBroken(say("This is your only way to sign in. Add another one first."))
    if store.remove_passphrase(session, patient_id):
        note(session, patient_id, ActivityKind.PASSPHRASE_GONE, now=now)
