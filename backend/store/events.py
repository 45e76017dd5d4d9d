"""The history: every event as it came."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from backend.domain.events import Recorded
from backend.store.tables import EventRow


def read_event(session: Session, patient_id: UUID, event_id: UUID) -> Recorded | None:
    """Give one of the patient's own events."""
    row = session.get(EventRow, (patient_id, event_id), populate_existing=True)
    return _recorded(row) if row else None


def read_events(
    session: Session, patient_id: UUID, *, after_seq: int, limit: int
) -> tuple[Recorded, ...]:
    """Give the patient's history in the order it was applied, from after a `seq` on."""
    rows = session.exec(
        select(EventRow)
        .where(col(EventRow.patient_id) == patient_id, col(EventRow.seq) > after_seq)
        .order_by(col(EventRow.seq))
        .limit(limit)
    ).all()
    return tuple(_recorded(row) for row in rows)


def read_events_of_form(
    session: Session, patient_id: UUID, form_id: UUID, type_: str
) -> tuple[Recorded, ...]:
    """Give every event of one kind that speaks of a form, in the order they arrived."""
    rows = session.exec(
        select(EventRow)
        .where(
            col(EventRow.patient_id) == patient_id,
            col(EventRow.type) == type_,
            sa.type_coerce(EventRow.payload, sa.JSON)["form_id"].as_string() == str(form_id),
        )
        .order_by(col(EventRow.seq))
    ).all()
    return tuple(_recorded(row) for row in rows)


def read_events_of_entry(
    session: Session, patient_id: UUID, entry_id: UUID, types: Collection[str]
) -> tuple[Recorded, ...]:
    """Give the event that added an entry and those that changed it, in the order they arrived.

    An entry's id is that of its adding event; the others name it as `of`.
    """
    of = sa.type_coerce(EventRow.payload, sa.JSON)["of"].as_string()
    rows = session.exec(
        select(EventRow)
        .where(
            col(EventRow.patient_id) == patient_id,
            col(EventRow.type).in_(types),
            sa.or_(col(EventRow.id) == entry_id, of == str(entry_id)),
        )
        .order_by(col(EventRow.seq))
    ).all()
    return tuple(_recorded(row) for row in rows)


def noted_since(session: Session, patient_id: UUID, day: date) -> bool:
    """Whether the patient noted anything for this day or a later one."""
    latest = (
        select(col(EventRow.seq))
        .where(col(EventRow.patient_id) == patient_id, col(EventRow.local_date) >= day)
        .order_by(col(EventRow.seq).desc())  # newest first: who notes daily is found at once
        .limit(1)
    )
    return session.exec(latest).first() is not None


def _recorded(row: EventRow) -> Recorded:
    return Recorded(
        row.id,
        row.type,
        row.local_date,
        row.zone,
        row.offset_min,
        row.seq,
        row.occurred_at,
        row.corrected_at,
        row.received_at,
        row.payload,
        row.body_hash,
    )


def add_event(
    session: Session,
    patient_id: UUID,
    *,
    event_id: UUID,
    type_: str,
    local_date: date,
    zone: str,
    offset_min: int,
    occurred_at: datetime,
    corrected_at: datetime,
    received_at: datetime,
    seq: int,
    payload: Mapping[str, Any],
    body_hash: str,
) -> None:
    """Keep an event for good."""
    session.add(
        EventRow(
            patient_id=patient_id,
            id=event_id,
            type=type_,
            local_date=local_date,
            zone=zone,
            offset_min=offset_min,
            occurred_at=occurred_at,
            corrected_at=corrected_at,
            received_at=received_at,
            seq=seq,
            payload=dict(payload),
            body_hash=body_hash,
        )
    )
    session.flush()
