"""The treatment log's rules: days that can be, and the clock."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from backend.domain.errors import RuleBroken
from backend.domain.treatments import Treatment, TreatmentKind, check_treatment, days_since

TODAY = date(2026, 11, 24)
TOXIN, SURGERY, COURSE = (
    TreatmentKind.BOTULINUM_TOXIN,
    TreatmentKind.SURGERY,
    TreatmentKind.INJECTIONS,
)


def treatment(kind: TreatmentKind, on: date, until: date | None = None) -> Treatment:
    return Treatment(UUID(int=1), kind, on, until, "", 1)


@pytest.mark.parametrize(
    ("kind", "on", "until"),
    [
        (TOXIN, TODAY, None),
        (SURGERY, date(1920, 1, 1), None),
        (COURSE, TODAY, TODAY),
        (TreatmentKind.THERAPY, date(2024, 2, 29), TODAY),
    ],
)
def test_what_can_have_been_is_accepted(kind: TreatmentKind, on: date, until: date | None) -> None:
    check_treatment(treatment(kind, on, until), today=TODAY)


@pytest.mark.parametrize(
    ("kind", "on", "until", "field"),
    [
        (TOXIN, TODAY + timedelta(days=1), None, "on"),
        (SURGERY, date(1919, 12, 31), None, "on"),
        (SURGERY, TODAY, TODAY, "until"),
        (TOXIN, TODAY, TODAY, "until"),
        (COURSE, TODAY, TODAY - timedelta(days=1), "until"),
        (COURSE, TODAY, TODAY + timedelta(days=1), "until"),
    ],
)
def test_a_day_that_cannot_be_is_refused_beside_its_field(
    kind: TreatmentKind, on: date, until: date | None, field: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_treatment(treatment(kind, on, until), today=TODAY)
    assert refused.value.field == field


def test_the_clock_runs_from_the_last_injection_and_from_nothing_else() -> None:
    earlier = treatment(COURSE, TODAY - timedelta(days=200), TODAY - timedelta(days=190))
    last = treatment(TOXIN, TODAY - timedelta(days=95))
    operation = treatment(SURGERY, TODAY - timedelta(days=3))
    later = treatment(TOXIN, TODAY + timedelta(days=3))
    assert days_since([earlier, last, operation, later], TODAY) == 95
    assert days_since([last], last.on) == 0
    assert days_since([operation, later], TODAY) is None
