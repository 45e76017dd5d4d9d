"""How are you right now? Five words, one tap."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from backend.services.checkins import CheckInDraft, RemovalDraft, read_check_in_day
from backend.services.daily import entry_stands, make
from backend.web.dependencies import CurrentPatient, Moment, Reading, ShownDay, Writing
from backend.web.errors import refuse_form
from backend.web.forms import Form, bind
from backend.web.pages.daily import back_to_day, making_of
from backend.web.render import daily_page, unchanged

router = APIRouter()


@router.get("/check-in", name="check_in")
def show(request: Request, db: Reading, patient: CurrentPatient, day: ShownDay) -> Response:
    """Show a day's check-ins."""
    same = unchanged(request)
    if same is not None:
        return same
    view = read_check_in_day(db, patient.id, day)
    return daily_page(request, "check-in", view, plan=view.plan_number, seq=view.seq)


@router.post("/check-in", name="add_check_in")
def add(
    request: Request, db: Writing, patient: CurrentPatient, now: Moment, form: Form
) -> Response:
    """Keep a mood from the plain form."""
    bound = bind(CheckInDraft, form)
    if bound.draft is None:
        return refuse_form(request, bound.errors)
    make(db, making_of(patient, form, now), "checkin.add", bound.draft)
    return back_to_day("/check-in", form)


@router.post("/check-in/{entry_id}/remove", name="remove_check_in")
def remove(
    db: Writing, patient: CurrentPatient, now: Moment, form: Form, entry_id: UUID
) -> Response:
    """Take a check-in back, from the plain form; taking it back again changes nothing."""
    if entry_stands(db, patient.id, "checkin", entry_id):
        make(db, making_of(patient, form, now), "checkin.remove", RemovalDraft(of=entry_id))
    return back_to_day("/check-in", form)
