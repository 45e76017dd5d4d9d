"""Scores of PHQ-4, PHQ-8 and GAD-7: the vectors of the reference, and laws for every answer."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.errors import RuleBroken
from backend.domain.questionnaires import INSTRUMENTS
from backend.domain.screening import (
    ANSWERS,
    GAD7,
    PHQ4,
    PHQ8,
    SCREENS,
    Rule,
    Score,
    ScoreRange,
    low_days,
    score,
    shown_in,
)

TODAY = date(2026, 11, 24)

PHQ4_VECTORS = [
    ((0, 0, 0, 0), (0, 0), 0, "none", ()),
    ((1, 1, 0, 0), (2, 0), 2, "none", ()),
    ((2, 1, 1, 1), (3, 2), 5, "mild", (GAD7,)),
    ((1, 1, 1, 2), (2, 3), 5, "mild", (PHQ8,)),
    ((1, 1, 2, 2), (2, 4), 6, "moderate", (PHQ8,)),
    ((3, 3, 3, 3), (6, 6), 12, "severe", (PHQ8, GAD7)),
]
"""gad1, gad2, phq1, phq2; GAD-2 and PHQ-2; total; range; what is offered (1.7, PHQ-9 as PHQ-8)."""

PHQ8_VECTORS = [
    ((0, 0, 0, 0, 0, 0, 0, 0), 0, "minimal"),
    ((1, 1, 1, 1, 0, 0, 0, 0), 4, "minimal"),
    ((1, 1, 1, 1, 1, 0, 0, 0), 5, "mild"),
    ((1, 1, 0, 1, 0, 0, 0, 0), 3, "minimal"),
    ((2, 2, 1, 2, 1, 1, 1, 0), 10, "moderate"),
    ((3, 3, 2, 2, 2, 1, 1, 1), 15, "moderately_severe"),
    ((3, 3, 3, 3, 3, 3, 3, 3), 24, "severe"),
]
"""The vectors of PHQ-9 without their ninth item."""

GAD7_VECTORS = [
    ((0, 0, 0, 0, 0, 0, 0), 0, "minimal"),
    ((1, 1, 1, 1, 0, 1, 0), 5, "mild"),
    ((2, 2, 1, 1, 1, 1, 1), 9, "mild"),
    ((2, 2, 2, 1, 1, 1, 1), 10, "moderate"),
    ((3, 3, 3, 3, 3, 3, 3), 21, "severe"),
]


def said(instrument: str, *answers: int) -> dict[str, int]:
    return dict(zip(SCREENS[instrument].items, answers, strict=True))


def scored(instrument: str, answers: Mapping[str, int]) -> Score:
    found = score(instrument, answers)
    assert found is not None
    return found


def adding_up(instrument: str, total: int) -> dict[str, int]:
    """Give answers with this total, the first items the highest."""
    items = SCREENS[instrument].items
    return {item: max(0, min(3, total - 3 * n)) for n, item in enumerate(items)}


@pytest.mark.parametrize(("answers", "halves", "total", "named", "offers"), PHQ4_VECTORS)
def test_phq4_is_what_the_reference_computed(
    answers: tuple[int, ...],
    halves: tuple[int, int],
    total: int,
    named: str,
    offers: tuple[str, ...],
) -> None:
    found = scored(PHQ4, said(PHQ4, *answers))
    assert (found.halves["gad2"], found.halves["phq2"]) == halves
    assert (found.total, found.range, found.offers) == (total, named, offers)


@pytest.mark.parametrize(
    ("instrument", "answers", "total", "named"),
    [(PHQ8, *one) for one in PHQ8_VECTORS] + [(GAD7, *one) for one in GAD7_VECTORS],
)
def test_phq8_and_gad7_are_what_the_reference_computed(
    instrument: str, answers: tuple[int, ...], total: int, named: str
) -> None:
    found = scored(instrument, said(instrument, *answers))
    assert (found.total, found.range) == (total, named)
    assert (found.halves, found.offers) == ({}, ())


@pytest.mark.parametrize("instrument", list(SCREENS))
def test_a_missing_answer_gives_no_score(instrument: str) -> None:
    for missing in SCREENS[instrument].items:
        answers = {item: 1 for item in SCREENS[instrument].items if item != missing}
        assert score(instrument, answers) is None
    assert score(instrument, {}) is None


@pytest.mark.parametrize(
    ("instrument", "first", "last"),
    [
        (PHQ4, {"none": 0, "mild": 3, "moderate": 6, "severe": 9}, 12),
        (
            PHQ8,
            {"minimal": 0, "mild": 5, "moderate": 10, "moderately_severe": 15, "severe": 20},
            24,
        ),
        (GAD7, {"minimal": 0, "mild": 5, "moderate": 10, "severe": 15}, 21),
    ],
)
def test_every_range_begins_where_it_was_published(
    instrument: str, first: dict[str, int], last: int
) -> None:
    found: dict[str, int] = {}
    for total in range(last + 1):
        one = scored(instrument, adding_up(instrument, total))
        assert one.total == total
        found.setdefault(str(one.range), total)
    assert found == first
    assert SCREENS[instrument].most == last


@pytest.mark.parametrize(
    ("instrument", "answers", "rule"),
    [
        (PHQ8, adding_up(PHQ8, 9), Rule.MH6),
        (PHQ8, adding_up(PHQ8, 10), Rule.MH4),
        (PHQ8, adding_up(PHQ8, 14), Rule.MH4),
        (PHQ8, adding_up(PHQ8, 15), Rule.MH3),
        (PHQ8, adding_up(PHQ8, 19), Rule.MH3),
        (PHQ8, adding_up(PHQ8, 20), Rule.MH2),
        (PHQ8, adding_up(PHQ8, 24), Rule.MH2),
        (GAD7, adding_up(GAD7, 9), Rule.MH6),
        (GAD7, adding_up(GAD7, 10), Rule.MH4),
        (GAD7, adding_up(GAD7, 14), Rule.MH4),
        (GAD7, adding_up(GAD7, 15), Rule.MH3),
        (GAD7, adding_up(GAD7, 21), Rule.MH3),
        (PHQ4, said(PHQ4, 1, 1, 1, 1), Rule.MH6),
        (PHQ4, said(PHQ4, 1, 1, 1, 2), Rule.MH4),
        (PHQ4, said(PHQ4, 2, 1, 0, 0), Rule.MH4),
        (PHQ4, said(PHQ4, 2, 2, 2, 2), Rule.MH4),
        (PHQ4, said(PHQ4, 3, 2, 2, 2), Rule.MH3),
        (PHQ4, said(PHQ4, 3, 3, 3, 3), Rule.MH3),
    ],
)
def test_what_is_said_goes_by_the_rules_of_the_reference(
    instrument: str, answers: dict[str, int], rule: Rule
) -> None:
    assert scored(instrument, answers).rule is rule


@pytest.mark.parametrize(
    ("instrument", "answers", "field"),
    [
        (PHQ4, {"phq3": 1}, "item"),
        (PHQ8, {"gad1": 1}, "item"),
        (PHQ8, {"phq9": 0}, "item"),
        (GAD7, {"sleep": 1}, "item"),
        (PHQ4, {"gad1": 4}, "answer"),
        (PHQ4, {"gad1": -1}, "answer"),
        (PHQ4, {"gad1": True}, "answer"),
        (GAD7, {"gad1": 1.0}, "answer"),
        ("own_function", {"sleep": 1}, "instrument"),
        ("phq9", {"phq1": 1}, "instrument"),
    ],
)
def test_what_is_no_answer_of_the_form_is_refused(
    instrument: str, answers: dict[str, int], field: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        score(instrument, answers)
    assert refused.value.field == field


instruments = st.sampled_from(tuple(SCREENS))


@st.composite
def answered(draw: st.DrawFn) -> tuple[str, dict[str, int]]:
    """A form and an answer to each of its items."""
    instrument = draw(instruments)
    return instrument, {item: draw(st.sampled_from(ANSWERS)) for item in SCREENS[instrument].items}


@given(answered())
def test_a_score_is_the_sum_and_within_its_bounds(form: tuple[str, dict[str, int]]) -> None:
    instrument, answers = form
    found = scored(instrument, answers)
    assert found.total == sum(answers.values())
    assert 0 <= found.total <= found.most == 3 * len(answers)
    assert sum(found.halves.values()) == (found.total if instrument == PHQ4 else 0)
    assert set(found.offers) <= {PHQ8, GAD7}


@given(answered(), st.data())
def test_a_higher_answer_never_lowers_anything(
    form: tuple[str, dict[str, int]], data: st.DataObject
) -> None:
    instrument, answers = form
    item = data.draw(st.sampled_from(list(answers)))
    higher = answers | {item: data.draw(st.integers(answers[item], 3))}
    before, after = scored(instrument, answers), scored(instrument, higher)
    assert after.total >= before.total
    order = list(ScoreRange)
    assert order.index(after.range) >= order.index(before.range)
    assert list(Rule).index(after.rule) <= list(Rule).index(before.rule)
    assert set(after.offers) >= set(before.offers)


@given(answered(), st.randoms())
def test_the_order_of_the_answers_never_matters(
    form: tuple[str, dict[str, int]], order: Random
) -> None:
    instrument, answers = form
    shuffled = list(answers.items())
    order.shuffle(shuffled)
    assert score(instrument, dict(shuffled)) == score(instrument, answers)


@given(answered(), st.data())
def test_without_one_answer_there_is_never_a_score(
    form: tuple[str, dict[str, int]], data: st.DataObject
) -> None:
    instrument, answers = form
    del answers[data.draw(st.sampled_from(list(answers)))]
    assert score(instrument, answers) is None


def test_every_form_with_a_score_may_be_answered_and_none_asks_of_self_harm() -> None:
    for (name, _), asked in INSTRUMENTS.items():
        if name in SCREENS:
            assert tuple(asked) == SCREENS[name].items
            assert set(asked.values()) == {ANSWERS}
    assert set(SCREENS) < {name for name, _ in INSTRUMENTS}
    assert "phq9" not in SCREENS[PHQ8].items


def test_the_wording_is_shown_in_english_until_another_is_on_record() -> None:
    assert (shown_in("en"), shown_in("zh-Hans")) == ("en", "en")


def test_low_days_are_those_of_the_last_seven_with_the_lowest_mood() -> None:
    moods = {TODAY - timedelta(days=n): 1 for n in range(-1, 9)}
    assert low_days(moods, lowest=1, today=TODAY) == 7
    assert low_days(moods | {TODAY: 2}, lowest=1, today=TODAY) == 6
    assert low_days({}, lowest=1, today=TODAY) == 0
