"""Signing in with a passphrase or a passkey, and showing once more that it is oneself.

Judging a passphrase takes two transactions, as a doctor's passcode does (`opening.py`): the first
counts the try as failed, the second takes that back. An account nobody has is judged all the same,
against a hash of nothing, so that it looks and lasts like one that exists.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlmodel import Session

from backend.domain.accounts import Patient
from backend.domain.activity import ActivityKind
from backend.domain.credentials import LONGEST_PASSPHRASE, name_key, plain_form
from backend.domain.devices import Device
from backend.domain.wording import Sentence, say
from backend.services.activity import note, note_failure
from backend.services.devices import open_session, renew_proved
from backend.services.passkeys import NO_PASSKEY, Site, recognise
from backend.services.sealing import Hasher
from backend.services.shapes import Draft, Words
from backend.services.throttling import (
    Subjects,
    TooSoon,
    count_failure,
    nobody,
    subjects,
    take_try,
    try_was_right,
)
from backend.services.transactions import Transactions
from backend.store import accounts, credentials
from backend.store.credentials import KeptPassphrase

NOT_TOGETHER = say("This name and passphrase do not belong together.")
NOT_RIGHT = say("This is not your passphrase.")


class SignInDraft(Draft):
    """A name and a passphrase as typed; whatever they are, they only do not match."""

    name: Annotated[Words, Field(max_length=200)] = ""
    passphrase: Annotated[Words, Field(max_length=LONGEST_PASSPHRASE)] = ""


@dataclass(frozen=True)
class Asker:
    """Where somebody asks from: their address, never kept in the open, and their browser's name.
    `key` is what only this browser knows (a digest): a challenge is answered by who asked."""

    address: str
    device: str
    key: str


@dataclass(frozen=True)
class SignedIn:
    """Somebody got in; `token` is their new session's."""

    patient: Patient
    token: str


@dataclass(frozen=True)
class Refused:
    """Nobody got in, and why, as far as anybody may know."""

    sentence: Sentence
    field: str | None = None


Outcome = SignedIn | Refused | TooSoon


@dataclass(frozen=True)
class Desk(Transactions):
    """Where passphrases are judged: both engines, the hasher, and the key that hides subjects."""

    hasher: Hasher
    secret: bytes
    nobody: str
    """A hash of nothing, to judge against where there is no account."""

    def judge(self, kept: KeptPassphrase | None, passphrase: str) -> bool:
        """Whether it is the right passphrase; takes as long for an account that nobody has."""
        right = self.hasher.match(kept.hash if kept else self.nobody, plain_form(passphrase))
        return right and kept is not None


def sign_in(desk: Desk, draft: SignInDraft, *, asker: Asker, now: datetime) -> Outcome:
    """Sign in with a name and a passphrase."""
    key = name_key(draft.name)
    who = subjects(desk.secret, address=asker.address, account=key)
    with desk.writing() as session:
        wait = take_try(session, who, now=now)
        kept = credentials.find_passphrase(session, key)
    if wait is not None:
        return wait
    if not desk.judge(kept, draft.passphrase) or kept is None:
        _note_failure(desk, kept, asker, now=now)
        return Refused(NOT_TOGETHER, "passphrase")
    with desk.writing() as session:
        try_was_right(session, who, now=now)
        if not _still_kept(session, kept):
            return Refused(NOT_TOGETHER, "passphrase")
        return let_in(session, kept.patient_id, asker, now=now)


def _still_kept(session: Session, kept: KeptPassphrase) -> bool:
    """Whether it is still the passphrase, now that nobody can change it: while it was judged its
    owner may have chosen another, and signed everybody out."""
    if accounts.read_patient(session, kept.patient_id) is None:
        return False
    accounts.lock_patient(session, kept.patient_id)
    return credentials.read_passphrase(session, kept.patient_id) == kept


def _note_failure(desk: Desk, kept: KeptPassphrase | None, asker: Asker, *, now: datetime) -> None:
    """Let the owner see it; where there is none write as much, so that both take as long."""
    with desk.writing() as session:
        if kept is None or not note_failure(session, kept.patient_id, asker.device, now=now):
            count_failure(session, nobody(desk.secret), now=now)


def let_in(session: Session, patient_id: UUID, asker: Asker, *, now: datetime) -> Outcome:
    """Open a session for somebody who has just shown a credential."""
    patient = accounts.read_patient(session, patient_id)
    if patient is None:
        return Refused(NOT_TOGETHER, "passphrase")
    token = open_session(session, patient_id, now=now, device=asker.device, proved=True)
    note(session, patient_id, ActivityKind.SIGNED_IN, asker.device, now=now)
    return SignedIn(patient, token)


def sign_in_by_passkey(
    session: Session, site: Site, credential: dict[str, Any], *, asker: Asker, now: datetime
) -> Outcome:
    """Sign in with a passkey."""
    patient = recognise(session, site, credential, asker=asker.key, now=now)
    if patient is None:
        return Refused(NO_PASSKEY)
    return let_in(session, patient.id, asker, now=now)


def prove(
    desk: Desk,
    patient: Patient,
    device: Device,
    passphrase: str,
    *,
    asker: Asker,
    now: datetime,
) -> Outcome:
    """Show once more that it is oneself, with the passphrase of the account that is signed in."""
    who = _own(desk, patient, asker)
    with desk.writing() as session:
        wait = take_try(session, who, now=now)
        kept = credentials.read_passphrase(session, patient.id)
    if wait is not None:
        return wait
    if not desk.judge(kept, passphrase) or kept is None:
        _note_failure(desk, kept, asker, now=now)
        return Refused(NOT_RIGHT, "passphrase")
    with desk.writing() as session:
        try_was_right(session, who, now=now)
        if not _still_kept(session, kept):
            return Refused(NOT_RIGHT, "passphrase")
        return SignedIn(patient, renew_proved(session, patient.id, device, now=now))


def _own(desk: Desk, patient: Patient, asker: Asker) -> Subjects:
    return subjects(desk.secret, address=asker.address, account=f"prove|{patient.key}")


def prove_by_passkey(
    session: Session,
    site: Site,
    patient: Patient,
    device: Device,
    credential: dict[str, Any],
    *,
    asker: Asker,
    now: datetime,
) -> Outcome:
    """Show once more that it is oneself, with one's own passkey."""
    owner = recognise(session, site, credential, asker=asker.key, now=now)
    if owner is None or owner.id != patient.id:
        return Refused(NO_PASSKEY)
    return SignedIn(patient, renew_proved(session, patient.id, device, now=now))
