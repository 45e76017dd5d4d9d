"""How it goes: counts first, then what was answered, with gaps left as gaps."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from backend.domain.errors import RuleBroken
from backend.domain.periods import WindowChoice
from backend.domain.progress import Measure, Progress
from backend.services.progress import WindowDraft, read_progress
from backend.web.dependencies import CurrentPatient, LocalDay, Moment, Reading
from backend.web.forms import bind
from backend.web.render import kept_page, page

router = APIRouter()

FIELDS = ("window", "since", "until")
INJECTION = "injection"


@dataclass(frozen=True)
class ProgressPage:
    """A period as shown, from which moment (their wall clock), and what the time axis counts."""

    shown: Progress
    as_of: datetime
    by_injection: bool
    seq: int

    @property
    def pictured(self) -> tuple[tuple[str, Measure], ...]:
        """What has the days for a picture: the part of the page and the measure."""
        return tuple((part, one) for part, one in self._rated if one and one.pictured)

    @property
    def unpictured(self) -> tuple[tuple[str, Measure | None], ...]:
        """What has too few days, or none, for a picture."""
        return tuple((part, one) for part, one in self._rated if not (one and one.pictured))

    @property
    def _rated(self) -> Iterator[tuple[str, Measure | None]]:
        if not self.shown.symptoms:
            yield "symptoms", None
        yield from ((f"symptom-{n}", one) for n, one in enumerate(self.shown.symptoms, 1))
        upwards = (("energy", self.shown.energy), ("sleep", self.shown.sleep))
        yield from ((part, one) for part, one in upwards if one)
        yield from (("mood", self.shown.mood), ("effort", self.shown.effort))
        yield "pain", self.shown.pain


@router.get("/progress", name="progress")
def show(
    request: Request,
    db: Reading,
    patient: CurrentPatient,
    today: LocalDay,
    now: Moment,
    axis: Annotated[str, Query()] = "",
) -> Response:
    """Show a period. Own dates that are wrong come back as they were typed, with the sentence."""
    asked = FormData([(name, request.query_params.get(name, "")) for name in FIELDS])
    bound = bind(WindowDraft, asked)
    choice, errors = WindowChoice(), bound.errors
    if bound.draft is not None:
        choice = bound.draft.choice
    try:
        shown = read_progress(db, patient.id, choice, today=today)
    except RuleBroken as broken:
        errors = ((broken.field or "since", broken.sentence),)
        shown = read_progress(db, patient.id, WindowChoice(), today=today)
    by_injection = axis == INJECTION and shown.has_clock
    as_of = now.astimezone(patient.days.zone)
    view = ProgressPage(shown, as_of, by_injection, shown.seq)
    if errors:
        return page(request, "progress", view, status=422, errors=errors, typed=bound.typed)
    asks = (choice.window, choice.since, choice.until, by_injection)
    return kept_page(request, "progress", view, shows=(str(view.seq), *map(str, asks)))
