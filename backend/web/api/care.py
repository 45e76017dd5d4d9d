"""Eye care for programs: counts, never amounts."""

from uuid import UUID

from fastapi import APIRouter, Response

from backend.domain.care import Care
from backend.services.care import CareDraft, CareEditDraft, read_care, read_one
from backend.services.daily import Making, entry_kept, make, put_entry
from backend.services.entries import RemovalDraft
from backend.services.shapes import NewId
from backend.web.api.entries import Dating, IfMatch, Listing, Page, check_match, payload_of
from backend.web.cursors import cursor_after
from backend.web.dependencies import CurrentPatient, LocalDay, Moment, Reading, Writing
from backend.web.strict import StrictRoute

router = APIRouter(tags=["care"], route_class=StrictRoute)


class CarePut(Dating, CareDraft):
    """Eye care with the day it belongs to."""


@router.get("/care")
def read_all(db: Reading, patient: CurrentPatient, window: Listing) -> Page[Care]:
    """Give eye care, newest first."""
    entries = read_care(db, patient.id, window)
    return Page(items=entries, next=cursor_after(entries, window.limit))


@router.get("/care/{entry_id}")
def read(db: Reading, patient: CurrentPatient, entry_id: UUID) -> Care:
    """Give one entry."""
    return read_one(db, patient.id, entry_id)


@router.put("/care/{entry_id}", responses={201: {"model": Care}})
def put(
    db: Writing,
    patient: CurrentPatient,
    now: Moment,
    entry_id: NewId,
    body: CarePut,
    answer: Response,
    if_match: IfMatch = None,
) -> Care:
    """Add an entry under your own UUIDv7 (201; the same again 200), or edit with If-Match."""
    if if_match is not None:
        check_match(if_match, entry_kept(db, patient.id, "care", entry_id))
        draft = CareEditDraft.model_validate(payload_of(body) | {"of": entry_id})
        make(db, Making(patient, body.local_date, now), "care.edit", draft)
        return read_one(db, patient.id, entry_id)
    new = put_entry(
        db,
        Making(patient, body.local_date, now, entry_id),
        "care.add",
        payload_of(body),
        occurred_at=body.occurred_at,
        zone=body.tz,
    )
    answer.status_code = 201 if new else 200
    return read_one(db, patient.id, entry_id)


@router.delete("/care/{entry_id}", status_code=204)
def delete(
    db: Writing, patient: CurrentPatient, today: LocalDay, now: Moment, entry_id: UUID
) -> None:
    """Take an entry out; putting its count back is an edit."""
    entry_kept(db, patient.id, "care", entry_id)
    make(db, Making(patient, today, now), "care.remove", RemovalDraft(of=entry_id))
