"""Where on a face, in words. Left and right are always the person's own."""

from collections.abc import Mapping

from backend.domain.wording import say

PLACES: Mapping[tuple[str | None, str | None], str] = {
    place: str(words)
    for place, words in {
        (None, "left"): say("left side"),
        (None, "right"): say("right side"),
        (None, "both"): say("both sides"),
        ("brow", None): say("brow"),
        ("brow", "left"): say("left brow"),
        ("brow", "right"): say("right brow"),
        ("brow", "both"): say("both brows"),
        ("eye", None): say("eye"),
        ("eye", "left"): say("left eye"),
        ("eye", "right"): say("right eye"),
        ("eye", "both"): say("both eyes"),
        ("nose", None): say("nose"),
        ("nose", "left"): say("left side of the nose"),
        ("nose", "right"): say("right side of the nose"),
        ("nose", "both"): say("both sides of the nose"),
        ("cheek", None): say("cheek"),
        ("cheek", "left"): say("left cheek"),
        ("cheek", "right"): say("right cheek"),
        ("cheek", "both"): say("both cheeks"),
        ("mouth", None): say("mouth"),
        ("mouth", "left"): say("left corner of the mouth"),
        ("mouth", "right"): say("right corner of the mouth"),
        ("mouth", "both"): say("both corners of the mouth"),
        ("chin", None): say("chin"),
        ("chin", "left"): say("left side of the chin"),
        ("chin", "right"): say("right side of the chin"),
        ("chin", "both"): say("both sides of the chin"),
        ("neck", None): say("neck"),
        ("neck", "left"): say("left side of the neck"),
        ("neck", "right"): say("right side of the neck"),
        ("neck", "both"): say("both sides of the neck"),
    }.items()
}
"""Every zone of a face with a side, and either alone."""
