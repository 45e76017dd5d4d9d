"""Scores of the published questions of mood and worry: PHQ-4, PHQ-8 and GAD-7.

Sums that a clinician can add up again by hand, with the published cut-offs (clinical reference
1.1, 1.5, 3.2; [S16], [S17], [S19]). Higher is worse. A range is named and nothing is diagnosed.
PHQ-8 is PHQ-9 without its ninth item; its cut-offs are the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from backend.domain.errors import RuleBroken
from backend.domain.wording import say

PHQ4, PHQ8, GAD7 = "phq4", "phq8", "gad7"

SCREENING_VERSION = "1"

ANSWERS = range(4)
"""0 not at all, 1 several days, 2 more than half the days, 3 nearly every day."""

WORDING_ON_RECORD = ("en",)
"""The languages whose published wording is on record. Every other one is shown in the first."""


class ScoreRange(StrEnum):
    """The published ranges, the lowest first. PHQ-4 begins at `none`, the others at `minimal`."""

    NONE = "none"
    MINIMAL = "minimal"
    MILD = "mild"
    MODERATE = "moderate"
    MODERATELY_SEVERE = "moderately_severe"
    SEVERE = "severe"


class Rule(StrEnum):
    """What is said after a score, the most pressing first (clinical reference 3.2).

    MH2 a doctor today, MH3 a doctor or counsellor this week, MH4 worth a conversation, MH5 the
    lowest mood on five of seven days, MH6 always.
    """

    MH2 = "mh2"
    MH3 = "mh3"
    MH4 = "mh4"
    MH5 = "mh5"
    MH6 = "mh6"


@dataclass(frozen=True)
class Cut:
    """From this total on it is this range."""

    least: int
    range: ScoreRange


@dataclass(frozen=True)
class Half:
    """A part of PHQ-4 with a score of its own: `positive` or more offers a longer form."""

    id: str
    items: tuple[str, ...]
    positive: int
    offers: str


@dataclass(frozen=True)
class Screen:
    """How a form is scored: its items in the order they are asked, and its cuts upwards."""

    id: str
    items: tuple[str, ...]
    cuts: tuple[Cut, ...]
    halves: tuple[Half, ...] = ()

    @property
    def most(self) -> int:
        """The highest total there is."""
        return len(self.items) * ANSWERS[-1]


PHQ_CUTS = (
    Cut(0, ScoreRange.MINIMAL),
    Cut(5, ScoreRange.MILD),
    Cut(10, ScoreRange.MODERATE),
    Cut(15, ScoreRange.MODERATELY_SEVERE),
    Cut(20, ScoreRange.SEVERE),
)

SCREENS: Mapping[str, Screen] = {
    one.id: one
    for one in (
        Screen(
            PHQ4,
            ("gad1", "gad2", "phq1", "phq2"),
            (
                Cut(0, ScoreRange.NONE),
                Cut(3, ScoreRange.MILD),
                Cut(6, ScoreRange.MODERATE),
                Cut(9, ScoreRange.SEVERE),
            ),
            (Half("phq2", ("phq1", "phq2"), 3, PHQ8), Half("gad2", ("gad1", "gad2"), 3, GAD7)),
        ),
        Screen(PHQ8, tuple(f"phq{n}" for n in range(1, 9)), PHQ_CUTS),
        Screen(
            GAD7,
            tuple(f"gad{n}" for n in range(1, 8)),
            (
                Cut(0, ScoreRange.MINIMAL),
                Cut(5, ScoreRange.MILD),
                Cut(10, ScoreRange.MODERATE),
                Cut(15, ScoreRange.SEVERE),
            ),
        ),
    )
}
"""PHQ-4 0–12 [S17]: anxiety first, each half 0–6. PHQ-8 0–24. GAD-7 0–21. Keyed by item id: some
printed forms swap the halves."""


@dataclass(frozen=True)
class Trigger:
    """A rule that is said from this score on; `measure` is a form or a half."""

    rule: Rule
    measure: str
    least: int


TRIGGERS = (
    Trigger(Rule.MH2, PHQ8, 20),
    Trigger(Rule.MH3, PHQ8, 15),
    Trigger(Rule.MH3, PHQ4, 9),
    Trigger(Rule.MH3, GAD7, 15),
    Trigger(Rule.MH4, PHQ8, 10),
    Trigger(Rule.MH4, GAD7, 10),
    Trigger(Rule.MH4, "phq2", 3),
    Trigger(Rule.MH4, "gad2", 3),
    Trigger(Rule.MH4, PHQ4, 6),
)
"""Which score says which rule, the most pressing first: the first that fits is said."""

LOW_DAYS, LOW_WINDOW = 5, 7
"""MH5: the lowest mood on 5 of the last 7 days."""


@dataclass(frozen=True)
class Score:
    """What the answers add up to. `halves` and `offers` are those of PHQ-4, empty otherwise."""

    total: int
    most: int
    range: ScoreRange
    halves: Mapping[str, int]
    offers: tuple[str, ...]
    rule: Rule


def score(instrument: str, answers: Mapping[str, int]) -> Score | None:
    """Add up a form's answers; None while one is missing.

    Raises RuleBroken for a form without a score, an item that is not its own, and an answer that
    is not 0, 1, 2 or 3.
    """
    screen = SCREENS.get(instrument)
    if screen is None:
        raise RuleBroken(say("There is no score for this form."), field="instrument")
    for item, answer in answers.items():
        if item not in screen.items:
            raise RuleBroken(say("This form does not ask that."), field="item")
        if type(answer) is not int or answer not in ANSWERS:
            raise RuleBroken(say("This number is outside its range."), field="answer")
    if len(answers) < len(screen.items):
        return None
    total = sum(answers.values())
    halves = {half.id: sum(answers[item] for item in half.items) for half in screen.halves}
    return Score(
        total=total,
        most=screen.most,
        range=max(
            (cut for cut in screen.cuts if cut.least <= total), key=lambda cut: cut.least
        ).range,
        halves=halves,
        offers=tuple(h.offers for h in screen.halves if halves[h.id] >= h.positive),
        rule=_rule({instrument: total, **halves}),
    )


def _rule(scores: Mapping[str, int]) -> Rule:
    fitting = (one.rule for one in TRIGGERS if scores.get(one.measure, -1) >= one.least)
    return next(fitting, Rule.MH6)


def shown_in(language: str) -> str:
    """Give the language a form is shown in to somebody who reads this one."""
    return language if language in WORDING_ON_RECORD else WORDING_ON_RECORD[0]


@dataclass(frozen=True)
class Scored:
    """A finished form and the day it was begun; no total and range where an answer is missing."""

    form_id: UUID
    instrument: str
    day: date
    total: int | None
    range: ScoreRange | None
    answers: Mapping[str, int]


def low_days(moods: Mapping[date, int], *, lowest: int, today: date) -> int:
    """Count the days of the last seven, today among them, on which the mood was at its lowest."""
    return sum(
        mood == lowest for day, mood in moods.items() if 0 <= (today - day).days < LOW_WINDOW
    )
