"""Coming in with a code that works once: the set-up link, an invitation, being let in again, and
one's own recovery code are one page.

A code in a link stands behind its #: it is in no log, and nothing is done before somebody presses.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import Field
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import JSONResponse, Response

from backend.domain.accounts import Patient
from backend.domain.credentials import SHORTEST_PASSPHRASE
from backend.domain.errors import RuleBroken
from backend.services.joining import (
    Gate,
    join_by_passkey,
    join_by_passphrase,
    offer_passkey,
)
from backend.services.one_browser import would_mix
from backend.services.passkeys import Site
from backend.services.passphrases import PassphraseDraft, hash_passphrase
from backend.services.shapes import Draft, Words
from backend.services.signing_in import Asker, Outcome, Refused, SignedIn
from backend.services.throttling import TooSoon
from backend.web.askers import From, Here, PasskeySite, begin_asking, by_name, keep_asking
from backend.web.dependencies import AnyPatient, Moment, Writing
from backend.web.forms import Errors, Form, bind
from backend.web.gates import TheGate
from backend.web.outcomes import form_again, go_in, told, turned_away
from backend.web.policies import WAY_IN
from backend.web.render import language_of, page
from backend.web.strict import StrictRoute

router = APIRouter(route_class=StrictRoute, dependencies=[WAY_IN])

NEXT = "/account/recovery-code"
"""Where whoever came in sees, once, what lets them in when everything else is lost."""

Code = Annotated[Words, Field(max_length=100)]


class JoinDraft(PassphraseDraft):
    """A code, and the name and passphrase to sign in with from now on."""

    code: Code = ""


class CodeDraft(Draft):
    """A code as typed or scanned; none where anybody may join."""

    code: Code = ""


class MadeDraft(CodeDraft):
    """A code, and the passkey that a browser has just made."""

    credential: dict[str, Any]


@dataclass(frozen=True)
class Join:
    """The page: what was typed, and what can be done here. `someone` is signed in on this browser
    already; `by_name` is this computer's address where passkeys work; `open` says that nobody needs
    a code."""

    code: str
    name: str
    passkeys: bool
    by_name: str | None
    open: bool
    someone: Patient | None
    shortest: int = SHORTEST_PASSPHRASE


@router.get("/join", name="join")
def show(request: Request, gate: TheGate, someone: AnyPatient, here: Here) -> Response:
    """Show the page; the code behind the # never comes here by itself."""
    return page(request, "join", _view(request, gate, someone, here))


def _view(
    request: Request,
    gate: Gate,
    someone: Patient | None,
    here: Site | None,
    *,
    code: str = "",
    name: str = "",
) -> Join:
    anybody = gate.registration == "open"
    return Join(code, name, here is not None, by_name(request), anybody, someone)


@router.post("/join", name="post_join")
def come_in(
    request: Request,
    db: Writing,
    gate: TheGate,
    someone: AnyPatient,
    here: Here,
    asker: From,
    now: Moment,
    form: Form,
) -> Response:
    """Come in with a code and a passphrase just chosen."""
    outcome = _by_passphrase(request, db, gate, someone, asker, now, form)
    if isinstance(outcome, SignedIn):
        return go_in(request, db, outcome, to=NEXT, now=now)
    code, name = (str(form.get(field, ""))[:100] for field in ("code", "name"))
    view = _view(request, gate, someone, here, code=code, name=name)
    return form_again(request, "join", view, outcome, beside="code")


def _by_passphrase(
    request: Request,
    db: Session,
    gate: Gate,
    someone: Patient | None,
    asker: Asker,
    now: datetime,
    form: FormData,
) -> Outcome | Errors:
    bound = bind(JoinDraft, form)
    draft = bound.draft
    if draft is None:
        return bound.errors
    try:
        chosen = hash_passphrase(draft, gate.hasher)
        mixed = would_mix(db, gate, draft.code, someone, asker=asker, now=now)
        if mixed is not None:
            return mixed
        # What a rule refuses half-way, a name taken in this moment, uses nothing up.
        with db.begin_nested():
            return join_by_passphrase(
                db, gate, draft.code, chosen, language=language_of(request), asker=asker, now=now
            )
    except RuleBroken as broken:
        return ((broken.field or "code", broken.sentence),)


@router.post("/join/passkey/options", name="join_passkey_options")
def offer(
    request: Request,
    db: Writing,
    gate: TheGate,
    someone: AnyPatient,
    site: PasskeySite,
    now: Moment,
    draft: CodeDraft,
) -> Response:
    """Give what the browser needs to make the passkey that a code lets somebody make."""
    asker, secret = begin_asking(request)
    options = would_mix(db, gate, draft.code, someone, asker=asker, now=now) or offer_passkey(
        db, gate, site, draft.code, asker=asker, now=now
    )
    if isinstance(options, Refused | TooSoon):
        return turned_away(request, options)
    response = JSONResponse(options)
    keep_asking(request, response, secret)
    return response


@router.post("/join/passkey", name="join_passkey")
def come_in_by_passkey(
    request: Request,
    db: Writing,
    gate: TheGate,
    someone: AnyPatient,
    site: PasskeySite,
    asker: From,
    now: Moment,
    draft: MadeDraft,
) -> Response:
    """Come in with a code and the passkey that was just made."""
    language = language_of(request)
    outcome = would_mix(db, gate, draft.code, someone, asker=asker, now=now) or join_by_passkey(
        db, gate, site, draft.code, draft.credential, language=language, asker=asker, now=now
    )
    return told(request, db, outcome, to=NEXT, now=now)
