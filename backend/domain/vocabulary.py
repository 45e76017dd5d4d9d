"""What people rate, answer and write, in words: symptoms, linked movements, forms, beginnings.

The words live in `backend/library`; the loader there builds these values once per language.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from backend.domain.sides import FaceZone

NUMB_FACE = "numb_face"
"""The gate of somebody who may not feel what hurts."""


@dataclass(frozen=True)
class SymptomWords:
    """A symptom a person can rate: its plain name first, then the clinical term, if there is one.

    `zones` is where on the face it may be chosen; empty: nowhere in particular. `sided`: it may be
    on one side. `red_flag` is a key of `Library.red_flags`, shown from the rating `flag_from` on,
    to somebody with a numb face from `flag_from_numb` on, if there is one; `only_sudden`: it is
    one only when it began suddenly.
    """

    id: str
    plain: str
    clinical: str | None
    zones: tuple[FaceZone, ...]
    sided: bool
    red_flag: str | None
    flag_from: int | None
    flag_from_numb: int | None
    only_sudden: bool
    reviewed_by: str | None

    def shown_from(self, *, numb: bool) -> int | None:
        """Give the rating from which its red flag is shown; None for what is no red flag."""
        return self.flag_from_numb or self.flag_from if numb else self.flag_from


@dataclass(frozen=True)
class LinkedWords:
    """Linked movements in words: what a person does, what may move along, how much, 0 to 3."""

    doing: Mapping[str, str]
    moves: Mapping[str, str]
    levels: tuple[str, ...]
    reviewed_by: str | None


@dataclass(frozen=True)
class Offer:
    """Words that the writing page offers: a beginning for a line, or a tag."""

    id: str
    text: str
    reviewed_by: str | None


@dataclass(frozen=True)
class InstrumentItem:
    """One question of a form, with a hint where its name alone is not enough."""

    id: str
    name: str
    hint: str | None


@dataclass(frozen=True)
class Instrument:
    """A form in words. What it asks is in `language`: a published wording may not be in ours yet.

    `recall` is the time it asks about, or the sentence all its items go on from. Of the function
    check-in every item goes from 0 (`least`) to 10 (`most`), and `answers` are those of `question`,
    the impression of change, keyed 1 best to 5 worst. Of a published form `answers` are those of
    every item, keyed 0 to 3; `credit` stands beneath it. `why` says why it is asked.
    """

    id: str
    version: str
    language: str
    title: str
    label: str
    why: str | None
    recall: str
    least: str | None
    most: str | None
    items: Mapping[str, InstrumentItem]
    question: str | None
    answers: Mapping[int, str]
    credit: str | None
    reviewed_by: str | None
