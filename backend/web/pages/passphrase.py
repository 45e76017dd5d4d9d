"""The passphrase of an account: choosing one, changing it, removing it."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from backend.domain.credentials import LONGEST_PASSPHRASE, SHORTEST_PASSPHRASE
from backend.domain.errors import RuleBroken
from backend.services.devices import forget_proofs
from backend.services.passphrases import remove_passphrase
from backend.services.throttling import TooSoon
from backend.services.ways_in import (
    ChosenPassphraseDraft,
    Kept,
    choose_passphrase,
    read_ways_in,
)
from backend.web.askers import From
from backend.web.cookies import keep_session
from backend.web.dependencies import CurrentPresent, Moment, ProvedPatient, Reading, Writing
from backend.web.forms import Form, bind, refused
from backend.web.gates import TheGate
from backend.web.outcomes import form_again
from backend.web.pages.account import WAYS, refuse
from backend.web.render import page

router = APIRouter()


@dataclass(frozen=True)
class Passphrase:
    """The form, with the name as kept or typed; `changing` when there is a passphrase, `others`
    whether the other devices are signed out by a change."""

    name: str
    changing: bool
    others: bool
    shortest: int = SHORTEST_PASSPHRASE
    longest: int = LONGEST_PASSPHRASE


@router.get("/account/passphrase", name="passphrase")
def ask(request: Request, db: Reading, patient: ProvedPatient) -> Response:
    """Ask for a name and a passphrase."""
    kept = read_ways_in(db, patient.id).sign_in_name
    return page(request, "passphrase", Passphrase(kept or "", kept is not None, others=True))


@router.post("/account/passphrase", name="save_passphrase")
def choose(
    request: Request,
    db: Writing,
    _patient: ProvedPatient,
    present: CurrentPresent,
    gate: TheGate,
    asker: From,
    now: Moment,
    form: Form,
) -> Response:
    """Keep the passphrase. What comes back says what is wrong, and never the passphrase."""
    bound, kept = bind(ChosenPassphraseDraft, form), list[Kept | TooSoon]()

    def save(draft: ChosenPassphraseDraft) -> None:
        kept.append(choose_passphrase(db, present, draft, gate=gate, asker=asker, now=now))

    errors = refused(bound, save, beside="passphrase")
    outcome = kept[0] if kept else errors
    if isinstance(outcome, Kept):
        return _go_on(request, outcome)
    changing = read_ways_in(db, present.patient.id).sign_in_name is not None
    view = Passphrase(bound.typed.get("name", ""), changing, "others" in bound.typed)
    return form_again(request, "passphrase", view, outcome, beside="name")


def _go_on(request: Request, kept: Kept) -> Response:
    if kept.token is None:
        return RedirectResponse("/account?done=passphrase", status_code=303)
    response = RedirectResponse("/account/recovery-code", status_code=303)
    keep_session(request, response, kept.token)
    return response


@router.post("/account/passphrase/remove", name="remove_passphrase")
def remove(
    request: Request, db: Writing, patient: ProvedPatient, present: CurrentPresent, now: Moment
) -> Response:
    """Remove the passphrase; the last way in stays, and the page says so."""
    try:
        remove_passphrase(db, patient.id, now=now)
        forget_proofs(db, patient.id, present.device)
    except RuleBroken as broken:
        return refuse(request, db, present, now, ((WAYS, broken.sentence),))
    return RedirectResponse("/account?done=unphrased", status_code=303)
