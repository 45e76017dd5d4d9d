"""Eye care from a plain form: one more, one less."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from backend.services.care import CareDraft
from backend.services.daily import entry_stands, make
from backend.services.entries import RemovalDraft
from backend.web.dependencies import CurrentPatient, Moment, Writing
from backend.web.errors import refuse_form
from backend.web.forms import Form, bind
from backend.web.pages.daily import back_to_day, making_of

router = APIRouter()
FORM = "/check-in/answers"


@router.post("/care", name="add_care")
def add(
    request: Request, db: Writing, patient: CurrentPatient, now: Moment, form: Form
) -> Response:
    """Count once more what was done for the eye."""
    bound = bind(CareDraft, form)
    if bound.draft is None:
        return refuse_form(request, bound.errors)
    make(db, making_of(patient, form, now), "care.add", bound.draft)
    return back_to_day(FORM, form)


@router.post("/care/{entry_id}/remove", name="remove_care")
def remove(
    db: Writing, patient: CurrentPatient, now: Moment, form: Form, entry_id: UUID
) -> Response:
    """Take an entry back; taking it back again changes nothing."""
    if entry_stands(db, patient.id, "care", entry_id):
        make(db, making_of(patient, form, now), "care.remove", RemovalDraft(of=entry_id))
    return back_to_day(FORM, form)
