"""What was done by others: injections, operations, therapy. Never a dose."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


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


def days_since(treatments: Iterable[Treatment], day: date) -> int | None:
    """Count the days from the last injection on or before a day; None without one."""
    begun = [one.on for one in treatments if one.kind in CLOCK_KINDS and one.on <= day]
    return (day - max(begun)).days if begun else None
