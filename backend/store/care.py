"""What was done for the eye."""

from typing import Any
from uuid import UUID

from sqlmodel import Session

from backend.domain.care import Care
from backend.domain.events import Version
from backend.store.entries import (
    Origin,
    Stand,
    Window,
    added,
    change_entry,
    newest_first,
    stand_of,
)
from backend.store.tables import CareRow
from backend.store.today import wall_clock


def read_care(session: Session, patient_id: UUID, window: Window) -> tuple[Care, ...]:
    """Give a patient's eye care, newest first."""
    return tuple(care_of(row) for row in newest_first(session, CareRow, patient_id, window))


def read_one(session: Session, patient_id: UUID, entry_id: UUID) -> tuple[Care, Stand] | None:
    """Give one entry, removed or not, and which answer stands for it."""
    row = session.get(CareRow, (patient_id, entry_id), populate_existing=True)
    return (care_of(row), stand_of(row)) if row else None


def care_of(row: CareRow) -> Care:
    """Give the entry of a row."""
    at = wall_clock(row.recorded_at, row.offset_min)
    return Care(row.id, row.day, at, row.kind, row.count, row.seq)


def add_care(
    session: Session, patient_id: UUID, entry: Care, *, origin: Origin, version: Version
) -> None:
    """Keep a new entry; its id must be new."""
    session.add(CareRow(**added(patient_id, entry, origin, version), **_answers(entry)))
    session.flush()


def change_care(session: Session, patient_id: UUID, entry: Care, *, version: Version) -> None:
    """Let a new count stand for an entry; it stands again if it had been removed."""
    change_entry(
        session, CareRow, patient_id, entry.id, seq=entry.seq, version=version, **_answers(entry)
    )


def _answers(entry: Care) -> dict[str, Any]:
    return {"kind": entry.kind, "count": entry.count}
