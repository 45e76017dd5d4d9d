"""How it goes, for programs."""

from typing import Annotated

from fastapi import APIRouter, Query

from backend.domain.errors import RuleBroken
from backend.domain.periods import Window, WindowChoice
from backend.domain.progress import Progress
from backend.services.progress import read_progress
from backend.services.shapes import Day
from backend.web.dependencies import CurrentPatient, LocalDay, Reading
from backend.web.strict import StrictRoute

router = APIRouter(tags=["progress"], route_class=StrictRoute)

NAMES = {"since": "from", "until": "to"}
"""What the two days are called in an address."""


@router.get("/progress")
def read(
    db: Reading,
    patient: CurrentPatient,
    today: LocalDay,
    since: Annotated[Day | None, Query(alias="from")] = None,
    until: Annotated[Day | None, Query(alias="to")] = None,
) -> Progress:
    """Give counts, weekly medians, function and marks of some days, both ends included.

    Energy and sleep are measures whose `better` is `higher`. `linked` is the last answer about
    linked movements of each month, newest first; `care` the weeks in which eye care was noted;
    `screened` what the forms of mood and worry add up to, without their single answers, and how
    many were never finished; `gradings` what letters said. What nobody noted is empty or null.

    Without any it is the time since the last visit; without `to` it goes on until today.
    """
    choice = WindowChoice()
    if since is not None or until is not None:
        choice = WindowChoice(Window.OWN, since, until or today)
    try:
        return read_progress(db, patient.id, choice, today=today)
    except RuleBroken as broken:
        named = NAMES.get(broken.field or "", broken.field)
        raise RuleBroken(broken.sentence, field=named) from None
