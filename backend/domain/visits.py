"""A visit to a doctor or therapist: what to ask before it, what changed after it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

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


def last_visit(visits: Iterable[Visit], *, today: date) -> Visit | None:
    """Give the last visit that was held, by its day; None when there was none."""
    held = [visit for visit in visits if visit.held and visit.on <= today]
    return max(held, key=lambda visit: (visit.on, visit.id), default=None)


def next_visit(visits: Iterable[Visit]) -> Visit | None:
    """Give the appointment that comes first of those not yet held, overdue ones included."""
    open_ = [visit for visit in visits if not visit.held]
    return min(open_, key=lambda visit: (visit.on, visit.id), default=None)
