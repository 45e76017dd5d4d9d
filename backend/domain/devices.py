"""Where somebody is signed in."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from backend.domain.credentials import PROOF_LASTS


@dataclass(frozen=True)
class Device:
    """One browser that is signed in: a session. `name` is what the browser called itself."""

    id: UUID
    name: str
    signed_in_at: datetime
    seen_on: date
    proved_at: datetime | None

    def proved(self, now: datetime) -> bool:
        """Whether a credential was shown here within the last ten minutes."""
        if self.proved_at is None:
            return False
        return self.proved_at <= now < self.proved_at + PROOF_LASTS
