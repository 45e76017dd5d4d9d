"""How it goes: medians, gaps, and what is more than day-to-day change."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.periods import Period
from backend.domain.progress import (
    Better,
    DayValue,
    Mark,
    MarkKind,
    Measure,
    change_of,
    flares_of,
    function_items,
    marks_in,
    measure,
    most_answered,
    noise_of,
)
from backend.domain.questionnaires import FUNCTION, FUNCTION_ITEMS, Form
from backend.domain.today import DayKind

MONDAY = date(2026, 9, 7)
PERIOD = Period(MONDAY, MONDAY + timedelta(days=83))

answers = st.lists(
    st.tuples(st.integers(-10, 95).map(lambda n: MONDAY + timedelta(days=n)), st.integers(0, 10)),
    max_size=120,
)


def week(n: int, *values: int) -> list[tuple[date, float]]:
    """One answer a day of the nth week, from its Monday on."""
    return [(MONDAY + timedelta(days=7 * n + day), value) for day, value in enumerate(values)]


def moods(said: list[tuple[date, float]]) -> Measure:
    return measure("mood", said, PERIOD, better=Better.HIGHER, least=1, most=5)


@pytest.mark.parametrize(
    ("start", "now", "noticeable"),
    [
        (6, 4, True),
        (3, 2, True),
        (8, 7, False),
        (0, 0, False),
        (0, 1, False),
        (0, 2, True),
        (10, 8, True),
        (10, 8.25, False),
        (5, 3.5, True),
        (5, 3.75, False),
        (2.5, 1.75, False),
        (2.5, 1.5, True),
        (1, 0.75, False),
        (0.5, 1, False),
        (0.5, 1.5, True),
        (6, 4.5, False),
        (4, 4, False),
    ],
)
def test_two_points_or_thirty_percent_but_a_point_at_least_are_noticeable(
    start: float, now: float, noticeable: bool
) -> None:
    assert change_of(start, now, Better.LOWER).noticeable is noticeable


@given(st.integers(0, 40), st.integers(0, 40))
def test_noticeable_is_what_lies_on_or_outside_the_band(start: int, now: int) -> None:
    change = change_of(start / 4, now / 4, Better.LOWER)
    share = max(Fraction(1), Fraction(3, 10) * Fraction(start, 4))
    band = min(Fraction(2), share) if start else Fraction(2)
    assert change.noticeable is (start != now and abs(Fraction(now - start, 4)) >= band)
    assert noise_of(start / 4) == pytest.approx(float(band))


def test_which_way_is_better_is_told_from_the_scale() -> None:
    assert change_of(6, 4, Better.LOWER).better
    assert not change_of(6, 4, Better.HIGHER).better
    assert not change_of(4, 4, Better.LOWER).better
    assert not change_of(4, 4, Better.HIGHER).better


def test_a_week_with_two_days_answered_has_no_median_but_says_so() -> None:
    weeks = measure("tightness", week(0, 4, 6) + week(1, 2, 4, 9), PERIOD).weeks
    assert (weeks[0].answered, weeks[0].median) == (2, None)
    assert (weeks[1].answered, weeks[1].median) == (3, 4)
    assert len(weeks) == 12


def test_many_answers_on_one_day_are_one_day() -> None:
    one = measure("tightness", [(MONDAY, 2), (MONDAY, 9), (MONDAY, 4)], PERIOD)
    assert one.days == (DayValue(MONDAY, 4),)
    assert one.weeks[0].median is None


def test_no_line_runs_through_fewer_than_three_weeks_or_across_a_gap() -> None:
    said = [one for n in (0, 1, 3, 4, 5, 7) for one in week(n, 5, 5, 5)]
    runs = measure("tightness", said, PERIOD).runs
    assert [[one.starts for one in run] for run in runs] == [
        [MONDAY + timedelta(weeks=n) for n in (3, 4, 5)]
    ]


def test_a_change_needs_two_weeks() -> None:
    assert measure("tightness", week(0, 5, 5, 5), PERIOD).change is None
    change = measure("tightness", week(0, 6, 6, 6) + week(9, 4, 4, 4), PERIOD).change
    assert change is not None
    assert (change.start, change.now, change.points) == (6, 4, -2)


def test_a_mood_is_never_averaged_and_the_last_of_a_day_stands() -> None:
    one = moods([(MONDAY, 1), (MONDAY, 4), *week(1, 2, 3, 4, 5)])
    assert one.days[0] == DayValue(MONDAY, 4)
    assert one.weeks[1].median == 3
    assert moods(week(0, 2, 2, 2) + week(1, 4, 4, 4)).change is None


@given(answers, st.randoms(use_true_random=False))
def test_the_order_of_ratings_changes_nothing(said: list[tuple[date, float]], dice: Random) -> None:
    shuffled = dice.sample(said, len(said))
    assert measure("t", said, PERIOD) == measure("t", shuffled, PERIOD)


@given(answers)
def test_medians_come_from_answered_weeks_and_stay_in_range(
    said: list[tuple[date, float]],
) -> None:
    one = measure("t", said, PERIOD)
    assert one.answered == len({day for day, _ in said if day in PERIOD})
    assert sum(week.answered for week in one.weeks) == one.answered
    for found in one.weeks:
        assert (found.median is None) is (found.answered < 3)
        assert found.median is None or 0 <= found.median <= 10
    for run in one.runs:
        assert len(run) >= 3
        starts = [found.starts for found in run]
        assert all(b - a == timedelta(weeks=1) for a, b in pairwise(starts))
    words = moods([(day, min(5, max(1, value))) for day, value in said])
    assert all(found.median in {None, 1, 2, 3, 4, 5} for found in words.weeks)


def test_the_four_symptoms_answered_on_most_days_are_drawn_most_first() -> None:
    rated = {
        key: week(0, *([3] * n))
        for key, n in (("a", 1), ("b", 5), ("c", 2), ("d", 4), ("e", 3), ("many", 1))
    }
    rated["many"] = rated["many"] * 2000
    rated["before"] = [(MONDAY - timedelta(days=1), 3)]
    chosen = most_answered(rated, PERIOD)
    assert [(one.key, one.answered) for one in chosen] == [("b", 5), ("d", 4), ("e", 3), ("c", 2)]


def form(n: int, day: date, **said: int) -> Form:
    return Form(UUID(int=n), FUNCTION, "1", "en", day, True, said, n)


def test_function_stands_as_first_last_visit_and_now() -> None:
    first, second, third = (MONDAY + timedelta(days=28 * n) for n in range(3))
    forms = [form(1, first, smile=6, pain=2), form(2, second, smile=5), form(3, third, smile=4)]
    items = {item.key: item for item in function_items(forms, last_visit_on=second)}
    assert list(items) == [key for key in FUNCTION_ITEMS if key in {"smile", "pain"}]
    smile = items["smile"]
    assert (smile.baseline, smile.last_visit, smile.now) == (
        DayValue(first, 6),
        DayValue(second, 5),
        DayValue(third, 4),
    )
    assert smile.change is not None
    assert smile.change.noticeable
    assert items["pain"].change is None
    assert items["pain"].now == DayValue(first, 2)


def test_before_any_visit_that_column_stays_empty() -> None:
    items = function_items([form(1, MONDAY, smile=6)], last_visit_on=None)
    assert items[0].last_visit is None
    before = function_items([form(1, MONDAY, smile=6)], last_visit_on=MONDAY - timedelta(days=1))
    assert before[0].last_visit is None
    assert function_items([], last_visit_on=MONDAY) == ()


def test_neighbouring_flare_days_are_one_flare() -> None:
    kinds = dict.fromkeys((MONDAY + timedelta(days=n) for n in (-1, 0, 1, 3)), DayKind.FLARE)
    kinds[MONDAY + timedelta(days=2)] = DayKind.REST
    third = MONDAY + timedelta(days=3)
    assert flares_of(kinds, PERIOD) == (
        Period(MONDAY, MONDAY + timedelta(days=1)),
        Period(third, third),
    )


def test_a_course_that_reaches_into_the_period_is_marked() -> None:
    before = MONDAY - timedelta(days=9)
    course = Mark(MarkKind.ACUPUNCTURE, before, MONDAY)
    over = Mark(MarkKind.ACUPUNCTURE, before, MONDAY - timedelta(days=1))
    visit = Mark(MarkKind.VISIT, before)
    later = Mark(MarkKind.VISIT, PERIOD.until + timedelta(days=1))
    assert marks_in([course, over, visit, later], PERIOD) == (course,)
