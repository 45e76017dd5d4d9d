"""Forms answered now and then: their items, the answers that stand, and what is asked when.

Daily life every 28 days, the four questions of mood and worry every 14 once they are switched on,
and a longer form of those after a positive half. What is missed piles up nowhere: it is due again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Self
from uuid import UUID

from backend.domain.events import Version
from backend.domain.following import Following
from backend.domain.screening import (
    ANSWERS,
    GAD7,
    PHQ4,
    PHQ8,
    SCREENING_VERSION,
    SCREENS,
    Score,
    score,
)

FUNCTION = "own_function"
"""Our own ten items of function, 0–10, past seven days, with one question of change. Not a
validated scale, and never summed (clinical reference 1.9)."""

FUNCTION_VERSION = "1"

FUNCTION_ITEMS = (
    "eat_drink",
    "speak",
    "eye_comfort",
    "tight",
    "pain",
    "linked",
    "close_eye",
    "smile",
    "social",
    "sleep",
)
IMPRESSION = "impression"
"""The global impression of change: 1 much better, 2 a little better, 3 the same, 4 a little
worse, 5 much worse, compared with four weeks ago."""

BEST_FIRST = range(1, 6)
"""The answers of the impression of change, the best one first."""

RATING = range(11)
"""The answers of every other item: 0 no trouble to 10 as bad as it could be."""

ITEMS: Mapping[str, tuple[str, ...]] = {
    FUNCTION: FUNCTION_ITEMS,
    **{screen.id: screen.items for screen in SCREENS.values()},
}
"""The items of each form in the order they are asked, the impression of change left out."""

INSTRUMENTS: Mapping[tuple[str, str], Mapping[str, range]] = {
    (FUNCTION, FUNCTION_VERSION): {
        **dict.fromkeys(FUNCTION_ITEMS, RATING),
        IMPRESSION: BEST_FIRST,
    },
    **{
        (screen.id, SCREENING_VERSION): dict.fromkeys(screen.items, ANSWERS)
        for screen in SCREENS.values()
    },
}
"""Every form that may be answered, by its name and version: its items with their answers."""

EVERY_DAYS = 28
"""How often the function check-in is offered (clinical reference 1.8)."""

SCREENING_EVERY_DAYS = 14
"""How often PHQ-4 is asked once it is switched on, and how long a longer form stays offered."""

OPEN_DAYS: Mapping[str, int] = {PHQ4: SCREENING_EVERY_DAYS, PHQ8: 7, GAD7: 7}
"""How long a form that was begun can be gone on with. It asks about two weeks: then it expires."""

LONGER = (PHQ8, GAD7)

LONG = frozenset({FUNCTION, *LONGER})
"""Long forms: never two of them on one day (clinical reference 1.8)."""


@dataclass(frozen=True)
class Form:
    """A form with the answers that stand, keyed by item id. `day` is the day it was begun.

    `score` is what the answers add up to: None while one is missing, and for a form without one.
    """

    id: UUID
    instrument: str
    version: str
    language: str
    day: date
    finished: bool
    answers: Mapping[str, int]
    seq: int
    score: Score | None = None

    def answered(self, answers: Mapping[str, int]) -> Self:
        """Give the form with these answers and what they add up to."""
        found = score(self.instrument, answers) if self.instrument in SCREENS else None
        return replace(self, answers=answers, score=found)


@dataclass(frozen=True)
class Filled:
    """A form with when it was begun, and when and on which of the person's days it was closed."""

    form: Form
    begun_at: datetime
    closed_at: datetime | None
    closed_on: date | None


@dataclass(frozen=True)
class Answer:
    """One answer to one item, and when it was made."""

    item: str
    answer: int
    version: Version


def standing(answers: Iterable[Answer], *, until: Version) -> tuple[Answer, ...]:
    """Give, for each item, the last answer made before a form was closed."""
    last: dict[str, Answer] = {}
    for one in sorted(answers, key=lambda answer: answer.version):
        if one.version < until:
            last[one.item] = one
    return tuple(last.values())


