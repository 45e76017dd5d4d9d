"""Days for programs: the plan of a day with its states, and setting one occurrence."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from backend.domain.days import parse_day, readable
from backend.domain.errors import NotFound
from backend.domain.today import ItemState, SkipReason, Today
from backend.services.daily import Making, set_item
from backend.services.shapes import Draft
from backend.services.today import MOST_OCCURRENCES, ItemSetDraft, read_day
from backend.web.dependencies import CurrentPatient, LocalDay, Moment, Reading, Writing
from backend.web.strict import StrictRoute

router = APIRouter(tags=["days"], route_class=StrictRoute)


class OccurrencePut(Draft):
    """What to set one occurrence to."""

    state: ItemState
    reason: SkipReason | None = None


@router.get("/days/{day}")
def read(db: Reading, patient: CurrentPatient, today: LocalDay, day: str) -> Today:
    """Give a day (YYYY-MM-DD, or `today`): items, states, kind, minutes, consistency, `seq`."""
    return read_day(db, patient.id, _day(day, today), today=today)


@router.put("/days/{day}/items/{item_id}/occurrences/{occurrence}")
def put_occurrence(
    db: Writing,
    patient: CurrentPatient,
    today: LocalDay,
    now: Moment,
    day: str,
    item_id: UUID,
    occurrence: Annotated[int, Path(ge=1, le=MOST_OCCURRENCES)],
    body: OccurrencePut,
) -> Today:
    """Set one occurrence of a day and give the day; a state that already holds changes nothing."""
    wanted = _day(day, today)
    draft = ItemSetDraft(
        item_id=item_id, occurrence=occurrence, state=body.state, reason=body.reason
    )
    set_item(db, Making(patient, wanted, now), draft)
    return read_day(db, patient.id, wanted, today=today)


def _day(named: str, today: date) -> date:
    if named == "today":
        return today
    try:
        day = parse_day(named)
    except ValueError:
        raise NotFound from None
    if not readable(day, today=today):
        raise NotFound
    return day
