"""The phone's outbox: a batch of events in, one answer an event out."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, BeforeValidator, Field, StrictInt

from backend.domain.errors import Conflict
from backend.domain.events import WHICH_DAY, Outcome, Status
from backend.domain.wording import say
from backend.services.accounts import read_seq
from backend.services.events import MOST_IN_A_BATCH, Arrival, record_batch
from backend.services.shapes import Draft, Words
from backend.services.shapes import Moment as MomentShape
from backend.web.dependencies import CurrentPatient, Moment, Writing
from backend.web.render import translate
from backend.web.strict import OutboxRoute

router = APIRouter(tags=["sync"], route_class=OutboxRoute)


VERSIONS = frozenset({1})
"""Of the envelope: what phones of this release and the two before it send."""


def _known_version(value: object) -> object:
    if type(value) is not int or value not in VERSIONS:  # True is a 1 to Python, not to us
        raise ValueError("this version is not known")
    return value


Version = Annotated[StrictInt, Field(ge=1, le=1), BeforeValidator(_known_version)]


class Batch(Draft):
    """What a phone sends. Events are judged one by one, so here they may be anything."""

    v: Version
    user: Annotated[Words, Field(max_length=80)]
    sent_at: MomentShape
    events: list[Any]


class Result(BaseModel):
    """One event's answer, in the order sent.

    `field` is "local_date" when the day does not fit the time of writing: the phone then asks
    "file it under which day?" and sends the entry again. Nothing else has a field.
    """

    id: str
    status: Status
    seq: int | None = None
    reason: str | None = None
    field: Literal["local_date"] | None = None


class Answer(BaseModel):
    """The batch's answer: `seq` is the person's count after it, `now` the server's time."""

    results: list[Result]
    seq: int
    now: datetime


@router.post("/sync", response_model_exclude_none=True)
def sync(
    request: Request, db: Writing, patient: CurrentPatient, now: Moment, batch: Batch
) -> Answer:
    """Record up to 50 events. 409: another person's key, nothing consumed. 413: halve it."""
    if batch.user != patient.key:
        raise Conflict(say("These entries belong to somebody else. They stay on the phone."))
    if len(batch.events) > MOST_IN_A_BATCH:
        raise HTTPException(413)
    arrivals = [Arrival(body, batch.sent_at) for body in batch.events]
    outcomes = record_batch(db, patient.id, arrivals, now=now)
    return Answer(
        results=[_result(request, outcome) for outcome in outcomes],
        seq=read_seq(db, patient.id),
        now=now,
    )


def _result(request: Request, outcome: Outcome) -> Result:
    reason = translate(request, outcome.reason) if outcome.reason else None
    return Result(
        id=outcome.id,
        status=outcome.status,
        seq=outcome.seq,
        reason=reason,
        field=WHICH_DAY if outcome.field == WHICH_DAY else None,
    )
