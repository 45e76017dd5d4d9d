"""Looking after the eye, as counts: how often on a day, and nothing about amounts."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

MOST_AT_ONCE = 99
"""How often one entry may say that something was done; more is a typing error (rule)."""


class CareKind(StrEnum):
    """What was done for the eye. `tape` closes it at night, `blink` is a pause from a screen."""

    DROPS = "drops"
    OINTMENT = "ointment"
    TAPE = "tape"
    BLINK = "blink"


@dataclass(frozen=True)
class Care:
    """One entry: what was done and how often, 1 to 99. `at` is the wall clock where it was made."""

    id: UUID
    day: date
    at: datetime
    kind: CareKind
    count: int
    seq: int


def totals(entries: Iterable[Care]) -> Mapping[CareKind, int]:
    """Add up how often each thing was done; what was not done is 0."""
    counted: Counter[CareKind] = Counter()
    for one in entries:
        counted[one.kind] += one.count
    return {kind: counted[kind] for kind in CareKind}
