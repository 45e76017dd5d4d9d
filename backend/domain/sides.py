"""Left, right or both, always the person's own; and the zones of a face."""

from enum import StrEnum


class Side(StrEnum):
    """The affected side, always the person's own left and right."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"


class FaceZone(StrEnum):
    """A part of one half of a face, as the drawing has it, from the top."""

    BROW = "brow"
    EYE = "eye"
    NOSE = "nose"
    CHEEK = "cheek"
    MOUTH = "mouth"
    CHIN = "chin"
    NECK = "neck"
