"""The journal, to read: by day, by month, what was sought, and what an entry said before."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from backend.domain.errors import NotFound
from backend.domain.journal import DayWritten, JournalEntry, Sought, Wording
from backend.domain.months import Month
from backend.services.journal import (
    SoughtDraft,
    count_entries,
    read_days,
    read_days_like,
    read_entries,
    read_entry,
    read_month,
    read_wordings,
)
from backend.web.cursors import cursor_after, window_before
from backend.web.dependencies import CurrentPatient, LocalDay, Reading
from backend.web.forms import bind
from backend.web.render import page

router = APIRouter()
ENTRIES_A_PAGE = 30
FIELDS = ("q", "tag", "on")


@dataclass(frozen=True)
class Journal:
    """Entries by day, newest first, and the address of the older ones.

    `found` counts what was sought, and is None when nothing was; `like` is what was written on
    this day in earlier months and years.
    """

    days: tuple[DayWritten, ...]
    like: tuple[DayWritten, ...]
    sought: Sought
    found: int | None
    older: str | None


@dataclass(frozen=True)
class JournalHistory:
    """An entry as it stands, and what it said before, newest first."""

    entry: JournalEntry
    wordings: tuple[Wording, ...]


@router.get("/journal", name="journal")
def show(
    request: Request,
    db: Reading,
    patient: CurrentPatient,
    today: LocalDay,
    older: Annotated[str | None, Query()] = None,
) -> Response:
    """Show the journal by day, a page at a time; only what is sought, if something is."""
    asked = FormData([(name, request.query_params.get(name, "")) for name in FIELDS])
    bound = bind(SoughtDraft, asked)
    if bound.draft is None:
        nothing = Journal((), (), Sought(), None, None)
        return page(request, "journal", nothing, status=422, errors=bound.errors, typed=bound.typed)
    sought, all_of_it = bound.draft.sought, bound.draft.sought == Sought()
    entries = read_entries(db, patient.id, window_before(older, ENTRIES_A_PAGE), sought)
    like = read_days_like(db, patient.id, today) if all_of_it and older is None else ()
    found = None if all_of_it else count_entries(db, patient.id, sought)
    rest = _address(cursor_after(entries, ENTRIES_A_PAGE), sought)
    view = Journal(read_days(db, patient.id, entries), like, sought, found, rest)
    return page(request, "journal", view, typed=bound.typed)


def _address(older: str | None, sought: Sought) -> str | None:
    """Give where the older entries of what is sought begin; None when there are none."""
    asked = {"older": older, "q": sought.words, "tag": sought.tag, "on": sought.on}
    said = {name: value for name, value in asked.items() if value is not None}
    return f"/journal?{urlencode(said)}" if older else None


@router.get("/journal/month", name="journal_month")
def show_month(
    request: Request,
    db: Reading,
    patient: CurrentPatient,
    today: LocalDay,
    m: Annotated[str | None, Query()] = None,
) -> Response:
    """Show on which days of a month something was written; this month without a name."""
    try:
        month = Month.parse(m) if m is not None else None
    except ValueError:
        raise NotFound from None
    return page(request, "journal-month", read_month(db, patient.id, month, today=today))


@router.get("/journal/{entry_id}/history", name="journal_history")
def show_history(
    request: Request, db: Reading, patient: CurrentPatient, entry_id: UUID
) -> Response:
    """Show what an entry said before it was changed."""
    wordings = read_wordings(db, patient.id, entry_id)
    view = JournalHistory(read_entry(db, patient.id, entry_id), wordings)
    return page(request, "journal-history", view)
