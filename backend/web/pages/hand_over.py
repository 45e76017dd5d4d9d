"""The phone handed over: the report alone, for whoever reads it in the room."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import Response

from backend.services.accounts import read_seq
from backend.services.reports import read_choice, read_report
from backend.web.dependencies import CurrentPatient, Moment, Reading
from backend.web.render import kept_page
from backend.web.reports import report_html

router = APIRouter()


@dataclass(frozen=True)
class HandOver:
    """The report as its owner has chosen it, in its own language."""

    report: Markup
    seq: int


@router.get("/hand-over", name="hand_over")
def show(request: Request, db: Reading, patient: CurrentPatient, now: Moment) -> Response:
    """Show the report with what its owner chose, and no way on but the one back."""
    scope = read_choice(db, patient.id)
    report = read_report(db, patient.id, scope, now=now)
    view = HandOver(report_html(request, report), read_seq(db, patient.id))
    return kept_page(request, "hand-over", view, shows=(str(view.seq),))
