"""What an accepted event carries to the function that gives it its effect."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from backend.domain.accounts import Patient
from backend.domain.events import Version
from backend.store.entries import Origin


@dataclass(frozen=True)
class Applying:
    """An event being applied: whose, for which day, made when and where, counted as `seq`."""

    patient: Patient
    event_id: UUID
    day: date
    seq: int
    version: Version
    origin: Origin
