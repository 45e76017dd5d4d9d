"""The routine counted: days and steps, week by week."""

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.consistency import consistency
from backend.domain.library import Stage
from backend.domain.plans import Answers, PlanItem, PlanVersion
from backend.domain.routine import (
    RoutineDay,
    RoutineWeek,
    Shown,
    routine_days,
    routine_weeks,
    row_of_days,
)
from backend.domain.sides import Side
from backend.domain.today import RESTING_DAYS, DayKind
from backend.library import read_library

MONDAY = date(2026, 11, 16)
TODAY = MONDAY + timedelta(days=8)
WARM, BREATH = UUID(int=1), UUID(int=2)
ANSWERS = Answers(Side.LEFT, Stage.PARESIS, onset_on=date(2024, 3, 31))

routine = st.lists(
    st.builds(
        lambda n, kind, planned, done: RoutineDay(
            TODAY - timedelta(days=n), kind, planned, min(planned, done)
        ),
        st.integers(0, 60),
        st.sampled_from(DayKind),
        st.integers(0, 8),
        st.integers(0, 8),
    ),
    max_size=40,
    unique_by=lambda one: one.day,
)


def version(*items: PlanItem, number: int = 1, on: date = MONDAY) -> PlanVersion:
    return PlanVersion(number, on, ANSWERS, paused=False, programmes=(), items=items)


def day(n: int, done: int, kind: DayKind = DayKind.PLANNED, planned: int = 6) -> RoutineDay:
    return RoutineDay(MONDAY + timedelta(days=n), kind, planned, done)


def of(*days: RoutineDay, today: date = TODAY) -> RoutineWeek:
    weeks = routine_weeks(days, today=today)
    assert len(weeks) == 1
    return weeks[0]


def test_a_day_counts_as_done_with_one_step_done() -> None:
    week = of(day(0, 1), day(1, 6), day(2, 0))
    assert (week.days_done, week.days_planned) == (2, 3)
    assert (week.steps_done, week.steps_planned) == (7, 18)


def test_rest_flare_and_away_days_leave_the_count() -> None:
    week = of(day(0, 3), day(1, 0, DayKind.REST), day(2, 0, DayKind.FLARE), day(3, 0, DayKind.AWAY))
    assert (week.days_done, week.days_planned, week.resting) == (1, 1, 3)
    assert (week.steps_done, week.steps_planned) == (3, 6)


def test_what_was_done_on_a_rest_day_counts_and_the_rest_of_it_is_not_asked_for() -> None:
    week = of(day(0, 2, DayKind.REST))
    assert (week.days_done, week.days_planned, week.resting) == (1, 1, 0)
    assert (week.steps_done, week.steps_planned) == (2, 2)


def test_today_never_counts_against() -> None:
    assert routine_weeks([day(0, 0)], today=MONDAY) == ()
    week = of(day(0, 2), today=MONDAY)
    assert (week.days_done, week.days_planned, week.steps_done, week.steps_planned) == (1, 1, 2, 2)


@given(routine, st.randoms(use_true_random=False))
def test_weeks_hold_every_day_once_in_whatever_order(days: list[RoutineDay], dice: object) -> None:
    weeks = routine_weeks(days, today=TODAY)
    dice.shuffle(days)  # type: ignore[attr-defined]
    assert routine_weeks(days, today=TODAY) == weeks
    assert sum(week.days_done for week in weeks) == sum(one.done > 0 for one in days)
    assert sum(week.steps_done for week in weeks) == sum(one.done for one in days)
    for week in weeks:
        assert 0 <= week.days_done <= week.days_planned <= 7
        assert week.days_planned + week.resting <= 7
        assert 0 <= week.steps_done <= week.steps_planned
    resting = sum(one.kind in RESTING_DAYS and not one.done for one in days)
    assert sum(week.resting for week in weeks) == resting


def counted(
    done: Collection[tuple[UUID, int]], *versions: PlanVersion, kind: DayKind | None = None
) -> tuple[RoutineDay, ...]:
    kinds = {MONDAY: kind} if kind else {}
    return routine_days(versions, {MONDAY: done}, kinds, [MONDAY], read_library("en"))


def test_each_time_of_the_day_is_a_step() -> None:
    twice = PlanItem(WARM, "warm_compress", 10, times=2)
    done = [(WARM, 1), (WARM, 3), (BREATH, 1)]
    assert counted(done, version(twice)) == (RoutineDay(MONDAY, DayKind.PLANNED, 2, 1),)


def test_optional_steps_and_days_before_the_plan_are_not_counted() -> None:
    optional = PlanItem(WARM, "warm_compress", 10, required=False)
    assert counted([(WARM, 1)], version(optional)) == ()
    later = version(PlanItem(WARM, "warm_compress", 10), on=MONDAY + timedelta(days=1))
    assert counted([(WARM, 1)], later, kind=DayKind.REST) == ()


def test_a_day_goes_by_the_version_in_force_then() -> None:
    old = version(PlanItem(WARM, "warm_compress", 10))
    new = version(number=2, on=MONDAY + timedelta(days=1))
    assert counted([(WARM, 1)], old, new) == (RoutineDay(MONDAY, DayKind.PLANNED, 1, 1),)


def test_the_row_shows_resting_days_between_the_counted_ones() -> None:
    days = [TODAY - timedelta(days=n) for n in range(1, 7)]
    kinds = {
        days[1]: DayKind.REST,
        days[2]: DayKind.FLARE,
        days[5] - timedelta(days=9): DayKind.REST,
    }
    done = [days[0], days[2], days[4]]
    found = consistency(days, done, {days[1], days[2]}, today=TODAY)
    row = row_of_days(found, kinds, today=TODAY)
    assert [one.shown for one in row] == [
        Shown.OPEN,
        Shown.DONE,
        Shown.OPEN,
        Shown.DONE,
        Shown.RESTING,
        Shown.DONE,
    ]
    assert row_of_days(None, kinds, today=TODAY) == ()
