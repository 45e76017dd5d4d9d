"""Which parts a drawing shows, by the person's affected side."""

import pytest

from backend.domain.drawings import Brows, Drawing, Eyes, Mark, Mouth, On
from backend.domain.sides import Side

L, R, BOTH = Side.LEFT, Side.RIGHT, Side.BOTH


def drawing(*marks: tuple[Mark, On], eyes: Eyes = Eyes.OPEN, neck: bool = False) -> Drawing:
    return Drawing(Brows.PLAIN, eyes, Mouth.REST, neck, marks, "")


@pytest.mark.parametrize(
    ("on", "side", "marks", "lies_on"),
    [
        (On.AFFECTED, R, ("cloth-right",), R),
        (On.AFFECTED, L, ("cloth-left",), L),
        (On.AFFECTED, BOTH, ("cloth-right", "cloth-left"), BOTH),
        (On.OTHER, R, ("cloth-left",), L),
        (On.OTHER, L, ("cloth-right",), R),
        (On.OTHER, BOTH, ("cloth-right", "cloth-left"), BOTH),
        (On.BOTH, R, ("cloth-right", "cloth-left"), BOTH),
        (On.BOTH, L, ("cloth-right", "cloth-left"), BOTH),
    ],
)
def test_a_mark_lies_on_the_persons_own_side(
    on: On, side: Side, marks: tuple[str, ...], lies_on: Side
) -> None:
    parts = drawing((Mark.CLOTH, on)).parts(side)
    assert parts.marks == marks
    assert parts.on is lies_on


@pytest.mark.parametrize(
    ("eyes", "side", "expected"),
    [
        (Eyes.OPEN, R, ("eye-open-right", "eye-open-left")),
        (Eyes.SHUT, R, ("eye-shut-right", "eye-shut-left")),
        (Eyes.AFFECTED_SHUT, R, ("eye-shut-right", "eye-open-left")),
        (Eyes.AFFECTED_SHUT, L, ("eye-open-right", "eye-shut-left")),
        (Eyes.AFFECTED_SHUT, BOTH, ("eye-shut-right", "eye-shut-left")),
    ],
)
def test_only_the_eyes_that_the_step_shuts_are_shut(
    eyes: Eyes, side: Side, expected: tuple[str, ...]
) -> None:
    assert drawing(eyes=eyes).parts(side).face[-2:] == expected


def test_one_mark_with_a_side_says_where_the_drawing_happens() -> None:
    mixed = drawing((Mark.EYE_CLOSE, On.BOTH), (Mark.CORNER_FINGER, On.AFFECTED))
    assert mixed.sided
    assert mixed.parts(L).on is L
    assert mixed.parts(L).marks == ("eye-close-right", "eye-close-left", "corner-finger-left")


def test_a_mark_in_the_middle_has_no_side() -> None:
    middle = drawing((Mark.CHIN_NECK, On.MIDDLE), neck=True)
    assert not middle.sided
    assert middle.parts(L).marks == ("chin-neck",)
    assert middle.parts(L).face[:2] == ("head", "neck")
    assert middle.parts(L) == middle.parts(R)
