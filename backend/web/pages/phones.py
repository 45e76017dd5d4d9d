"""Adding a phone: a code on this screen that the phone scans or types."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from backend.domain.credentials import CODE_LASTS, CodeKind, spell_code
from backend.services.pairing import make_phone_code
from backend.settings import Settings
from backend.web.dependencies import Moment, ProvedPatient, Writing
from backend.web.qr import Code, code_of
from backend.web.render import page

router = APIRouter()


@dataclass(frozen=True)
class Phone:
    """Where a phone opens Facekind (None: it cannot reach this computer), and in the answer that
    made it the code, drawn and in letters, with the moment it ends in the person's own hours."""

    address: str | None
    code: str = ""
    drawn: Code | None = None
    until: datetime | None = None
    minutes: int = int(CODE_LASTS[CodeKind.PAIR].total_seconds() // 60)


@router.get("/account/phone", name="add_phone")
def ask(request: Request, _patient: ProvedPatient) -> Response:
    """Say how a phone is added, or why none can be."""
    return page(request, "phone", Phone(_address(request)))


@router.post("/account/phone", name="make_phone_code")
def make(request: Request, db: Writing, patient: ProvedPatient, now: Moment) -> Response:
    """Make the code and show it; one made before opens nothing any more."""
    address = _address(request)
    if address is None:
        return page(request, "phone", Phone(None), status=422)
    code = make_phone_code(db, patient.id, now=now)
    until = (now + CODE_LASTS[CodeKind.PAIR]).astimezone(patient.days.zone)
    drawn = code_of(f"{address}#{code}")
    return page(request, "phone", Phone(address, spell_code(code), drawn, until))


def _address(request: Request) -> str | None:
    settings: Settings = request.app.state.settings
    return f"{settings.public_url}/pair" if settings.public_url else None
