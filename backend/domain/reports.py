"""The page a doctor reads in a minute: what it holds, as keys and numbers, in the order it is read.

Twelve parts (clinical reference 4). Words come later, in the language of the page. Nothing here is
a diagnosis, a grade or a score of a person.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from backend.domain.followed import CareWeek, Graded, Linked, ScoreLine, Screened
from backend.domain.library import Stage
from backend.domain.periods import Period, Window
from backend.domain.plans import OffReason
from backend.domain.progress import Change, DayValue, FunctionItem, Mark, Measure
from backend.domain.routine import RoutineWeek
from backend.domain.sharing import Category
from backend.domain.sides import Side

PAINFUL = 4
"""Pain from this on after a session is named (rule: 4–6 of 10 is moderate)."""

MOST_WEEKS = 52
"""More weeks than this are not drawn: a chart is as wide as a thumb."""


class AttentionKind(StrEnum):
    """Which rule flagged something."""

    SYMPTOM = "symptom"
    FUNCTION = "function"
    ENERGY = "energy"
    SLEEP = "sleep"
    SCREENING = "screening"
    PAINFUL_SESSIONS = "painful_sessions"
    SKIPPED_FOR_PAIN = "skipped_for_pain"
    SKIPPED_FOR_EYE = "skipped_for_eye"
    NO_MOVEMENT = "no_movement"


@dataclass(frozen=True)
class Attention:
    """One thing a rule flagged. `key` names a symptom or item with its `change`; `count` of
    `total` counts sessions or days; for a form of mood and worry `key` names it and `score` is its
    newest."""

    kind: AttentionKind
    key: str = ""
    change: Change | None = None
    count: int = 0
    total: int = 0
    score: ScoreLine | None = None


@dataclass(frozen=True)
class Head:
    """Whom it is about. `name` is already as short as was chosen, "" for none; `months` counts
    from the month of onset to the month the report was made."""

    name: str
    side: Side | None
    onset_on: date | None
    months: int | None
    cause: str
    stage: Stage | None


@dataclass(frozen=True)
class Asked:
    """What the person wants to ask, three questions at most, and their goal in a line."""

    questions: tuple[str, ...]
    goal: str


@dataclass(frozen=True)
class Rated:
    """A measure with the median that stood at the last visit of the period."""

    measure: Measure
    last_visit: float | None

    @property
    def lately(self) -> Measure:
        """The weeks that a chart has room for, without their single days."""
        return replace(self.measure, weeks=self.measure.weeks[-MOST_WEEKS:], days=())

    @property
    def now_is_old(self) -> bool:
        """Whether the last week with a median is neither the last week nor the one before."""
        known = self.measure.known
        return bool(known) and known[-1] not in self.measure.weeks[-2:]


@dataclass(frozen=True)
class Function:
    """The function check-in: each item's first, last and visit's answer, and the days of the
    first and the last form. `impression` is the last one given."""

    items: tuple[FunctionItem, ...]
    forms: int
    first_on: date
    last_on: date
    impression: DayValue | None


@dataclass(frozen=True)
class Average:
    """A mean of ratings 0–10, unrounded, and of how many sessions."""

    value: float
    sessions: int


@dataclass(frozen=True)
class StepDays:
    """A step and on how many days it was done."""

    step_id: str
    days: int


@dataclass(frozen=True)
class LeftOut:
    """Planned steps that are off at the end of the period, all for one reason."""

    reason: OffReason
    gate_id: str | None
    opens_on: date | None
    step_ids: tuple[str, ...]


@dataclass(frozen=True)
class Routine:
    """The routine counted. `steps` are the most done first, `more_steps` how many were not named;
    `flares` are runs of flare days."""

    weeks: tuple[RoutineWeek, ...]
    steps: tuple[StepDays, ...]
    more_steps: int
    effort: Average | None
    pain: Average | None
    rest: int
    flare: int
    away: int
    flares: tuple[Period, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def days_done(self) -> int:
        return sum(week.days_done for week in self.weeks)

    @property
    def days_planned(self) -> int:
        return sum(week.days_planned for week in self.weeks)

    @property
    def steps_done(self) -> int:
        return sum(week.steps_done for week in self.weeks)

    @property
    def steps_planned(self) -> int:
        return sum(week.steps_planned for week in self.weeks)


@dataclass(frozen=True)
class TreatmentLog:
    """Treatments, visits held and changes of the plan, newest first; `more` were not named.
    `since_injection` are days from the last injection that is shown to the day of the report."""

    entries: tuple[Mark, ...]
    more: int
    since_injection: int | None


@dataclass(frozen=True)
class JournalLine:
    """An entry in the person's words; `cut` when it goes on."""

    day: date
    text: str
    cut: bool


@dataclass(frozen=True)
class JournalPart:
    """The newest entries that one page holds, and how many it does not."""

    lines: tuple[JournalLine, ...]
    left_out: int


@dataclass(frozen=True)
class Report:
    """Everything the page shows. A part that was not shared is None or empty, and its category
    stands in `not_shared`.

    `made_at` carries the offset of the person's zone then, so that its clock is the one on their
    wall. `marks` are what charts draw; `symptoms` are at most four, `more_symptoms` the others, and
    `days_rated` the days on which any symptom was rated. What a later version added stands last and
    has a default: a snapshot sealed before knows nothing of it and opens as it was.
    """

    language: str
    window: Window
    period: Period
    made_at: datetime
    made_on: date
    head: Head
    shared: tuple[Category, ...]
    not_shared: tuple[Category, ...]
    attention: tuple[Attention, ...]
    asked: Asked | None
    last_visit_on: date | None
    symptoms: tuple[Rated, ...]
    more_symptoms: int
    days_rated: int
    function: Function | None
    routine: Routine | None
    treatments: TreatmentLog | None
    marks: tuple[Mark, ...]
    mood: Rated | None
    journal: JournalPart | None
    energy: Rated | None = None
    sleep: Rated | None = None
    linked: Linked | None = None
    care: tuple[CareWeek, ...] = ()
    gradings: tuple[Graded, ...] = ()
    more_gradings: int = 0
    screened: tuple[Screened, ...] = ()

    @property
    def care_days(self) -> int:
        """On how many days eye care was noted."""
        return sum(week.days for week in self.care)

    @property
    def days(self) -> int:
        """How many days the period has, as far as they have come."""
        return max(0, (min(self.period.until, self.made_on) - self.period.since).days + 1)

    def shows(self, category: str) -> bool:
        return category in self.shared
