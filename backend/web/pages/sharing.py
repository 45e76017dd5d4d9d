"""Share with a doctor: the links there are, making one, showing it again, stopping it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response
from uuid_utils.compat import uuid7

from backend.domain.accounts import Patient
from backend.domain.errors import RuleBroken
from backend.domain.sharing import (
    DEFAULT_OPEN_DAYS,
    OPEN_DAYS,
    Access,
    AccessOutcome,
    LinkEnd,
    Mode,
    ShareLink,
)
from backend.domain.visits import visit_before
from backend.domain.wording import Sentence, say
from backend.services.reports import choose, read_choice
from backend.services.sharing import (
    MadeLink,
    ShareDraft,
    check_reach,
    make_link,
    read_accesses,
    read_link,
    read_links,
    revoke,
    show_again,
)
from backend.services.visits import read_visits
from backend.web.dependencies import (
    CurrentPatient,
    LocalDay,
    Moment,
    ProvedPatient,
    Reading,
    Writing,
)
from backend.web.forms import Bound, Errors, Form, bind, form_id, refused
from backend.web.links import Links
from backend.web.qr import Code, code_of
from backend.web.render import page
from backend.web.reports import OWN_WORDS, Chosen, chosen_in, chosen_of

router = APIRouter()

LINK_WORDS = OWN_WORDS | {
    "mode": say("Please choose one of the answers."),
    "open_days": say("Choose 1, 7, 30 or 180 days."),
}


@dataclass(frozen=True)
class Shown:
    """A link with its moments in the person's own hours; `reader` of the newest opening."""

    link: ShareLink
    end: LinkEnd | None
    made: datetime
    until: datetime
    opened_at: datetime | None
    reader: str


@dataclass(frozen=True)
class Sharing:
    """The two ways to share, and the links there are; `stopped` when one was just stopped."""

    links: tuple[Shown, ...]
    today: date
    stopped: bool


@dataclass(frozen=True)
class Terms:
    """How a link is made, as its form has it: content, days, passcode."""

    mode: str = Mode.SNAPSHOT
    open_days: str = str(DEFAULT_OPEN_DAYS)
    passcode: bool = True


@dataclass(frozen=True)
class SharingNew:
    """The one screen of a new link; `closed` says why none can be made here."""

    link_id: UUID
    chosen: Chosen
    terms: Terms
    spans: tuple[int, ...]
    last_visit_on: date | None
    today: date
    closed: Sentence | None


@dataclass(frozen=True)
class SharingLink:
    """A link to be shown around. `passcode` only in the answer that made it; without `address`
    the link is over."""

    shown: Shown
    address: str
    code: Code | None
    passcode: str | None
    accesses: tuple[tuple[datetime, AccessOutcome, str], ...]
    today: date


@router.get("/sharing", name="sharing")
def show(
    request: Request, db: Reading, patient: CurrentPatient, today: LocalDay, now: Moment
) -> Response:
    """Show both ways to share and every link there is."""
    links = tuple(_shown(patient, link, now) for link in read_links(db, patient.id))
    stopped = request.query_params.get("stopped") is not None
    return page(request, "sharing", Sharing(links, today, stopped))


@router.get("/sharing/new", name="sharing_new")
def ask(
    request: Request, db: Reading, patient: ProvedPatient, today: LocalDay, issuer: Links
) -> Response:
    """Ask what a link shows, to whom, and for how long."""
    chosen = chosen_of(read_choice(db, patient.id), patient)
    view = _asked(db, patient, uuid7(), chosen, Terms(), today, _refused(issuer))
    return page(request, "sharing-new", view)


@router.post("/sharing/new", name="make_link")
def make(
    request: Request,
    db: Writing,
    patient: ProvedPatient,
    today: LocalDay,
    now: Moment,
    issuer: Links,
    form: Form,
) -> Response:
    """Make a link. The answer itself shows the passcode: it is stored nowhere and in no address.

    The form's id is the link's: a double tap or a reload makes no second one.
    """
    bound, made = _bound(form), list[MadeLink]()

    def save(draft: ShareDraft) -> None:
        link_id = form_id(form)
        made.append(make_link(db, patient.id, draft, issuer=issuer, now=now, link_id=link_id))

    errors = refused(bound, save, beside="categories", words=LINK_WORDS)
    if not errors:
        return page(request, "sharing-link", _link(db, patient, made[0], now, today))
    return _ask_again(request, db, patient, today, issuer, form, errors)


