"""Linked movements for programs: cells of 0 to 3, never summed."""

from uuid import UUID

from fastapi import APIRouter, Response

from backend.domain.synkinesis import Synkinesis
from backend.services.daily import Making, entry_kept, make, put_entry
from backend.services.entries import RemovalDraft
from backend.services.shapes import NewId
from backend.services.synkinesis import (
    SynkinesisDraft,
    SynkinesisEditDraft,
    read_one,
    read_synkinesis,
)
from backend.web.api.entries import Dating, IfMatch, Listing, Page, check_match, payload_of
from backend.web.cursors import cursor_after
from backend.web.dependencies import CurrentPatient, LocalDay, Moment, Reading, Writing
from backend.web.strict import StrictRoute

router = APIRouter(tags=["synkinesis"], route_class=StrictRoute)


class SynkinesisPut(Dating, SynkinesisDraft):
    """Cells with the day it belongs to."""


@router.get("/synkinesis")
def read_all(db: Reading, patient: CurrentPatient, window: Listing) -> Page[Synkinesis]:
    """Give what was answered, newest first."""
    entries = read_synkinesis(db, patient.id, window)
    return Page(items=entries, next=cursor_after(entries, window.limit))


@router.get("/synkinesis/{entry_id}")
def read(db: Reading, patient: CurrentPatient, entry_id: UUID) -> Synkinesis:
    """Give one entry."""
    return read_one(db, patient.id, entry_id)


@router.put("/synkinesis/{entry_id}", responses={201: {"model": Synkinesis}})
def put(
    db: Writing,
    patient: CurrentPatient,
    now: Moment,
    entry_id: NewId,
    body: SynkinesisPut,
    answer: Response,
    if_match: IfMatch = None,
) -> Synkinesis:
    """Add an entry under your own UUIDv7 (201; the same again 200), or edit with If-Match."""
    if if_match is not None:
        check_match(if_match, entry_kept(db, patient.id, "synkinesis", entry_id))
        draft = SynkinesisEditDraft.model_validate(payload_of(body) | {"of": entry_id})
        make(db, Making(patient, body.local_date, now), "synkinesis.edit", draft)
        return read_one(db, patient.id, entry_id)
    new = put_entry(
        db,
        Making(patient, body.local_date, now, entry_id),
        "synkinesis.add",
        payload_of(body),
        occurred_at=body.occurred_at,
        zone=body.tz,
    )
    answer.status_code = 201 if new else 200
    return read_one(db, patient.id, entry_id)


@router.delete("/synkinesis/{entry_id}", status_code=204)
def delete(
    db: Writing, patient: CurrentPatient, today: LocalDay, now: Moment, entry_id: UUID
) -> None:
    """Take an entry out; putting its cells back is an edit."""
    entry_kept(db, patient.id, "synkinesis", entry_id)
    make(db, Making(patient, today, now), "synkinesis.remove", RemovalDraft(of=entry_id))
