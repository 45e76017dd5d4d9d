"""Months of the calendar."""

from dataclasses import dataclass
from datetime import date

MONTHS_A_YEAR = 12


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

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"
