"""Passkeys of an account: making one here, calling it otherwise, removing it."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from backend.domain.errors import RuleBroken
from backend.services.devices import forget_proofs
from backend.services.passkeys import offer_new, remove_passkey, rename_passkey
from backend.services.signing_in import Refused
from backend.services.ways_in import (
    LONGEST_NAME,
    Kept,
    PasskeyDraft,
    PasskeyNameDraft,
    add_passkey,
)
from backend.web.askers import From, Here, PasskeySite, by_name
from backend.web.cookies import keep_session
from backend.web.dependencies import CurrentPresent, Moment, ProvedPatient, Writing
from backend.web.errors import answer
from backend.web.forms import Form, bind, refused
from backend.web.pages.account import WAYS, refuse
from backend.web.render import page
from backend.web.strict import StrictRoute

router = APIRouter(route_class=StrictRoute)

APP = "Facekind"
"""What a passkey's dialog shows of somebody who told no name."""


@dataclass(frozen=True)
class PasskeysNew:
    """Making a passkey: the name it gets, whether that works at this address (`elsewhere`: the one
    of this computer where it does), and whether a phone has just been added by its code."""

    name: str
    possible: bool
    elsewhere: str | None
    phone: bool
    first: bool


@router.get("/account/passkeys/new", name="new_passkey")
def ask(
    request: Request,
    _patient: ProvedPatient,
    present: CurrentPresent,
    asker: From,
    here: Here,
    phone: Annotated[str | None, Query()] = None,
    name: Annotated[str, Query()] = "",
) -> Response:
    """Offer to make a passkey here. Enter in the field asks anew, with the name typed so far."""
    elsewhere, first = by_name(request), not present.secured
    called = name[:LONGEST_NAME] or asker.device
    view = PasskeysNew(called, here is not None, elsewhere, phone is not None, first)
    return page(request, "passkeys-new", view)


@router.post("/account/passkeys/options", name="passkey_options")
def offer(
    db: Writing, patient: ProvedPatient, asker: From, site: PasskeySite, now: Moment
) -> Response:
    """Give what the browser needs to make a passkey."""
    options: dict[str, Any] = offer_new(
        db,
        site,
        user_key=patient.key,
        called=patient.name or APP,
        asker=asker.key,
        now=now,
        patient_id=patient.id,
    )
    return JSONResponse(options)


@router.post("/account/passkeys", name="keep_passkey")
def keep(
    request: Request,
    db: Writing,
    _patient: ProvedPatient,
    present: CurrentPresent,
    asker: From,
    site: PasskeySite,
    now: Moment,
    draft: PasskeyDraft,
) -> Response:
    """Keep the passkey that was made. The first one renews the session: it was just shown."""
    kept = add_passkey(db, site, present, draft, asker=asker, now=now)
    if isinstance(kept, Refused):
        return answer(request, 422, kept.sentence)
    response = JSONResponse({"next": _next(kept, phone=bool(draft.phone))})
    if kept.token is not None:
        keep_session(request, response, kept.token)
    return response


def _next(kept: Kept, *, phone: bool) -> str:
    if phone:
        return "/"
    return "/account/recovery-code" if kept.first else "/account?done=passkey"


@router.post("/account/passkeys/{passkey_id}", name="rename_passkey")
def rename(
    request: Request,
    db: Writing,
    patient: ProvedPatient,
    present: CurrentPresent,
    now: Moment,
    form: Form,
    passkey_id: UUID,
) -> Response:
    """Call a passkey otherwise."""
    field = f"name-{passkey_id}"

    def save(draft: PasskeyNameDraft) -> None:
        rename_passkey(db, patient.id, passkey_id, draft.name)

    errors = refused(bind(PasskeyNameDraft, form), save, beside="name")
    if errors:
        return refuse(request, db, present, now, tuple((field, said) for _, said in errors[:1]))
    return RedirectResponse("/account?done=renamed", status_code=303)


@router.post("/account/passkeys/{passkey_id}/remove", name="remove_passkey")
def remove(
    request: Request,
    db: Writing,
    patient: ProvedPatient,
    present: CurrentPresent,
    now: Moment,
    passkey_id: UUID,
) -> Response:
    """Remove a passkey; the last way in stays, and the page says so."""
    try:
        remove_passkey(db, patient.id, passkey_id, now=now)
        forget_proofs(db, patient.id, present.device)
    except RuleBroken as broken:
        return refuse(request, db, present, now, ((WAYS, broken.sentence),))
    return RedirectResponse("/account?done=removed", status_code=303)
