"""Entering what a clinician graded, from a letter. Nothing is worked out from it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, Field, StrictBool, StrictInt
from sqlmodel import Session

from backend.domain.errors import NotFound, RuleBroken
from backend.domain.gradings import COMPOSITE, PARTS, Grading, Scale, check_grading
from backend.domain.wording import say
from backend.services.shapes import Draft, PlainLine
from backend.services.treatments import DayLongAgo
from backend.store import accounts
from backend.store import gradings as store

RARE = say("This is rare: please look at the letter again. If it says so, tick the box below.")


class GradingDraft(Draft):
    """A grading: the scale, the day it was made, by whom, and the numbers the letter gives.

    The names and ranges of the numbers are those of `backend.domain.gradings.PARTS`.
    """

    scale: Scale
    on: DayLongAgo
    clinician: Annotated[PlainLine, Field(min_length=1, max_length=80)]
    numbers: Annotated[Mapping[str, StrictInt], Field(max_length=10)]


WHOLE = re.compile(r"-?\d{1,9}")


def typed_number(value: object) -> object:
    """Read a number as people type and copy it: spaces about it, a long minus, wide digits."""
    text = value.strip().replace("\N{MINUS SIGN}", "-") if isinstance(value, str) else ""
    return int(text) if WHOLE.fullmatch(text) else value


Typed = Annotated[StrictInt | None, BeforeValidator(typed_number)]


class LetterDraft(Draft):
    """A grading as a form says it: each number by its own name, whatever the scale.

    `sure`: the person looked at the letter again, and a number that is rare stands there.
    """

    scale: Scale
    grade: Typed = None
    composite: Typed = None
    resting: Typed = None
    voluntary: Typed = None
    total: Typed = None
    static: Typed = None
    dynamic: Typed = None
    synkinesis: Typed = None
    on: DayLongAgo
    clinician: Annotated[PlainLine, Field(min_length=1, max_length=80)]
    sure: StrictBool = False

    @property
    def grading(self) -> GradingDraft:
        """Give the grading with the numbers that were said."""
        names = {name for parts in PARTS.values() for name in parts}
        said = {name: number for name in names if (number := getattr(self, name)) is not None}
        return GradingDraft(
            scale=self.scale,
            on=self.on,
            clinician=self.clinician,
            numbers=dict(sorted(said.items())),
        )


@dataclass(frozen=True)
class Gradings:
    """All gradings, newest first."""

    gradings: tuple[Grading, ...]
    seq: int


def read_all(session: Session, patient_id: UUID) -> Gradings:
    """Give what the page of gradings shows."""
    patient = accounts.read_patient(session, patient_id)
    if patient is None:
        raise NotFound
    return Gradings(store.read_gradings(session, patient_id), patient.seq)


def read_gradings(session: Session, patient_id: UUID) -> tuple[Grading, ...]:
    """Give gradings, newest first."""
    return store.read_gradings(session, patient_id)


def read_grading(session: Session, patient_id: UUID, grading_id: UUID) -> Grading:
    """Give one grading. Raises NotFound when it is unknown or somebody else's."""
    found = store.read_grading(session, patient_id, grading_id)
    if found is None:
        raise NotFound
    return found


def save_grading(
    session: Session,
    patient_id: UUID,
    grading_id: UUID,
    draft: GradingDraft,
    *,
    today: date,
    now: datetime,
) -> bool:
    """Keep a grading under its id, in place of what was there; says whether it is a new one.

    Saving what already stands changes nothing. Raises RuleBroken for a day or number that cannot
    be.
    """
    accounts.lock_patient(session, patient_id)
    kept = store.read_grading(session, patient_id, grading_id)
    seq = kept.seq if kept else 0
    numbers = dict(draft.numbers)
    wanted = Grading(grading_id, draft.scale, draft.on, draft.clinician, numbers, seq)
    check_grading(wanted, today=today)
    if wanted != kept:
        seq = accounts.next_seq(session, patient_id)
        store.save_grading(session, patient_id, replace(wanted, seq=seq), now=now)
    return kept is None


def save_letter(
    session: Session,
    patient_id: UUID,
    grading_id: UUID,
    draft: LetterDraft,
    *,
    today: date,
    now: datetime,
) -> None:
    """Keep what a form says of a letter; a number that is rare only once the person is sure.

    Raises RuleBroken as `save_grading` does, and for a rare number, which is asked about.
    """
    said = draft.grading
    wanted = Grading(grading_id, said.scale, said.on, said.clinician, said.numbers, 0)
    check_grading(wanted, today=today)
    if wanted.unusual and not draft.sure:
        raise RuleBroken(RARE, field=COMPOSITE)
    save_grading(session, patient_id, grading_id, said, today=today, now=now)


def remove_grading(session: Session, patient_id: UUID, grading_id: UUID) -> Grading:
    """Forget a grading and give it back, so that this can be undone by saving it again.

    Raises NotFound when it is unknown or somebody else's.
    """
    accounts.lock_patient(session, patient_id)
    kept = read_grading(session, patient_id, grading_id)
    store.remove_grading(session, patient_id, grading_id)
    accounts.next_seq(session, patient_id)
    return kept
