"""Reads the drawings of steps and checks that every part and every gap in their words is known."""

from collections.abc import Mapping
from string import Formatter

from backend.domain.drawings import MIDDLE_MARKS, Brows, Drawing, Eyes, Mark, Mouth, On
from backend.library.marks import Place
from backend.library.shelf import Entry, Shelf

MAYBE_FIELDS = ("brows", "eyes", "mouth", "neck")
GAP = "side"


def read_drawings(shelf: Shelf, steps: Mapping[str, object]) -> dict[str, Drawing]:
    """Read every drawing by its step. Refuses one for a step that is not in `steps`."""
    found = {}
    for entry in shelf.entries("drawings"):
        if entry.id not in steps:
            raise entry.data.broken(f"a drawing for unknown step '{entry.id}'")
        found[entry.id] = _drawing(entry)
    return found


def _drawing(entry: Entry) -> Drawing:
    data = entry.data.fields("marks", maybe=MAYBE_FIELDS)
    drawing = Drawing(
        brows=data["brows"].choice(Brows, "brows") if "brows" in data else Brows.PLAIN,
        eyes=data["eyes"].choice(Eyes, "eyes") if "eyes" in data else Eyes.OPEN,
        mouth=data["mouth"].choice(Mouth, "mouth") if "mouth" in data else Mouth.REST,
        neck=data["neck"].flag() if "neck" in data else False,
        marks=tuple(_mark(name, place) for name, place in data["marks"].entries().items()),
        words=entry.words.text(),
    )
    _check_gap(drawing, entry.words)
    return drawing


def _mark(name: str, place: Place) -> tuple[Mark, On]:
    if name not in set(Mark):
        raise place.broken(f"unknown part '{name}'")
    mark, on = Mark(name), place.choice(On, "side of a part")
    if (mark in MIDDLE_MARKS) != (on is On.MIDDLE):
        raise place.broken(f"part '{name}' cannot lie on '{on}'")
    return mark, on


def _check_gap(drawing: Drawing, words: Place) -> None:
    """Ask for the gap exactly where the picture has a side, so that words and picture agree."""
    gaps = {gap for _, gap, _, _ in Formatter().parse(drawing.words) if gap is not None}
    if gaps - {GAP}:
        raise words.broken(f"unknown gap '{{{min(gaps - {GAP})}}}'")
    if drawing.sided and not gaps:
        raise words.broken("the drawing has a side, its words have no {side}")
    if gaps and not drawing.sided:
        raise words.broken("the drawing has no side, its words have {side}")
