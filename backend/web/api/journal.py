"""The journal for programs."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from backend.domain.journal import LONGEST_SEARCH, JournalEntry, Sought
from backend.services.daily import Making, entry_kept, make, put_entry
from backend.services.entries import RemovalDraft
from backend.services.journal import JournalDraft, JournalEditDraft, read_entries, read_entry
from backend.services.shapes import NewId, Words
from backend.web.api.entries import Dating, IfMatch, Listing, Page, check_match, payload_of
from backend.web.cursors import cursor_after
from backend.web.dependencies import CurrentPatient, LocalDay, Moment, Reading, Writing
from backend.web.strict import StrictRoute

router = APIRouter(tags=["journal"], route_class=StrictRoute)


class JournalPut(Dating, JournalDraft):
    """A journal entry with the day it belongs to."""


@router.get("/journal")
def read_all(
    db: Reading,
    patient: CurrentPatient,
    window: Listing,
    q: Annotated[Words | None, Query(max_length=LONGEST_SEARCH)] = None,
) -> Page[JournalEntry]:
    """Give journal entries, newest first; `q` keeps those whose words or tags contain it.

    Case, accents and full width make no difference.
    """
    entries = read_entries(db, patient.id, window, Sought(words=q))
    return Page(items=entries, next=cursor_after(entries, window.limit))


@router.get("/journal/{entry_id}")
def read_one(db: Reading, patient: CurrentPatient, entry_id: UUID) -> JournalEntry:
    """Give one journal entry."""
    return read_entry(db, patient.id, entry_id)


@router.put("/journal/{entry_id}", responses={201: {"model": JournalEntry}})
def put(
    db: Writing,
    patient: CurrentPatient,
    now: Moment,
    entry_id: NewId,
    body: JournalPut,
    answer: Response,
    if_match: IfMatch = None,
) -> JournalEntry:
    """Add an entry under your own UUIDv7 (201; the same again 200), or edit with If-Match."""
    if if_match is not None:
        check_match(if_match, entry_kept(db, patient.id, "journal", entry_id))
        draft = JournalEditDraft.model_validate(payload_of(body) | {"of": entry_id})
        make(db, Making(patient, body.local_date, now), "journal.edit", draft)
        return read_entry(db, patient.id, entry_id)
    making = Making(patient, body.local_date, now, entry_id)
    new = put_entry(
        db,
        making,
        "journal.add",
        payload_of(body),
        occurred_at=body.occurred_at,
        zone=body.tz,
    )
    answer.status_code = 201 if new else 200
    return read_entry(db, patient.id, entry_id)


@router.delete("/journal/{entry_id}", status_code=204)
def delete(
    db: Writing, patient: CurrentPatient, today: LocalDay, now: Moment, entry_id: UUID
) -> None:
    """Take an entry out; putting its words back is an edit."""
    entry_kept(db, patient.id, "journal", entry_id)
    make(db, Making(patient, today, now), "journal.remove", RemovalDraft(of=entry_id))
