"""Charts as inline SVG: where everything stands. The words are in `components/chart.html`.

The plot and its time axis are in `plots.py`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from backend.domain.periods import Period, mondays
from backend.domain.progress import (
    Mark,
    MarkKind,
    Measure,
    Week,
    noise_of,
)
from backend.web.plots import (
    HEIGHT,
    LEFT_OF_NUMBERS,
    LEFT_OF_WORDS,
    RIGHT,
    WIDTH,
    YEARS,
    Plot,
    Tick,
    clock_starts,
    clock_ticks,
    date_ticks,
)

ABOVE, ABOVE_WITH_MARKS = 12, 44
BELOW = 32
LABEL_Y, SYMBOL_Y = 14, 22

LABEL_WIDTH = 78
"""Room for one word above the plot, in either language."""

LABEL_GAP = 4
ANSWERS_WIDTH = 58
"""A week narrower than this has no "2 answers" written into its gap."""

LONG = timedelta(weeks=26)
"""Beyond this only weekly dots are drawn, and no words above the plot."""

LARGEST_DOT, SMALLEST_DOT = 6.5, 2.0
MOST_POSTS = 8
"""More posts than this stay short, so that the dots can be seen."""

CLOSEST = 8
"""A sign is ten wide. Two of one kind closer than this would hide each other: one is drawn. So a
year of treatments five times a week stays a small page."""

NUMBERS = (0, 5, 10)


@dataclass(frozen=True)
class Dot:
    """A value: a week's median, or a day."""

    x: float
    y: float
    value: float


@dataclass(frozen=True)
class Gap:
    """Neighbouring weeks without a median. `answered` is said where one week has the room."""

    x: float
    until: float
    answered: int | None
    y: float


@dataclass(frozen=True)
class Level:
    """A label and line of the value axis."""

    y: float
    value: int


@dataclass(frozen=True)
class Post:
    """A mark on the chart. `label_x` is None where its word would not fit."""

    x: float
    kind: MarkKind
    look: str
    until: float | None
    label_x: float | None
    anchor: str


@dataclass(frozen=True)
class Flare:
    """A run of flare days, in brackets."""

    x: float
    until: float
    label_x: float | None


@dataclass(frozen=True)
class Band:
    """How far from the start day-to-day change reaches."""

    y: float
    height: float


@dataclass(frozen=True)
class Numbers:
    """A line of the table: a week, or several neighbouring ones without any answer."""

    starts: date
    weeks: int
    answered: int
    median: float | None


@dataclass(frozen=True)
class Chart:
    """A measure as drawn, with what its words need. Fewer than three days are no picture."""

    measure: Measure
    period: Period
    marks: tuple[Mark, ...]
    by_injection: bool
    top: float
    bottom: float
    left: float
    levels: tuple[Level, ...]
    ticks: tuple[Tick, ...]
    days: tuple[Dot, ...]
    weeks: tuple[Dot, ...]
    radius: float
    lines: tuple[str, ...]
    gaps: tuple[Gap, ...]
    band: Band | None
    posts: tuple[Post, ...]
    short: bool
    flares: tuple[Flare, ...]
    flared: tuple[Period, ...]
    numbers: tuple[Numbers, ...]

    width = WIDTH
    right = RIGHT
    label_y = LABEL_Y
    symbol_y = SYMBOL_Y

    @property
    def height(self) -> float:
        return self.bottom + BELOW

    @property
    def with_years(self) -> bool:
        """Whether its dates need their year."""
        return self.period.since.year != self.period.until.year

    @property
    def only_years(self) -> bool:
        return self.period.until - self.period.since > YEARS

    @property
    def looks(self) -> tuple[tuple[str, MarkKind], ...]:
        """Each kind of mark on the chart once, with how it looks."""
        return tuple(dict.fromkeys((post.look, post.kind) for post in self.posts))


LOOKS = {
    MarkKind.VISIT: "flag",
    MarkKind.BOTULINUM_TOXIN: "drop",
    MarkKind.INJECTIONS: "drop",
    MarkKind.PLAN: "triangle",
}
OTHER_LOOK = "square"


def chart_of(
    measure: Measure,
    period: Period,
    marks: Sequence[Mark] = (),
    flares: Sequence[Period] = (),
    since_injection_axis: bool = False,
    clock_from: date | None = None,
    height: float = HEIGHT,
) -> Chart:
    """Draw a measure over a period. `marks` and `flares` are those of the period.

    `since_injection_axis` counts days from each injection in place of naming dates; `clock_from`
    is the last injection on or before the period's first day.
    """
    long = period.until - period.since > LONG
    above = ABOVE_WITH_MARKS if marks or flares else ABOVE
    left = LEFT_OF_WORDS if measure.stepped else LEFT_OF_NUMBERS
    plot = Plot(period, measure.least, measure.most, left, above, height)
    labels = _Labels(silent=long)
    posts = tuple(_posts(plot, marks, labels))
    brackets = tuple(_flares(plot, flares, labels))
    starts = clock_starts(marks, clock_from) if since_injection_axis else ()
    return Chart(
        measure=measure,
        period=period,
        marks=tuple(marks),
        by_injection=bool(starts),
        top=above,
        bottom=plot.bottom,
        left=left,
        levels=tuple(Level(plot.y(value), value) for value in _values(measure)),
        ticks=tuple(clock_ticks(plot, starts) if starts else date_ticks(plot)),
        days=() if long else _dots(plot, measure),
        weeks=tuple(
            Dot(plot.middle(week), plot.y(week.median), week.median)
            for week in measure.weeks
            if week.median is not None
        ),
        radius=_radius(period, left),
        lines=tuple(_line(plot, run) for run in measure.runs),
        gaps=tuple(_gaps(plot, measure, long=long)),
        band=_band(plot, measure),
        posts=posts,
        short=len(posts) > MOST_POSTS,
        flares=brackets,
        flared=tuple(flares),
        numbers=tuple(_numbers(measure)),
    )


