"""Where a day and a value stand on a drawing, and how the time axis is named.

Units are those of the drawing: about one pixel each on a phone 360 pixels wide.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from backend.domain.periods import Period
from backend.domain.progress import CLOCK_MARKS, Mark, Week

WIDTH = 304
RIGHT = 298
LEFT_OF_NUMBERS, LEFT_OF_WORDS = 28, 86
HEIGHT, LOW = 150, 92
"""The plot itself, without what stands above and below it; low where a page must hold it all."""

YEARS = timedelta(days=731)
"""Beyond this the axis names years."""

CLOCK_STEPS = (7, 14, 28, 56, 91, 182, 364, 728, 1820, 3640)
CLOCK_LABEL = 38


@dataclass(frozen=True)
class Plot:
    """Where a day and a value stand."""

    period: Period
    least: int
    most: int
    left: float
    top: float
    height: float = HEIGHT

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def x(self, day: date) -> float:
        """Give where a day stands; a day outside the period stands at its edge."""
        length = (self.period.until - self.period.since).days
        day = min(max(day, self.period.since), self.period.until)
        share = (day - self.period.since).days / length if length else 0.5
        return round(self.left + share * (RIGHT - self.left), 1)

    def y(self, value: float) -> float:
        share = (value - self.least) / (self.most - self.least)
        return round(self.bottom - share * self.height, 1)

    def middle(self, week: Week) -> float:
        """Give where a week stands: the middle of its days that lie in the period."""
        return round((self.x(week.starts) + self.x(week.starts + timedelta(days=6))) / 2, 1)


@dataclass(frozen=True)
class Tick:
    """A label of the time axis: a day, or the days since an injection. `extra` ones may go."""

    x: float
    anchor: str
    day: date | None = None
    number: int | None = None
    extra: bool = False


def date_ticks(plot: Plot) -> Iterator[Tick]:
    """Name the first day, the last and, where there is room, one between; long after, years."""
    since, until = plot.period.since, plot.period.until
    if until - since > YEARS:
        years = range(since.year + 1, until.year + 1)
        step = max(1, len(years) // 5)
        for n, year in enumerate(years[::step]):
            x = plot.x(date(year, 1, 1))
            yield Tick(x, _anchor(x), date(year, 1, 1), extra=n % 2 == 1)
        return
    if since == until:
        yield Tick(plot.x(since), "middle", since)
        return
    yield Tick(plot.x(since), "start", since)
    middle = since + (until - since) / 2
    if since < middle < until and since.year == until.year:
        yield Tick(plot.x(middle), "middle", middle, extra=True)
    yield Tick(plot.x(until), "end", until)


def clock_starts(marks: Sequence[Mark], clock_from: date | None) -> tuple[date, ...]:
    """Give the days that days are counted from: injections, and the last one before."""
    starts = {mark.on for mark in marks if mark.kind in CLOCK_MARKS}
    return tuple(sorted(starts | ({clock_from} if clock_from else set())))


def clock_ticks(plot: Plot, starts: Sequence[date]) -> Iterator[Tick]:
    """Count days from each injection until the next one; the injections themselves come first."""
    length = max((plot.period.until - plot.period.since).days, 1)
    room = (RIGHT - plot.left) / CLOCK_LABEL
    step = next((one for one in CLOCK_STEPS if length / one <= room), CLOCK_STEPS[-1])
    wanted = [(start, 0) for start in starts if start in plot.period]
    for start, end in pairwise((*starts, plot.period.until + timedelta(days=1))):
        counts = range(step, (end - start).days, step)
        wanted += [(start + timedelta(days=n), n) for n in counts]
    taken: list[float] = []
    ticks = []
    for day, number in wanted:
        x = plot.x(day)
        if day in plot.period and all(abs(x - other) >= CLOCK_LABEL for other in taken):
            taken.append(x)
            ticks.append(Tick(x, _anchor(x), number=number))
    yield from sorted(ticks, key=lambda tick: tick.x)


def _anchor(x: float) -> str:
    """Keep a short label on the drawing."""
    half = 20
    return "start" if x < half else "end" if x > WIDTH - half else "middle"
