"""A session of the player, as the person felt it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class Felt:
    """Effort and pain after a session, 0 none to 10 the most; None where nothing was said.

    `at` is the wall clock then.
    """

    id: UUID
    day: date
    at: datetime
    effort: int | None
    pain: int | None
    items: tuple[UUID, ...]
