"""The rules of visits: which one was last, and what counts as held."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from backend.domain.errors import RuleBroken
from backend.domain.visits import (
    FARTHEST_AHEAD,
    Visit,
    check_visit,
    last_goal,
    last_visit,
    next_visit,
    overdue,
    visit_before,
    was_held,
)

TODAY = date(2026, 11, 24)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
VISIT = Visit(UUID(int=1), TODAY, "Dr Chen", (), "", False, False, 1)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (replace(VISIT, on=TODAY + FARTHEST_AHEAD + timedelta(days=1)), "on"),
        (replace(VISIT, on=TOMORROW, held=True), "on"),
        (replace(VISIT, followed_up=True), "held"),
        (replace(VISIT, questions=("a", "b", "c", "d")), "questions"),
    ],
)
def test_a_visit_that_cannot_be_is_refused_beside_its_field(wrong: Visit, field: str) -> None:
    check_visit(VISIT, today=TODAY)
    with pytest.raises(RuleBroken) as refused:
        check_visit(wrong, today=TODAY)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("on", "kept", "held"),
    [
        (YESTERDAY, None, True),
        (TODAY, None, False),
        (TOMORROW, None, False),
        (YESTERDAY, replace(VISIT, on=YESTERDAY), False),
        (YESTERDAY, replace(VISIT, on=TOMORROW), True),
        (TOMORROW, replace(VISIT, on=YESTERDAY, held=True), False),
        (TODAY, replace(VISIT, on=YESTERDAY, held=True), True),
        (TODAY, replace(VISIT, on=YESTERDAY), False),
    ],
)
def test_what_is_noted_for_a_past_day_was_held_and_an_appointment_waits_to_be_asked_about(
    on: date, kept: Visit | None, held: bool
) -> None:
    assert was_held(on, kept, today=TODAY) is held


def test_the_last_visit_is_the_last_one_that_was_held() -> None:
    held = replace(VISIT, on=YESTERDAY - timedelta(days=30), held=True)
    missed = replace(VISIT, on=YESTERDAY)
    coming = replace(VISIT, on=TOMORROW)
    assert last_visit([missed, held, coming], today=TODAY) is held
    assert last_visit([missed, coming], today=TODAY) is None
    earlier = replace(missed, on=YESTERDAY - timedelta(days=400))
    assert next_visit([coming, held, missed, earlier], today=TODAY) is coming
    assert next_visit([held, earlier, missed], today=TODAY) is missed
    assert next_visit([held], today=TODAY) is None
    assert overdue(missed, today=TODAY)
    assert not overdue(VISIT, today=TODAY)
    assert not overdue(held, today=TODAY)


def test_on_the_day_of_a_visit_the_last_one_is_still_that_before_it() -> None:
    before = replace(VISIT, on=YESTERDAY - timedelta(days=30), held=True)
    just_over = replace(VISIT, on=TODAY, held=True)
    assert visit_before([just_over, before], today=TODAY) is before
    assert visit_before([just_over, before], today=TOMORROW) is just_over
    assert visit_before([just_over], today=TODAY) is None


def test_the_goal_goes_on_from_the_latest_visit_that_had_one() -> None:
    older = replace(VISIT, on=date(2026, 1, 1), goal="whistle")
    newer = replace(VISIT, on=date(2026, 5, 1), goal="drink from a cup")
    assert last_goal([newer, older, replace(VISIT, on=TOMORROW)]) == "drink from a cup"
    assert last_goal([]) == ""
