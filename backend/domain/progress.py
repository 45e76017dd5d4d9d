"""How it goes: counts first, then weekly medians, gaps left as gaps, noise told from change."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from statistics import median, median_low

from backend.domain.consistency import Consistency
from backend.domain.followed import CareWeek, Graded, Screened
from backend.domain.periods import Period, Window, monday, mondays
from backend.domain.questionnaires import FUNCTION_ITEMS, Form
from backend.domain.routine import RoutineWeek, ShownDay
from backend.domain.synkinesis import Month
from backend.domain.today import DayKind

FEWEST_ANSWERS = 3
"""Days answered in a week for it to have a median (rule)."""

FEWEST_WEEKS = 3
"""Neighbouring weeks with a median before a line joins them (rule)."""

NOTICEABLE_POINTS = 2
NOTICEABLE_SHARE = 0.3
NOTICEABLE_LEAST = 1
"""A change of 2 points, or of 30 % of a start above 0, is noticeable on a 0–10 rating: a
convention for pain, borrowed for other symptoms (clinical reference 1.7) [S21]. Never less than
one point, which is what a low start asks for in the same source and the least a person can say."""


SHORTEST = timedelta(days=27)
"""Charts show no less than four weeks, if the period has them."""

MOST_DRAWN = 4
"""Symptoms drawn at once (brief: at most four)."""


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


CLOCK_MARKS = frozenset({MarkKind.BOTULINUM_TOXIN, MarkKind.INJECTIONS})
"""Marks that days are counted from."""


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
    def stepped(self) -> bool:
        """Whether it is a scale of words (mood), never averaged, and no 0–10 rating."""
        return self.least != 0

    @property
    def answered(self) -> int:
        return len(self.days)

    @property
    def pictured(self) -> bool:
        """Whether enough days are answered for a picture."""
        return self.answered >= FEWEST_ANSWERS

    @property
    def known(self) -> tuple[Week, ...]:
        return tuple(week for week in self.weeks if week.median is not None)

    @property
    def start(self) -> float | None:
        """The first week's median, of the weeks that have one."""
        return self.known[0].median if self.known else None

    @property
    def now(self) -> float | None:
        """The last week's median, of the weeks that have one."""
        return self.known[-1].median if self.known else None

    @property
    def change(self) -> Change | None:
        """From the first week with a median to the last; None with fewer than two.

        None for a scale of words too: nothing says how far from day to day those move.
        """
        known = self.known
        if self.stepped or len(known) < 2:  # noqa: PLR2004 (two to compare)
            return None
        start, now = known[0].median, known[-1].median
        return None if start is None or now is None else change_of(start, now, self.better)

    @property
    def runs(self) -> tuple[tuple[Week, ...], ...]:
        """Neighbouring weeks that a line may join: three or more with a median in a row."""
        runs: list[tuple[Week, ...]] = []
        for has_median, weeks in groupby(self.weeks, key=lambda week: week.median is not None):
            run = tuple(weeks)
            if has_median and len(run) >= FEWEST_WEEKS:
                runs.append(run)
        return tuple(runs)


@dataclass(frozen=True)
class FunctionItem:
    """One item of the function check-in: first answered, at the last visit, and answered last.

    `change` compares the first answer with the last one; None while they are the same answer.
    """

    key: str
    baseline: DayValue | None
    last_visit: DayValue | None
    now: DayValue | None
    change: Change | None


@dataclass(frozen=True)
class Progress:
    """How it goes in a period. `symptoms` are the most answered, at most four, most first.

    Energy and sleep go up as they get better, and so have charts of their own. `linked` is the last
    answer of each month, `care` the weeks with eye care noted, `gradings` are from letters.

    `row` are the days of the consistency sentence with the resting ones between them, whatever
    the period. `marks` are those of the period; `clock_from` is the last injection on or before
    its first day, `since_injection` counts the days from the last one until today.
    """

    window: Window
    period: Period
    last_visit_on: date | None
    consistency: Consistency | None
    row: tuple[ShownDay, ...]
    weeks: tuple[RoutineWeek, ...]
    mood: Measure | None
    symptoms: tuple[Measure, ...]
    energy: Measure | None
    sleep: Measure | None
    effort: Measure | None
    pain: Measure | None
    linked: tuple[Month, ...]
    care: tuple[CareWeek, ...]
    screened: tuple[Screened, ...]
    gradings: tuple[Graded, ...]
    function: tuple[FunctionItem, ...]
    impression: tuple[DayValue, ...]
    marks: tuple[Mark, ...]
    flares: tuple[Period, ...]
    clock_from: date | None
    since_injection: int | None
    seq: int

    @property
    def drawn(self) -> Period:
        """The part of the period that charts show: from the first day with anything on it.

        Never less than four weeks of it, so that a first week does not fill a chart.
        """
        rated = (self.mood, *self.symptoms, self.energy, self.sleep)
        measures = (*rated, self.effort, self.pain)
        firsts = [one.days[0].day for one in measures if one is not None]
        firsts += [week.starts for week in self.weeks[:1]] + [mark.on for mark in self.marks]
        latest = self.period.until - SHORTEST
        since = min([*firsts, latest])
        return Period(max(since, self.period.since), self.period.until)

    @property
    def has_clock(self) -> bool:
        """Whether days of the period can be counted from an injection."""
        kinds = {mark.kind for mark in self.marks}
        return self.clock_from is not None or not kinds.isdisjoint(CLOCK_MARKS)


