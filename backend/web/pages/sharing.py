"""Share with a doctor: the links there are, making one, showing it again, stopping it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

import segno
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
    Scope,
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
from backend.web.dependencies import CurrentPatient, LocalDay, Moment, Reading, Writing
from backend.web.forms import Bound, Form, bind, form_id
from backend.web.links import Links
from backend.web.render import page

router = APIRouter()

Errors = Sequence[tuple[str, Sentence]]
QUIET_ZONE = 4
"""Modules left white around a code, as its standard asks."""

OWN_WORDS = {
    "categories": say("Choose at least one thing to show."),
    "since": say("Write a day of the calendar, or choose another period."),
    "until": say("Write a day of the calendar, or choose another period."),
    "window": say("Please choose one of the answers."),
    "name": say("Please choose one of the answers."),
    "mode": say("Please choose one of the answers."),
    "language": say("Please choose one of the languages."),
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
class Chosen:
    """What the form shows as chosen, as it was kept or typed."""

    categories: Collection[str]
    window: str
    since: str
    until: str
    name: str
    full_name: str
    cause: str
    mode: str
    language: str
    open_days: str
    passcode: bool


@dataclass(frozen=True)
class SharingNew:
    """The one screen of a new link; `refused` says why none can be made here."""

    link_id: UUID
    chosen: Chosen
    spans: tuple[int, ...]
    last_visit_on: date | None
    today: date
    refused: Sentence | None


@dataclass(frozen=True)
class Code:
    """A QR code: modules along a side, quiet zone included, and its dark ones as a path."""

    size: int
    path: str


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
    request: Request, db: Reading, patient: CurrentPatient, today: LocalDay, issuer: Links
) -> Response:
    """Ask what a link shows, to whom, and for how long."""
    chosen = _kept(patient, read_choice(db, patient.id))
    view = _asked(db, patient, uuid7(), chosen, today, _refused(issuer))
    return page(request, "sharing-new", view)


@router.post("/sharing/new", name="make_link")
def make(
    request: Request,
    db: Writing,
    patient: CurrentPatient,
    today: LocalDay,
    now: Moment,
    issuer: Links,
    form: Form,
) -> Response:
    """Make a link. The answer itself shows the passcode: it is stored nowhere and in no address.

    The form's id is the link's: a double tap or a reload makes no second one.
    """
    bound = _bound(form)
    errors = _own_words(bound.errors)
    if bound.draft is not None:
        try:
            link_id = form_id(form)
            made = make_link(db, patient.id, bound.draft, issuer=issuer, now=now, link_id=link_id)
            return page(request, "sharing-link", _link(db, patient, made, now, today))
        except RuleBroken as broken:
            errors = ((broken.field or "categories", broken.sentence),)
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
    errors = _own_words(bound.errors)
    if bound.draft is not None:
        try:
            choose(db, patient.id, bound.draft, today=today)
            return RedirectResponse("/report", status_code=303)
        except RuleBroken as broken:
            errors = ((broken.field or "categories", broken.sentence),)
    return _ask_again(request, db, patient, today, issuer, form, errors)


@router.get("/sharing/{link_id}", name="sharing_link")
def show_link(
    request: Request,
    db: Reading,
    patient: CurrentPatient,
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


def code_of(address: str) -> Code:
    """Draw an address as a QR code, error correction M (sharing reference 1.1)."""
    matrix = segno.make(address, error="m", micro=False).matrix
    return Code(len(matrix) + 2 * QUIET_ZONE, "".join(_dark_runs(matrix)))


def _dark_runs(matrix: Sequence[Sequence[int]]) -> Iterator[str]:
    """Give each run of dark modules in a row as a rectangle of a path."""
    for y, row in enumerate(matrix, QUIET_ZONE):
        x = QUIET_ZONE
        for dark, modules in groupby(row):
            length = len(list(modules))
            if dark:
                yield f"M{x} {y}h{length}v1h-{length}z"
            x += length


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
    refused = _refused(issuer)
    view = _asked(db, patient, form_id(form) or uuid7(), _typed(form, patient), today, refused)
    return page(request, "sharing-new", view, status=422, errors=() if refused else errors)


def _asked(
    db: Reading,
    patient: Patient,
    link_id: UUID,
    chosen: Chosen,
    today: date,
    refused: Sentence | None,
) -> SharingNew:
    visit = visit_before(read_visits(db, patient.id), today=today)
    return SharingNew(link_id, chosen, OPEN_DAYS, visit.on if visit else None, today, refused)


def _kept(patient: Patient, scope: Scope) -> Chosen:
    window = scope.window
    return Chosen(
        categories=scope.categories,
        window=window.window,
        since=window.since.isoformat() if window.since else "",
        until=window.until.isoformat() if window.until else "",
        name=scope.name,
        full_name=patient.name or "",
        cause=patient.cause or "",
        mode=Mode.SNAPSHOT,
        language=scope.language,
        open_days=str(DEFAULT_OPEN_DAYS),
        passcode=True,
    )


def _typed(form: FormData, patient: Patient) -> Chosen:
    said: Mapping[str, str] = {
        name: value for name, value in form.items() if isinstance(value, str)
    }
    usual = _kept(patient, Scope(language=patient.language))
    return Chosen(
        categories=[one for one in form.getlist("categories") if isinstance(one, str)],
        window=said.get("window", usual.window),
        since=said.get("since", ""),
        until=said.get("until", ""),
        name=said.get("name", usual.name),
        full_name=said.get("full_name", ""),
        cause=said.get("cause", ""),
        mode=said.get("mode", usual.mode),
        language=said.get("language", usual.language),
        open_days=said.get("open_days", usual.open_days),
        passcode="passcode" in form,
    )


def _own_words(errors: Errors) -> Errors:
    """Say each field's problem once, in the question's own words where it has some."""
    found: dict[str, Sentence] = {}
    for field, sentence in errors:
        question = field.partition(".")[0]
        found.setdefault(question, OWN_WORDS.get(question, sentence))
    return tuple(found.items())
