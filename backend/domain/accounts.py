"""The person Facekind is for, and what is kept about their way in."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from backend.domain.days import DayRule

SESSION_IDLE = timedelta(days=30)
"""A session unused for this long ends (sharing reference 3.3)."""

SESSION_LONGEST = timedelta(days=180)
"""No session lives longer than this; a person is not signed out in mid-rehabilitation."""


@dataclass(frozen=True)
class Patient:
    """A person with long-standing facial palsy.

    `key` is the opaque name phones know them by; `seq` counts what their pages can show.
    `agreed_at` is when they read what Facekind is for and said they are 18 or over. `name` and
    `cause` (of the palsy, as they say it) are only for the page they show a doctor; `country` only
    for the numbers to call.
    """

    id: UUID
    key: str
    zone: str
    day_starts: time
    language: str
    agreed_at: datetime | None
    seq: int
    name: str | None = None
    cause: str | None = None
    country: str | None = None

    @property
    def days(self) -> DayRule:
        return DayRule(ZoneInfo(self.zone), self.day_starts)
