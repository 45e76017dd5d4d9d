"""How coming in ends: with a session on this browser, a sentence beside a field, or a wait."""

from datetime import datetime

from fastapi import Request
from sqlmodel import Session
from starlette.responses import JSONResponse, RedirectResponse, Response

from backend.services.devices import sign_out
from backend.services.signing_in import Outcome, Refused, SignedIn
from backend.services.throttling import TooSoon
from backend.web.cookies import keep_session, session_token
from backend.web.errors import answer, wait, wait_sentence
from backend.web.forms import Errors
from backend.web.render import page


def go_in(request: Request, db: Session, came: SignedIn, *, to: str, now: datetime) -> Response:
    """Go on as whoever has just come in."""
    return _signed_in(request, db, RedirectResponse(to, status_code=303), came, now=now)


def _signed_in(
    request: Request, db: Session, response: Response, came: SignedIn, *, now: datetime
) -> Response:
    """Hand the browser its new session; one it had before ends."""
    before = session_token(request)
    if before is not None:
        sign_out(db, before, now=now)
    keep_session(request, response, came.token)
    return response


def form_again(
    request: Request,
    name: str,
    view: object,
    errors: Errors | Refused | TooSoon,
    *,
    beside: str,
) -> Response:
    """Show a form again with what is wrong; `beside` this field where it is about none."""
    if isinstance(errors, TooSoon):
        said = ((beside, wait_sentence(errors.seconds)),)
        response = page(request, name, view, status=429, errors=said)
        response.headers["Retry-After"] = str(errors.seconds)
        return response
    if isinstance(errors, Refused):
        errors = ((errors.field or beside, errors.sentence),)
    return page(request, name, view, status=422, errors=errors)


def told(request: Request, db: Session, outcome: Outcome, *, to: str, now: datetime) -> Response:
    """Answer a script of our own pages: where to go on, or why not."""
    if isinstance(outcome, SignedIn):
        return _signed_in(request, db, JSONResponse({"next": to}), outcome, now=now)
    return turned_away(request, outcome)


def turned_away(request: Request, outcome: Refused | TooSoon) -> Response:
    """Answer why nobody comes in."""
    if isinstance(outcome, TooSoon):
        return wait(request, outcome.seconds)
    return answer(request, 422, outcome.sentence)
