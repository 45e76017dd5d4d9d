"""What a person followed beside ticks and mood, in a period: counted, set side by side, not judged.

The eye by week, linked movements first and last, gradings as a letter had them, and the published
questions of mood and worry as totals and ranges, without their single answers.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from backend.domain.care import CareKind
from backend.domain.gradings import Grading, Scale
from backend.domain.periods import Period, monday
from backend.domain.questionnaires import Form
from backend.domain.screening import SCREENS, TRIGGERS, Rule, ScoreRange, Trigger, score
from backend.domain.synkinesis import Doing, Month, Moves

CareDay = tuple[date, CareKind, int]
"""A day, what was done for the eye on it, and how often."""


@dataclass(frozen=True)
class CareWeek:
    """A week from Monday: how often each thing was done for the eye.

    `nights` counts days on which it was closed with tape, however often that was noted; `days`
    those on which anything was.
    """

    starts: date
    drops: int
    ointment: int
    nights: int
    blinks: int
    days: int


@dataclass(frozen=True)
class LinkedCell:
    """What moved along with a movement, 0 to 3, first and last; None where it was not answered."""

    doing: Doing
    moves: Moves
    first: int | None
    last: int | None


@dataclass(frozen=True)
class Linked:
    """Linked movements of the first month answered and of the last. `first_on` is None where there
    is one month only; `months` counts those with an answer."""

    months: int
    first_on: date | None
    last_on: date
    cells: tuple[LinkedCell, ...]


@dataclass(frozen=True)
class Graded:
    """A grading as a letter had it: nothing in it is worked out."""

    scale: Scale
    on: date
    clinician: str
    numbers: Mapping[str, int]


@dataclass(frozen=True)
class ScoreLine:
    """What a finished form added up to; neither total nor range where an answer is missing."""

    day: date
    total: int | None
    range: ScoreRange | None


@dataclass(frozen=True)
class Screened:
    """One form of mood and worry, by its days, the newest first. `most` is its highest total.

    `unfinished` were begun and never finished: they have no score. Single answers are not here.
    """

    instrument: str
    most: int
    scores: tuple[ScoreLine, ...]
    unfinished: int

    @property
    def scored(self) -> tuple[ScoreLine, ...]:
        """Those that have a total."""
        return tuple(one for one in self.scores if one.total is not None)

    @property
    def pressing(self) -> ScoreLine | None:
        """The newest total, where its range asks for a doctor or counsellor soon (MH2, MH3)."""
        newest = next(iter(self.scored), None)
        if newest is None or newest.total is None:
            return None
        least = min(one.least for one in TRIGGERS if self._presses(one))
        return newest if newest.total >= least else None

    def _presses(self, one: Trigger) -> bool:
        return one.measure == self.instrument and one.rule in {Rule.MH2, Rule.MH3}

    @property
    def unscored(self) -> int:
        """How many were finished without an answer to everything."""
        return len(self.scores) - len(self.scored)

    @property
    def ranges(self) -> tuple[tuple[int, int, ScoreRange], ...]:
        """The published ranges: from which total to which it is called what."""
        cuts = SCREENS[self.instrument].cuts
        ends = [*(cut.least - 1 for cut in cuts[1:]), self.most]
        return tuple((cut.least, end, cut.range) for cut, end in zip(cuts, ends, strict=True))


def care_weeks(done: Iterable[CareDay], period: Period) -> tuple[CareWeek, ...]:
    """Count eye care by week, oldest first. A week without a note is not there: it says nothing."""
    weeks: dict[date, list[CareDay]] = defaultdict(list)
    for one in done:
        if one[0] in period:
            weeks[monday(one[0])].append(one)
    return tuple(_care_week(starts, weeks[starts]) for starts in sorted(weeks))


def _care_week(starts: date, done: Sequence[CareDay]) -> CareWeek:
    def times(wanted: CareKind) -> int:
        return sum(count for _, kind, count in done if kind is wanted)

    return CareWeek(
        starts=starts,
        drops=times(CareKind.DROPS),
        ointment=times(CareKind.OINTMENT),
        nights=len({day for day, kind, _ in done if kind is CareKind.TAPE}),
        blinks=times(CareKind.BLINK),
        days=len({day for day, _, _ in done}),
    )


def linked_of(months: Sequence[Month]) -> Linked | None:
    """Set the first month beside the last, of months that are newest first.

    Cells in which nothing ever moved along are left out.
    """
    if not months:
        return None
    last = months[0].entry
    first = months[-1].entry if len(months) > 1 else None
    cells = [
        LinkedCell(doing, moves, first.level(doing, moves) if first else None, level)
        for doing in Doing
        for moves in Moves
        for level in (last.level(doing, moves),)
        if level or (first and first.level(doing, moves))
    ]
    return Linked(len(months), first.day if first else None, last.day, tuple(cells))


def graded_of(gradings: Iterable[Grading], period: Period) -> tuple[Graded, ...]:
    """Give the gradings made in a period, newest first."""
    inside = [one for one in gradings if one.on in period]
    newest = sorted(inside, key=lambda one: (one.on, one.id), reverse=True)
    return tuple(Graded(one.scale, one.on, one.clinician, one.numbers) for one in newest)


def screened_of(forms: Iterable[Form], period: Period) -> tuple[Screened, ...]:
    """Add up the forms of mood and worry that were begun in a period, each sort by itself."""
    inside: dict[str, list[Form]] = defaultdict(list)
    for form in forms:
        if form.day in period and form.instrument in SCREENS:
            inside[form.instrument].append(form)
    return tuple(
        _screened(name, screen.most, inside[name])
        for name, screen in SCREENS.items()
        if name in inside
    )


def _screened(instrument: str, most: int, forms: Sequence[Form]) -> Screened:
    finished = sorted(
        (form for form in forms if form.finished),
        key=lambda form: (form.day, form.seq, form.id),
        reverse=True,
    )
    return Screened(
        instrument, most, tuple(map(_line, finished)), sum(not form.finished for form in forms)
    )


def _line(form: Form) -> ScoreLine:
    found = score(form.instrument, form.answers)
    return ScoreLine(form.day, found.total if found else None, found.range if found else None)
