"""How someone feels, in their own five words."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from uuid import UUID


class Mood(IntEnum):
    """Five levels, stored 1–5, never averaged into a decimal for the person."""

    VERY_LOW = 1
    LOW = 2
    OKAY = 3
    GOOD = 4
    VERY_GOOD = 5


@dataclass(frozen=True)
class Symptom:
    """A symptom rated 0 (none) to 10 (worst), with where it is when that was said."""

    key: str
    rating: int
    zone: str | None = None
    side: str | None = None


@dataclass(frozen=True)
class CheckIn:
    """One moment's answers; every part is optional. `at` is the wall clock where it was made."""

    id: UUID
    day: date
    at: datetime
    mood: Mood | None
    symptoms: tuple[Symptom, ...]
    energy: int | None
    sleep: int | None
    tags: tuple[str, ...]
    note: str | None
    seq: int
