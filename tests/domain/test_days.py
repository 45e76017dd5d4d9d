"""Whose day is it? Laws that hold in every zone, through clock changes and over the date line."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.days import DayRule, readable, week_of, writable

ZONES = ["Europe/London", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe",
         "Pacific/Apia", "Africa/Casablanca", "Asia/Kathmandu", "America/Havana"]  # fmt: skip
rules = st.builds(
    DayRule,
    st.sampled_from(ZONES).map(ZoneInfo),
    st.times(max_value=time(12)).map(lambda t: t.replace(second=0, microsecond=0)),
)
moments = st.integers(1_100_000_000, 2_050_000_000).map(lambda s: datetime.fromtimestamp(s, UTC))


def at(zone: str, *parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo(zone))  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (at("Asia/Shanghai", 2026, 11, 24, 3, 59), date(2026, 11, 23)),
        (at("Asia/Shanghai", 2026, 11, 24, 4, 0), date(2026, 11, 24)),
        (at("Asia/Shanghai", 2026, 11, 25, 0, 30), date(2026, 11, 24)),
        (at("America/New_York", 2026, 11, 24, 23, 0), date(2026, 11, 25)),
    ],
)
def test_a_day_starts_at_four_in_the_persons_own_zone(moment: datetime, day: date) -> None:
    assert DayRule(ZoneInfo("Asia/Shanghai")).day_of(moment) == day


def test_the_night_the_clocks_go_forward_still_has_one_start() -> None:
    london = DayRule(ZoneInfo("Europe/London"), time(1, 30))
    assert london.day_of(at("Europe/London", 2026, 3, 29, 0, 59)) == date(2026, 3, 28)
    assert london.day_of(at("Europe/London", 2026, 3, 29, 2, 30)) == date(2026, 3, 29)


def test_the_hour_that_comes_twice_belongs_to_the_day_that_has_begun() -> None:
    london = DayRule(ZoneInfo("Europe/London"), time(1, 30))
    first = datetime(2026, 10, 25, 1, 45, tzinfo=ZoneInfo("Europe/London"), fold=0)
    again = datetime(2026, 10, 25, 1, 10, tzinfo=ZoneInfo("Europe/London"), fold=1)
    assert london.day_of(first) == london.day_of(again) == date(2026, 10, 25)


@given(rules, moments)
def test_every_moment_lies_in_the_day_it_belongs_to(rule: DayRule, moment: datetime) -> None:
    day = rule.day_of(moment)
    assert rule.begins(day) <= moment < rule.ends(day)


@given(rules, moments, st.integers(0, 10**7))
def test_later_is_never_an_earlier_day(rule: DayRule, moment: datetime, seconds: int) -> None:
    assert rule.day_of(moment) <= rule.day_of(moment + timedelta(seconds=seconds))


@given(st.sampled_from(ZONES), st.sampled_from(ZONES), moments)
def test_travelling_moves_the_day_by_two_at_most(here: str, there: str, moment: datetime) -> None:
    home, away = DayRule(ZoneInfo(here)), DayRule(ZoneInfo(there))
    assert abs((home.day_of(moment) - away.day_of(moment)).days) <= 2


def test_thirty_days_back_and_six_ahead_can_be_opened() -> None:
    today = date(2026, 11, 24)
    assert readable(today - timedelta(days=30), today=today)
    assert readable(today + timedelta(days=6), today=today)
    assert not readable(today - timedelta(days=31), today=today)
    assert not readable(today + timedelta(days=7), today=today)
    assert week_of(today)[0] == today
    assert week_of(today)[-1] == today + timedelta(days=6)


@pytest.mark.parametrize(
    ("back", "fits"), [(-1, True), (0, True), (30, True), (-2, False), (31, False)]
)
def test_an_entry_fits_the_days_around_its_own_time(back: int, fits: bool) -> None:
    today = date(2026, 11, 24)
    assert writable(today - timedelta(days=back), around=today, today=today) is fits


def test_an_entry_that_waited_over_a_year_is_not_filed_silently() -> None:
    today = date(2026, 11, 24)
    written = today - timedelta(days=401)
    assert not writable(written, around=written, today=today)
    assert writable(today - timedelta(days=399), around=today - timedelta(days=399), today=today)
