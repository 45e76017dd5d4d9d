"""People: the first start, coming back on this computer, and what they chose in the settings."""

import secrets
from datetime import datetime, time
from enum import StrEnum
from functools import cache
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field
from sqlmodel import Session
from uuid_utils.compat import uuid7

from backend.domain.accounts import Patient
from backend.domain.days import DAY_STARTS
from backend.domain.errors import NotFound, RuleBroken
from backend.domain.wording import say
from backend.library import read_library
from backend.services.devices import open_session
from backend.services.shapes import Draft, Language, PlainLine, Words
from backend.store import accounts as store
from backend.store.credentials import anybody_secured, read_ways_in

KEY_BYTES = 15
DAY_STARTS_AT = tuple(f"{hour:02}:00" for hour in range(7))
"""When a day may begin: on a full hour, from midnight to six."""

NO_PLACES = frozenset({"Factory", "localtime"})
"""Names among the time zones that browsers do not know."""


@cache
def _zones() -> frozenset[str]:
    """Give the zones there are. Looking through their folder takes longer than storing one."""
    return frozenset(available_timezones() - NO_PLACES)


def _known_zone(value: str) -> str:
    if value not in _zones():
        raise ValueError("this is not a time zone")
    return value


def _day_start(value: str) -> str:
    if value not in DAY_STARTS_AT:
        raise ValueError("this is not one of the hours")
    return value


def _known_country(value: str) -> str:
    if value not in read_library("en").countries:
        raise ValueError("this is not one of the countries")
    return value


NO_SUCH_DOOR = say("Please sign in: this is no way in here.")


class Door(StrEnum):
    """How this server can be entered: on this computer without a credential, as somebody new
    (`start`) or as the only one (`go_on`); else by signing in, or first by setting it up."""

    START = "start"
    GO_ON = "go_on"
    SIGN_IN = "sign_in"
    SET_UP = "set_up"


class ZoneDraft(Draft):
    """Where a person's days are counted."""

    zone: Annotated[Words, AfterValidator(_known_zone)]


class DayStartDraft(Draft):
    """When a person's days begin."""

    day_starts: Annotated[Words, AfterValidator(_day_start)]


class CountryDraft(Draft):
    """The country whose numbers to call a person sees first; none when it is left out."""

    country: Annotated[Words, AfterValidator(_known_country)] | None = None


class NameDraft(Draft):
    """How a doctor's page calls a person; no name when it is empty."""

    name: Annotated[PlainLine, Field(max_length=80)] = ""


class LanguageDraft(Draft):
    """The language a person reads."""

    language: Language


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


def start(
    session: Session, draft: ZoneDraft, *, language: str, outside: bool, now: datetime
) -> str:
    """Let the first person in on this computer; gives the session's token.

    The only patient of a database who has no credential may start again as themselves. Raises
    RuleBroken where there is no such door: from `outside`, with a credential, with several people.
    """
    store.wait_for_others(session)
    way_in = door(session, outside=outside)
    if way_in not in {Door.START, Door.GO_ON}:
        raise RuleBroken(NO_SUCH_DOOR)
    patient_id = store.only_patient_id(session)
    if patient_id is None:
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


def enter(session: Session, *, outside: bool, now: datetime) -> str:
    """Let the only patient of this computer back in; gives the session's token.

    Raises RuleBroken where a credential is asked for, or there is nobody or somebody else too.
    """
    patient_id = store.only_patient_id(session)
    if patient_id is None or door(session, outside=outside) not in {Door.START, Door.GO_ON}:
        raise RuleBroken(NO_SUCH_DOOR)
    return open_session(session, patient_id, now=now)


def save_zone(session: Session, patient_id: UUID, draft: ZoneDraft) -> None:
    """Count days in another zone from now on; days already written keep theirs."""
    patient = store.lock_patient(session, patient_id)
    if patient.zone != draft.zone:
        store.save_zone(session, patient_id, draft.zone)
        store.next_seq(session, patient_id)


def save_day_start(session: Session, patient_id: UUID, draft: DayStartDraft) -> None:
    """Begin days at another hour from now on; what is written stays on the day it was filed under.

    Pages that a phone has kept count as old.
    """
    patient, starts = store.lock_patient(session, patient_id), time.fromisoformat(draft.day_starts)
    if patient.day_starts != starts:
        store.save_day_start(session, patient_id, starts)
        store.next_seq(session, patient_id)


def save_country(session: Session, patient_id: UUID, draft: CountryDraft) -> None:
    """Keep the country; no page of the person's shows it, so that none counts as old."""
    store.save_country(session, patient_id, draft.country)


def save_name(session: Session, patient_id: UUID, draft: NameDraft) -> None:
    """Keep the name for the page that a doctor reads, or forget it."""
    patient, name = store.lock_patient(session, patient_id), draft.name or None
    if patient.name != name:
        store.save_person(session, patient_id, name=name, cause=patient.cause)
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


def door(session: Session, *, outside: bool) -> Door:
    """Tell how this server can be entered by somebody it does not know yet.

    Without a credential only on this computer, and only while there is one person or none. Whoever
    began and did not yet agree to anything starts at the beginning again.
    """
    if outside:
        return Door.SIGN_IN if anybody_secured(session) else Door.SET_UP
    patient_id = store.only_patient_id(session)
    if patient_id is None:
        return Door.SIGN_IN if store.has_patients(session) else Door.START
    if read_ways_in(session, patient_id).secured:
        return Door.SIGN_IN
    patient = store.read_patient(session, patient_id)
    return Door.GO_ON if patient and patient.agreed_at else Door.START
