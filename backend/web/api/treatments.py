"""Treatments for programs. There is no field for a dose."""

from uuid import UUID

from fastapi import APIRouter, Response

from backend.domain.treatments import Treatment
from backend.services.shapes import NewId
from backend.services.treatments import (
    TreatmentDraft,
    read_treatment,
    read_treatments,
    remove_treatment,
    save_treatment,
)
from backend.web.api.entries import Page
from backend.web.dependencies import CurrentPatient, LocalDay, Moment, Reading, Writing
from backend.web.strict import StrictRoute

router = APIRouter(tags=["treatments"], route_class=StrictRoute)


@router.get("/treatments")
def read_all(db: Reading, patient: CurrentPatient) -> Page[Treatment]:
    """Give all treatments, newest first, as the person entered them."""
    return Page(items=read_treatments(db, patient.id), next=None)


@router.put("/treatments/{treatment_id}", responses={201: {"model": Treatment}})
def put(
    db: Writing,
    patient: CurrentPatient,
    today: LocalDay,
    now: Moment,
    treatment_id: NewId,
    body: TreatmentDraft,
    answer: Response,
) -> Treatment:
    """Note a treatment under your own UUIDv7 (201), or put it in place of what is there (200)."""
    new = save_treatment(db, patient.id, treatment_id, body, today=today, now=now)
    answer.status_code = 201 if new else 200
    return read_treatment(db, patient.id, treatment_id)


@router.delete("/treatments/{treatment_id}", status_code=204)
def delete(db: Writing, patient: CurrentPatient, treatment_id: UUID) -> None:
    """Take a treatment out; putting it again brings it back."""
    remove_treatment(db, patient.id, treatment_id)
