"""The report as its owner looks at it: what the doctor will see, and what it shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fastapi import APIRouter, Request
from markupsafe import Markup
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from backend.domain.accounts import Patient
from backend.domain.errors import RuleBroken
from backend.domain.sharing import Scope
from backend.domain.wording import Sentence
from backend.services.accounts import read_seq
from backend.services.reports import ChoiceDraft, choose, read_choice, read_report
from backend.web.dependencies import CurrentPatient, LocalDay, Moment, Reading, Writing
from backend.web.forms import Form, bind
from backend.web.render import kept_page, page
from backend.web.reports import report_html

router = APIRouter()


@dataclass(frozen=True)
class Chosen:
    """The choice as the form shows it: as kept, or as it was typed."""

    categories: frozenset[str]
    window: str
    since: str
    until: str
    name: str
    full_name: str
    cause: str
    language: str


@dataclass(frozen=True)
class ReportPage:
    """The report, the choice behind it, and today, which no day of it may be later than."""

    report: Markup
    chosen: Chosen
    today: date
    seq: int


@router.get("/report", name="report")
def show(request: Request, db: Reading, patient: CurrentPatient, now: Moment) -> Response:
    """Show the report as it stands now, with what was chosen last."""
    view = _view(request, db, patient, now)
    return kept_page(request, "report", view, shows=[str(view.seq)])


@router.post("/report", name="save_report_choice")
def save(
    request: Request,
    db: Writing,
    patient: CurrentPatient,
    today: LocalDay,
    now: Moment,
    form: Form,
) -> Response:
    """Keep what the report shows, and show it; the form comes back when something is wrong."""
    bound = bind(ChoiceDraft, form)
    errors: Sequence[tuple[str, Sentence]] = bound.errors
    if bound.draft is not None:
        try:
            choose(db, patient.id, bound.draft, today=today)
        except RuleBroken as broken:
            errors = ((broken.field or "categories", broken.sentence),)
        else:
            return RedirectResponse("/report", status_code=303)
    view = _view(request, db, patient, now, _as_typed(form, bound.typed))
    return page(request, "report", view, status=422, errors=errors, typed=bound.typed)


def _view(
    request: Request,
    db: Session,
    patient: Patient,
    now: datetime,
    typed: Chosen | None = None,
) -> ReportPage:
    scope = read_choice(db, patient.id)
    return ReportPage(
        report_html(request, read_report(db, patient.id, scope, now=now)),
        typed or _as_kept(scope, patient),
        patient.days.day_of(now),
        read_seq(db, patient.id),
    )


def _as_kept(scope: Scope, patient: Patient) -> Chosen:
    own = scope.window
    return Chosen(
        frozenset(scope.categories),
        own.window,
        own.since.isoformat() if own.since else "",
        own.until.isoformat() if own.until else "",
        scope.name,
        patient.name or "",
        patient.cause or "",
        scope.language,
    )


def _as_typed(form: FormData, typed: Mapping[str, str]) -> Chosen:
    ticked = frozenset(one for one in form.getlist("categories") if isinstance(one, str))
    names = ("window", "since", "until", "name", "full_name", "cause", "language")
    return Chosen(ticked, *(typed.get(name, "") for name in names))
