"""Asking to sign in, or to prove that it is oneself; with a form that waits, or without."""

from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import RedirectResponse, Response

from backend.domain.accounts import Patient
from backend.services.accounts import Door, door
from backend.services.devices import whose_was
from backend.services.signing_in import Refused
from backend.services.throttling import TooSoon
from backend.services.ways_in import read_ways_in
from backend.settings import Settings
from backend.web import htmx
from backend.web.askers import by_name, site_of
from backend.web.cookies import session_token
from backend.web.dependencies import engines
from backend.web.errors import (
    CANNOT_BE_READ,
    ProofNeeded,
    SignedOut,
    answer,
    for_programs,
    proof_problem,
    signed_out_problem,
)
from backend.web.forms import posted_form
from backend.web.held import HOME, HeldForm, asked_address, hold, own_path, takes_forms
from backend.web.outcomes import form_again
from backend.web.render import page

BESIDE = "passphrase"
"""The field that a refusal stands beside when it names none."""


@dataclass(frozen=True)
class SignIn:
    """The page that asks to sign in. `passkeys` says whether they work at this address, `by_name`
    is this computer's address where they do; `door` how this server is entered by whoever asks."""

    after: str
    name: str
    passkeys: bool
    by_name: str | None
    anybody: bool
    door: Door
    held: HeldForm | None


@dataclass(frozen=True)
class SignInAgain:
    """The page that asks somebody signed in for their passkey or passphrase, whichever they have.
    `elsewhere` says that they have a passkey which does not work at this address."""

    after: str
    passkey: bool
    elsewhere: bool
    by_name: str | None
    sign_in_name: str | None
    held: HeldForm | None


def ask_sign_in(
    request: Request,
    db: Session,
    *,
    after: str = HOME,
    name: str = "",
    held: HeldForm | None = None,
    status: int = 200,
    refused: Refused | TooSoon | None = None,
) -> Response:
    """Answer with the page that asks to sign in."""
    settings: Settings = request.app.state.settings
    view = SignIn(
        after=after,
        name=name,
        passkeys=site_of(request) is not None,
        by_name=by_name(request),
        anybody=settings.registration == "open",
        door=door(db, outside=settings.outside),
        held=held,
    )
    return _asked(request, "sign-in", view, status, refused)


def ask_again(
    request: Request,
    db: Session,
    patient: Patient,
    *,
    after: str = HOME,
    held: HeldForm | None = None,
    status: int = 200,
    refused: Refused | TooSoon | None = None,
) -> Response:
    """Answer with the page that asks for a proof."""
    site, ways = site_of(request), read_ways_in(db, patient.id)
    here = site is not None and any(one.site == site.name for one in ways.passkeys)
    elsewhere = bool(ways.passkeys) and not here
    view = SignInAgain(after, here, elsewhere, by_name(request), ways.sign_in_name, held)
    return _asked(request, "sign-in-again", view, status, refused)


def _asked(
    request: Request,
    name: str,
    view: SignIn | SignInAgain,
    status: int,
    refused: Refused | TooSoon | None,
) -> Response:
    if refused is not None:
        return form_again(request, name, view, refused, beside=BESIDE)
    return page(request, name, view, status=status)


def sign_in_address(after: str) -> str:
    """Give where to sign in, and go on from there."""
    return f"/sign-in?{urlencode({'next': after})}"


def again_address(after: str) -> str:
    """Give where to show once more that it is oneself, and go on from there."""
    return f"/sign-in/again?{urlencode({'next': after})}"


def hold_forms(app: FastAPI) -> None:
    """Answer SignedOut and ProofNeeded so that nothing written is lost."""
    app.add_exception_handler(SignedOut, _signed_out)
    app.add_exception_handler(ProofNeeded, _proof_needed)


async def _signed_out(request: Request, _broken: Exception) -> Response:
    if for_programs(request) or _is_json(request):
        return signed_out_problem(request)
    unsure = getattr(request.state, "patient", None) is not None
    if unsure or request.method == "GET" or not takes_forms(request, asked_address(request)):
        return await run_in_threadpool(_lead, request)
    if htmx.asks(request):
        return htmx.leave_for(sign_in_address(_referring(request)), status=401)
    return await _held(request, 401)


async def _proof_needed(request: Request, _broken: Exception) -> Response:
    if for_programs(request) or _is_json(request):
        return proof_problem(request)
    if request.method == "GET":
        return RedirectResponse(again_address(asked_address(request)), status_code=303)
    if htmx.asks(request):
        return htmx.leave_for(again_address(_referring(request)), status=403)
    return await _held(request, 403)


def _is_json(request: Request) -> bool:
    return request.headers.get("content-type", "").startswith("application/json")


def _referring(request: Request) -> str:
    """Give the page that something was asked from."""
    _, _, rest = request.headers.get("referer", "").partition("://")
    _, slash, path = rest.partition("/")
    return own_path(slash + path)


def _lead(request: Request) -> Response:
    """Whoever can sign in does, and comes back. Anybody else begins at the first page: also who is
    signed in and has not yet read what Facekind is for."""
    unsure = getattr(request.state, "patient", None) is not None
    if unsure or _door(request) is not Door.SIGN_IN:
        return RedirectResponse("/", status_code=303)
    asked = asked_address(request) if request.method == "GET" else _referring(request)
    return RedirectResponse(sign_in_address(asked), status_code=303)


def _door(request: Request) -> Door:
    with Session(engines(request).reading) as db:
        return door(db, outside=request.app.state.settings.outside)


async def _held(request: Request, status: int) -> Response:
    form: FormData | None = getattr(request.state, "posted", None)
    try:
        form = form if form is not None else await posted_form(request)
    except (HTTPException, ClientDisconnect) as broken:
        return answer(request, getattr(broken, "status_code", 400), CANNOT_BE_READ)
    return await run_in_threadpool(_ask_holding, request, form, status)


def _ask_holding(request: Request, form: FormData, status: int) -> Response:
    patient: Patient | None = getattr(request.state, "patient", None)
    token = session_token(request)
    with Session(engines(request).reading) as db:
        if patient is not None:
            mine = hold(request, form, patient.key)
            return ask_again(request, db, patient, held=mine, status=status)
        owner = whose_was(db, token) if token else None
        return ask_sign_in(request, db, held=hold(request, form, owner or ""), status=status)
