"""Gradings from a clinician's letter, for programs. None is ever worked out here."""

from uuid import UUID

from fastapi import APIRouter, Response

from backend.domain.gradings import Grading
from backend.services.gradings import (
    GradingDraft,
    read_grading,
    read_gradings,
    remove_grading,
    save_grading,
)
from backend.services.shapes import NewId
from backend.web.api.entries import Page
from backend.web.dependencies import CurrentPatient, LocalDay, Moment, Reading, Writing
from backend.web.strict import StrictRoute

router = APIRouter(tags=["gradings"], route_class=StrictRoute)


@router.get("/gradings")
def read_all(db: Reading, patient: CurrentPatient) -> Page[Grading]:
    """Give all gradings, newest first, as the person entered them."""
    return Page(items=read_gradings(db, patient.id), next=None)


@router.put("/gradings/{grading_id}", responses={201: {"model": Grading}})
def put(
    db: Writing,
    patient: CurrentPatient,
    today: LocalDay,
    now: Moment,
    grading_id: NewId,
    body: GradingDraft,
    answer: Response,
) -> Grading:
    """Enter a grading under your own UUIDv7 (201), or put it in place of what is there (200)."""
    new = save_grading(db, patient.id, grading_id, body, today=today, now=now)
    answer.status_code = 201 if new else 200
    return read_grading(db, patient.id, grading_id)


@router.delete("/gradings/{grading_id}", status_code=204)
def delete(db: Writing, patient: CurrentPatient, grading_id: UUID) -> None:
    """Take a grading out; putting it again brings it back."""
    remove_grading(db, patient.id, grading_id)
