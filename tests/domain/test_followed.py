"""What a person followed beside ticks and mood, counted and set side by side."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.care import CareKind
from backend.domain.followed import (
    CareDay,
    LinkedCell,
    care_weeks,
    graded_of,
    linked_of,
    screened_of,
)
from backend.domain.screening import GAD7, PHQ4, PHQ8, SCREENS, ScoreRange
from backend.domain.synkinesis import Doing, Moves
from tests.reported import LINKED, MONTH, full, linked, screening

DAYS = [MONTH.since + timedelta(days=n) for n in range(-20, 40)]
care_days = st.tuples(st.sampled_from(DAYS), st.sampled_from(CareKind), st.integers(1, 99))


@given(st.lists(care_days, max_size=40), st.randoms())
def test_eye_care_by_week_holds_what_was_noted_inside_and_nothing_else(
    done: list[CareDay], dice: Random
) -> None:
    weeks = care_weeks(done, MONTH)
    inside = [one for one in done if one[0] in MONTH]
    times: Counter[CareKind] = Counter()
    for _, kind, count in inside:
        times[kind] += count
    assert sum(week.drops for week in weeks) == times[CareKind.DROPS]
    assert sum(week.ointment for week in weeks) == times[CareKind.OINTMENT]
    assert sum(week.blinks for week in weeks) == times[CareKind.BLINK]
    taped = {day for day, kind, _ in inside if kind is CareKind.TAPE}
    assert sum(week.nights for week in weeks) == len(taped)
    assert sum(week.days for week in weeks) == len({day for day, _, _ in inside})
    assert all(week.starts.weekday() == 0 and 1 <= week.days <= 7 for week in weeks)
    assert [week.starts for week in weeks] == sorted({week.starts for week in weeks})
    dice.shuffle(done)
    assert care_weeks(done, MONTH) == weeks


def test_a_night_is_taped_once_however_often_that_is_noted() -> None:
    night = MONTH.since
    (week,) = care_weeks([(night, CareKind.TAPE, 1), (night, CareKind.TAPE, 2)], MONTH)
    assert (week.nights, week.days, week.drops) == (1, 1, 0)


def test_linked_movements_stand_first_beside_last_without_what_never_moved() -> None:
    found = linked_of(LINKED)
    assert found is not None
    assert (found.months, found.first_on, found.last_on) == (
        2, date(2026, 10, 30), date(2026, 11, 20),
    )  # fmt: skip
    assert found.cells == (
        LinkedCell(Doing.CLOSE_EYES, Moves.MOUTH, 2, 1),
        LinkedCell(Doing.SMILE, Moves.EYE, 3, 2),
        LinkedCell(Doing.SMILE, Moves.NECK, 1, 0),
        LinkedCell(Doing.PUCKER, Moves.EYE, 1, 1),
        LinkedCell(Doing.EAT, Moves.EYE, None, 3),
    )


def test_one_month_of_linked_movements_has_nothing_beside_it() -> None:
    found = linked_of([linked(date(2026, 11, 20), (Doing.SMILE, Moves.EYE, 0))])
    assert found is not None
    assert (found.months, found.first_on, found.cells) == (1, None, ())
    assert linked_of([]) is None


@pytest.mark.parametrize("instrument", SCREENS)
def test_the_published_ranges_cover_every_total_once(instrument: str) -> None:
    (found,) = screened_of([screening(instrument, MONTH.since, ())], MONTH)
    totals = [n for least, most, _ in found.ranges for n in range(least, most + 1)]
    assert totals == list(range(found.most + 1))


def test_a_form_with_an_answer_missing_or_never_finished_has_no_score() -> None:
    forms = [
        screening(PHQ8, MONTH.since, (1,) * 8),
        screening(PHQ8, MONTH.until, (3,) * 7),
        screening(PHQ8, MONTH.since + timedelta(days=5), (3,) * 8, finished=False),
        screening(PHQ4, MONTH.since - timedelta(days=1), (3,) * 4),
    ]
    (found,) = screened_of(forms, MONTH)
    assert [(one.day, one.total, one.range) for one in found.scores] == [
        (MONTH.until, None, None),
        (MONTH.since, 8, ScoreRange.MILD),
    ]
    assert (found.unscored, found.unfinished, found.pressing) == (1, 1, None)


@pytest.mark.parametrize(
    ("instrument", "answers", "pressing"),
    [
        (PHQ4, (2, 2, 2, 2), False),
        (PHQ4, (3, 2, 2, 2), True),
        (PHQ8, (2, 2, 2, 2, 2, 2, 2, 0), False),
        (PHQ8, (2, 2, 2, 2, 2, 2, 2, 1), True),
        (PHQ8, (3, 3, 3, 3, 2, 2, 2, 2), True),
        (GAD7, (2, 2, 2, 2, 2, 2, 2), False),
        (GAD7, (3, 2, 2, 2, 2, 2, 2), True),
    ],
)
def test_only_a_range_that_asks_for_a_doctor_soon_presses(
    instrument: str, answers: Sequence[int], pressing: bool
) -> None:
    (found,) = screened_of([screening(instrument, MONTH.since, tuple(answers))], MONTH)
    assert (found.pressing is not None) is pressing


def test_of_two_forms_the_newer_one_presses_or_does_not() -> None:
    forms = [screening(PHQ4, MONTH.since, (3,) * 4), screening(PHQ4, MONTH.until, (0,) * 4)]
    assert screened_of(forms, MONTH)[0].pressing is None
    assert screened_of(forms[:1], MONTH)[0].pressing is not None


def test_gradings_are_those_of_the_period_the_newest_first_and_as_they_were_written() -> None:
    given = full().gradings
    found = graded_of(given, MONTH)
    assert {(one.scale, one.clinician) for one in found} == {
        (one.scale, one.clinician) for one in given
    }
    assert found[0].numbers == {"composite": 62, "resting": 5, "voluntary": 76, "synkinesis": 9}
