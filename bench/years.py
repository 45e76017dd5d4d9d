"""Years of somebody's days, put straight into the tables: through the services it takes minutes."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel
from uuid_utils.compat import uuid7

from backend.domain.plans import PlanItem
from backend.domain.questionnaires import EVERY_DAYS, FUNCTION, FUNCTION_ITEMS, FUNCTION_VERSION
from backend.domain.today import DayKind, ItemState
from backend.domain.treatments import TreatmentKind
from backend.store.tables import (
    CheckInRow,
    DayKindRow,
    FormAnswerRow,
    FormRow,
    ItemMarkRow,
    SessionFeltRow,
    TreatmentRow,
    VisitRow,
)

SYMPTOMS = ("eye_dry", "face_pain", "linked_move", "tight")
VISIT_EVERY, INJECTION_EVERY = 90, 120
Rows = list[dict[str, Any]]


def live(
    session: Session, patient_id: UUID, items: Sequence[PlanItem], *, days: int, until: date
) -> None:
    """Fill the days up to `until`: steps, a check-in, a session; rest on Sundays; forms, visits."""
    rows: dict[type[SQLModel], Rows] = {}
    for n in range(days):
        day = until - timedelta(days=n)
        for table, row in _day(day, n, items):
            rows.setdefault(table, []).append({"patient_id": patient_id} | row)
    for table in sorted(rows, key=lambda one: one is FormAnswerRow):
        session.execute(sa.insert(table), rows[table])
    session.flush()


def _day(
    day: date, n: int, items: Sequence[PlanItem]
) -> Iterator[tuple[type[SQLModel], dict[str, Any]]]:
    at = datetime.combine(day, time(9), tzinfo=UTC)
    made = {"corrected_at": at, "event_id": uuid7()}
    if day.weekday() == 6:  # noqa: PLR2004 (Sunday)
        yield DayKindRow, {"day": day, "kind": DayKind.REST} | made
    else:
        for item in items:
            done = {"item_id": item.id, "occurrence": 1, "state": ItemState.DONE}
            yield ItemMarkRow, {"day": day, "offset_min": 0} | done | made
    yield CheckInRow, check_in(day, n)
    entry = {"id": uuid7(), "day": day, "recorded_at": at, "offset_min": 0}
    yield SessionFeltRow, entry | {"effort": n % 4, "pain": n % 3, "items": []}
    yield from _now_and_then(day, n, at)


def check_in(day: date, n: int) -> dict[str, Any]:
    """Give the row of the nth check-in, without its owner."""
    at = datetime.combine(day, time(9), tzinfo=UTC)
    event_id = uuid7()
    rated = [{"key": key, "rating": (n + place) % 7 + 1} for place, key in enumerate(SYMPTOMS)]
    said = {"mood": n % 5 + 1, "symptoms": rated, "tags": [], "removed": False}
    made = {"id": event_id, "event_id": event_id, "recorded_at": at, "corrected_at": at}
    return said | made | {"day": day, "offset_min": 0, "zone": "UTC", "seq": 1}


def _now_and_then(
    day: date, n: int, at: datetime
) -> Iterator[tuple[type[SQLModel], dict[str, Any]]]:
    kept = {"id": uuid7(), "recorded_at": at, "seq": 1}
    if n % EVERY_DAYS == 1:
        form_id = uuid7()
        told = {"instrument": FUNCTION, "version": FUNCTION_VERSION, "language": "en", "day": day}
        moments = {"begun_at": at, "finished_at": at, "offset_min": 0, "seq": 1}
        yield FormRow, {"id": form_id} | told | moments
        for place, item in enumerate(FUNCTION_ITEMS):
            answer = {"answer": (n + place) % 11, "corrected_at": at, "event_id": uuid7()}
            yield FormAnswerRow, {"form_id": form_id, "item": item} | answer
    if n % VISIT_EVERY == 2:  # noqa: PLR2004 (two days ago was one)
        words = {"with_whom": "Dr Chen", "questions": [], "goal": ""}
        yield VisitRow, kept | {"held_on": day, "held": True, "followed_up": True} | words
    if n % INJECTION_EVERY == 3:  # noqa: PLR2004 (so was one the day before)
        kind = TreatmentKind.BOTULINUM_TOXIN
        yield TreatmentRow, kept | {"kind": kind, "began_on": day, "note": ""}
