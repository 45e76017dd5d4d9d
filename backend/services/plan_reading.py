"""Reading a plan as it stands, with all it can be changed by. Changing it is in `plans.py`."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from backend.domain.errors import NotFound
from backend.domain.library import Gate, Library, Programme, Step
from backend.domain.plans import (
    Answers,
    Off,
    PlannedStep,
    PlanVersion,
    addable,
    latest,
    needs_referral,
    offered,
    steps_on,
    why_off,
)
from backend.library import read_library
from backend.store import accounts
from backend.store import plans as store


@dataclass(frozen=True)
class Choice:
    """A programme as a person meets it when choosing: offered, chosen, and what would be off."""

    programme: Programme
    steps: tuple[tuple[Step, Off | None], ...]
    offered: bool
    chosen: bool


@dataclass(frozen=True)
class Plan:
    """The plan as it stands today with everything it can be changed by.

    `minutes` is the required steps' sum for a day; `number` is 0 before the first save; `note`
    says what changed at the last visit, until the plan changes again.
    """

    number: int
    effective_on: date | None
    answers: Answers | None
    paused: bool
    note: str | None
    needs_referral: bool
    items: tuple[PlannedStep, ...]
    minutes: int
    choices: tuple[Choice, ...]
    addable: tuple[Step, ...]
    gates: tuple[Gate, ...]
    prescribable: tuple[Step, ...]
    today: date
    seq: int


def read_plan(session: Session, patient_id: UUID, *, today: date) -> Plan:
    """Give the plan in force and what can be done with it."""
    patient = accounts.read_patient(session, patient_id)
    if patient is None:
        raise NotFound
    library = read_library(patient.language)
    version = latest(store.read_versions(session, patient_id))
    items = steps_on(version, today, library) if version else ()
    return Plan(
        number=version.number if version else 0,
        effective_on=version.effective_on if version else None,
        answers=version.answers if version else None,
        paused=bool(version and version.paused),
        note=version.note if version else None,
        needs_referral=bool(version and needs_referral(version.answers, today)),
        items=items,
        minutes=sum(
            one.item.minutes * one.item.times
            for one in items
            if one.item.required and one.off is None
        ),
        choices=_choices(version, library, today),
        addable=addable(version, library),
        gates=tuple(library.gates.values()),
        prescribable=tuple(step for step in library.steps.values() if step.rx),
        today=today,
        seq=patient.seq,
    )


def read_answers(session: Session, patient_id: UUID) -> Answers | None:
    """Give what the person said at intake as it stands today, or None before they were asked."""
    version = latest(store.read_versions(session, patient_id))
    return version.answers if version else None


def _choices(version: PlanVersion | None, library: Library, today: date) -> tuple[Choice, ...]:
    if version is None:
        return ()
    return tuple(
        Choice(
            programme,
            tuple(
                (
                    step := library.steps[entry.step_id],
                    why_off(step, version.answers, day=today, library=library),
                )
                for entry in programme.steps
            ),
            offered(programme, version.answers.stage, library),
            programme.id in version.programmes,
        )
        for programme in library.programmes.values()
    )
