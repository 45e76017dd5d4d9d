"""Left, right or both, always the person's own."""

from enum import StrEnum


class Side(StrEnum):
    """The affected side, always the person's own left and right."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"
