"""Numbers of a letter: ranges, partial entries, and nothing added up."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import pytest

from backend.domain.errors import RuleBroken
from backend.domain.gradings import Grading, Scale, check_grading

DAY = date(2026, 1, 5)
TODAY = date(2026, 11, 24)


def grading(scale: Scale, said: Mapping[str, int | None], on: date = DAY) -> Grading:
    """Make a grading of the numbers that were said; None is one that the letter does not give."""
    numbers = {name: number for name, number in said.items() if number is not None}
    return Grading(UUID(int=1), scale, on, "Dr Chen", numbers, 0)


def refused_for(one: Grading) -> str | None:
    try:
        check_grading(one, today=TODAY)
    except RuleBroken as broken:
        return broken.field
    return None


EFACE_ENTRY: list[tuple[dict[str, int | None], str | None]] = [
    ({"static": 82, "dynamic": 61, "synkinesis": 70, "total": 68}, None),
    ({"static": 0, "dynamic": 0, "synkinesis": 100, "total": 25}, None),
    ({"static": 101, "dynamic": 50, "synkinesis": 50, "total": 50}, "static"),
    ({"static": 80, "dynamic": None, "synkinesis": 60, "total": None}, None),
]
"""The vectors of the clinical reference, 1.7: range and partial entry, no computed total."""


@pytest.mark.parametrize(("said", "field"), EFACE_ENTRY)
def test_eface_is_four_numbers_from_a_letter_each_of_them_optional(
    said: dict[str, int | None], field: str | None
) -> None:
    one = grading(Scale.EFACE, said)
    assert refused_for(one) == field
    assert one.numbers.get("total") == said["total"]


@pytest.mark.parametrize(
    ("composite", "unusual"),
    [(100, False), (44, False), (63, False), (0, False), (-1, True), (-15, True)],
)
def test_a_sunnybrook_composite_below_nought_is_unusual_and_no_other_is(
    composite: int, unusual: bool
) -> None:
    one = grading(Scale.SUNNYBROOK, {"composite": composite})
    assert refused_for(one) is None
    assert one.unusual is unusual


@pytest.mark.parametrize(
    ("scale", "part", "least", "most"),
    [
        (Scale.HOUSE_BRACKMANN, "grade", 1, 6),
        (Scale.SUNNYBROOK, "composite", -15, 100),
        (Scale.SUNNYBROOK, "resting", 0, 20),
        (Scale.SUNNYBROOK, "voluntary", 20, 100),
        (Scale.SUNNYBROOK, "synkinesis", 0, 15),
        (Scale.EFACE, "total", 0, 100),
        (Scale.EFACE, "static", 0, 100),
        (Scale.EFACE, "dynamic", 0, 100),
        (Scale.EFACE, "synkinesis", 0, 100),
    ],
)
def test_each_number_has_its_own_range(scale: Scale, part: str, least: int, most: int) -> None:
    for number in (least, most):
        assert refused_for(grading(scale, {part: number})) is None
    for number in (least - 1, most + 1):
        assert refused_for(grading(scale, {part: number})) == part


def test_a_day_of_the_letter_is_neither_to_come_nor_older_than_the_oldest_scale() -> None:
    assert refused_for(grading(Scale.EFACE, {"total": 1}, TODAY)) is None
    assert refused_for(grading(Scale.EFACE, {"total": 1}, date(2026, 11, 25))) == "on"
    assert refused_for(grading(Scale.EFACE, {"total": 1}, date(1984, 12, 31))) == "on"


def test_a_letter_without_numbers_is_no_grading() -> None:
    assert refused_for(grading(Scale.HOUSE_BRACKMANN, {})) == "grade"
    assert refused_for(grading(Scale.SUNNYBROOK, {"grade": 3})) == "grade"