def change_of(start: float, now: float, better: Better) -> Change:
    """Compare two 0–10 ratings. A change on the edge of the band counts as noticeable.

    Medians are multiples of a quarter, so the comparison is exact.
    """
    points = now - start
    share = start > 0 and 10 * abs(points) >= 10 * NOTICEABLE_SHARE * start
    enough = abs(points) >= NOTICEABLE_LEAST
    noticeable = enough and (abs(points) >= NOTICEABLE_POINTS or share)
    return Change(start, now, noticeable, (points < 0) is (better is Better.LOWER) and points != 0)


def noise_of(start: float) -> float:
    """Give how far day-to-day change reaches: 2 points or 30 %, the smaller, from 1 point on."""
    share = max(NOTICEABLE_LEAST, NOTICEABLE_SHARE * start)
    return min(NOTICEABLE_POINTS, share) if start > 0 else NOTICEABLE_POINTS


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
    days: Sequence[DayValue], period: Period, middle: Callable[[list[float]], float]
) -> tuple[Week, ...]:
    by_week: dict[date, list[float]] = defaultdict(list)
    for one in days:
        by_week[monday(one.day)].append(one.value)
    weeks = []
    for starts in mondays(period):
        said = by_week.get(starts, [])
        weeks.append(Week(starts, len(said), middle(said) if len(said) >= FEWEST_ANSWERS else None))
    return tuple(weeks)


def most_answered(
    symptoms: Mapping[str, Sequence[tuple[date, float]]], period: Period
) -> tuple[Measure, ...]:
    """Make measures of the symptoms answered on most days, at most four, most answered first."""
    chosen = by_days_answered(symptoms, period)[:MOST_DRAWN]
    return tuple(measure(key, symptoms[key], period) for key in chosen)


def by_days_answered(
    symptoms: Mapping[str, Sequence[tuple[date, float]]], period: Period
) -> list[str]:
    """Give the keys answered in a period, those answered on most days first."""
    days = {
        key: len({day for day, _ in answers if day in period}) for key, answers in symptoms.items()
    }
    return sorted((key for key in days if days[key]), key=lambda key: (-days[key], key))


def function_items(
    forms: Iterable[Form], *, last_visit_on: date | None
) -> tuple[FunctionItem, ...]:
    """Set each item's answers beside each other, in the form's order; unanswered ones left out.

    `forms` are finished function check-ins, oldest first. The answer at the last visit is the
    last one given on or before its day.
    """
    said: dict[str, list[tuple[date, int]]] = defaultdict(list)
    for form in forms:
        for key, answer in form.answers.items():
            said[key].append((form.day, answer))
    return tuple(
        _function_item(key, [DayValue(*one) for one in said[key]], last_visit_on)
        for key in FUNCTION_ITEMS
        if key in said
    )


def _function_item(key: str, said: Sequence[DayValue], last_visit_on: date | None) -> FunctionItem:
    by_visit = [one for one in said if last_visit_on is not None and one.day <= last_visit_on]
    first, last = said[0], said[-1]
    change = change_of(first.value, last.value, Better.LOWER) if len(said) > 1 else None
    return FunctionItem(key, first, by_visit[-1] if by_visit else None, last, change)


def flares_of(kinds: Mapping[date, DayKind], period: Period) -> tuple[Period, ...]:
    """Join neighbouring flare days of a period, oldest first."""
    flares: list[Period] = []
    for day in sorted(day for day, kind in kinds.items() if kind is DayKind.FLARE):
        if day not in period:
            continue
        if flares and day - flares[-1].until == timedelta(days=1):
            flares[-1] = Period(flares[-1].since, day)
        else:
            flares.append(Period(day, day))
    return tuple(flares)


def marks_in(marks: Iterable[Mark], period: Period) -> tuple[Mark, ...]:
    """Give the marks that a period touches, courses that reach into it included."""
    return tuple(
        mark
        for mark in marks
        if mark.on <= period.until and (mark.until or mark.on) >= period.since
    )
