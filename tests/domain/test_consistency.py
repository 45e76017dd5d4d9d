"""Showing up, counted kindly."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.consistency import consistency, returning

TODAY = date(2026, 11, 24)


def ago(*days: int) -> set[date]:
    return {TODAY - timedelta(days=n) for n in days}


days_ago = st.sets(st.integers(0, 60)).map(lambda ns: ago(*ns))


def test_nothing_is_said_before_three_planned_days() -> None:
    assert consistency(ago(0, 1, 2), ago(1, 2), set(), today=TODAY) is None


def test_today_counts_once_it_is_done_and_never_against() -> None:
    before = consistency(ago(0, 1, 2, 3), ago(1, 2), set(), today=TODAY)
    after = consistency(ago(0, 1, 2, 3), ago(0, 1, 2), set(), today=TODAY)
    assert before is not None
    assert after is not None
    assert (before.done, before.planned) == (2, 3)
    assert (after.done, after.planned) == (3, 4)


def test_a_day_of_rest_leaves_the_window() -> None:
    counted = consistency(ago(1, 2, 3, 4), ago(1, 2, 4), ago(3), today=TODAY)
    assert counted is not None
    assert (counted.done, counted.planned) == (3, 3)


def test_a_rest_day_on_which_something_was_done_counts_as_done() -> None:
    counted = consistency(ago(1, 2, 3, 4), ago(3), ago(3), today=TODAY)
    assert counted is not None
    assert (counted.done, counted.planned) == (1, 4)


def test_only_the_last_twenty_one_planned_days_are_looked_at() -> None:
    counted = consistency(ago(*range(1, 50)), ago(*range(1, 11)), set(), today=TODAY)
    assert counted is not None
    assert (counted.done, counted.planned) == (10, 21)
    assert counted.days[0][0] == TODAY - timedelta(days=21)


@given(days_ago, days_ago, days_ago)
def test_done_is_never_more_than_planned(
    planned: set[date], done: set[date], resting: set[date]
) -> None:
    counted = consistency(planned, done & planned, resting, today=TODAY)
    if counted is not None:
        assert 0 <= counted.done <= counted.planned <= 21
        assert counted.planned == len(counted.days) >= 3
        assert all(day <= TODAY for day, _ in counted.days)


@given(days_ago, days_ago, days_ago)
def test_doing_something_today_never_lowers_the_count(
    planned: set[date], done: set[date], resting: set[date]
) -> None:
    planned, done = planned | {TODAY}, (done & planned) - {TODAY}
    before = consistency(planned, done, resting, today=TODAY)
    after = consistency(planned, done | {TODAY}, resting, today=TODAY)
    if before is not None:
        assert after is not None
        assert after.done >= before.done or after.planned == 21


@given(days_ago, days_ago, days_ago, st.integers(1, 60))
def test_resting_never_counts_against(
    planned: set[date], done: set[date], resting: set[date], n: int
) -> None:
    day = TODAY - timedelta(days=n)
    done = (done & planned) - {day}
    before = consistency(planned, done, resting - {day}, today=TODAY)
    after = consistency(planned, done, resting | {day}, today=TODAY)
    if before is not None and after is not None and before.planned < 21:
        assert after.planned - after.done <= before.planned - before.done


@pytest.mark.parametrize(
    ("began", "noted_lately", "welcomed"),
    [(8, False, True), (400, False, True), (8, True, False), (7, False, False), (0, False, False)],
)
def test_seven_silent_days_of_a_plan_make_a_return(
    began: int, noted_lately: bool, welcomed: bool
) -> None:
    begins_on = TODAY - timedelta(days=began)
    assert returning(begins_on, noted_lately=noted_lately, today=TODAY) is welcomed


def test_nobody_comes_back_to_no_plan() -> None:
    assert not returning(None, noted_lately=False, today=TODAY)
