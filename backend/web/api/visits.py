"""Appointments and visits for programs."""

from uuid import UUID

from fastapi import APIRouter, Response

from backend.domain.visits import Visit
from backend.services.shapes import NewId
from backend.services.visits import (
    VisitDraft,
    read_visit,
    read_visits,
    remove_visit,
    save_visit,
)
from backend.web.api.entries import Page
from backend.web.dependencies import CurrentPatient, LocalDay, Moment, Reading, Writing
from backend.web.strict import StrictRoute

router = APIRouter(tags=["visits"], route_class=StrictRoute)


@router.get("/visits")
def read_all(db: Reading, patient: CurrentPatient) -> Page[Visit]:
    """Give all appointments and visits, newest day first."""
    return Page(items=read_visits(db, patient.id), next=None)


@router.put("/visits/{visit_id}", responses={201: {"model": Visit}})
def put(
    db: Writing,
    patient: CurrentPatient,
    today: LocalDay,
    now: Moment,
    visit_id: NewId,
    body: VisitDraft,
    answer: Response,
) -> Visit:
    """Note a visit under your own UUIDv7 (201), or put it in place of what is there (200)."""
    new = save_visit(db, patient.id, visit_id, body, today=today, now=now)
    answer.status_code = 201 if new else 200
    return read_visit(db, patient.id, visit_id)


@router.delete("/visits/{visit_id}", status_code=204)
def delete(db: Writing, patient: CurrentPatient, visit_id: UUID) -> None:
    """Take a visit out; putting it again brings it back."""
    remove_visit(db, patient.id, visit_id)
