"""The routine counted: days done of planned and steps done of planned, week by week."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from uuid import UUID

from backend.domain.consistency import Consistency
from backend.domain.library import Library
from backend.domain.periods import monday
from backend.domain.plans import PlanVersion, steps_on, version_on
from backend.domain.today import RESTING_DAYS, DayKind

Occurrence = tuple[UUID, int]
"""One planned thing and which time of the day it is, counted from 1."""


@dataclass(frozen=True)
class RoutineDay:
    """A day's required steps: how many were planned, how many of those were done."""

    day: date
    kind: DayKind
    planned: int
    done: int


@dataclass(frozen=True)
class RoutineWeek:
    """A week from Monday: days done of planned, steps done of planned, days at rest.

    A day counts as done when at least one required step was. Rest, flare and away days leave the
    count unless something was done all the same, and then only what was done counts as planned;
    a day that is not over never counts against. `resting` are the days that left the count.
    """

    starts: date
    days_done: int
    days_planned: int
    steps_done: int
    steps_planned: int
    resting: int


class Shown(StrEnum):
    """How a day stands in the row of days: done, not done, or outside the count."""

    DONE = "done"
    OPEN = "open"
    RESTING = "resting"


@dataclass(frozen=True)
class ShownDay:
    """One day of the row under the consistency sentence."""

    day: date
    kind: DayKind
    shown: Shown


def routine_days(
    versions: Sequence[PlanVersion],
    done: Mapping[date, Collection[Occurrence]],
    kinds: Mapping[date, DayKind],
    days: Iterable[date],
    library: Library,
) -> tuple[RoutineDay, ...]:
    """Count each day by the plan that was in force then; days without a plan are left out."""
    counted = []
    for day in days:
        version = version_on(versions, day)
        if version is None:
            continue
        planned = _required(version, day, library)
        if planned or day in kinds:
            ticked = sum(one in planned for one in done.get(day, ()))
            kind = kinds.get(day, DayKind.PLANNED)
            counted.append(RoutineDay(day, kind, len(planned), ticked))
    return tuple(counted)


def _required(version: PlanVersion, day: date, library: Library) -> frozenset[Occurrence]:
    return frozenset(
        (one.item.id, occurrence)
        for one in steps_on(version, day, library)
        if one.item.required and one.off is None
        for occurrence in range(1, one.item.times + 1)
    )


def routine_weeks(days: Sequence[RoutineDay], *, today: date) -> tuple[RoutineWeek, ...]:
    """Add days up to weeks, oldest first.

    Weeks in which nothing counts yet are left out: on a first morning there is no "0 of 0".
    """
    ordered = sorted(days, key=lambda one: one.day)
    weeks = (
        _week(starts, tuple(of_week), today)
        for starts, of_week in groupby(ordered, key=lambda one: monday(one.day))
    )
    return tuple(week for week in weeks if week.days_planned or week.resting)


def _week(starts: date, days: Sequence[RoutineDay], today: date) -> RoutineWeek:
    done = sum(one.done > 0 for one in days)
    still_open = sum(not one.done and _expected(one, today) > 0 for one in days)
    return RoutineWeek(
        starts=starts,
        days_done=done,
        days_planned=done + still_open,
        steps_done=sum(one.done for one in days),
        steps_planned=sum(max(one.done, _expected(one, today)) for one in days),
        resting=sum(one.kind in RESTING_DAYS and not one.done for one in days),
    )


def _expected(day: RoutineDay, today: date) -> int:
    """Give how many steps a day may be asked for: none while it rests, or before it is over."""
    over = day.day < today
    return day.planned if over and day.kind not in RESTING_DAYS else 0


def row_of_days(
    counted: Consistency | None, kinds: Mapping[date, DayKind], *, today: date
) -> tuple[ShownDay, ...]:
    """Give the counted days with the resting ones between them, oldest first."""
    if counted is None:
        return ()
    row = {
        day: ShownDay(day, kind, Shown.RESTING)
        for day, kind in kinds.items()
        if kind in RESTING_DAYS and counted.days[0][0] <= day <= today
    }
    for day, done in counted.days:
        kind = kinds.get(day, DayKind.PLANNED)
        row[day] = ShownDay(day, kind, Shown.DONE if done else Shown.OPEN)
    return tuple(row[day] for day in sorted(row))
