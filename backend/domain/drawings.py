"""What a drawing of a step is made of: parts of one face, chosen by the affected side.

The parts are the names in `frontend/static/icons/face.svg`. Sides are always the person's own.
"""

from dataclasses import dataclass
from enum import StrEnum

from backend.domain.sides import Side


class Brows(StrEnum):
    PLAIN = "plain"
    FAINT = "faint"


class Eyes(StrEnum):
    OPEN = "open"
    SHUT = "shut"
    AFFECTED_SHUT = "affected_shut"


class Mouth(StrEnum):
    """How the mouth is drawn. `moving` leaves its line to the mark."""

    REST = "rest"
    MOVING = "moving"
    FORWARD = "forward"
    OPEN = "open"


class On(StrEnum):
    """Where a mark lies. `middle` is for the marks that have no side."""

    BOTH = "both"
    AFFECTED = "affected"
    OTHER = "other"
    MIDDLE = "middle"


class Mark(StrEnum):
    """Fingers, directions and points that lie over the face."""

    ACUPOINTS = "acupoints"
    BROW_RAISE = "brow-raise"
    CHIN_NECK = "chin-neck"
    CLOTH = "cloth"
    CORNER_FINGER = "corner-finger"
    CREAM = "cream"
    DROP = "drop"
    EASE_IN = "ease-in"
    EYE_CLOSE = "eye-close"
    EYE_SOCKET = "eye-socket"
    EYE_WIDE = "eye-wide"
    GLASSES = "glasses"
    HINT = "hint"
    INNER_CHEEK = "inner-cheek"
    LET_GO = "let-go"
    LID_DOWN = "lid-down"
    LID_FINGER = "lid-finger"
    MASSAGE = "massage"
    NOSE_LIFT = "nose-lift"
    PICTURE_SMILE = "picture-smile"
    SMILE = "smile"
    SMILE_STRETCH = "smile-stretch"
    SOUND = "sound"
    SUPPORT = "support"
    TAPE = "tape"
    TINY_MOUTH = "tiny-mouth"
    TO_MIDDLE = "to-middle"
    WIND = "wind"


MIDDLE_MARKS = frozenset({Mark.CHIN_NECK, Mark.GLASSES})

OTHER_SIDE = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT, Side.BOTH: Side.BOTH}
EACH_SIDE = {
    Side.LEFT: (Side.LEFT,),
    Side.RIGHT: (Side.RIGHT,),
    Side.BOTH: (Side.RIGHT, Side.LEFT),
}


@dataclass(frozen=True)
class Drawing:
    """One step's drawing and its words, which have a gap `{side}` where the marks have a side."""

    brows: Brows
    eyes: Eyes
    mouth: Mouth
    neck: bool
    marks: tuple[tuple[Mark, On], ...]
    words: str

    @property
    def sided(self) -> bool:
        """Whether it looks different with another affected side."""
        return any(on in {On.AFFECTED, On.OTHER} for _, on in self.marks)

    def parts(self, side: Side) -> "Parts":
        """Choose the parts for a person whose affected side is `side`.

        With both sides affected, affected and other side alike mean both.
        """
        face = ("head", *(["neck"] if self.neck else []))
        eyes = (_eye(self.eyes, one, side) for one in EACH_SIDE[Side.BOTH])
        marks = (part for mark, on in self.marks for part in _of_mark(mark, on, side))
        return Parts(
            face=(*face, f"brows-{self.brows}", f"mouth-{self.mouth}", *eyes),
            marks=tuple(marks),
            on=_lies_on(self, side),
        )


@dataclass(frozen=True)
class Parts:
    """What to draw, bottom first: the face, then the marks; and on which side the marks lie."""

    face: tuple[str, ...]
    marks: tuple[str, ...]
    on: Side


def _eye(eyes: Eyes, eye: Side, side: Side) -> str:
    shut = eyes is Eyes.SHUT or (eyes is Eyes.AFFECTED_SHUT and eye in EACH_SIDE[side])
    return f"eye-{'shut' if shut else 'open'}-{eye}"


def _of_mark(mark: Mark, on: On, side: Side) -> tuple[str, ...]:
    if on is On.MIDDLE:
        return (mark,)
    return tuple(f"{mark}-{one}" for one in EACH_SIDE[_meant(on, side)])


def _meant(on: On, side: Side) -> Side:
    return {On.AFFECTED: side, On.OTHER: OTHER_SIDE[side]}.get(on, Side.BOTH)


def _lies_on(drawing: Drawing, side: Side) -> Side:
    sided = (_meant(on, side) for _, on in drawing.marks if on in {On.AFFECTED, On.OTHER})
    return next(sided, Side.BOTH)
