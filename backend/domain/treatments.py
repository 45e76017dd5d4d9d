"""What was done by others: injections, operations, therapy. Never a dose."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from backend.domain.errors import RuleBroken
from backend.domain.wording import say

EARLIEST_YEAR = 1920
"""Treatments before this year are typing errors (rule)."""


class TreatmentKind(StrEnum):
    """What a treatment was. Visits are kept apart: they are prepared for."""

    BOTULINUM_TOXIN = "botulinum_toxin"
    SURGERY = "surgery"
    INJECTIONS = "injections"
    ACUPUNCTURE = "acupuncture"
    THERAPY = "therapy"


CLOCK_KINDS = frozenset({TreatmentKind.BOTULINUM_TOXIN, TreatmentKind.INJECTIONS})
"""Treatments that days are counted from ("days since injection")."""

COURSE_KINDS = frozenset(
    {TreatmentKind.INJECTIONS, TreatmentKind.ACUPUNCTURE, TreatmentKind.THERAPY}
)
"""Treatments that may last: they can have a last day."""


@dataclass(frozen=True)
class Treatment:
    """A treatment as the person entered it. `until` is the last day of a course, if it is over."""

    id: UUID
    kind: TreatmentKind
    on: date
    until: date | None
    note: str
    seq: int


def check_treatment(treatment: Treatment, *, today: date) -> None:
    """Refuse days that cannot be. Raises RuleBroken with the field the sentence belongs beside."""
    if treatment.on > today:
        raise RuleBroken(say("Choose a date that is not in the future."), field="on")
    if treatment.on.year < EARLIEST_YEAR:
        raise RuleBroken(say("Choose a year from {year} on.", year=EARLIEST_YEAR), field="on")
    if treatment.until is None:
        return
    if treatment.kind not in COURSE_KINDS:
        raise RuleBroken(say("Only a course or a therapy has a last day."), field="until")
    if treatment.until < treatment.on:
        raise RuleBroken(
            say("The last day comes before the first. Please swap them."), field="until"
        )
    if treatment.until > today:
        raise RuleBroken(say("Leave the last day empty while it still goes on."), field="until")


def days_since(treatments: Iterable[Treatment], day: date) -> int | None:
    """Count the days from the last injection on or before a day; None without one."""
    begun = [one.on for one in treatments if one.kind in CLOCK_KINDS and one.on <= day]
    return (day - max(begun)).days if begun else None
