"""From when to when: windows, and own dates that are wrong."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.errors import RuleBroken
from backend.domain.periods import (
    Period,
    Window,
    WindowChoice,
    monday,
    mondays,
    period_of,
)

TODAY = date(2026, 11, 24)
VISIT = date(2026, 10, 28)
BEGUN = date(2025, 2, 3)
days = st.dates(date(1990, 1, 1), date(2100, 1, 1))


def window(chosen: Window, last: date | None = VISIT, begun: date | None = BEGUN) -> Period:
    return period_of(WindowChoice(chosen), today=TODAY, last_visit_on=last, begun_on=begun)


@pytest.mark.parametrize(
    ("chosen", "since"),
    [
        (Window.SINCE_VISIT, VISIT),
        (Window.WEEKS_4, date(2026, 10, 28)),
        (Window.WEEKS_12, date(2026, 9, 2)),
        (Window.ALL, BEGUN),
    ],
)
def test_each_window_ends_today(chosen: Window, since: date) -> None:
    assert window(chosen) == Period(since, TODAY)


def test_four_weeks_are_twenty_eight_days_with_today() -> None:
    period = window(Window.WEEKS_4)
    assert sum(period.since + timedelta(days=n) in period for n in range(100)) == 28


def test_without_a_visit_the_last_twelve_weeks_are_shown() -> None:
    assert window(Window.SINCE_VISIT, last=None) == window(Window.WEEKS_12)
    assert window(Window.SINCE_VISIT, last=TODAY + timedelta(days=1)) == window(Window.WEEKS_12)


def test_everything_of_somebody_new_is_today() -> None:
    assert window(Window.ALL, begun=None) == Period(TODAY, TODAY)


@pytest.mark.parametrize(
    ("since", "until", "field", "words"),
    [
        (None, None, "since", "both a first and a last day"),
        (VISIT, None, "since", "both a first and a last day"),
        (None, VISIT, "since", "both a first and a last day"),
        (TODAY, VISIT, "until", "comes before the first"),
        (TODAY + timedelta(days=1), TODAY + timedelta(days=2), "since", "not in the future"),
    ],
)
def test_own_dates_that_are_wrong_get_a_sentence_beside_their_field(
    since: date | None, until: date | None, field: str, words: str
) -> None:
    choice = WindowChoice(Window.OWN, since, until)
    with pytest.raises(RuleBroken) as broken:
        period_of(choice, today=TODAY, last_visit_on=None, begun_on=None)
    assert broken.value.field == field
    assert words in str(broken.value.sentence)


def test_own_dates_never_reach_past_today() -> None:
    choice = WindowChoice(Window.OWN, VISIT, TODAY + timedelta(days=9))
    period = period_of(choice, today=TODAY, last_visit_on=None, begun_on=None)
    assert period == Period(VISIT, TODAY)


@given(days, days)
def test_the_weeks_of_a_period_hold_each_of_its_days_once(one: date, other: date) -> None:
    period = Period(min(one, other), max(one, other))
    weeks = mondays(period)
    assert all(week.weekday() == 0 for week in weeks)
    assert list(weeks) == sorted(set(weeks))
    assert weeks[0] == monday(period.since)
    assert weeks[-1] == monday(period.until)
