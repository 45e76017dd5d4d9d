"""Account and sign-in: how this account can be entered, and where it is."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from sqlmodel import Session
from starlette.responses import Response

from backend.domain.credentials import Passkey
from backend.services.devices import Present
from backend.services.ways_in import read_ways_in, recovered_at
from backend.web.dependencies import CurrentPresent, Moment, Reading, host_name
from backend.web.forms import Errors
from backend.web.pages.devices import ShownDevice, shown_devices
from backend.web.render import page

router = APIRouter()

WAYS = "ways"
"""What is wrong beside no field: a way in that cannot be taken away."""


@dataclass(frozen=True)
class ShownPasskey:
    """A passkey, made on a day of its owner's. `elsewhere` is the host it works on when that is not
    this one, else ""."""

    id: UUID
    name: str
    made_on: date
    used_on: date | None
    backed_up: bool
    elsewhere: str


@dataclass(frozen=True)
class Account:
    """How the account can be entered, and where it is. `secured` says that there is a credential,
    `recoverable` that one lost phone would not lock its owner out; `recovered_on` when a recovery
    code was used while older passkeys are left; `done` what was just changed."""

    passkeys: tuple[ShownPasskey, ...]
    sign_in_name: str | None
    code_made_on: date | None
    secured: bool
    recoverable: bool
    recovered_on: date | None
    devices: tuple[ShownDevice, ...]
    done: str
    ended: str


@router.get("/account", name="account")
def show(
    request: Request,
    db: Reading,
    present: CurrentPresent,
    now: Moment,
    done: Annotated[str, Query()] = "",
    ended: Annotated[str, Query()] = "",
) -> Response:
    """Show the ways in, with what was just changed."""
    return page(request, "account", _account(request, db, present, now, done=done, ended=ended))


def refuse(
    request: Request, db: Session, present: Present, now: datetime, errors: Errors
) -> Response:
    """Show the ways in again, with what could not be done to them."""
    return page(request, "account", _account(request, db, present, now), status=422, errors=errors)


def _account(
    request: Request,
    db: Session,
    present: Present,
    now: datetime,
    *,
    done: str = "",
    ended: str = "",
) -> Account:
    ways, zone = read_ways_in(db, present.patient.id), present.patient.days.zone
    host = host_name(request.headers.get("host", ""))
    code, recovered = ways.recovery_made_at, recovered_at(db, present.patient.id)
    return Account(
        passkeys=tuple(_shown(one, present, host) for one in ways.passkeys),
        sign_in_name=ways.sign_in_name,
        code_made_on=code.astimezone(zone).date() if code else None,
        secured=ways.secured,
        recoverable=ways.recoverable,
        recovered_on=recovered.astimezone(zone).date() if recovered else None,
        devices=shown_devices(db, present, now=now),
        done=done,
        ended=ended,
    )


def _shown(one: Passkey, present: Present, host: str) -> ShownPasskey:
    return ShownPasskey(
        one.id,
        one.name,
        one.created_at.astimezone(present.patient.days.zone).date(),
        one.last_used_on,
        one.backed_up,
        "" if one.site == host else one.site,
    )
