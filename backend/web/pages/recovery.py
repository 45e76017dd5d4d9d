"""The recovery code: what it is for, and the one time that it is shown."""

from dataclasses import dataclass
from datetime import date, datetime

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from backend.domain.accounts import Patient
from backend.domain.credentials import WaysIn, spell_code
from backend.domain.errors import NotFound
from backend.services.ways_in import read_ways_in, renew_recovery_code
from backend.web.dependencies import (
    LocalDay,
    Moment,
    ProvedPatient,
    Reading,
    Writing,
    own_address,
)
from backend.web.forms import Form
from backend.web.render import page

router = APIRouter()


@dataclass(frozen=True)
class RecoveryCode:
    """The code in groups of four, only in the answer that made it. `before` is when the one kept
    was made, as the form says it; `again` when a page was sent a second time, `replaced` when an
    older code is worth nothing now; `address` and `sign_in_name` go on the printed slip."""

    code: str
    before: str
    made_on: date | None
    again: bool
    replaced: bool
    address: str
    sign_in_name: str | None
    today: date


@router.get("/account/recovery-code", name="recovery_code")
def explain(request: Request, db: Reading, patient: ProvedPatient, today: LocalDay) -> Response:
    """Say what the code is for. Without a credential there is nothing to recover yet."""
    ways = read_ways_in(db, patient.id)
    if not ways.secured:
        return RedirectResponse("/account", status_code=303)
    return page(request, "recovery-code", _view(request, patient, ways, today))


@router.post("/account/recovery-code", name="make_recovery_code")
def make(
    request: Request, db: Writing, patient: ProvedPatient, today: LocalDay, now: Moment, form: Form
) -> Response:
    """Make the code and show it, this once: it is in no address, and a reload shows it no more."""
    if not read_ways_in(db, patient.id).secured:
        return RedirectResponse("/account", status_code=303)
    code = renew_recovery_code(db, patient.id, before=_before(form), now=now)
    ways = read_ways_in(db, patient.id)
    replaced = bool(form.get("before"))
    view = _view(request, patient, ways, today, code=code or "", replaced=replaced)
    return page(request, "recovery-code", view)


def _before(form: FormData) -> datetime | None:
    said = str(form.get("before", ""))
    try:
        return datetime.fromisoformat(said) if said else None
    except ValueError:
        raise NotFound from None


def _view(
    request: Request,
    patient: Patient,
    ways: WaysIn,
    today: date,
    *,
    code: str = "",
    replaced: bool = False,
) -> RecoveryCode:
    made = ways.recovery_made_at
    return RecoveryCode(
        code=spell_code(code, between=" "),
        before=made.isoformat() if made else "",
        made_on=made.astimezone(patient.days.zone).date() if made else None,
        again=request.method == "POST" and not code,
        replaced=replaced,
        address=own_address(request),
        sign_in_name=ways.sign_in_name,
        today=today,
    )