def _values(measure: Measure) -> Sequence[int]:
    return range(measure.least, measure.most + 1) if measure.stepped else NUMBERS


def _dots(plot: Plot, measure: Measure) -> tuple[Dot, ...]:
    return tuple(Dot(plot.x(one.day), plot.y(one.value), one.value) for one in measure.days)


def _radius(period: Period, left: float) -> float:
    room = (RIGHT - left) / len(mondays(period))
    return round(min(LARGEST_DOT, max(SMALLEST_DOT, room * 0.4)), 1)


def _line(plot: Plot, run: Sequence[Week]) -> str:
    points = [f"{plot.middle(week)} {plot.y(week.median or 0)}" for week in run]
    return "M" + "L".join(points)


def _band(plot: Plot, measure: Measure) -> Band | None:
    """Give the band of day-to-day change, where there is a change to hold against it."""
    if measure.change is None:
        return None
    noise = noise_of(measure.change.start)
    high = plot.y(min(measure.most, measure.change.start + noise))
    low = plot.y(max(measure.least, measure.change.start - noise))
    return Band(high, round(low - high, 1))


def _gaps(plot: Plot, measure: Measure, *, long: bool) -> Iterator[Gap]:
    """Give the gaps; each week by itself where its answers can be said."""
    for week in measure.weeks:
        if week.median is not None or week.starts + timedelta(days=6) < plot.period.since:
            continue
        x, until = plot.x(week.starts), plot.x(week.starts + timedelta(days=6))
        roomy = not long and until - x >= ANSWERS_WIDTH
        yield Gap(x, until, week.answered if roomy else None, _free_y(plot, measure, week))


def _free_y(plot: Plot, measure: Measure, week: Week) -> float:
    """Give a height for words in a gap where no day's dot stands."""
    days = Period(week.starts, week.starts + timedelta(days=6))
    quarter = measure.least + (measure.most - measure.least) / 4
    low = any(one.day in days and one.value <= quarter for one in measure.days)
    return plot.top + 20 if low else plot.bottom - 9


class _Labels:
    """The row of words above the plot: each gets its room, or none."""

    def __init__(self, *, silent: bool) -> None:
        self._taken: list[tuple[float, float]] = []
        self._silent = silent

    def place(self, begins: float) -> bool:
        """Take the room from here on, if it is free and on the chart."""
        ends = begins + LABEL_WIDTH
        free = all(ends + LABEL_GAP <= a or begins >= b + LABEL_GAP for a, b in self._taken)
        if self._silent or not free or begins < 0 or ends > WIDTH:
            return False
        self._taken.append((begins, ends))
        return True


def _posts(plot: Plot, marks: Sequence[Mark], labels: _Labels) -> Iterator[Post]:
    """Draw marks, oldest first; one that would lie on the last of its kind is that one again."""
    last: dict[MarkKind, float] = {}
    for mark in marks:
        look = LOOKS.get(mark.kind, OTHER_LOOK)
        x = plot.x(mark.on)
        until = plot.x(mark.until) if mark.until and mark.until > mark.on else None
        if until is None and x - last.get(mark.kind, -CLOSEST) < CLOSEST:
            continue
        last[mark.kind] = x
        label_x, anchor = None, "start"
        if look != "triangle":
            aside = 18
            if labels.place(x - 2):
                label_x = x - 2
            elif labels.place(x + aside - LABEL_WIDTH):
                label_x, anchor = x + aside, "end"
        yield Post(x, mark.kind, look, until, label_x, anchor)


def _flares(plot: Plot, flares: Sequence[Period], labels: _Labels) -> Iterator[Flare]:
    for flare in flares:
        x, until = plot.x(flare.since), plot.x(flare.until)
        middle = round((x + until) / 2, 1)
        placed = labels.place(middle - LABEL_WIDTH / 2)
        yield Flare(x, until, middle if placed else None)


def _numbers(measure: Measure) -> Iterator[Numbers]:
    """Give the table's lines from the first week answered to the last, empty weeks together."""
    answered = [n for n, week in enumerate(measure.weeks) if week.answered]
    if not answered:
        return
    empty: list[Week] = []
    for week in measure.weeks[answered[0] : answered[-1] + 1]:
        if not week.answered:
            empty.append(week)
            continue
        if empty:
            yield Numbers(empty[0].starts, len(empty), 0, None)
            empty = []
        yield Numbers(week.starts, 1, week.answered, week.median)