@dataclass(frozen=True)
class Due:
    """When the function check-in was last done, and from which day on it is due again."""

    last_on: date | None
    on: date | None

    def by(self, day: date) -> bool:
        """Whether it is due on a day; it always is while it was never done."""
        return self.on is None or self.on <= day


def due_after(last_on: date | None) -> Due:
    """Tell when the function check-in is due: four weeks after the last one, else at any time."""
    return Due(last_on, last_on + timedelta(days=EVERY_DAYS) if last_on else None)


class Call(StrEnum):
    """Why a form is asked: begun and not finished, due, or offered after four questions."""

    BEGUN = "begun"
    DUE = "due"
    OFFERED = "offered"


@dataclass(frozen=True)
class AskedForm:
    """A form that is asked on a day. `tomorrow`: another long one was done on this day."""

    instrument: str
    call: Call
    tomorrow: bool


def asked_on(day: date, filled: Sequence[Filled], following: Following) -> tuple[AskedForm, ...]:
    """Tell which forms of mood and worry are asked on a day.

    `filled` are the forms begun in the last weeks, in the order they were begun.
    """
    calls: dict[str, Call] = {}
    if following.screening and screening_due(filled, day=day):
        calls[PHQ4] = Call.DUE
    if following.screening:
        calls |= dict.fromkeys(offered_on(day, filled, following.declined), Call.OFFERED)
    for instrument in SCREENS:
        if open_form(instrument, filled, day=day):
            calls[instrument] = Call.BEGUN
    return tuple(
        AskedForm(instrument, calls[instrument], last_long_on(filled, instrument) == day)
        for instrument in SCREENS
        if instrument in calls
    )


def screening_due(filled: Sequence[Filled], *, day: date) -> bool:
    """Whether two weeks have gone since the four questions were last finished."""
    done = [one.form.day for one in _closed(filled, PHQ4)]
    return not done or (day - max(done)).days >= SCREENING_EVERY_DAYS


def offered_on(
    day: date, filled: Sequence[Filled], declined: Mapping[str, date]
) -> tuple[str, ...]:
    """Give the longer forms that the last four questions offer, until answered or declined.

    After two weeks an offer is gone; what was declined is offered anew by later questions only.
    """
    last = max(_closed(filled, PHQ4), key=lambda one: (one.form.day, one.begun_at), default=None)
    if last is None or last.form.score is None:
        return ()
    since = last.form.day
    if (day - since).days >= SCREENING_EVERY_DAYS:
        return ()
    return tuple(
        instrument
        for instrument in last.form.score.offers
        if declined.get(instrument, date.min) < since
        and not any(one.form.day >= since for one in _closed(filled, instrument))
    )


def open_form(instrument: str, filled: Sequence[Filled], *, day: date) -> Filled | None:
    """Give the form that was begun and can be gone on with: the newest, unless another was closed
    since, or it is too old for the weeks it asks about."""
    closed = [one.closed_at for one in _closed(filled, instrument) if one.closed_at]
    going = (
        one
        for one in filled
        if one.form.instrument == instrument
        and one.closed_at is None
        and (day - one.form.day).days < OPEN_DAYS[instrument]
        and all(at < one.begun_at for at in closed)
    )
    return max(going, key=lambda one: one.begun_at, default=None)


def last_long_on(filled: Iterable[Filled], instrument: str) -> date | None:
    """Give the last day on which another long form was closed; None for a short one."""
    others = LONG - {instrument} if instrument in LONG else frozenset()
    days = (one.closed_on for one in filled if one.form.instrument in others and one.closed_on)
    return max(days, default=None)


def _closed(filled: Iterable[Filled], instrument: str) -> list[Filled]:
    return [one for one in filled if one.form.instrument == instrument and one.closed_at]
