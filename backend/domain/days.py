"""Whose day is it? Days belong to the person: their zone, and a day that starts at 04:00."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY_STARTS = time(4, 0)
"""When a new day begins unless the person chose otherwise: late evenings stay on their day."""

DAYS_BACK = 30
"""How many past days can be opened and corrected."""

DAYS_AHEAD = 6
"""How many coming days can be looked at, and are kept on the phone."""

WRITE_AHEAD = 1
"""How far ahead of the local day an entry may be dated: a phone may already be in tomorrow."""

FIRST_YEAR, LAST_YEAR = 1970, 2200
"""Days and moments outside these years are typing errors, or attacks."""

OLDEST_ENTRY = 400
"""Entries on days further back than this are refused whatever the phone's clock says."""


@dataclass(frozen=True)
class DayRule:
    """A person's zone and the local time their day starts."""

    zone: ZoneInfo
    starts: time = DAY_STARTS

    def begins(self, day: date) -> datetime:
        """Give the first moment (UTC) of a day.

        A start time that a clock change repeats counts the first time; one that it skips begins
        the day as long after the change as it would have been without it.
        """
        return datetime.combine(day, self.starts, tzinfo=self.zone).astimezone(UTC)

    def ends(self, day: date) -> datetime:
        """Give the moment (UTC) at which the next day begins."""
        return self.begins(day + timedelta(days=1))

    def day_of(self, moment: datetime) -> date:
        """Give the day a moment (with a time zone) belongs to: the last one that has begun."""
        day = moment.astimezone(self.zone).date() + timedelta(days=1)
        while self.begins(day) > moment:
            day -= timedelta(days=1)
        return day


def readable(day: date, *, today: date) -> bool:
    """Whether a day can be opened: the last 30, today, the next six."""
    return today - timedelta(days=DAYS_BACK) <= day <= today + timedelta(days=DAYS_AHEAD)


def writable(day: date, *, around: date, today: date) -> bool:
    """Whether an entry made on `around` (its own local day) may be filed under `day`.

    From 30 days before to one day after, and never more than 400 days before `today`.
    """
    near = around - timedelta(days=DAYS_BACK) <= day <= around + timedelta(days=WRITE_AHEAD)
    return near and day >= today - timedelta(days=OLDEST_ENTRY)


def filed_under(day: date, *, today: date) -> date:
    """Give the day a change of an older entry is filed under: its own, or the oldest writable.

    One day is left to spare, for a change that is written just before a new day begins.
    """
    return max(day, today - timedelta(days=DAYS_BACK - 1))


def parse_day(text: str) -> date:
    """Read YYYY-MM-DD and no other spelling. Raises ValueError."""
    day = date.fromisoformat(text)
    if day.isoformat() != text or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(text)
    return day


def week_of(today: date) -> tuple[date, ...]:
    """Today and the days ahead that a phone keeps."""
    return tuple(today + timedelta(days=n) for n in range(DAYS_AHEAD + 1))
