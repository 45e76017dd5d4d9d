"""Check-ins for programs."""

from uuid import UUID

from fastapi import APIRouter, Response

from backend.domain.checkins import CheckIn
from backend.services.checkins import (
    CheckInDraft,
    CheckInEditDraft,
    read_check_in,
    read_check_ins,
)
from backend.services.daily import Making, entry_kept, make, put_entry
from backend.services.entries import RemovalDraft
from backend.services.shapes import NewId
from backend.web.api.entries import Dating, IfMatch, Listing, Page, check_match, payload_of
from backend.web.cursors import cursor_after
from backend.web.dependencies import CurrentPatient, LocalDay, Moment, Reading, Writing
from backend.web.strict import StrictRoute

router = APIRouter(tags=["check-ins"], route_class=StrictRoute)


class CheckInPut(Dating, CheckInDraft):
    """A check-in with the day it belongs to."""


@router.get("/check-ins")
def read_all(db: Reading, patient: CurrentPatient, window: Listing) -> Page[CheckIn]:
    """Give check-ins, newest first."""
    entries = read_check_ins(db, patient.id, window)
    return Page(items=entries, next=cursor_after(entries, window.limit))


@router.get("/check-ins/{entry_id}")
def read_one(db: Reading, patient: CurrentPatient, entry_id: UUID) -> CheckIn:
    """Give one check-in."""
    return read_check_in(db, patient.id, entry_id)


@router.put("/check-ins/{entry_id}", responses={201: {"model": CheckIn}})
def put(
    db: Writing,
    patient: CurrentPatient,
    now: Moment,
    entry_id: NewId,
    body: CheckInPut,
    answer: Response,
    if_match: IfMatch = None,
) -> CheckIn:
    """Add a check-in under your own UUIDv7 (201; the same again 200), or edit with If-Match."""
    if if_match is not None:
        check_match(if_match, entry_kept(db, patient.id, "checkin", entry_id))
        draft = CheckInEditDraft.model_validate(payload_of(body) | {"of": entry_id})
        make(db, Making(patient, body.local_date, now), "checkin.edit", draft)
        return read_check_in(db, patient.id, entry_id)
    making = Making(patient, body.local_date, now, entry_id)
    new = put_entry(
        db,
        making,
        "checkin.add",
        payload_of(body),
        occurred_at=body.occurred_at,
        zone=body.tz,
    )
    answer.status_code = 201 if new else 200
    return read_check_in(db, patient.id, entry_id)


@router.delete("/check-ins/{entry_id}", status_code=204)
def delete(
    db: Writing, patient: CurrentPatient, today: LocalDay, now: Moment, entry_id: UUID
) -> None:
    """Take a check-in back; putting its answers back is an edit."""
    entry_kept(db, patient.id, "checkin", entry_id)
    make(db, Making(patient, today, now), "checkin.remove", RemovalDraft(of=entry_id))
