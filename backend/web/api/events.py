"""A person's own history for programs."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel

from backend.services.events import read_events
from backend.web.dependencies import CurrentPatient, Reading
from backend.web.strict import StrictRoute

router = APIRouter(tags=["events"], route_class=StrictRoute)
MOST_A_PAGE = 500


class PastEvent(BaseModel):
    """An event as it was stored, with both times: as said, and as corrected."""

    id: UUID
    type: str
    local_date: date
    tz: str
    offset_min: int
    occurred_at: datetime
    corrected_at: datetime
    received_at: datetime
    seq: int
    payload: Mapping[str, Any]


@router.get("/events")
def read(
    db: Reading,
    patient: CurrentPatient,
    after_seq: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST_A_PAGE)] = MOST_A_PAGE,
) -> list[PastEvent]:
    """Give events in the order they were applied, from after a `seq` on."""
    return [
        PastEvent(
            id=event.id,
            type=event.type,
            local_date=event.local_date,
            tz=event.zone,
            offset_min=event.offset_min,
            occurred_at=event.occurred_at,
            corrected_at=event.corrected_at,
            received_at=event.received_at,
            seq=event.seq,
            payload=event.payload,
        )
        for event in read_events(db, patient.id, after_seq=after_seq, limit=limit)
    ]
