"""Cursors of lists that run newest first: the day and id of the last entry given."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from backend.domain.days import parse_day
from backend.domain.errors import NotFound
from backend.store.entries import Window


class Dated(Protocol):
    """Anything kept under an id on a day."""

    @property
    def id(self) -> UUID: ...

    @property
    def day(self) -> date: ...


def window_before(
    cursor: str | None, limit: int, *, since: date | None = None, until: date | None = None
) -> Window:
    """Give the window a cursor asks for. Raises NotFound for a cursor we never gave."""
    if cursor is None:
        return Window(since, until, None, limit)
    day, _, entry_id = cursor.partition("_")
    try:
        return Window(since, until, (parse_day(day), UUID(entry_id)), limit)
    except ValueError:
        raise NotFound from None


def cursor_after(entries: Sequence[Dated], limit: int) -> str | None:
    """Give the cursor of the next page, or None when this page was the last."""
    if len(entries) < limit:
        return None
    return f"{entries[-1].day.isoformat()}_{entries[-1].id}"
