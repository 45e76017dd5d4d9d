"""A person's record as files: which there are, and the days they are asked for."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from backend.domain.errors import RuleBroken
from backend.domain.wording import say


class RecordKind(StrEnum):
    """One file each; the value is its name in addresses."""

    CHECK_INS = "check-ins"
    SYMPTOMS = "symptoms"
    JOURNAL = "journal"
    EYE_CARE = "eye-care"
    LINKED_MOVEMENTS = "linked-movements"
    QUESTIONNAIRES = "questionnaires"
    SCORES = "scores"
    GRADINGS = "gradings"
    TREATMENTS = "treatments"
    VISITS = "visits"
    STEPS = "steps"
    DAYS = "days"
    SESSIONS = "sessions"


@dataclass(frozen=True)
class Span:
    """Days from `since` to `until`, both included; an end that is None is open."""

    since: date | None = None
    until: date | None = None


def check_span(span: Span) -> None:
    """Refuse days the wrong way round. Raises RuleBroken with the field."""
    if span.since and span.until and span.since > span.until:
        raise RuleBroken(say("The last day comes before the first. Please swap them."), field="to")
