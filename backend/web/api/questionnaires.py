"""Questionnaires for programs: what they ask, and forms that were filled in."""

from uuid import UUID

from fastapi import APIRouter, Response

from backend.domain.questionnaires import Form
from backend.domain.vocabulary import Instrument
from backend.library import read_library
from backend.services.daily import Making, put_form
from backend.services.questionnaires import FormDraft, read_form, read_forms
from backend.services.shapes import NewId
from backend.web.api.entries import Dating, Listing, Page
from backend.web.cursors import cursor_after
from backend.web.dependencies import CurrentPatient, Moment, Reading, Writing
from backend.web.strict import StrictRoute

router = APIRouter(tags=["questionnaires"], route_class=StrictRoute)


class FormPut(Dating, FormDraft):
    """A form's answers with the day they belong to."""


@router.get("/questionnaires")
def read_all(patient: CurrentPatient) -> list[Instrument]:
    """Give every questionnaire with its items, in the person's language."""
    return list(read_library(patient.language).instruments.values())


@router.get("/questionnaires/forms")
def read_finished(db: Reading, patient: CurrentPatient, window: Listing) -> Page[Form]:
    """Give finished forms, newest first."""
    forms = read_forms(db, patient.id, window)
    return Page(items=forms, next=cursor_after(forms, window.limit))


@router.get("/questionnaires/forms/{form_id}")
def read_one(db: Reading, patient: CurrentPatient, form_id: UUID) -> Form:
    """Give one form, finished or not."""
    return read_form(db, patient.id, form_id)


@router.put("/questionnaires/forms/{form_id}", responses={201: {"model": Form}})
def put(
    db: Writing,
    patient: CurrentPatient,
    now: Moment,
    form_id: NewId,
    body: FormPut,
    answer: Response,
) -> Form:
    """Answer a form under your own UUIDv7, and finish it (201 when new, else 200).

    An item that is not named stays as it is. A finished form is closed: 409 for other answers.
    """
    new = put_form(
        db,
        Making(patient, body.local_date, now),
        form_id,
        body,
        occurred_at=body.occurred_at,
        zone=body.tz,
    )
    answer.status_code = 201 if new else 200
    return read_form(db, patient.id, form_id)
