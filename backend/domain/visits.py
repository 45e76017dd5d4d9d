"""A visit to a doctor or therapist: what to ask before it, what changed after it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from backend.domain.errors import RuleBroken
from backend.domain.wording import say

FARTHEST_AHEAD = timedelta(days=2 * 366)
"""An appointment later than in two years is a typing error (rule)."""

MOST_QUESTIONS = 3
"""Ten minutes with a doctor hold three questions (clinical reference 4)."""


@dataclass(frozen=True)
class Visit:
    """An appointment, or a visit once it was `held`. `followed_up` once the person has said
    what changed in their plan, or that nothing did."""

    id: UUID
    on: date
    with_whom: str
    questions: tuple[str, ...]
    goal: str
    held: bool
    followed_up: bool
    seq: int


def check_visit(visit: Visit, *, today: date) -> None:
    """Refuse what cannot be. Raises RuleBroken with the field the sentence belongs beside."""
    if visit.on > today + FARTHEST_AHEAD:
        raise RuleBroken(say("Choose a date within the next two years."), field="on")
    if visit.held and visit.on > today:
        raise RuleBroken(say("This visit is still to come."), field="on")
    if visit.followed_up and not visit.held:
        raise RuleBroken(say("What changed at a visit can be said once it was held."), field="held")
    if len(visit.questions) > MOST_QUESTIONS:
        raise RuleBroken(
            say("Choose the {n} questions that matter most.", n=MOST_QUESTIONS), field="questions"
        )


def was_held(on: date, kept: Visit | None, *, today: date) -> bool:
    """Say whether a visit counts as held once it is on a day, when nobody says so themselves.

    What is noted for a past day was held. An appointment that was left on its day stays as it is:
    whether somebody was there is theirs to say.
    """
    if kept is not None and kept.on == on:
        return kept.held
    return on < today or (on == today and kept is not None and kept.held)


def overdue(visit: Visit, *, today: date) -> bool:
    """Whether a visit's day is over and nobody has said yet whether it took place."""
    return not visit.held and visit.on < today


def last_goal(visits: Iterable[Visit]) -> str:
    """Give the goal of the latest visit or appointment that has one, to go on from."""
    with_goal = [visit for visit in visits if visit.goal]
    latest = max(with_goal, key=lambda visit: (visit.on, visit.id), default=None)
    return latest.goal if latest else ""


def last_visit(visits: Iterable[Visit], *, today: date) -> Visit | None:
    """Give the last visit that was held, by its day; None when there was none."""
    held = [visit for visit in visits if visit.held and visit.on <= today]
    return max(held, key=lambda visit: (visit.on, visit.id), default=None)


def visit_before(visits: Iterable[Visit], *, today: date) -> Visit | None:
    """Give the last visit that was held on an earlier day: where "since the last visit" begins.

    On the day of a visit there is still all to see that it was about, not one day of it.
    """
    return last_visit(visits, today=today - timedelta(days=1))


def next_visit(visits: Iterable[Visit], *, today: date) -> Visit | None:
    """Give the appointment that comes next, today's included.

    Without one it is the last whose day is over, of those that nobody said took place: it may have
    been put off. An appointment forgotten a year ago never stands before the coming one.
    """
    waiting = [visit for visit in visits if not visit.held]
    coming = [visit for visit in waiting if visit.on >= today]
    if coming:
        return min(coming, key=lambda visit: (visit.on, visit.id))
    return max(waiting, key=lambda visit: (visit.on, visit.id), default=None)
