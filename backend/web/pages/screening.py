"""PHQ-4, PHQ-8 and GAD-7: each a page with all its questions, and what was answered before."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response
from uuid_utils.compat import uuid7

from backend.domain.questionnaires import LONG, LONGER, OPEN_DAYS
from backend.domain.screening import (
    PHQ4,
    SCREENING_VERSION,
    SCREENS,
    TRIGGERS,
    Rule,
    Screen,
)
from backend.domain.vocabulary import Instrument
from backend.library import read_library
from backend.services.daily import put_form
from backend.services.following import decline, switch_screening
from backend.services.questionnaires import PLAIN_DRAFTS, FormDraft
from backend.services.screening import Screening, read_screening
from backend.web.dependencies import CurrentPatient, LocalDay, Moment, Reading, Writing
from backend.web.forms import Form, bind, form_id
from backend.web.pages.daily import making_of
from backend.web.render import kept_page, language_of, page

router = APIRouter()
PATHS = {instrument: f"/check-in/{instrument}" for instrument in SCREENS}


@dataclass(frozen=True)
class ScreeningPage:
    """The questions as they were published, how they are scored, and how it stands with them."""

    form: Instrument
    screen: Screen
    standing: Screening

    @property
    def rules(self) -> dict[str, Any]:
        """The cut-offs as data: a phone works out a result without a number of its own."""
        measures = {self.screen.id, *(half.id for half in self.screen.halves)}
        return {
            "items": self.screen.items,
            "cuts": [[cut.least, cut.range] for cut in self.screen.cuts],
            "halves": [[h.id, h.items, h.positive, h.offers] for h in self.screen.halves],
            "triggers": [
                [one.rule, one.measure, one.least] for one in TRIGGERS if one.measure in measures
            ],
            "otherwise": Rule.MH6,
        }

    @property
    def open_days(self) -> int:
        """How long a form that was begun can be gone on with."""
        return OPEN_DAYS[self.screen.id]

    @property
    def others(self) -> list[str]:
        """The long forms of which none is answered on the same day as this one."""
        return sorted(LONG - {self.screen.id}) if self.screen.id in LONG else []


def _instrument(request: Request) -> str:
    return request.url.path.split("/")[2]


def show(request: Request, db: Reading, patient: CurrentPatient, today: LocalDay) -> Response:
    """Show the questions and what was answered before. The phone keeps this page."""
    standing = read_screening(db, patient, _instrument(request), today=today)
    shown = _shown(request, standing)
    return kept_page(request, "screening", shown, shows=(repr(standing),))


def keep(
    request: Request, db: Writing, patient: CurrentPatient, now: Moment, today: LocalDay, form: Form
) -> Response:
    """Keep the answers of the plain form; the same form posted twice is one."""
    instrument = _instrument(request)
    bound = bind(PLAIN_DRAFTS[instrument], form)
    if bound.draft is None:
        shown = _shown(request, read_screening(db, patient, instrument, today=today))
        return page(request, "screening", shown, status=422, errors=bound.errors, typed=bound.typed)
    draft = FormDraft(
        instrument=instrument,
        version=SCREENING_VERSION,
        answers=bound.draft.answers,
        finished=True,
    )
    put_form(db, making_of(patient, form, now), form_id(form) or UUID(str(uuid7())), draft)
    return RedirectResponse(PATHS[instrument], status_code=303)


def leave(
    request: Request, db: Writing, patient: CurrentPatient, today: LocalDay
) -> RedirectResponse:
    """Decline an offered form; later questions may offer it anew."""
    decline(db, patient.id, _instrument(request), on=today)
    return RedirectResponse("/check-in", status_code=303)


for _name, _path in PATHS.items():
    router.add_api_route(_path, show, name=_name)
    router.add_api_route(_path, keep, methods=["POST"], name=f"keep_{_name}")
    if _name in LONGER:
        router.add_api_route(f"{_path}/decline", leave, methods=["POST"], name=f"decline_{_name}")


@router.post(f"{PATHS[PHQ4]}/switch", name="ask_screening")
def switch(db: Writing, patient: CurrentPatient) -> RedirectResponse:
    """Ask the four questions every two weeks from now on."""
    switch_screening(db, patient.id, on=True)
    return RedirectResponse(PATHS[PHQ4], status_code=303)


def _shown(request: Request, standing: Screening) -> ScreeningPage:
    instrument = standing.instrument
    form = read_library(language_of(request)).instruments[instrument]
    return ScreeningPage(form, SCREENS[instrument], standing)
