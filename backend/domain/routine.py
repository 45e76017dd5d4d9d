"""The routine counted: days done of planned and steps done of planned, week by week."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from backend.domain.library import Library
from backend.domain.plans import PlanVersion, steps_on, version_on
from backend.domain.progress import monday
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

    A day counts as done when at least one required step was. Rest, flare and away days leave
    the count unless they were done all the same; a day that is not over never counts against.
    """

    starts: date
    days_done: int
    days_planned: int
    steps_done: int
    steps_planned: int
    resting: int


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
    """Add days up to weeks, oldest first; weeks without a planned or resting day are left out."""
    ordered = sorted(days, key=lambda one: one.day)
    return tuple(
        _week(starts, tuple(of_week), today)
        for starts, of_week in groupby(ordered, key=lambda one: monday(one.day))
    )


def _week(starts: date, days: Sequence[RoutineDay], today: date) -> RoutineWeek:
    done = [one for one in days if one.done]
    open_ = [
        one
        for one in days
        if not one.done and one.planned and one.kind not in RESTING_DAYS and one.day < today
    ]
    full = [one for one in (*done, *open_) if one.kind not in RESTING_DAYS and one.day < today]
    ticked = sum(one.done for one in done)
    beside = sum(one.done for one in done if one not in full)
    return RoutineWeek(
        starts=starts,
        days_done=len(done),
        days_planned=len(done) + len(open_),
        steps_done=ticked,
        steps_planned=sum(one.planned for one in full) + beside,
        resting=sum(one.kind in RESTING_DAYS for one in days),
    )
