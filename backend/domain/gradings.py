"""Gradings of a face as a clinician wrote them down. Entered from a letter, never worked out here.

House-Brackmann 1985 [S15], Sunnybrook 1996 [S12][S13] and eFACE 2015 [S14] are kept as numbers
alone: their forms and formulas are not ours to use, and nothing is computed from answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from backend.domain.errors import RuleBroken
from backend.domain.wording import say

EARLIEST_YEAR = 1985
"""House-Brackmann, the oldest of the three, is of this year."""


class Scale(StrEnum):
    """Whose grading it is. House-Brackmann: up is worse; the two others: up is better."""

    HOUSE_BRACKMANN = "house_brackmann"
    SUNNYBROOK = "sunnybrook"
    EFACE = "eface"


GRADE = "grade"
COMPOSITE = "composite"
TOTAL = "total"

PARTS: Mapping[Scale, Mapping[str, range]] = {
    Scale.HOUSE_BRACKMANN: {GRADE: range(1, 7)},
    Scale.SUNNYBROOK: {
        COMPOSITE: range(-15, 101),
        "resting": range(21),
        "voluntary": range(20, 101),
        "synkinesis": range(16),
    },
    Scale.EFACE: {
        TOTAL: range(101),
        "static": range(101),
        "dynamic": range(101),
        "synkinesis": range(101),
    },
}
"""The numbers of each scale with their ranges: House-Brackmann I to VI as 1 to 6; Sunnybrook's
resting 0–20, voluntary 20–100, synkinesis 0–15 and composite; eFACE four times 0–100."""

UNUSUAL = range(-15, 0)
"""Sunnybrook composites that its arithmetic allows and no face has: asked about, not refused."""


@dataclass(frozen=True)
class Grading:
    """One grading: which scale, when it was made, by whom, and the numbers that the letter gives.

    A part that the letter does not give is not in `numbers`.
    """

    id: UUID
    scale: Scale
    on: date
    clinician: str
    numbers: Mapping[str, int]
    seq: int

    @property
    def unusual(self) -> bool:
        """Whether a number is possible but so rare that the person may look again."""
        return self.scale is Scale.SUNNYBROOK and self.numbers.get(COMPOSITE, 0) in UNUSUAL


def check_grading(grading: Grading, *, today: date) -> None:
    """Refuse a day that cannot be, a number outside its range, and a grading without numbers.

    Raises RuleBroken with the field the sentence belongs beside.
    """
    if grading.on > today:
        raise RuleBroken(say("Choose a date that is not in the future."), field="on")
    if grading.on.year < EARLIEST_YEAR:
        raise RuleBroken(say("Choose a year from {year} on.", year=EARLIEST_YEAR), field="on")
    parts = PARTS[grading.scale]
    for name, number in grading.numbers.items():
        if name not in parts:
            raise RuleBroken(say("This scale has no such number."), field=name)
        if number not in parts[name]:
            raise RuleBroken(
                say(
                    "This number lies between {least} and {most}.",
                    least=parts[name][0],
                    most=parts[name][-1],
                ),
                field=name,
            )
    if not grading.numbers:
        raise RuleBroken(
            say("Please enter at least one number of the letter."), field=next(iter(parts))
        )
