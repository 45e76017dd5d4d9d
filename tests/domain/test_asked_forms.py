"""Which form is asked on which day: due, offered, begun, expired, and never two long ones a day."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uuid_utils.compat import uuid7

from backend.domain.following import Following
from backend.domain.questionnaires import (
    FUNCTION,
    LONG,
    AskedForm,
    Call,
    Filled,
    Form,
    asked_on,
    last_long_on,
    offered_on,
    open_form,
    screening_due,
)
from backend.domain.screening import GAD7, PHQ4, PHQ8, SCREENS

TODAY = date(2026, 11, 24)
ON = Following(screening=True)
POSITIVE = {"gad1": 2, "gad2": 1, "phq1": 2, "phq2": 2}
CALM = dict.fromkeys(POSITIVE, 0)


def day(ago: int) -> date:
    return TODAY - timedelta(days=ago)


def filled(
    instrument: str,
    ago: int,
    answers: Mapping[str, int] = CALM,
    *,
    closed: int | None = -1,
    hour: int = 9,
) -> Filled:
    """A form begun so many days ago; closed an hour later, on another day, or (None) still open."""
    begun_at = datetime.combine(day(ago), time(hour), tzinfo=UTC)
    closed_on = day(ago if closed == -1 else closed) if closed is not None else None
    closed_at = datetime.combine(closed_on, time(hour + 1), tzinfo=UTC) if closed_on else None
    form = Form(UUID(str(uuid7())), instrument, "1", "en", day(ago), closed_on is not None, {}, 1)
    return Filled(form.answered(answers), begun_at, closed_at, closed_on)


def calls(*before: Filled, following: Following = ON, ago: int = 0) -> dict[str, Call]:
    return {one.instrument: one.call for one in asked_on(day(ago), before, following)}


def test_nothing_is_asked_before_it_is_switched_on() -> None:
    assert calls(following=Following()) == {}
    assert calls(filled(PHQ4, 30, POSITIVE), following=Following()) == {}
    assert calls() == {PHQ4: Call.DUE}


@pytest.mark.parametrize(("ago", "due"), [(0, False), (13, False), (14, True), (40, True)])
def test_the_four_questions_come_every_two_weeks(ago: int, due: bool) -> None:
    assert screening_due([filled(PHQ4, ago)], day=TODAY) is due
    assert calls(filled(PHQ4, ago)) == ({PHQ4: Call.DUE} if due else {})


def test_what_was_missed_for_months_is_due_once() -> None:
    assert asked_on(TODAY, [filled(PHQ4, 200)], ON) == (AskedForm(PHQ4, Call.DUE, tomorrow=False),)


def test_a_positive_half_offers_its_longer_form_until_it_is_answered() -> None:
    both = filled(PHQ4, 1, POSITIVE)
    assert calls(both) == {PHQ8: Call.OFFERED, GAD7: Call.OFFERED}
    assert calls(both, filled(PHQ8, 0, {"phq1": 1})) == {GAD7: Call.OFFERED}
    assert calls(filled(PHQ4, 1, POSITIVE | {"gad1": 1})) == {PHQ8: Call.OFFERED}
    assert calls(filled(PHQ4, 1, CALM)) == {}


def test_without_a_score_nothing_is_offered() -> None:
    assert calls(filled(PHQ4, 1, {"phq1": 3, "phq2": 3, "gad1": 3})) == {}


def test_an_offer_is_gone_after_two_weeks() -> None:
    assert offered_on(TODAY, [filled(PHQ4, 13, POSITIVE)], {}) == (PHQ8, GAD7)
    assert offered_on(TODAY, [filled(PHQ4, 14, POSITIVE)], {}) == ()


def test_what_was_declined_is_offered_anew_by_later_questions_only() -> None:
    declined = Following(screening=True, declined={PHQ8: day(1)})
    assert calls(filled(PHQ4, 2, POSITIVE), following=declined) == {GAD7: Call.OFFERED}
    assert calls(filled(PHQ4, 1, POSITIVE), following=declined) == {GAD7: Call.OFFERED}
    later = (filled(PHQ4, 16, POSITIVE), filled(PHQ4, 0, POSITIVE))
    assert calls(*later, following=declined) == {PHQ8: Call.OFFERED, GAD7: Call.OFFERED}


def test_only_the_last_questions_offer() -> None:
    assert calls(filled(PHQ4, 13, POSITIVE), filled(PHQ4, 1, CALM)) == {}


def test_what_was_begun_goes_on_and_what_is_too_old_begins_anew() -> None:
    assert calls(filled(PHQ4, 13, {"gad1": 1}, closed=None)) == {PHQ4: Call.BEGUN}
    assert calls(filled(PHQ4, 14, {"gad1": 1}, closed=None)) == {PHQ4: Call.DUE}
    assert calls(filled(PHQ8, 6, {"phq1": 1}, closed=None)) == {PHQ4: Call.DUE, PHQ8: Call.BEGUN}
    assert calls(filled(PHQ8, 7, {"phq1": 1}, closed=None)) == {PHQ4: Call.DUE}


def test_a_form_begun_before_another_was_closed_is_left_alone() -> None:
    """Two phones began one each: once one is finished, nobody is asked for the other."""
    one = filled(PHQ4, 1, {"gad1": 1}, closed=None, hour=8)
    other = filled(PHQ4, 1, CALM, hour=9)
    assert open_form(PHQ4, [one], day=TODAY) == one
    assert open_form(PHQ4, [one, other], day=TODAY) is None
    later = filled(PHQ4, 0, {"gad1": 1}, closed=None)
    assert open_form(PHQ4, [one, other, later], day=TODAY) == later


def test_of_two_that_were_begun_the_newer_goes_on() -> None:
    older, newer = (filled(GAD7, ago, {"gad1": 1}, closed=None) for ago in (3, 1))
    assert open_form(GAD7, [older, newer], day=TODAY) == newer


@pytest.mark.parametrize("done", sorted(LONG))
@pytest.mark.parametrize("wanted", [FUNCTION, *SCREENS])
def test_never_two_long_forms_on_one_day(done: str, wanted: str) -> None:
    on = TODAY if wanted in LONG and wanted != done else None
    assert last_long_on([filled(done, 0, {})], wanted) == on
    assert last_long_on([filled(done, 9, {}), filled(done, 2, {}, closed=0)], wanted) == on, (
        "the day it was closed counts, whenever it was begun"
    )
    assert last_long_on([filled(done, 0, {}, closed=None)], wanted) is None


def test_an_offer_says_that_it_waits_for_tomorrow() -> None:
    before = [filled(PHQ4, 0, POSITIVE), filled(PHQ8, 0, {"phq1": 1})]
    assert asked_on(TODAY, before, ON) == (AskedForm(GAD7, Call.OFFERED, tomorrow=True),)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(tuple(SCREENS)), st.integers(0, 30), st.integers(0, 3), st.booleans()
        ),
        max_size=8,
    )
)
def test_each_form_is_asked_once_at_most(before: list[tuple[str, int, int, bool]]) -> None:
    forms = [
        filled(name, ago, dict.fromkeys(SCREENS[name].items, answer), closed=-1 if closed else None)
        for name, ago, answer, closed in before
    ]
    asked = [one.instrument for one in asked_on(TODAY, forms, ON)]
    assert asked == [name for name in SCREENS if name in asked], "in one order, none twice"
