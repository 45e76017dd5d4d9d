"""The report as its owner looks at it: what the doctor will see, and what it shows."""

from dataclasses import dataclass
from datetime import date, datetime

from fastapi import APIRouter, Request
from markupsafe import Markup
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from backend.domain.accounts import Patient
from backend.services.accounts import read_seq
from backend.services.reports import ChoiceDraft, choose, read_choice, read_report
from backend.web.dependencies import CurrentPatient, LocalDay, Moment, Reading, Writing
from backend.web.forms import Form, bind, refused
from backend.web.render import kept_page, page
from backend.web.reports import OWN_WORDS, Chosen, chosen_in, chosen_of, report_html

router = APIRouter()


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

    def save(draft: ChoiceDraft) -> None:
        choose(db, patient.id, draft, today=today)

    errors = refused(bound, save, beside="categories", words=OWN_WORDS)
    if not errors:
        return RedirectResponse("/report", status_code=303)
    view = _view(request, db, patient, now, chosen_in(form))
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
        typed or chosen_of(scope, patient),
        patient.days.day_of(now),
        read_seq(db, patient.id),
    )
