"""Signing in with a passkey or a passphrase, and showing once more that it is oneself."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.datastructures import FormData
from starlette.responses import JSONResponse, RedirectResponse, Response

from backend.domain.accounts import Patient
from backend.domain.credentials import LONGEST_PASSPHRASE
from backend.services.accounts import Door, door, enter
from backend.services.devices import Present, sign_out, who_is
from backend.services.passkeys import offer_sign_in
from backend.services.shapes import Draft, Words
from backend.services.signing_in import (
    NOT_TOGETHER,
    Asker,
    Desk,
    Outcome,
    Refused,
    SignedIn,
    SignInDraft,
    prove,
    prove_by_passkey,
    sign_in,
    sign_in_by_passkey,
)
from backend.web.askers import From, PasskeySite, begin_asking, keep_asking
from backend.web.asking import ask_again, ask_sign_in
from backend.web.cookies import keep_session, session_token
from backend.web.dependencies import (
    AnyPatient,
    CurrentPresent,
    Moment,
    Reading,
    Writing,
)
from backend.web.errors import for_programs
from backend.web.forms import Form, bind
from backend.web.gates import TheDesk
from backend.web.held import HeldForm, carry_on, own_path, read_held
from backend.web.outcomes import told, turned_away
from backend.web.policies import ANYBODY, WAY_IN
from backend.web.strict import StrictRoute

router = APIRouter(route_class=StrictRoute)

GO_ON = "go-on"


class Signed(Draft):
    """What a browser signed with a passkey, and where to go on."""

    credential: dict[str, Any]
    next: Words = ""


@router.get("/session", name="session_state", dependencies=[ANYBODY])
def tell(request: Request, db: Reading, patient: AnyPatient, now: Moment) -> Response:
    """Tell a page of ours who is signed in now; `door` is how to, where nobody is."""
    present: Present | None = request.state.present
    outside = request.app.state.settings.outside
    return JSONResponse(
        {
            "signed_in": present is not None,
            "proved": present is not None and _proved(present, now),
            "user": patient.key if patient else None,
            "door": None if present else door(db, outside=outside),
        }
    )


def _proved(present: Present, now: datetime) -> bool:
    """Whoever has no credential yet, on this computer, has none to show."""
    return not present.secured or present.device.proved(now)


@router.get("/sign-in", name="sign_in", dependencies=[WAY_IN])
def show(
    request: Request,
    db: Reading,
    patient: AnyPatient,
    after: Annotated[str, Query(alias="next")] = "",
) -> Response:
    """Ask to sign in; whoever is goes on, and who needs no sign-in here begins at the start."""
    if patient is not None:
        return RedirectResponse(own_path(after), status_code=303)
    if door(db, outside=request.app.state.settings.outside) is not Door.SIGN_IN:
        return RedirectResponse("/", status_code=303)
    return ask_sign_in(request, db, after=own_path(after))


@router.post("/sign-in", name="post_sign_in", dependencies=[WAY_IN])
def enter_by_passphrase(
    request: Request, patient: AnyPatient, desk: TheDesk, asker: From, now: Moment, form: Form
) -> Response:
    """Sign in with a name and a passphrase, and go on with what waits."""
    held = read_held(request, form)
    if held is not None and patient is not None:
        return carry_on(request, held, patient)
    name = str(form.get("name", ""))
    outcome = _come_in(request, desk, form, asker, now=now)
    if isinstance(outcome, SignedIn):
        _end_session_before(request, desk, now=now)
        return _go_on(request, outcome, held, after=form.get("next"))
    if for_programs(request):
        return turned_away(request, outcome)
    after = own_path(form.get("next"))
    with desk.reading() as db:
        return ask_sign_in(request, db, after=after, name=name, held=held, refused=outcome)


def _come_in(
    request: Request, desk: Desk, form: FormData, asker: Asker, *, now: datetime
) -> Outcome:
    """Whoever needs no credential on this computer goes on; anybody else says who they are."""
    if form.get("way") == GO_ON:
        return _go_on_here(request, desk, now=now)
    mine = FormData([(n, v) for n, v in form.multi_items() if n in SignInDraft.model_fields])
    draft = bind(SignInDraft, mine).draft
    if draft is None:
        return Refused(NOT_TOGETHER, "passphrase")
    return sign_in(desk, draft, asker=asker, now=now)


def _go_on_here(request: Request, desk: Desk, *, now: datetime) -> Outcome:
    with desk.writing() as db:
        token = enter(db, outside=request.app.state.settings.outside, now=now)
        present = who_is(db, token, now=now)
    return SignedIn(present.patient, token) if present else Refused(NOT_TOGETHER, "passphrase")


def _end_session_before(request: Request, desk: Desk, *, now: datetime) -> None:
    """A browser has one session: the one that it had before this sign-in ends."""
    before = session_token(request)
    if before is not None and request.state.present is not None:
        with desk.writing() as db:
            sign_out(db, before, now=now)


def _go_on(request: Request, came: SignedIn, held: HeldForm | None, *, after: object) -> Response:
    """Hand over the session, and go on: with the form that waits, or to a page."""
    response: Response
    if held is not None:
        response = carry_on(request, held, came.patient)
    elif for_programs(request):
        response = JSONResponse({"next": own_path(after)})
    else:
        response = RedirectResponse(own_path(after), status_code=303)
    keep_session(request, response, came.token)
    return response


@router.post("/sign-in/passkey/options", name="sign_in_options", dependencies=[WAY_IN])
def offer(request: Request, db: Writing, site: PasskeySite, now: Moment) -> Response:
    """Give what a browser needs to sign in with a passkey, whoever's it is."""
    asker, secret = begin_asking(request)
    response = JSONResponse(offer_sign_in(db, site, asker=asker.key, now=now))
    keep_asking(request, response, secret)
    return response


