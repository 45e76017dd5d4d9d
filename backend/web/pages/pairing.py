"""The phone's side of "add this phone": the code that another screen shows, and one button."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from backend.domain.accounts import Patient
from backend.domain.wording import say
from backend.services.pairing import add_phone
from backend.services.shapes import Draft, Words
from backend.services.signing_in import Refused, SignedIn
from backend.web.askers import From
from backend.web.dependencies import AnyPatient, Moment, Writing
from backend.web.forms import Form, bind
from backend.web.gates import TheGate
from backend.web.outcomes import form_again, go_in
from backend.web.policies import WAY_IN
from backend.web.render import page

router = APIRouter(dependencies=[WAY_IN])

PASSKEY_NEXT, AGREE_FIRST = "/account/passkeys/new?phone", "/"
SIGNED_IN_ALREADY = say(
    "Somebody is signed in on this phone already. If that is not you, sign them out first; this "
    "code is not used up."
)


class PairDraft(Draft):
    """The code of the other screen."""

    code: Annotated[Words, Field(max_length=100)] = ""


@dataclass(frozen=True)
class Pair:
    """The page: the code as typed, and who is signed in on this phone already."""

    code: str
    someone: Patient | None


@router.get("/pair", name="pair")
def show(request: Request, someone: AnyPatient) -> Response:
    """Show the page; the code behind the # never comes here by itself."""
    return page(request, "pair", Pair("", someone))


@router.post("/pair", name="post_pair")
def add(
    request: Request,
    db: Writing,
    gate: TheGate,
    someone: AnyPatient,
    asker: From,
    now: Moment,
    form: Form,
) -> Response:
    """Sign this phone in by its code; next it gets a passkey of its own."""
    view = Pair(str(form.get("code", ""))[:100], someone)
    draft = bind(PairDraft, form).draft or PairDraft()
    if someone is not None:
        return form_again(request, "pair", view, Refused(SIGNED_IN_ALREADY), beside="code")
    outcome = add_phone(db, gate, draft.code, asker=asker, now=now)
    if isinstance(outcome, SignedIn):
        to = PASSKEY_NEXT if outcome.patient.agreed_at else AGREE_FIRST
        return go_in(request, db, outcome, to=to, now=now)
    return form_again(request, "pair", view, outcome, beside="code")
