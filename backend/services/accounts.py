"""Getting in: the first start, coming back on this computer, and who a token belongs to."""

import hashlib
import secrets
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator
from sqlmodel import Session
from uuid_utils.compat import uuid7

from backend.domain.accounts import SESSION_IDLE, SESSION_LONGEST, Patient
from backend.domain.days import DAY_STARTS
from backend.domain.errors import NotFound, RuleBroken
from backend.domain.wording import say
from backend.services.shapes import Draft, Language, Words
from backend.store import accounts as store

TOKEN_BYTES = 32
KEY_BYTES = 15
NO_PLACES = frozenset({"Factory", "localtime"})
"""Names among the time zones that browsers do not know."""


def _known_zone(value: str) -> str:
    if value not in available_timezones() - NO_PLACES:
        raise ValueError("this is not a time zone")
    return value


class Door(StrEnum):
    """How a computer can be entered without a credential, over loopback."""

    START = "start"
    GO_ON = "go_on"
    CLOSED = "closed"


class ZoneDraft(Draft):
    """Where a person's days are counted."""

    zone: Annotated[Words, AfterValidator(_known_zone)]


class LanguageDraft(Draft):
    """The language a person reads."""

    language: Language


def digest(token: str) -> str:
    """Give what is kept of a token: full-entropy secrets need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_patient(*, zone: str, language: str, key: str | None = None) -> Patient:
    """Make up a patient who has not agreed to anything yet; without a `key` it is random."""
    return Patient(
        id=UUID(str(uuid7())),
        key=key or secrets.token_urlsafe(KEY_BYTES),
        zone=ZoneInfo(zone).key,
        day_starts=DAY_STARTS,
        language=language,
        agreed_at=None,
        seq=0,
    )


def start(session: Session, draft: ZoneDraft, *, language: str, now: datetime) -> str:
    """Let the first person in on this computer; gives the session's token.

    The only patient of a database who has no credential may start again as themselves. With
    several patients there is no such door: raises RuleBroken.
    """
    store.wait_for_others(session)
    patient_id = store.only_patient_id(session)
    if patient_id is None:
        if store.has_patients(session):
            raise RuleBroken(say("Several people use this computer. Open your own link instead."))
        patient = new_patient(zone=draft.zone, language=language)
        store.add_patient(session, patient, now=now)
        patient_id = patient.id
    agree(session, patient_id, draft, now=now)
    return open_session(session, patient_id, now=now)


def agree(session: Session, patient_id: UUID, draft: ZoneDraft, *, now: datetime) -> None:
    """Note that the person is 18 or over and read what Facekind is for, once."""
    patient = store.lock_patient(session, patient_id)
    if patient.agreed_at is None:
        store.save_agreement(session, patient_id, zone=draft.zone, now=now)
        store.next_seq(session, patient_id)


def enter(session: Session, *, now: datetime) -> str:
    """Let the only patient of this computer back in; gives the session's token.

    Raises RuleBroken when there is none, or more than one.
    """
    patient_id = store.only_patient_id(session)
    if patient_id is None:
        raise RuleBroken(say("There is no single person to go on as on this computer."))
    return open_session(session, patient_id, now=now)


def open_session(session: Session, patient_id: UUID, *, now: datetime) -> str:
    """Open a session and give its token; only the digest is kept."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    store.add_session(
        session, patient_id, token_digest=digest(token), ends_at=now + SESSION_LONGEST, now=now
    )
    return token


def end_session(session: Session, token: str) -> None:
    """End a session; ending it twice is no error."""
    store.end_session(session, digest(token))


def patient_of_session(
    session: Session, token: str, *, now: datetime
) -> tuple[Patient, bool] | None:
    """Give a live session's patient, and whether it was already noted as used today (UTC)."""
    found = store.read_by_session(
        session, digest(token), idle_since=(now - SESSION_IDLE).date(), now=now
    )
    return (found[0], found[1] == now.date()) if found else None


def touch_session(session: Session, token: str, *, now: datetime) -> None:
    """Note that a session is in use; at most one write a day."""
    store.touch_session(session, digest(token), seen_on=now.date())


def mint_api_token(session: Session, patient_id: UUID, *, name: str, now: datetime) -> str:
    """Make an API token and give it; only its digest is kept."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    store.add_api_token(session, patient_id, token_digest=digest(token), name=name, now=now)
    return token


def patient_of_api_token(session: Session, token: str) -> Patient | None:
    """Give the patient a live API token belongs to."""
    return store.read_by_api_token(session, digest(token))


def save_zone(session: Session, patient_id: UUID, draft: ZoneDraft) -> None:
    """Count days in another zone from now on; days already written keep theirs."""
    patient = store.lock_patient(session, patient_id)
    if patient.zone != draft.zone:
        store.save_zone(session, patient_id, draft.zone)
        store.next_seq(session, patient_id)


def save_language(session: Session, patient_id: UUID, draft: LanguageDraft) -> None:
    """Speak another language from now on, also on pages a phone has kept: they count as old."""
    patient = store.lock_patient(session, patient_id)
    if patient.language != draft.language:
        store.save_language(session, patient_id, draft.language)
        store.next_seq(session, patient_id)


def read_seq(session: Session, patient_id: UUID) -> int:
    """Give how far the patient's own counter has come. Raises NotFound for nobody."""
    patient = store.read_patient(session, patient_id)
    if patient is None:
        raise NotFound
    return patient.seq


def door(session: Session) -> Door:
    """Tell how this computer can be entered without a credential.

    Whoever began and did not yet agree to anything starts at the beginning again.
    """
    patient_id = store.only_patient_id(session)
    if patient_id is None:
        return Door.CLOSED if store.has_patients(session) else Door.START
    patient = store.read_patient(session, patient_id)
    return Door.GO_ON if patient and patient.agreed_at else Door.START
