"""A plan: the person's answers, the steps they chose, and which of them are off on a day."""

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from backend.domain.errors import RuleBroken
from backend.domain.library import (
    ACTIVE_DAY_CAP,
    ACTIVE_SESSION_CAP,
    LOCK_DAYS,
    MOVING_KINDS,
    GateEffect,
    Kind,
    Library,
    Programme,
    Stage,
    Step,
)
from backend.domain.sides import Side
from backend.domain.wording import say

EARLIEST_ONSET_YEAR = 1920
MONTHS = range(1, 13)
MOST_ITEMS = 40
"""More planned things than this is no plan any more (rule)."""

MOST_TIMES = 2
"""How often a day one item can be planned (rule)."""


class OffReason(StrEnum):
    """Why a step is off; the page says it in a sentence."""

    GATE = "gate"
    STAGE = "stage"
    NOT_PRESCRIBED = "not_prescribed"
    LOCKED = "locked"
    ONSET_UNKNOWN = "onset_unknown"
    PAUSED = "paused"


@dataclass(frozen=True)
class Off:
    """A step is off on a day: the reason, the gate that says so, and when it opens if known."""

    reason: OffReason
    gate_id: str | None = None
    opens_on: date | None = None


@dataclass(frozen=True)
class Answers:
    """What the person said at intake. Answers only ever switch steps off.

    `onset_on` is the last day of the month they named (never later than the day they said it);
    None keeps movements locked. `gates` maps a gate's id to the date it asks, or None.
    """

    side: Side
    stage: Stage
    onset_on: date | None = None
    gates: Mapping[str, date | None] = field(default_factory=dict)
    prescribed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class PlanItem:
    """One planned thing; keeps its UUID through every version that still contains it."""

    id: UUID
    step_id: str
    minutes: int
    times: int = 1
    required: bool = True


@dataclass(frozen=True)
class PlanVersion:
    """The plan in force from `effective_on` until the next version. Never changed once saved.

    `note` says in the person's own words what this version changed (at most 200 characters).
    """

    number: int
    effective_on: date
    answers: Answers
    paused: bool
    programmes: tuple[str, ...]
    items: tuple[PlanItem, ...]
    note: str | None = None

    def item(self, item_id: UUID) -> PlanItem | None:
        return next((item for item in self.items if item.id == item_id), None)


@dataclass(frozen=True)
class PlannedStep:
    """An item with its step and, on a given day, why it is off (None: it is on)."""

    item: PlanItem
    step: Step
    off: Off | None


def onset_from(year: int | None, month: int | None, *, today: date) -> date | None:
    """Turn "March 2024" into the day the lock counts from: the month's last day, or today.

    Raises RuleBroken for a month in the future, no month at all, or a year before 1920.
    """
    if year is None and month is None:
        return None
    if year is None or month is None or month not in MONTHS:
        raise RuleBroken(
            say("Choose both a month and a year, or say that you are not sure."), field="onset"
        )
    if year < EARLIEST_ONSET_YEAR:
        raise RuleBroken(
            say("Choose a year from {year} on.", year=EARLIEST_ONSET_YEAR), field="onset"
        )
    if (year, month) > (today.year, today.month):
        raise RuleBroken(say("Choose a date that is not in the future."), field="onset")
    last = date(year, month, calendar.monthrange(year, month)[1])
    return min(last, today)


def latest(versions: Sequence[PlanVersion]) -> PlanVersion | None:
    """Give the version saved last: the one any change starts from."""
    return versions[-1] if versions else None


def addable(version: PlanVersion | None, library: Library) -> tuple[Step, ...]:
    """Give the steps that suit the stage, are prescribed if need be, and are not planned yet."""
    if version is None:
        return ()
    planned = {item.step_id for item in version.items}
    answers = version.answers
    return tuple(
        step
        for step in library.steps.values()
        if step.id not in planned
        and step.suits(answers.stage)
        and (not step.rx or step.id in answers.prescribed)
    )


def version_on(versions: Iterable[PlanVersion], day: date) -> PlanVersion | None:
    """Give the version in force on a day: the last saved one that had taken effect by then."""
    in_force = [version for version in versions if version.effective_on <= day]
    return max(in_force, key=lambda version: (version.effective_on, version.number), default=None)


