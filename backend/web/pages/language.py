"""Choosing the language: before anything else, and again at any time."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from backend.services.accounts import LanguageDraft, save_language
from backend.web.dependencies import AnyPatient, Writing
from backend.web.errors import refuse_form
from backend.web.forms import Form, bind
from backend.web.languages import keep_language
from backend.web.policies import ANYBODY

router = APIRouter()

BACK = {
    "settings": "/settings?saved=language",
    "start": "/start",
}
"""Where a choice may lead back to; all else goes to the first page."""


@router.post("/language", name="choose_language", dependencies=[ANYBODY])
def choose(request: Request, db: Writing, patient: AnyPatient, form: Form) -> Response:
    """Speak this language from now on: to the person, and to this phone where there is none yet."""
    bound = bind(LanguageDraft, form)
    if bound.draft is None:
        return refuse_form(request, bound.errors)
    if patient is not None:
        save_language(db, patient.id, bound.draft)
    back = BACK.get(request.query_params.get("back", ""), "/")
    response = RedirectResponse(back, status_code=303)
    keep_language(request, response, bound.draft.language)
    return response
