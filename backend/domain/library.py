"""The clinical library as values: what a step, a programme, a gate and a red flag are.

The words and numbers live in `backend/library/*.yaml`; the loader there builds these values once
per language and refuses to start when a reference is wrong. Sources are those of the clinical
reference (Sn numbers); `(rule)` marks a product rule that no study gave.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from backend.domain.drawings import Drawing
from backend.domain.vocabulary import Instrument, LinkedWords, Offer, SymptomWords

LOCK_DAYS = 90
"""Active and stretch steps stay locked until this many days after onset [S28]."""

ACTIVE_SESSION_CAP = 10
"""Most minutes of active facial movement in one session (rule)."""

ACTIVE_DAY_CAP = 20
"""Most minutes of active facial movement in one day (rule)."""

FACE_HEAT_CAP = 10
"""Most minutes of warmth on the face: 40 °C at most, well below published burn lines [S36]."""

FOOT_HEAT_CAP = 15
"""Most minutes of a foot soak (rule)."""

COMPILED_ON = date(2026, 11, 1)
"""The month the clinical reference was put together from its sources."""


class Stage(StrEnum):
    """The stage a clinician told the person, or that they are not sure. Asked, never inferred."""

    FLACCID = "flaccid"
    PARESIS = "paresis"
    SYNKINESIS = "synkinesis"
    NOT_SURE = "not_sure"


TOLD_STAGES = frozenset({Stage.FLACCID, Stage.PARESIS, Stage.SYNKINESIS})


class Kind(StrEnum):
    """What a step asks of the face or body; locks and caps go by it."""

    ACTIVE = "active"
    STRETCH = "stretch"
    CARE = "care"
    CALM = "calm"
    BODY = "body"
    RX = "rx"


MOVING_KINDS = frozenset({Kind.ACTIVE, Kind.STRETCH})
RESTING_KINDS = frozenset({Kind.CARE, Kind.CALM, Kind.RX})
"""Kinds that stay on a rest or flare day."""


class Grade(StrEnum):
    """Evidence: B randomised, of programmes; C consensus; D tradition; X advised against."""

    B = "B"
    C = "C"
    D = "D"
    X = "X"


class Sides(StrEnum):
    BOTH = "both"
    AFFECTED = "affected"
    AFFECTED_OR_BOTH = "affected_or_both"
    UNAFFECTED = "unaffected"
    FEET = "feet"
    BODY = "body"
    NONE = "none"


class Heat(StrEnum):
    """Where a step puts warmth, which decides its cap in minutes."""

    FACE = "face"
    FEET = "feet"


class Urgency(StrEnum):
    """How soon a red flag asks for help, most urgent first."""

    EMERGENCY = "emergency"
    CRISIS = "crisis"
    SAME_DAY = "same_day"
    SOON = "soon"


class GateEffect(StrEnum):
    """What a gate does besides switching off the steps that name it."""

    NAMED_STEPS = "named_steps"
    ACTIVE_OFF = "active_off"
    MOVING_OFF = "moving_off"
    NOTE_ONLY = "note_only"


@dataclass(frozen=True)
class Minutes:
    """A range of whole minutes, both ends included; `low` is where a new plan starts."""

    low: int
    high: int

    def __contains__(self, minutes: object) -> bool:
        return isinstance(minutes, int) and self.low <= minutes <= self.high


@dataclass(frozen=True)
class Range:
    """A range of counts or seconds, both ends included."""

    low: int
    high: int


@dataclass(frozen=True)
class Pace:
    """How often a movement is repeated, and for how many seconds each is held, where it is held."""

    repeats: Range
    hold_seconds: Range | None


@dataclass(frozen=True)
class Evidence:
    """A grade with its plain label and the honest note beside it.

    `about` tells of the study behind the label, for those who ask; `sources` are keys of
    `Library.sources`.
    """

    grade: Grade
    label: str
    note: str
    sources: tuple[str, ...]
    about: str | None = None


@dataclass(frozen=True)
class StopRule:
    """When to stop, and whether stopping is enough or help is needed now."""

    id: str
    text: str
    urgency: Urgency | None


@dataclass(frozen=True)
class Gate:
    """An intake question that can only switch steps off.

    `ends_after_days` is set for a gate that asks a date and ends by itself.
    """

    id: str
    effect: GateEffect
    ends_after_days: int | None
    question: str
    reason: str
    note: str | None


@dataclass(frozen=True)
class Step:
    """One thing a person can do, with all that is honestly known about it.

    `gates` switch it off at intake; `not_when` says so in words, with every other standing reason;
    `not_today` are reasons to leave it out on a given day; `cautions` are notes. `reviewed_by`
    stays None until a clinician has signed the entry.
    """

    id: str
    kind: Kind
    stages: frozenset[Stage]
    minutes: Minutes
    max_times: int
    sides: Sides
    heat: Heat | None
    from_seed: bool
    gates: tuple[str, ...]
    reviewed_by: str | None
    title: str
    summary: str
    why: str
    how: str
    how_long: str
    not_when: tuple[str, ...]
    not_today: tuple[str, ...]
    cautions: tuple[str, ...]
    stop_rules: tuple[StopRule, ...]
    evidence: Evidence
    pace: Pace | None = None
    drawing: Drawing | None = None

    @property
    def rx(self) -> bool:
        """Shown only when the person says a clinician prescribed it; never with a dose."""
        return self.kind is Kind.RX

    def suits(self, stage: Stage) -> bool:
        """Whether the step fits a stage; "not sure" gets only what fits all and moves nothing."""
        if stage is Stage.NOT_SURE:
            return self.stages >= TOLD_STAGES and self.kind not in MOVING_KINDS
        return stage in self.stages


@dataclass(frozen=True)
class ProgrammeStep:
    """A step's place in a programme, with the minutes the programme narrows it to."""

    step_id: str
    minutes: Minutes
    required: bool


