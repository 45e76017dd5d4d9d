"""Choosing what to follow. A setting: it needs the server, and the phone's pages count as old."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StrictBool, StrictInt
from sqlmodel import Session

from backend.domain.following import (
    LONGEST_OWN,
    MOST_OWN,
    MOST_PINNED,
    Following,
    Pin,
    check_following,
)
from backend.domain.synkinesis import EVERY_DAYS, INTERVALS
from backend.library import read_library
from backend.services.checkins import FaceZone
from backend.services.shapes import Draft, PlainLine, Said
from backend.store import accounts
from backend.store import following as store


def _known_interval(days: int) -> int:
    if days not in INTERVALS:
        raise ValueError("this is not one of the lengths")
    return days


Interval = Annotated[StrictInt, AfterValidator(_known_interval)]


class PinDraft(Draft):
    """A symptom to be asked for, with where it is if that is said."""

    key: Annotated[Said, Field(max_length=LONGEST_OWN)]
    zone: FaceZone | None = None
    side: Literal["left", "right", "both"] | None = None


class FollowingDraft(Draft):
    """All that is followed: what is not named is not asked. `linked_every` is in days."""

    pinned: Annotated[tuple[PinDraft, ...], Field(max_length=MOST_PINNED)] = ()
    own: Annotated[
        tuple[Annotated[PlainLine, Field(min_length=1, max_length=LONGEST_OWN)], ...],
        Field(max_length=MOST_OWN),
    ] = ()
    energy: StrictBool = False
    sleep: StrictBool = False
    eye_care: StrictBool = False
    linked: StrictBool = False
    linked_every: Interval = EVERY_DAYS
    screening: StrictBool = False


def read_following(session: Session, patient_id: UUID) -> Following:
    """Give what a person follows."""
    return store.read_following(session, patient_id)


def follow(session: Session, patient_id: UUID, draft: FollowingDraft) -> Following:
    """Keep what is followed, in place of what was before; gives it as it stands.

    What was rated before stays, whatever is followed now. Raises RuleBroken for a symptom nobody
    knows and for one that is there twice.
    """
    patient = accounts.lock_patient(session, patient_id)
    said = {name: value for name, value in draft if name not in {"pinned", "own"}}
    wanted = Following(
        pinned=tuple(Pin(**pin.model_dump()) for pin in draft.pinned),
        own=tuple(draft.own),
        declined=store.read_following(session, patient_id).declined,
        **said,
    )
    check_following(wanted, read_library(patient.language).symptoms)
    return _keep(session, patient_id, wanted)


def switch_screening(session: Session, patient_id: UUID, *, on: bool) -> Following:
    """Begin or stop asking the four questions every two weeks."""
    accounts.lock_patient(session, patient_id)
    now = store.read_following(session, patient_id)
    return _keep(session, patient_id, replace(now, screening=on))


def decline(session: Session, patient_id: UUID, instrument: str, *, on: date) -> Following:
    """Note that an offered questionnaire was declined on a day."""
    accounts.lock_patient(session, patient_id)
    now = store.read_following(session, patient_id)
    return _keep(session, patient_id, replace(now, declined={**now.declined, instrument: on}))


def _keep(session: Session, patient_id: UUID, wanted: Following) -> Following:
    if wanted != store.read_following(session, patient_id):
        store.save_following(session, patient_id, wanted)
        accounts.next_seq(session, patient_id)
    return wanted
