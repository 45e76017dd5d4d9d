"""Linked movements (synkinesis): while one part of the face is meant, another moves along.

Our own words and our own 0–3, kept and shown cell by cell: not the Synkinesis Assessment
Questionnaire, whose wording needs permission, and never summed (clinical reference 0.2, 1.9).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from backend.domain import months

STRONGEST = 3
"""Levels: 0 nothing moves along, 1 a little, 2 clearly, 3 strongly (rule)."""

EVERY_DAYS = 28
"""How often it is asked unless the person says otherwise: monthly (product rule 12)."""

INTERVALS = (14, 28, 84)
"""How often it may be asked instead, in days."""

MOST_MONTHS = 12
"""Months shown beside each other at most: a year."""


class Doing(StrEnum):
    """What a person does on purpose."""

    CLOSE_EYES = "close_eyes"
    RAISE_BROWS = "raise_brows"
    SMILE = "smile"
    PUCKER = "pucker"
    SPEAK = "speak"
    EAT = "eat"


class Moves(StrEnum):
    """What may move along, though nobody meant it."""

    BROW = "brow"
    EYE = "eye"
    CHEEK = "cheek"
    MOUTH = "mouth"
    CHIN = "chin"
    NECK = "neck"


MEANT = frozenset(
    {
        (Doing.CLOSE_EYES, Moves.EYE),
        (Doing.RAISE_BROWS, Moves.BROW),
        (Doing.SMILE, Moves.MOUTH),
        (Doing.SMILE, Moves.CHEEK),
        (Doing.PUCKER, Moves.MOUTH),
        (Doing.SPEAK, Moves.MOUTH),
        (Doing.EAT, Moves.MOUTH),
        (Doing.EAT, Moves.CHEEK),
    }
)
"""What belongs to a movement itself, so that it cannot be said to move along."""


@dataclass(frozen=True)
class Cell:
    """What moved along with a movement, and how much, 0 to 3."""

    doing: Doing
    moves: Moves
    level: int


@dataclass(frozen=True)
class Synkinesis:
    """The cells somebody answered at one time; one that is not here was not answered."""

    id: UUID
    day: date
    at: datetime
    cells: tuple[Cell, ...]
    seq: int

    def level(self, doing: str, moves: str) -> int | None:
        """Give what was answered for one cell; None when it was not."""
        return next(
            (one.level for one in self.cells if (one.doing, one.moves) == (doing, moves)), None
        )


def due_on(last_on: date | None, every_days: int) -> date | None:
    """Tell from which day on it is asked again; None while it was never answered."""
    return last_on + timedelta(days=every_days) if last_on else None


@dataclass(frozen=True)
class Month:
    """What was answered last in a month of the calendar, which stands for it."""

    month: months.Month
    entry: Synkinesis


def by_month(entries: Iterable[Synkinesis]) -> tuple[Month, ...]:
    """Give the last answer of each month that has one, the newest month first.

    Months without an answer are left out: nothing is filled in for them.
    """
    last: dict[months.Month, Synkinesis] = {}
    for entry in sorted(entries, key=lambda one: (one.day, one.at, one.id)):
        last[months.Month.of(entry.day)] = entry
    return tuple(Month(month, last[month]) for month in sorted(last, reverse=True))