@router.post("/sign-in/passkey", name="sign_in_by_passkey", dependencies=[WAY_IN])
def enter_by_passkey(
    request: Request, db: Writing, site: PasskeySite, asker: From, now: Moment, signed: Signed
) -> Response:
    """Sign in with a passkey."""
    outcome = sign_in_by_passkey(db, site, signed.credential, asker=asker, now=now)
    return told(request, db, outcome, to=own_path(signed.next), now=now)


@router.get("/sign-in/again", name="prove")
def show_again(
    request: Request,
    db: Reading,
    present: CurrentPresent,
    now: Moment,
    after: Annotated[str, Query(alias="next")] = "",
) -> Response:
    """Ask somebody signed in for their passkey or passphrase; not again within ten minutes."""
    if _proved(present, now):
        return RedirectResponse(own_path(after), status_code=303)
    return ask_again(request, db, present.patient, after=own_path(after))


@router.post("/sign-in/again", name="post_prove")
def prove_by_passphrase(
    request: Request, present: CurrentPresent, desk: TheDesk, asker: From, now: Moment, form: Form
) -> Response:
    """Take the passphrase of whoever is signed in, and go on with what waits."""
    held = read_held(request, form)
    if held is not None and _proved(present, now):
        return carry_on(request, held, present.patient)
    said = str(form.get("passphrase", ""))[: LONGEST_PASSPHRASE + 1]
    outcome = prove(desk, present.patient, present.device, said, asker=asker, now=now)
    if isinstance(outcome, SignedIn):
        return _go_on(request, outcome, held, after=form.get("next"))
    if for_programs(request):
        return turned_away(request, outcome)
    return _once_more(request, desk, present.patient, held, own_path(form.get("next")), outcome)


def _once_more(
    request: Request,
    desk: Desk,
    patient: Patient,
    held: HeldForm | None,
    after: str,
    refused: Outcome,
) -> Response:
    why = None if isinstance(refused, SignedIn) else refused
    with desk.reading() as db:
        return ask_again(request, db, patient, after=after, held=held, refused=why)


@router.post("/sign-in/again/passkey/options", name="prove_options")
def offer_again(
    db: Writing, present: CurrentPresent, asker: From, site: PasskeySite, now: Moment
) -> Response:
    """Give what a browser needs to use one of this person's own passkeys."""
    mine = present.patient.id
    return JSONResponse(offer_sign_in(db, site, asker=asker.key, now=now, patient_id=mine))


@router.post("/sign-in/again/passkey", name="prove_by_passkey")
def prove_with_passkey(
    request: Request,
    db: Writing,
    present: CurrentPresent,
    site: PasskeySite,
    asker: From,
    now: Moment,
    signed: Signed,
) -> Response:
    """Take one of this person's own passkeys for a proof."""
    who, device = present.patient, present.device
    outcome = prove_by_passkey(db, site, who, device, signed.credential, asker=asker, now=now)
    if not isinstance(outcome, SignedIn):
        return turned_away(request, outcome)
    return _go_on(request, outcome, None, after=signed.next)
