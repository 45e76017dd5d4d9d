"""Events: what a phone sends, when it really happened, and which of two answers stands."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from backend.domain.wording import Sentence


class Status(StrEnum):
    """What became of an event. Only `applied` changed anything."""

    APPLIED = "applied"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    CONFLICT = "conflict"


WHICH_DAY: Final = "local_date"
"""The field that an entry lacks whose day does not fit: its writer is asked for another one."""


@dataclass(frozen=True)
class Outcome:
    """One event's answer. `seq` is the person's count after it; None when nothing was stored.

    `field` names what would have to be said differently, where the rule that was broken knows it.
    """

    id: str
    status: Status
    seq: int | None = None
    reason: Sentence | None = None
    field: str | None = None


@dataclass(frozen=True, order=True)
class Version:
    """Orders two answers to the same question: the later one stands, then the larger id."""

    corrected_at: datetime
    event_id: UUID


@dataclass(frozen=True)
class Recorded:
    """An event as it was stored: immutable, and never told apart from its first arrival."""

    id: UUID
    type: str
    local_date: date
    zone: str
    offset_min: int
    seq: int
    occurred_at: datetime
    corrected_at: datetime
    received_at: datetime
    payload: Mapping[str, Any]
    body_hash: str

    @property
    def version(self) -> Version:
        return Version(self.corrected_at, self.id)


def corrected(occurred_at: datetime, *, sent_at: datetime, now: datetime) -> datetime:
    """Put a phone's clock right: what it was off by when it sent, it was off by before.

    Never later than `now`: nothing has happened in the future.
    """
    try:
        return min(occurred_at + (now - sent_at), now)
    except OverflowError:
        return now


def body_hash(body: Mapping[str, Any]) -> str:
    """Digest an event's canonical JSON (sorted keys, no spaces). `sent_at` is no part of it."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
