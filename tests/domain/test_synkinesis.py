"""Linked movements: which answer stands for a month, and when it is asked again."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.months import Month
from backend.domain.synkinesis import (
    MEANT,
    Cell,
    Doing,
    Moves,
    Synkinesis,
    by_month,
    due_on,
)

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def answered(day: date, number: int = 1, *, at: datetime = NOON, level: int = 1) -> Synkinesis:
    """Give what somebody answered on a day."""
    cells = (Cell(Doing.SMILE, Moves.EYE, level),)
    return Synkinesis(UUID(int=number), day, at, cells, number)


def test_the_last_answer_of_a_month_stands_for_it_newest_month_first() -> None:
    first = answered(date(2026, 10, 2), 1)
    later = answered(date(2026, 10, 30), 2)
    november = answered(date(2026, 11, 1), 3)
    found = by_month([later, november, first])
    assert [(str(one.month), one.entry) for one in found] == [
        ("2026-11", november),
        ("2026-10", later),
    ]


def test_of_two_answers_on_one_day_the_later_one_stands() -> None:
    morning = answered(date(2026, 11, 24), 9, at=NOON - timedelta(hours=4))
    evening = answered(date(2026, 11, 24), 2, at=NOON + timedelta(hours=8))
    assert [one.entry for one in by_month([morning, evening])] == [evening]
    assert [one.entry for one in by_month([evening, morning])] == [evening]


def test_a_month_without_an_answer_is_left_out() -> None:
    assert by_month([]) == ()
    found = by_month([answered(date(2026, 1, 5)), answered(date(2026, 4, 5), 2)])
    assert [one.month for one in found] == [Month(2026, 4), Month(2026, 1)]


DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 12, 31))


@given(st.lists(DAYS, max_size=40))
def test_each_month_has_one_answer_and_it_is_its_last(days: list[date]) -> None:
    entries = [answered(day, number) for number, day in enumerate(days, 1)]
    found = by_month(entries)
    assert [one.month for one in found] == sorted({Month.of(day) for day in days}, reverse=True)
    assert all(
        one.entry.day == max(day for day in days if Month.of(day) == one.month) for one in found
    )


def test_a_cell_that_was_not_answered_has_no_level_and_zero_is_an_answer() -> None:
    entry = answered(date(2026, 11, 24), level=0)
    assert entry.level("smile", "eye") == 0
    assert entry.level("smile", "neck") is None


def test_every_movement_leaves_something_that_can_move_along() -> None:
    for doing in Doing:
        assert [moves for moves in Moves if (doing, moves) not in MEANT]


def test_it_is_asked_again_after_the_chosen_days_and_never_while_unanswered() -> None:
    assert due_on(None, 28) is None
    assert due_on(date(2026, 11, 1), 28) == date(2026, 11, 29)
    assert due_on(date(2026, 11, 1), 84) == date(2027, 1, 24)
