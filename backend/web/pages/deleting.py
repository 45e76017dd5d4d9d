"""Deleting one's account: what goes and what stays, one tick, one button."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from backend.domain.accounts import Patient
from backend.domain.wording import say
from backend.logs import log
from backend.services.erasing import EraseDraft, erase
from backend.services.transactions import Transactions
from backend.web.cookies import drop_session
from backend.web.dependencies import ProvedPatient, engines
from backend.web.forms import Form, bind, refused
from backend.web.render import page

router = APIRouter()

WORDS = {"understood": say("Tick that you understand that this cannot be undone.")}


@dataclass(frozen=True)
class Deleted:
    """Whose things this phone is to forget: their opaque key."""

    key: str


@router.get("/account/delete", name="delete_account")
def ask(request: Request, patient: ProvedPatient) -> Response:  # noqa: ARG001 (signed in, proved)
    """Say what goes and what stays."""
    return page(request, "delete", None)


@router.post("/account/delete", name="post_delete_account")
def delete(request: Request, patient: ProvedPatient, form: Form) -> Response:
    """Delete everything, then answer; the answer tells this phone to forget what it keeps."""
    bound = bind(EraseDraft, form)

    def save(_understood: EraseDraft) -> None:
        if not erase(Transactions(engines(request)), patient):
            log().warning("not scrubbed")

    errors = refused(bound, save, beside="understood", words=WORDS)
    if errors:
        return page(request, "delete", None, status=422, errors=errors)
    return _goodbye(request, patient)


def _goodbye(request: Request, patient: Patient) -> Response:
    request.state.patient, request.state.language = None, patient.language
    response = page(request, "deleted", Deleted(patient.key))
    drop_session(request, response)
    return response
