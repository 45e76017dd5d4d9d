"""Forms that are answered now and then: their items, and the answers that stand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from backend.domain.events import Version
from backend.domain.screening import ANSWERS, SCREENING_VERSION, SCREENS

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


@dataclass(frozen=True)
class Form:
    """A form with the answers that stand, keyed by item id. `day` is the day it was begun."""

    id: UUID
    instrument: str
    version: str
    language: str
    day: date
    finished: bool
    answers: Mapping[str, int]
    seq: int


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
