"""From when to when: the windows that progress and the report look through."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from backend.domain.days import FIRST_YEAR
from backend.domain.errors import RuleBroken
from backend.domain.wording import say


class Window(StrEnum):
    """Which days are looked at; `OWN` goes with two dates."""

    SINCE_VISIT = "visit"
    WEEKS_4 = "4w"
    WEEKS_12 = "12w"
    ALL = "all"
    OWN = "own"


LENGTHS = {Window.WEEKS_4: timedelta(weeks=4), Window.WEEKS_12: timedelta(weeks=12)}

WITHOUT_A_VISIT = Window.WEEKS_12
"""What "since the last visit" means for somebody who has noted none."""


@dataclass(frozen=True)
class Period:
    """Days from `since` to `until`, both included."""

    since: date
    until: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.since <= day <= self.until


def monday(day: date) -> date:
    """Give the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def mondays(period: Period) -> tuple[date, ...]:
    """Give the Monday of every week that a period touches, oldest first, from 1970 on."""
    first = monday(max(period.since, date(FIRST_YEAR, 1, 5)))
    count = (monday(period.until) - first).days // 7 + 1
    return tuple(first + timedelta(weeks=n) for n in range(count))


@dataclass(frozen=True)
class WindowChoice:
    """A window as somebody chose it; the two dates belong to `OWN` only."""

    window: Window = Window.SINCE_VISIT
    since: date | None = None
    until: date | None = None


def period_of(
    choice: WindowChoice, *, today: date, last_visit_on: date | None, begun_on: date | None
) -> Period:
    """Give the days of a choice. `begun_on` is the first day anything is known of, for "all".

    Four weeks are 28 days with today, so that they hold as many days as they say.

    Raises RuleBroken for own dates that are missing, the wrong way round or all in the future.
    """
    match choice.window:
        case Window.OWN:
            return _own(choice, today)
        case Window.ALL:
            return Period(min(begun_on or today, today), today)
        case Window.SINCE_VISIT if last_visit_on is not None and last_visit_on <= today:
            return Period(last_visit_on, today)
        case window:
            return Period(_back(today, LENGTHS.get(window, LENGTHS[WITHOUT_A_VISIT])), today)


def _back(today: date, length: timedelta) -> date:
    return today - length + timedelta(days=1)


def _own(choice: WindowChoice, today: date) -> Period:
    if choice.since is None or choice.until is None:
        raise RuleBroken(say("Choose both a first and a last day."), field="since")
    if choice.since > choice.until:
        raise RuleBroken(
            say("The last day comes before the first. Please swap them."), field="until"
        )
    if choice.since > today:
        raise RuleBroken(say("Choose a date that is not in the future."), field="since")
    return Period(choice.since, min(choice.until, today))
