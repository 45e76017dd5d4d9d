"""What is shown to a doctor, to whom, and for how long."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from backend.domain.periods import WindowChoice

ATTEMPTS = 10
"""Wrong passcodes a link bears in its whole life (sharing reference 1.2)."""

OPEN_DAYS = (1, 7, 30, 180)
"""For how many days a link may stay open; there is no "for ever"."""

DEFAULT_OPEN_DAYS = 7


class Category(StrEnum):
    """A part of the report that is ticked by itself."""

    ROUTINE = "routine"
    SYMPTOMS = "symptoms"
    FUNCTION = "function"
    TREATMENTS = "treatments"
    EARLIER_TREATMENTS = "earlier_treatments"
    QUESTIONS = "questions"
    MOOD = "mood"
    JOURNAL = "journal"


USUAL = frozenset(
    {
        Category.ROUTINE,
        Category.SYMPTOMS,
        Category.FUNCTION,
        Category.TREATMENTS,
        Category.QUESTIONS,
    }
)
"""What is ticked unless the person says otherwise: neither mood nor journal, and no treatment
from before the period. A category that a later version adds is never added to an old link."""


class NameShown(StrEnum):
    """How the report calls the person."""

    FULL = "full"
    INITIALS = "initials"
    NONE = "none"


class Mode(StrEnum):
    """A snapshot shows the report as it was when shared, a live link as it is when opened."""

    SNAPSHOT = "snapshot"
    LIVE = "live"


@dataclass(frozen=True)
class Scope:
    """What a report holds: categories, days, how the person is called, and in which language."""

    categories: frozenset[Category] = USUAL
    window: WindowChoice = field(default_factory=WindowChoice)
    name: NameShown = NameShown.INITIALS
    language: str = "en"


class LinkEnd(StrEnum):
    """Why a link is no longer open."""

    STOPPED = "stopped"
    EXPIRED = "expired"
    LOCKED = "locked"


class AccessOutcome(StrEnum):
    """What became of an attempt to open a link."""

    OPENED = "opened"
    WRONG_PASSCODE = "wrong_passcode"
    LOCKED = "locked"
    AFTER_END = "after_end"


@dataclass(frozen=True)
class Access:
    """One attempt to open a link. `reader` is a name as somebody typed it: nobody checked it."""

    at: datetime
    outcome: AccessOutcome
    reader: str


@dataclass(frozen=True)
class ShareLink:
    """A link as its owner sees it; neither its secret nor its passcode."""

    id: UUID
    scope: Scope
    mode: Mode
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    has_passcode: bool
    attempts_left: int
    opened: int
    failed: int
    last: Access | None

    def ended(self, now: datetime) -> LinkEnd | None:
        """Say why the link is over at a moment; None while it is open."""
        if self.revoked_at is not None:
            return LinkEnd.STOPPED
        if self.attempts_left <= 0:
            return LinkEnd.LOCKED
        return LinkEnd.EXPIRED if now >= self.expires_at else None


def initials(name: str) -> str:
    """Shorten a name: "Amina Khan" to "A. K.", a name without spaces in Han to its first sign."""
    return " ".join(f"{part[0]}." if part[0].isascii() else part[0] for part in name.split())
