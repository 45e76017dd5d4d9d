"""Months of the calendar."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from backend.domain.days import parse_day

MONTHS_A_YEAR = 12
DAYS_A_WEEK = 7


@dataclass(frozen=True, order=True)
class Month:
    """A month of the calendar."""

    year: int
    number: int

    @staticmethod
    def of(day: date) -> "Month":
        """Give the month a day is in."""
        return Month(day.year, day.month)

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return date.fromordinal(self.before(-1).first.toordinal() - 1)

    def before(self, months: int) -> "Month":
        """Give the month so many months earlier; later for less than none."""
        year, number = divmod(self.year * MONTHS_A_YEAR + self.number - 1 - months, MONTHS_A_YEAR)
        return Month(year, number + 1)

    @property
    def weeks(self) -> tuple[tuple[date | None, ...], ...]:
        """Its weeks from Monday to Sunday; None for days of other months."""
        days = (*([None] * self.first.weekday()), *_each(self.first, self.last))
        whole = (*days, *([None] * (-len(days) % DAYS_A_WEEK)))
        return tuple(whole[n : n + DAYS_A_WEEK] for n in range(0, len(whole), DAYS_A_WEEK))

    @staticmethod
    def parse(text: str) -> "Month":
        """Read YYYY-MM and no other spelling. Raises ValueError."""
        return Month.of(parse_day(f"{text}-01"))

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"


def _each(first: date, last: date) -> Iterator[date]:
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