@router.post("/sharing/see", name="see_first")
def see(
    request: Request,
    db: Writing,
    patient: CurrentPatient,
    today: LocalDay,
    issuer: Links,
    form: Form,
) -> Response:
    """Keep what was chosen and show the very page that a doctor would read."""
    bound = _bound(form)

    def save(draft: ShareDraft) -> None:
        choose(db, patient.id, draft, today=today)

    errors = refused(bound, save, beside="categories", words=LINK_WORDS)
    if not errors:
        return RedirectResponse("/report", status_code=303)
    return _ask_again(request, db, patient, today, issuer, form, errors)


@router.get("/sharing/{link_id}", name="sharing_link")
def show_link(
    request: Request,
    db: Reading,
    patient: ProvedPatient,
    today: LocalDay,
    now: Moment,
    issuer: Links,
    link_id: UUID,
) -> Response:
    """Show a link's code again, without its passcode, and who tried to open it."""
    link = read_link(db, patient.id, link_id)
    address = show_again(db, patient.id, link_id, issuer=issuer, now=now)
    view = _link(db, patient, MadeLink(link, address, None), now, today)
    return page(request, "sharing-link", view)


@router.post("/sharing/{link_id}/stop", name="stop_link")
def stop(db: Writing, patient: CurrentPatient, now: Moment, link_id: UUID) -> Response:
    """Stop a link at once; stopping it again changes nothing."""
    revoke(db, patient.id, link_id, now=now)
    return RedirectResponse("/sharing?stopped", status_code=303)


def _shown(patient: Patient, link: ShareLink, now: datetime) -> Shown:
    zone = patient.days.zone
    last = link.last
    return Shown(
        link,
        link.ended(now),
        link.created_at.astimezone(zone),
        link.expires_at.astimezone(zone),
        last.at.astimezone(zone) if last else None,
        last.reader if last else "",
    )


def _link(db: Reading, patient: Patient, made: MadeLink, now: datetime, today: date) -> SharingLink:
    zone = patient.days.zone
    tried: tuple[Access, ...] = read_accesses(db, patient.id, made.link.id)
    return SharingLink(
        shown=_shown(patient, made.link, now),
        address=made.address or "",
        code=code_of(made.address) if made.address else None,
        passcode=made.passcode,
        accesses=tuple((one.at.astimezone(zone), one.outcome, one.reader) for one in tried),
        today=today,
    )


def _refused(issuer: Links) -> Sentence | None:
    try:
        check_reach(issuer)
    except RuleBroken as broken:
        return broken.sentence
    return None


def _bound(form: FormData) -> Bound[ShareDraft]:
    """Read the form. A box that is not ticked sends nothing: that means no passcode."""
    said = form.multi_items()
    if "passcode" not in form:
        said.append(("passcode", "false"))
    return bind(ShareDraft, FormData(said))


def _ask_again(
    request: Request,
    db: Writing,
    patient: Patient,
    today: date,
    issuer: Links,
    form: FormData,
    errors: Errors,
) -> Response:
    closed = _refused(issuer)
    terms = Terms(
        str(form.get("mode", "")), str(form.get("open_days", "")), passcode="passcode" in form
    )
    link_id = form_id(form) or uuid7()
    view = _asked(db, patient, link_id, chosen_in(form), terms, today, closed)
    return page(request, "sharing-new", view, status=422, errors=() if closed else errors)


def _asked(
    db: Reading,
    patient: Patient,
    link_id: UUID,
    chosen: Chosen,
    terms: Terms,
    today: date,
    closed: Sentence | None,
) -> SharingNew:
    visit = visit_before(read_visits(db, patient.id), today=today)
    last_visit_on = visit.on if visit else None
    return SharingNew(link_id, chosen, terms, OPEN_DAYS, last_visit_on, today, closed)
