"""Of somebody's words what needs no looking up: tags, days like this one, a day told."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.checkins import CheckIn, Mood, Symptom
from backend.domain.days import FIRST_YEAR
from backend.domain.folding import fold
from backend.domain.journal import days_like, parted, searchable, tag_line, told
from backend.domain.months import Month


@pytest.mark.parametrize(
    ("said", "tags"),
    [
        (["eating", "work, cold wind"], ("eating", "work", "cold wind")),
        (["吃饭，冷风、说话"], ("吃饭", "冷风", "说话")),
        (["  two   words ", "two words"], ("two words",)),
        (["", ",,，"], ()),
        (["a;b；c"], ("a", "b", "c")),
    ],
)
def test_tags_are_parted_by_the_commas_people_type(said: list[str], tags: tuple[str, ...]) -> None:
    assert parted(said) == tags


@given(st.lists(st.text(max_size=30), max_size=6))
def test_parting_twice_changes_nothing(said: list[str]) -> None:
    assert parted(parted(said)) == parted(said)


@given(st.text(max_size=40), st.lists(st.text(min_size=1, max_size=12), max_size=4))
def test_a_whole_tag_is_found_and_words_of_the_text_are_no_tag(text: str, tags: list[str]) -> None:
    found = searchable(text, tags)
    assert fold(text) in found
    assert all(tag_line(tag) in found for tag in tags)
    others = {fold(tag) for tag in tags}
    assert (tag_line("never a tag") in found) == ("never a tag" in others)


def test_half_a_tag_is_not_that_tag() -> None:
    assert tag_line("work") not in searchable("work", ["homework", "work out"])
    assert tag_line("Café") in searchable("", ["cafe"])


def check_in(mood: int | None, **ratings: int) -> CheckIn:
    at = datetime(2026, 11, 24, 9, tzinfo=UTC)
    symptoms = tuple(Symptom(key, rating) for key, rating in ratings.items())
    feeling = Mood(mood) if mood else None
    return CheckIn(UUID(int=1), at.date(), at, feeling, symptoms, None, None, (), None, 1)


def test_a_day_is_told_by_what_was_said_last() -> None:
    newest, middle, oldest = check_in(None, tight=3), check_in(4, eye_dry=6), check_in(1, tight=9)
    day = told((newest, middle, oldest))
    assert day.mood is Mood.GOOD
    assert [(one.key, one.rating) for one in day.symptoms] == [("tight", 3), ("eye_dry", 6)]
    assert not told(()).symptoms


def test_days_like_this_are_months_and_years_back() -> None:
    found = list(days_like(date(2026, 11, 24)))
    assert [str(day) for day in found[:5]] == [
        "2026-10-24", "2026-08-24", "2026-05-24", "2025-11-24", "2024-11-24",
    ]  # fmt: skip


def test_a_month_without_that_day_is_left_out() -> None:
    assert date(2026, 11, 30) not in list(days_like(date(2026, 12, 31)))
    assert date(2020, 2, 29) in list(days_like(date(2024, 2, 29)))
    assert date(2023, 2, 28) not in list(days_like(date(2024, 2, 29)))


@given(st.dates(min_value=date(FIRST_YEAR, 1, 1), max_value=date(2200, 12, 31)))
def test_days_like_a_day_lie_before_it_and_have_its_number(today: date) -> None:
    found = list(days_like(today))
    assert all(day < today and day.day == today.day for day in found)
    assert found == sorted(set(found), reverse=True)


@given(st.dates(date(1970, 1, 1), date(2200, 12, 31)), st.integers(-600, 600))
def test_months_go_back_and_come_again(day: date, months: int) -> None:
    month = Month.of(day)
    assert month.first <= day <= month.last
    assert month.before(months).before(-months) == month
