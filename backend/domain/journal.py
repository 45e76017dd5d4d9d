"""A line or a page in someone's own words."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from backend.domain.checkins import CheckIn, Mood, Symptom
from backend.domain.days import FIRST_YEAR
from backend.domain.folding import fold
from backend.domain.months import MONTHS_A_YEAR, Month

LONGEST_TEXT = 20_000
"""Characters in one entry at most; about eight printed pages."""

LONGEST_TAG, MOST_TAGS = 40, 20
LONGEST_SEARCH = 200
COMMA = re.compile("[,，、;；]")
"""What parts the tags somebody types, in English and in Chinese."""

MONTHS_BACK = (1, 3, 6)
"""After how many months a day is looked back on; after these, every year."""

SHOWN_AT_ONCE = 2
"""Beginnings that are offered before somebody asks for another one."""

LINE = "\n"

Offered = TypeVar("Offered")


@dataclass(frozen=True)
class JournalEntry:
    """One entry. `at` is the wall clock where it was written; `never_share` keeps it private."""

    id: UUID
    day: date
    at: datetime
    text: str
    tags: tuple[str, ...]
    never_share: bool
    seq: int


@dataclass(frozen=True)
class Sought:
    """What is looked for: words, a whole tag, or a day. Nothing of it is everything."""

    words: str | None = None
    tag: str | None = None
    on: date | None = None


@dataclass(frozen=True)
class Wording:
    """What an entry once said, and when that was written, on the wall clock there."""

    at: datetime
    text: str
    tags: tuple[str, ...]
    never_share: bool


@dataclass(frozen=True)
class DayTold:
    """What a day's check-ins say beside its words: the last of each."""

    mood: Mood | None = None
    symptoms: tuple[Symptom, ...] = ()


@dataclass(frozen=True)
class DayWritten:
    """A day with its entries, newest first, and what its check-ins say."""

    day: date
    entries: tuple[JournalEntry, ...]
    told: DayTold


@dataclass(frozen=True)
class MonthWritten:
    """A month by weeks from Monday: each day with the number of its entries, None outside it.

    `earlier` and `later` are the months beside it, where there is something to look for.
    """

    month: Month
    weeks: tuple[tuple[tuple[date, int] | None, ...], ...]
    earlier: Month | None
    later: Month | None


def in_turn(offers: Sequence[Offered], day: date) -> tuple[Offered, ...]:
    """Give what is offered so that each day begins with the next two."""
    first = day.toordinal() * SHOWN_AT_ONCE % max(len(offers), 1)
    return (*offers[first:], *offers[:first])


def parted(said: Iterable[str]) -> tuple[str, ...]:
    """Give the tags in what was chosen and typed: between commas, each once, in their order."""
    found = (" ".join(tag.split()) for one in said for tag in COMMA.split(one))
    return tuple(dict.fromkeys(tag for tag in found if tag))


def searchable(text: str, tags: Sequence[str]) -> str:
    """Give what a search looks through: the words, then each tag on a line of its own.

    Nothing folded holds a line end, so a whole tag is found by `tag_line`.
    """
    return LINE.join((fold(text), *map(fold, tags), ""))


def tag_line(tag: str) -> str:
    """Give how a whole tag stands in what is searched."""
    return f"{LINE}{fold(tag)}{LINE}"


def told(check_ins: Iterable[CheckIn]) -> DayTold:
    """Gather a day's check-ins, newest first: the last mood, and each symptom's last rating.

    A symptom in another place is another one.
    """
    mood: Mood | None = None
    symptoms: dict[tuple[str, str | None, str | None], Symptom] = {}
    for entry in check_ins:
        mood = mood or entry.mood
        for one in entry.symptoms:
            symptoms.setdefault((one.key, one.zone, one.side), one)
    return DayTold(mood, tuple(symptoms.values()))


def days_like(today: date) -> Iterator[date]:
    """Give the same day one, three and six months before, and in each year before.

    A month without that day is left out.
    """
    years = range(MONTHS_A_YEAR, (today.year - FIRST_YEAR) * MONTHS_A_YEAR, MONTHS_A_YEAR)
    for months in (*MONTHS_BACK, *years):
        month = Month.of(today).before(months)
        try:
            yield date(month.year, month.number, today.day)
        except ValueError:
            continue
