"""What is shown to a doctor, to whom, and for how long."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit
from uuid import UUID

from backend.domain.periods import Window, WindowChoice

ATTEMPTS = 10
"""Wrong passcodes a link bears in its whole life (sharing reference 1.2)."""

OPEN_DAYS = (1, 7, 30, 180)
"""For how many days a link may stay open; there is no "for ever"."""

DEFAULT_OPEN_DAYS = 7

PASSCODE_DIGITS = 6

SAID_TWICE = timedelta(minutes=2)
"""Posted again within this time, a form that made a link is a double tap."""

MOST_AFTER_END = 50
"""How many attempts on a link that is over are written down; more say nothing new."""


class Category(StrEnum):
    """A part of the report that is ticked by itself. Energy and sleep belong to the symptoms;
    `questionnaires` are those of mood and worry."""

    ROUTINE = "routine"
    SYMPTOMS = "symptoms"
    FUNCTION = "function"
    LINKED_MOVEMENTS = "linked_movements"
    EYE_CARE = "eye_care"
    TREATMENTS = "treatments"
    EARLIER_TREATMENTS = "earlier_treatments"
    GRADINGS = "gradings"
    QUESTIONS = "questions"
    MOOD = "mood"
    QUESTIONNAIRES = "questionnaires"
    JOURNAL = "journal"


USUAL = frozenset(
    {
        Category.ROUTINE,
        Category.SYMPTOMS,
        Category.FUNCTION,
        Category.LINKED_MOVEMENTS,
        Category.EYE_CARE,
        Category.TREATMENTS,
        Category.GRADINGS,
        Category.QUESTIONS,
    }
)
"""What is ticked unless the person says otherwise: neither mood nor what its questionnaires add up
to, no journal, and no treatment from before the period. A category that a later version adds is
never added to an old link or choice."""


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


def spell_scope(scope: Scope) -> dict[str, object]:
    """Write a scope as plain values for keeping. Nothing stands for "all categories"."""
    window = scope.window
    return {
        "categories": sorted(scope.categories),
        "window": window.window.value,
        "since": window.since.isoformat() if window.since else None,
        "until": window.until.isoformat() if window.until else None,
        "name": scope.name.value,
        "language": scope.language,
    }


def read_scope(kept: Mapping[str, object]) -> Scope:
    """Read what `spell_scope` wrote. A category that is no longer known is left out."""
    named = kept["categories"]
    known = {category.value for category in Category}
    return Scope(
        frozenset(Category(one) for one in named if one in known)
        if isinstance(named, list)
        else frozenset(),
        WindowChoice(Window(str(kept["window"])), _day(kept["since"]), _day(kept["until"])),
        NameShown(str(kept["name"])),
        str(kept["language"]),
    )


def _day(kept: object) -> date | None:
    return date.fromisoformat(kept) if isinstance(kept, str) else None


class Reach(StrEnum):
    """From where a link that begins with a server's address can be opened."""

    ANYWHERE = "anywhere"
    THIS_COMPUTER = "this_computer"
    NOWHERE = "nowhere"


def reach_of(base: str) -> Reach:
    """Tell from where an address is reached safely: plain http only on this computer."""
    parts = urlsplit(base)
    host = parts.hostname or ""
    if _is_loopback(host):
        return Reach.THIS_COMPUTER
    return Reach.ANYWHERE if parts.scheme == "https" and host else Reach.NOWHERE


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def typed_passcode(text: str) -> str:
    """Give a passcode as it is meant: spaces and dashes out, digits of any script as ours."""
    return "".join(
        str(unicodedata.decimal(sign, sign))
        for sign in unicodedata.normalize("NFKC", text)
        if not sign.isspace() and unicodedata.category(sign) not in {"Pd", "Cf"}
    )


class LinkEnd(StrEnum):
    """Why a link is no longer open."""

    STOPPED = "stopped"
    EXPIRED = "expired"
    LOCKED = "locked"


class AccessOutcome(StrEnum):
    """What became of an attempt to open a link: opened, a wrong passcode (the tenth closes the
    link), tried after ten wrong ones, tried after it was stopped or had run out."""

    OPENED = "opened"
    WRONG_PASSCODE = "wrong_passcode"
    LOCKED = "locked"
    AFTER_END = "after_end"


@dataclass(frozen=True)
class Access:
    """One attempt to open a link. `reader` is a name as somebody typed it: nobody checked it."""

    id: UUID
    at: datetime
    outcome: AccessOutcome
    reader: str


@dataclass(frozen=True)
class ShareLink:
    """A link as its owner sees it; neither its secret nor its passcode.

    `ended_at` is when the server saw that it was over: a clock that is moved back revives nothing.
    `opened` and `failed` count attempts; `last` is the newest opening.
    """

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
    ended_at: datetime | None = None

    def ended(self, now: datetime) -> LinkEnd | None:
        """Say why the link is over at a moment; None while it is open."""
        if self.revoked_at is not None:
            return LinkEnd.STOPPED
        if self.attempts_left <= 0:
            return LinkEnd.LOCKED
        over = self.ended_at is not None or now >= self.expires_at
        return LinkEnd.EXPIRED if over else None


def initials(name: str) -> str:
    """Shorten a name: "Amina Khan" to "A. K.", a name without spaces in Han to its first sign."""
    return " ".join(f"{part[0]}." if part[0].isascii() else part[0] for part in name.split())
