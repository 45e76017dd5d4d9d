"""Showing up, counted kindly: planned days only, resting days leave the count."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

WINDOW = 21
"""How many planned days are looked back on."""

FEWEST = 3
"""Below this many planned days nothing is shown: too little to say anything."""

QUIET = timedelta(days=7)
"""After so long without a word somebody is welcomed back."""


@dataclass(frozen=True)
class Consistency:
    """Days shown up out of the planned days looked at (at most 21), oldest first in `days`."""

    done: int
    planned: int
    days: tuple[tuple[date, bool], ...]


def consistency(
    planned: Collection[date],
    done: Collection[date],
    resting: Collection[date],
    *,
    today: date,
) -> Consistency | None:
    """Count how many of the last 21 planned days a person showed up; None below three.

    Today only counts once it is done, but never counts against: the day is not over.
    A day with a required item done counts as done whatever its kind; other rest, flare and away
    days leave the window: resting as prescribed is keeping the plan.
    """
    finished = set(done)
    counted = {day for day in planned if day not in resting} | finished
    window = sorted(day for day in counted if day < today or (day == today and day in finished))
    window = window[-WINDOW:]
    if len(window) < FEWEST:
        return None
    shown = tuple((day, day in finished) for day in window)
    return Consistency(sum(was_done for _, was_done in shown), len(window), shown)


def returning(begins_on: date | None, *, noted_lately: bool, today: date) -> bool:
    """Whether today is a day of coming back: seven days of a plan have passed without a word.

    `noted_lately` tells of anything noted for one of those days or for today, a rest day or a
    line too. A plan younger than that has nobody to come back to it.
    """
    return begins_on is not None and begins_on < today - QUIET and not noted_lately
