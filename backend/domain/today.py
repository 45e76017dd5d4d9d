"""One day as the person meets it: what is next, what is done, and what may wait."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from backend.domain.checkins import CheckIn
from backend.domain.consistency import Consistency
from backend.domain.journal import JournalEntry
from backend.domain.library import RESTING_KINDS, Step
from backend.domain.pacing import Pacing, heat_cap, pacing
from backend.domain.plans import Off, PlannedStep
from backend.domain.sides import Side


class ItemState(StrEnum):
    """What a person said of one occurrence. `undone` takes back done and skipped alike."""

    DONE = "done"
    UNDONE = "undone"
    SKIPPED = "skipped"


class SkipReason(StrEnum):
    PAIN = "pain"
    TIME = "time"
    EYE = "eye"
    OTHER = "other"


class DayKind(StrEnum):
    """What sort of day it is. Resting kinds leave the count unless something was done."""

    PLANNED = "planned"
    REST = "rest"
    FLARE = "flare"
    AWAY = "away"


RESTING_DAYS = frozenset({DayKind.REST, DayKind.FLARE, DayKind.AWAY})
FOLDING_DAYS = frozenset({DayKind.REST, DayKind.FLARE})
"""Kinds of day on which all but care, calm and prescribed steps fold away."""


class Group(StrEnum):
    """Where a step stands on the page. Each occurrence is in exactly one group."""

    NEXT = "next"
    AFTER = "after"
    OPTIONAL = "optional"
    FOLDED = "folded"
    DONE = "done"
    SKIPPED = "skipped"
    OFF = "off"


@dataclass(frozen=True)
class ItemMark:
    """The answer that stands for one occurrence on one day. `at` is the wall clock then."""

    item_id: UUID
    occurrence: int
    state: ItemState
    reason: SkipReason | None
    seconds: int | None
    at: datetime


@dataclass(frozen=True)
class TodayItem:
    """One occurrence of a planned step on a day, with its state and its place on the page."""

    item_id: UUID
    occurrence: int
    times: int
    step: Step
    minutes: int
    required: bool
    off: Off | None
    state: ItemState
    reason: SkipReason | None
    at: datetime | None
    group: Group

    @property
    def stays(self) -> bool:
        """Whether a rest or flare day leaves the step where it is."""
        return self.step.kind in RESTING_KINDS

    @property
    def pacing(self) -> Pacing | None:
        """How the player paces it; None for a step that simply lasts its minutes."""
        return pacing(self.step, self.minutes)

    @property
    def heat_cap(self) -> int | None:
        """At how many minutes its warmth ends; None for a step without warmth."""
        return heat_cap(self.step)


@dataclass(frozen=True)
class AlsoDone:
    """Something done that this day's plan does not hold: kept as history, shown as such."""

    item_id: UUID
    occurrence: int
    step: Step
    at: datetime


@dataclass(frozen=True)
class Today:
    """A day's whole picture. `today` is the person's current day, `day` the one shown.

    `done` of `planned` counts required steps that are on; `minutes_left` those not yet done.
    Check-ins and journal entries are newest first. `side` is the affected one, for drawings.
    `returning` is said of the current day only: `domain/consistency.py` says of whom.
    """

    day: date
    today: date
    kind: DayKind
    plan_effective_on: date | None
    plan_number: int
    has_plan: bool
    week: int | None
    first_day: bool
    returning: bool
    paused: bool
    side: Side
    needs_referral: bool
    items: tuple[TodayItem, ...]
    also_done: tuple[AlsoDone, ...]
    done: int
    planned: int
    minutes_left: int
    consistency: Consistency | None
    check_ins: tuple[CheckIn, ...]
    journal: tuple[JournalEntry, ...]
    begins_at: datetime
    ends_at: datetime
    seq: int

    def group(self, name: str) -> tuple[TodayItem, ...]:
        return tuple(item for item in self.items if item.group == name)

    @property
    def mood(self) -> CheckIn | None:
        """The last check-in of the day that said a mood."""
        return next((entry for entry in self.check_ins if entry.mood), None)


def lay_out(
    planned: Sequence[PlannedStep], marks: Mapping[tuple[UUID, int], ItemMark], kind: DayKind
) -> tuple[TodayItem, ...]:
    """Put every occurrence of a day's steps in its group, first occurrences first.

    An unprescribed step is not shown at all. The first required step that is on and still to do
    is "next"; an off step that was done all the same stays among the done.
    """
    done = {item_id for (item_id, _), mark in marks.items() if mark.state is ItemState.DONE}
    shown = [one for one in planned if not _hidden(one) or one.item.id in done]
    rounds = max((one.item.times for one in shown), default=0)
    items: list[TodayItem] = []
    next_taken = False
    for occurrence in range(1, rounds + 1):
        for one in shown:
            if occurrence > one.item.times:
                continue
            mark = marks.get((one.item.id, occurrence))
            group = _group(one, mark, kind, next_taken=next_taken)
            next_taken = next_taken or group is Group.NEXT
            items.append(_today_item(one, occurrence, mark, group))
    return tuple(items)


def _hidden(one: PlannedStep) -> bool:
    return one.off is not None and one.off.reason == "not_prescribed"


def _group(one: PlannedStep, mark: ItemMark | None, kind: DayKind, *, next_taken: bool) -> Group:
    if mark is not None and mark.state is ItemState.DONE:
        return Group.DONE
    if one.off is not None:
        return Group.OFF
    if mark is not None and mark.state is ItemState.SKIPPED:
        return Group.SKIPPED
    if kind in FOLDING_DAYS and one.step.kind not in RESTING_KINDS:
        return Group.FOLDED
    if not one.item.required:
        return Group.OPTIONAL
    return Group.AFTER if next_taken else Group.NEXT


def _today_item(
    one: PlannedStep, occurrence: int, mark: ItemMark | None, group: Group
) -> TodayItem:
    return TodayItem(
        item_id=one.item.id,
        occurrence=occurrence,
        times=one.item.times,
        step=one.step,
        minutes=one.item.minutes,
        required=one.item.required,
        off=one.off,
        state=mark.state if mark else ItemState.UNDONE,
        reason=mark.reason if mark else None,
        at=mark.at if mark else None,
        group=group,
    )


@dataclass(frozen=True)
class Tally:
    """Required steps done, required steps planned, and minutes left of those still to do."""

    done: int
    planned: int
    minutes_left: int


def tally(items: Iterable[TodayItem]) -> Tally:
    """Count a day's required steps. Off and folded ones are not planned; skipped ones are."""
    counted = [
        item for item in items if item.required and item.group not in {Group.OFF, Group.FOLDED}
    ]
    done = sum(item.group is Group.DONE for item in counted)
    left = sum(item.minutes for item in counted if item.group in {Group.NEXT, Group.AFTER})
    return Tally(done, len(counted), left)
