"""How it goes: counts first, then weekly medians, gaps left as gaps, noise told from change."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from statistics import median, median_low

from backend.domain.days import FIRST_YEAR
from backend.domain.periods import Period

FEWEST_ANSWERS = 3
"""Days answered in a week for it to have a median (rule)."""

FEWEST_WEEKS = 3
"""Neighbouring weeks with a median before a line joins them (rule)."""

NOTICEABLE_POINTS = 2
NOTICEABLE_SHARE = 0.3
"""A change of 2 points, or of 30 % of a start above 0, is noticeable on a 0–10 rating: a
convention for pain, borrowed for other symptoms (clinical reference 1.7) [S21]."""


class Better(StrEnum):
    """Which way is better on a scale. Directions are never mixed on one chart."""

    LOWER = "lower"
    HIGHER = "higher"


class MarkKind(StrEnum):
    """What happened on a day, drawn on every chart."""

    VISIT = "visit"
    BOTULINUM_TOXIN = "botulinum_toxin"
    SURGERY = "surgery"
    INJECTIONS = "injections"
    ACUPUNCTURE = "acupuncture"
    THERAPY = "therapy"
    PLAN = "plan"


@dataclass(frozen=True)
class Mark:
    """Something that happened; `until` ends a course, `words` are the person's own."""

    kind: MarkKind
    on: date
    until: date | None = None
    words: str = ""


@dataclass(frozen=True)
class DayValue:
    """What stands for one day: the median of its answers, or the last mood."""

    day: date
    value: float


@dataclass(frozen=True)
class Week:
    """A week from Monday; `median` is None with fewer than three days answered."""

    starts: date
    answered: int
    median: float | None


@dataclass(frozen=True)
class Change:
    """From one value to another, and whether that is more than day-to-day change."""

    start: float
    now: float
    noticeable: bool
    better: bool

    @property
    def points(self) -> float:
        return self.now - self.start


@dataclass(frozen=True)
class Measure:
    """One thing rated over time. `weeks` are all weeks of the period, oldest first."""

    key: str
    better: Better
    least: int
    most: int
    days: tuple[DayValue, ...]
    weeks: tuple[Week, ...]

    @property
    def answered(self) -> int:
        return len(self.days)

    @property
    def known(self) -> tuple[Week, ...]:
        return tuple(week for week in self.weeks if week.median is not None)

    @property
    def start(self) -> float | None:
        return self.known[0].median if self.known else None

    @property
    def now(self) -> float | None:
        """The last week's median; None when that week has none."""
        return self.known[-1].median if self.known else None

    @property
    def change(self) -> Change | None:
        """From the first week with a median to the last; None with fewer than two."""
        if len(self.known) < 2 or self.start is None or self.now is None:  # noqa: PLR2004
            return None
        return change_of(self.start, self.now, self.better)

    @property
    def runs(self) -> tuple[tuple[Week, ...], ...]:
        """Neighbouring weeks that a line may join: three or more with a median in a row."""
        runs: list[tuple[Week, ...]] = []
        for has_median, weeks in groupby(self.weeks, key=lambda week: week.median is not None):
            run = tuple(weeks)
            if has_median and len(run) >= FEWEST_WEEKS:
                runs.append(run)
        return tuple(runs)


def change_of(start: float, now: float, better: Better) -> Change:
    """Compare two 0–10 ratings. A change on the edge of the band counts as noticeable."""
    points = now - start
    noticeable = points != 0 and abs(points) >= noise_of(start)
    return Change(start, now, noticeable, (points < 0) is (better is Better.LOWER) and points != 0)


def noise_of(start: float) -> float:
    """Give how far from a start day-to-day change reaches: 2 points or 30 %, the smaller."""
    share = NOTICEABLE_SHARE * start
    return min(NOTICEABLE_POINTS, round(share, 2)) if share > 0 else NOTICEABLE_POINTS


def measure(
    key: str,
    answers: Iterable[tuple[date, float]],
    period: Period,
    *,
    better: Better = Better.LOWER,
    least: int = 0,
    most: int = 10,
) -> Measure:
    """Make a measure of single answers, given in the order they were made.

    Answers outside the period are left out. A scale that is no 0–10 rating (mood) keeps its whole
    steps: the day's last answer stands for the day, and a week's median is one of its answers.
    """
    by_day: dict[date, list[float]] = defaultdict(list)
    for day, value in answers:
        if day in period:
            by_day[day].append(value)
    stepped = least != 0
    days = tuple(
        DayValue(day, said[-1] if stepped else median(said)) for day, said in sorted(by_day.items())
    )
    middle = median_low if stepped else median
    return Measure(key, better, least, most, days, _weeks(days, period, middle))


def _weeks(
    days: Sequence[DayValue], period: Period, middle: "type[median] | object"
) -> tuple[Week, ...]:
    by_week: dict[date, list[float]] = defaultdict(list)
    for one in days:
        by_week[monday(one.day)].append(one.value)
    return tuple(
        Week(
            starts,
            len(by_week[starts]),
            float(middle(by_week[starts]))  # type: ignore[operator]
            if len(by_week[starts]) >= FEWEST_ANSWERS
            else None,
        )
        for starts in mondays(period)
    )


def monday(day: date) -> date:
    """Give the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def mondays(period: Period) -> tuple[date, ...]:
    """Give the Monday of every week that a period touches, oldest first."""
    first = monday(max(period.since, date(FIRST_YEAR, 1, 5)))
    count = (monday(period.until) - first).days // 7 + 1
    return tuple(first + timedelta(weeks=n) for n in range(count))
