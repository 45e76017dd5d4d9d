"""Where each step stands on the page."""

from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from uuid_utils.compat import uuid7

from backend.domain.library import Stage
from backend.domain.plans import Answers, Off, OffReason, PlanItem, PlannedStep, why_off
from backend.domain.sides import Side
from backend.domain.today import (
    DayKind,
    Group,
    ItemMark,
    ItemState,
    lay_out,
    tally,
)
from backend.library import read_library
from tests.people import TODAY

LIBRARY = read_library("en")
AT = datetime(2026, 11, 24, 7, 40, tzinfo=UTC)


def planned(step_id: str, *, times: int = 1, required: bool = True) -> PlannedStep:
    step = LIBRARY.steps[step_id]
    answers = Answers(Side.LEFT, Stage.SYNKINESIS, TODAY.replace(year=2024))
    item = PlanItem(UUID(str(uuid7())), step_id, step.minutes.low, times, required)
    return PlannedStep(item, step, why_off(step, answers, day=TODAY, library=LIBRARY))


plans = st.lists(
    st.builds(
        planned,
        st.sampled_from(sorted(LIBRARY.steps)),
        times=st.integers(1, 2),
        required=st.booleans(),
    ),
    max_size=9,
)
states = st.sampled_from([None, *ItemState])


@st.composite
def days(draw: st.DrawFn) -> tuple[list[PlannedStep], dict[tuple[UUID, int], ItemMark], DayKind]:
    steps = draw(plans)
    marks = {}
    for one in steps:
        for n in range(1, one.item.times + 1):
            state = draw(states)
            if state is not None:
                marks[one.item.id, n] = ItemMark(one.item.id, n, state, None, None, AT)
    return steps, marks, draw(st.sampled_from(list(DayKind)))


def test_the_second_round_comes_after_the_first() -> None:
    steps = [planned("rest_scan", times=2), planned("face_massage")]
    shown = lay_out(steps, {}, DayKind.PLANNED)
    assert [(one.step.id, one.occurrence) for one in shown] == [
        ("rest_scan", 1),
        ("face_massage", 1),
        ("rest_scan", 2),
    ]


def test_an_unprescribed_step_is_not_shown_at_all() -> None:
    assert lay_out([planned("rx_topical")], {}, DayKind.PLANNED) == ()


def test_what_was_done_stays_done_even_when_it_is_off_now() -> None:
    one = planned("closed_smile")
    one = PlannedStep(one.item, one.step, Off(OffReason.PAUSED))
    mark = ItemMark(one.item.id, 1, ItemState.DONE, None, None, AT)
    assert lay_out([one], {(one.item.id, 1): mark}, DayKind.PLANNED)[0].group is Group.DONE


@given(days())
def test_at_most_one_step_is_next_and_it_is_the_first_that_is_due(
    day: tuple[list[PlannedStep], dict[tuple[UUID, int], ItemMark], DayKind],
) -> None:
    shown = lay_out(*day)
    due = [one for one in shown if one.group in {Group.NEXT, Group.AFTER}]
    assert [one.group for one in due] == [Group.NEXT, *[Group.AFTER] * (len(due) - 1)][: len(due)]
    assert all(one.required and one.off is None for one in due)


@given(days())
def test_the_count_adds_up(
    day: tuple[list[PlannedStep], dict[tuple[UUID, int], ItemMark], DayKind],
) -> None:
    shown = lay_out(*day)
    count = tally(shown)
    assert 0 <= count.done <= count.planned
    assert count.minutes_left == sum(
        one.minutes for one in shown if one.group in {Group.NEXT, Group.AFTER}
    )
    if count.done == count.planned:
        assert count.minutes_left == 0


@given(days())
def test_a_rest_day_never_asks_for_more(
    day: tuple[list[PlannedStep], dict[tuple[UUID, int], ItemMark], DayKind],
) -> None:
    steps, marks, _ = day
    usual = tally(lay_out(steps, marks, DayKind.PLANNED))
    resting = lay_out(steps, marks, DayKind.REST)
    assert tally(resting).minutes_left <= usual.minutes_left
    assert {one.group for one in resting if one.stays} & {Group.FOLDED} == set()