def why_off(
    step: Step, answers: Answers, *, day: date, library: Library, paused: bool = False
) -> Off | None:
    """Say why a step is off on a day, or None when it is on.

    The most lasting reason comes first, so that the sentence helps most.
    """
    if step.rx and step.id not in answers.prescribed:
        return Off(OffReason.NOT_PRESCRIBED)
    gate = _closed_gate(step, answers, day, library)
    if gate is not None:
        return gate
    if not step.suits(answers.stage):
        return Off(OffReason.STAGE)
    if step.kind in MOVING_KINDS:
        return _lock(answers, day) or (Off(OffReason.PAUSED) if paused else None)
    return None


def _lock(answers: Answers, day: date) -> Off | None:
    """Movements open 90 days after onset; an unknown onset keeps them locked [S28]."""
    if answers.onset_on is None:
        return Off(OffReason.ONSET_UNKNOWN)
    opens_on = answers.onset_on + timedelta(days=LOCK_DAYS)
    return Off(OffReason.LOCKED, opens_on=opens_on) if day < opens_on else None


def _closed_gate(step: Step, answers: Answers, day: date, library: Library) -> Off | None:
    for gate_id, since in answers.gates.items():
        gate = library.gates[gate_id]
        if not _gate_covers(gate.effect, gate_id, step):
            continue
        if gate.ends_after_days is None or since is None:
            return Off(OffReason.GATE, gate_id)
        opens_on = since + timedelta(days=gate.ends_after_days)
        if day < opens_on:
            return Off(OffReason.GATE, gate_id, opens_on)
    return None


def _gate_covers(effect: GateEffect, gate_id: str, step: Step) -> bool:
    if effect is GateEffect.NOTE_ONLY:
        return False
    if gate_id in step.gates:
        return True
    if effect is GateEffect.MOVING_OFF:
        return step.kind in MOVING_KINDS
    return effect is GateEffect.ACTIVE_OFF and step.kind is Kind.ACTIVE


def steps_on(version: PlanVersion, day: date, library: Library) -> tuple[PlannedStep, ...]:
    """Give every planned step of a version as it stands on a day, in the plan's order."""
    return tuple(
        PlannedStep(
            item,
            step := library.steps[item.step_id],
            why_off(step, version.answers, day=day, library=library, paused=version.paused),
        )
        for item in version.items
    )


def offered(programme: Programme, stage: Stage, library: Library) -> bool:
    """Whether a programme can be chosen at a stage. "Not sure" gets only what moves nothing."""
    if stage is not Stage.NOT_SURE:
        return stage in programme.stages
    return all(library.steps[entry.step_id].suits(stage) for entry in programme.steps)


def needs_referral(answers: Answers, day: date) -> bool:
    """Whether the card "no movement after three months: see a specialist" belongs here [S37]."""
    if "no_movement_yet" not in answers.gates and answers.stage is not Stage.FLACCID:
        return False
    return answers.onset_on is not None and day >= answers.onset_on + timedelta(days=LOCK_DAYS)


def check_items(items: Sequence[PlanItem], library: Library) -> None:
    """Refuse a plan that is over a cap or outside a range. Raises RuleBroken with the sentence.

    Caps count the whole plan, whatever programmes it came from: active movement at most ten
    minutes a session and twenty a day (rule).
    """
    if len(items) > MOST_ITEMS:
        raise RuleBroken(say("A plan holds up to {n} steps. Please leave some out.", n=MOST_ITEMS))
    for item in items:
        _check_item(item, library)
    active = [i for i in items if library.steps[i.step_id].kind is Kind.ACTIVE]
    if sum(item.minutes for item in active) > ACTIVE_SESSION_CAP:
        raise RuleBroken(
            say(
                "Face movements would come to more than {n} minutes in one go. Less is kinder: "
                "leave one out or make one shorter.",
                n=ACTIVE_SESSION_CAP,
            )
        )
    if sum(item.minutes * item.times for item in active) > ACTIVE_DAY_CAP:
        raise RuleBroken(
            say("Face movements would come to more than {n} minutes a day.", n=ACTIVE_DAY_CAP)
        )


def _check_item(item: PlanItem, library: Library) -> None:
    step = library.steps.get(item.step_id)
    if step is None:
        raise RuleBroken(say("This step is not in the library."))
    if item.minutes not in step.minutes:
        raise RuleBroken(
            say(
                "{title}: choose {low} to {high} minutes.",
                title=step.title,
                low=step.minutes.low,
                high=step.minutes.high,
            ),
            field=f"minutes-{item.id}",
        )
    most = min(step.max_times, MOST_TIMES)
    if not 1 <= item.times <= most:
        raise RuleBroken(
            say("{title}: choose 1 to {most} times a day.", title=step.title, most=most),
            field=f"times-{item.id}",
        )
