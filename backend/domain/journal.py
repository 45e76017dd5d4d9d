"""A line or a page in someone's own words."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

LONGEST_TEXT = 20_000
"""Characters in one entry at most; about eight printed pages."""


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
