"""What the pages of a day share: whose event a plain form makes, and the way back to its day."""

from datetime import datetime

from starlette.datastructures import FormData
from starlette.responses import RedirectResponse

from backend.domain.accounts import Patient
from backend.services.daily import Making
from backend.web.forms import form_day, form_id


def making_of(patient: Patient, form: FormData, now: datetime) -> Making:
    """Give the event a plain form is about to make: the day on its page, its server-made id."""
    return Making(patient, form_day(form), now, form_id(form))


def back_to_day(path: str, form: FormData) -> RedirectResponse:
    """Go back to the page of the day the form was on."""
    return RedirectResponse(f"{path}?d={form_day(form).isoformat()}", status_code=303)