@dataclass(frozen=True)
class Programme:
    """A ready-made day. `total` is the sum of its required steps' ranges for one session."""

    id: str
    stages: frozenset[Stage]
    steps: tuple[ProgrammeStep, ...]
    total: Minutes
    max_sessions: int
    reviewed_by: str | None
    title: str
    summary: str
    banner: str | None
    safety: tuple[str, ...]


@dataclass(frozen=True)
class RedFlag:
    """A sign that needs help, in plain words; never "you have X"."""

    id: str
    urgency: Urgency
    sign: str
    action: str


@dataclass(frozen=True)
class HelpLine:
    """A number to call, with where it is from and when that was looked up."""

    number: str
    name: str
    source: str
    checked_on: date


@dataclass(frozen=True)
class Country:
    """Numbers of one country. Only sourced ones are here; the rest a person enters themselves."""

    code: str
    name: str
    emergency: HelpLine | None
    crisis: tuple[HelpLine, ...]


@dataclass(frozen=True)
class Library:
    """Everything in one language. Looking up an unknown id raises KeyError."""

    language: str
    steps: Mapping[str, Step]
    programmes: Mapping[str, Programme]
    gates: Mapping[str, Gate]
    red_flags: Mapping[str, RedFlag]
    countries: Mapping[str, Country]
    stages: Mapping[Stage, "StageWords"]
    avoid: tuple["Avoid", ...]
    movement_rules: tuple[str, ...]
    sources: Mapping[str, str]
    readings: Mapping[str, "Reading"]
    symptoms: Mapping[str, SymptomWords]
    linked: LinkedWords
    instruments: Mapping[str, Instrument]
    prompts: Mapping[str, Offer]
    tags: Mapping[str, Offer]


@dataclass(frozen=True)
class StageWords:
    """How people describe a stage, what fits it, and what to leave out."""

    title: str
    description: str
    fits: str
    leave_out: str


@dataclass(frozen=True)
class Avoid:
    """Something advised against, with the reason."""

    id: str
    title: str
    why: str
    evidence: Evidence


@dataclass(frozen=True)
class Reading:
    """A short text: paragraphs, the list after them where there is one, and what closes it."""

    id: str
    title: str
    summary: str
    text: tuple[str, ...]
    points: tuple[str, ...]
    close: str | None
    sources: tuple[str, ...]
    reviewed_by: str | None
