"""Noting what was done by others, and the marks it leaves on every chart. Never a dose."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, Field
from sqlmodel import Session

from backend.domain.errors import NotFound
from backend.domain.plans import PlanVersion
from backend.domain.progress import Mark, MarkKind
from backend.domain.treatments import Treatment, TreatmentKind, check_treatment, days_since
from backend.domain.visits import Visit
from backend.services.shapes import Draft, Words
from backend.store import accounts, visits
from backend.store import treatments as store


def same_line_ends(value: object) -> object:
    """Let a line's end count as one character, as it does where it is typed."""
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def _spelled_long_ago(value: object) -> object:
    """Read YYYY-MM-DD of any year: treatments may be older than the days Facekind opens."""
    if type(value) is date:
        return value
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        day = None
    if day is None or day.isoformat() != value:
        raise ValueError("this is not a day")
    return day


DayLongAgo = Annotated[date, BeforeValidator(_spelled_long_ago)]


class TreatmentDraft(Draft):
    """A treatment: what, from when, for a course until when, and at most 500 own characters."""

    kind: TreatmentKind
    on: DayLongAgo
    until: DayLongAgo | None = None
    note: Annotated[Words, Field(max_length=500), BeforeValidator(same_line_ends)] = ""


@dataclass(frozen=True)
class Treatments:
    """What was done so far, newest first: treatments, and visits that were held.

    `since_injection` counts the days from the last injection; None without one.
    """

    treatments: tuple[Treatment, ...]
    visits: tuple[Visit, ...]
    since_injection: int | None
    seq: int


def read_log(session: Session, patient_id: UUID, *, today: date) -> Treatments:
    """Give the treatment log and its clock."""
    patient = accounts.read_patient(session, patient_id)
    if patient is None:
        raise NotFound
    treatments = store.read_treatments(session, patient_id)
    held = tuple(visit for visit in visits.read_visits(session, patient_id) if visit.held)
    return Treatments(treatments, held, days_since(treatments, today), patient.seq)


def read_treatments(session: Session, patient_id: UUID) -> tuple[Treatment, ...]:
    """Give treatments, newest first."""
    return store.read_treatments(session, patient_id)


def read_treatment(session: Session, patient_id: UUID, treatment_id: UUID) -> Treatment:
    """Give one treatment. Raises NotFound when it is unknown or somebody else's."""
    found = store.read_treatment(session, patient_id, treatment_id)
    if found is None:
        raise NotFound
    return found


def save_treatment(
    session: Session,
    patient_id: UUID,
    treatment_id: UUID,
    draft: TreatmentDraft,
    *,
    today: date,
    now: datetime,
) -> bool:
    """Keep a treatment under its id, in place of what was there; says whether it is a new one.

    Saving what already stands changes nothing. Raises RuleBroken for a day that cannot be.
    """
    accounts.lock_patient(session, patient_id)
    kept = store.read_treatment(session, patient_id, treatment_id)
    seq = kept.seq if kept else 0
    wanted = Treatment(treatment_id, draft.kind, draft.on, draft.until, draft.note, seq)
    check_treatment(wanted, today=today)
    if wanted != kept:
        seq = accounts.next_seq(session, patient_id)
        store.save_treatment(session, patient_id, replace(wanted, seq=seq), now=now)
    return kept is None


def remove_treatment(session: Session, patient_id: UUID, treatment_id: UUID) -> Treatment:
    """Forget a treatment and give it back, so that this can be undone by saving it again.

    Raises NotFound when it is unknown or somebody else's.
    """
    accounts.lock_patient(session, patient_id)
    kept = read_treatment(session, patient_id, treatment_id)
    store.remove_treatment(session, patient_id, treatment_id)
    accounts.next_seq(session, patient_id)
    return kept


def marks_of(
    treatments: Iterable[Treatment], visits: Iterable[Visit], versions: Sequence[PlanVersion]
) -> tuple[Mark, ...]:
    """Give what happened, oldest first: treatments, visits that were held, changes of the plan.

    A plan made over several pages on its first day is one beginning, no change; later changes
    are one mark a day, with the last words somebody gave for it.
    """
    done = [Mark(MarkKind(one.kind.value), one.on, one.until, one.note) for one in treatments]
    held = [Mark(MarkKind.VISIT, one.on, None, one.with_whom) for one in visits if one.held]
    return tuple(sorted((*done, *held, *_changes(versions)), key=lambda mark: mark.on))


def _changes(versions: Sequence[PlanVersion]) -> Iterable[Mark]:
    began_on = versions[0].effective_on if versions else None
    for day, group in groupby(versions[1:], key=lambda version: version.effective_on):
        notes = [version.note for version in group if version.note]
        if day != began_on or notes:
            yield Mark(MarkKind.PLAN, day, None, notes[-1] if notes else "")
