"""The 4-week check-in: ten questions of function and one of change, all optional."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response
from uuid_utils.compat import uuid7

from backend.domain.accounts import Patient
from backend.domain.questionnaires import FUNCTION, FUNCTION_VERSION, LONGER, Due
from backend.domain.vocabulary import Instrument
from backend.library import read_library
from backend.services.daily import put_form
from backend.services.questionnaires import FormDraft, FunctionDraft, read_due
from backend.services.screening import read_long_on
from backend.web.dependencies import CurrentPatient, LocalDay, Moment, Reading, Writing
from backend.web.forms import Form, bind, form_id
from backend.web.pages.daily import making_of
from backend.web.render import kept_page, language_of, page

router = APIRouter()
PATH = "/check-in/function"


@dataclass(frozen=True)
class FunctionPage:
    """The questions in the person's language, and when they were last answered.

    `long_on` is the last day on which another long form was: never two on one day.
    """

    form: Instrument
    due: Due
    long_on: date | None
    others: tuple[str, ...] = LONGER


@router.get(PATH, name="function")
def show(request: Request, db: Reading, patient: CurrentPatient, today: LocalDay) -> Response:
    """Show the questions, none of them answered. The phone keeps this page."""
    shown = _shown(request, db, patient, today)
    return kept_page(request, "function", shown, shows=(f"{shown.due.last_on} {shown.long_on}",))


@router.post(PATH, name="keep_function")
def keep(
    request: Request, db: Writing, patient: CurrentPatient, now: Moment, today: LocalDay, form: Form
) -> Response:
    """Keep the answers of the plain form; the same form posted twice is one."""
    bound = bind(FunctionDraft, form)
    if bound.draft is None:
        shown = _shown(request, db, patient, today)
        return page(request, "function", shown, status=422, errors=bound.errors, typed=bound.typed)
    draft = FormDraft(
        instrument=FUNCTION,
        version=FUNCTION_VERSION,
        answers=bound.draft.answers,
        finished=True,
    )
    put_form(db, making_of(patient, form, now), form_id(form) or UUID(str(uuid7())), draft)
    return RedirectResponse(PATH, status_code=303)


def _shown(request: Request, db: Session, patient: Patient, today: date) -> FunctionPage:
    form = read_library(language_of(request)).instruments[FUNCTION]
    long_on = read_long_on(db, patient, FUNCTION, today=today)
    return FunctionPage(form, read_due(db, patient.id), long_on)
