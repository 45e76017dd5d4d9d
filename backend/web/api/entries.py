"""What check-ins and journal entries share in the API: lists by cursor, and putting by id."""

from typing import Annotated, Generic, TypeVar

from fastapi import Depends, Header, Query
from pydantic import BaseModel

from backend.domain.errors import Conflict, RuleBroken
from backend.domain.wording import say
from backend.services.shapes import Day, Draft, Zone
from backend.services.shapes import Moment as MomentShape
from backend.store.entries import Window
from backend.web.cursors import window_before

Entry = TypeVar("Entry")
ENVELOPE = frozenset({"local_date", "occurred_at", "tz"})
MOST_A_PAGE = 200


class Page(BaseModel, Generic[Entry]):
    """A page of a list, newest first; `next` asks for the one after it."""

    items: tuple[Entry, ...]
    next: str | None


class Dating(Draft):
    """The day an entry belongs to; when and where it was made, if not here and now."""

    local_date: Day
    occurred_at: MomentShape | None = None
    tz: Zone | None = None


def listing(
    since: Annotated[Day | None, Query(alias="from")] = None,
    until: Annotated[Day | None, Query(alias="to")] = None,
    cursor: Annotated[str | None, Query(max_length=80)] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_A_PAGE)] = 50,
) -> Window:
    """Read the window of a list: `from` and `to` are included."""
    return window_before(cursor, limit, since=since, until=until)


Listing = Annotated[Window, Depends(listing)]
IfMatch = Annotated[str | None, Header(description="The entry's `seq`: makes the PUT an edit.")]


def payload_of(body: Draft) -> dict[str, object]:
    """Give what a PUT says beside its dating, as an event's payload."""
    return body.model_dump(mode="json", exclude_unset=True, exclude=set(ENVELOPE))


def check_match(if_match: str, seq: int) -> None:
    """Refuse an edit of an entry that has changed since it was read."""
    given = if_match.strip().strip('"')
    if not given.isascii() or not given.isdigit():
        raise RuleBroken(say("If-Match holds the entry's seq, a whole number."), field="if-match")
    if int(given[:18]) != seq:
        raise Conflict(say("This entry was changed since you read it. Nothing was stored."))
