"""How someone feels, in their own five words."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import IntEnum
from typing import Protocol
from uuid import UUID

from backend.domain.following import Following, Pin
from backend.domain.sides import Side

EYE = ("eye_open", "eye_pain", "eye_red")
"""What eye care asks beside its counts: does the eye close fully, is it sore, is it red."""


class Mood(IntEnum):
    """Five levels, stored 1–5, never averaged into a decimal for the person."""

    VERY_LOW = 1
    LOW = 2
    OKAY = 3
    GOOD = 4
    VERY_GOOD = 5


class Rated(Protocol):
    """A symptom at a place of the face: what is asked, and what was rated."""

    @property
    def key(self) -> str: ...
    @property
    def zone(self) -> str | None: ...
    @property
    def side(self) -> str | None: ...


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


@dataclass(frozen=True)
class Asked:
    """What a check-in asks beside the mood: the pinned symptoms, then the eye's; all optional."""

    pinned: tuple[Pin, ...]
    eye: tuple[Pin, ...]
    energy: bool
    sleep: bool

    @property
    def anything(self) -> bool:
        """Whether there is more than the mood."""
        return bool(self.pinned or self.eye or self.energy or self.sleep)


def asked(following: Following, side: Side | None, entry: CheckIn | None = None) -> Asked:
    """Give what is asked of somebody; of a check-in that is changed, also what it says already.

    Eye care asks about the affected side, but nothing that is pinned already.
    """
    said = tuple(Pin(one.key, one.zone, one.side) for one in entry.symptoms) if entry else ()
    pinned = tuple(dict.fromkeys((*following.pinned, *said)))
    eye = tuple(Pin(key, "eye", side.value if side else None) for key in EYE)
    taken = {pin.key for pin in pinned}
    return Asked(
        pinned=pinned,
        eye=tuple(pin for pin in eye if pin.key not in taken) if following.eye_care else (),
        energy=following.energy or (entry is not None and entry.energy is not None),
        sleep=following.sleep or (entry is not None and entry.sleep is not None),
    )


def said_last(entries: Iterable[CheckIn]) -> CheckIn | None:
    """Gather what a day's check-ins, newest first, said last of each scale: for "as yesterday".

    Only ratings: mood, tags and words belong to their day. None when nothing was rated.
    """
    rated: dict[Pin, Symptom] = {}
    newest: CheckIn | None = None
    energy = sleep = None
    for entry in entries:
        newest = newest or entry
        energy = entry.energy if energy is None else energy
        sleep = entry.sleep if sleep is None else sleep
        for one in entry.symptoms:
            rated.setdefault(Pin(one.key, one.zone, one.side), one)
    if newest is None or not (rated or energy is not None or sleep is not None):
        return None
    return replace(
        newest,
        mood=None,
        symptoms=tuple(rated.values()),
        energy=energy,
        sleep=sleep,
        tags=(),
        note=None,
    )
