"""Check-ins."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session, col

from backend.domain.checkins import CheckIn, Mood, Symptom
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
from backend.store.tables import CheckInRow
from backend.store.today import wall_clock


def read_check_ins(session: Session, patient_id: UUID, window: Window) -> tuple[CheckIn, ...]:
    """Give a patient's check-ins, newest first."""
    return tuple(check_in_of(row) for row in newest_first(session, CheckInRow, patient_id, window))


def read_check_ins_on(
    session: Session, patient_id: UUID, days: Collection[date], *, limit: int
) -> tuple[CheckIn, ...]:
    """Give a patient's check-ins of some days, newest first."""
    on = col(CheckInRow.day).in_(days)
    rows = newest_first(session, CheckInRow, patient_id, Window(limit=limit), on)
    return tuple(check_in_of(row) for row in rows)


def read_check_in(
    session: Session, patient_id: UUID, entry_id: UUID
) -> tuple[CheckIn, Stand] | None:
    """Give one check-in, removed or not, and which answer stands for it."""
    row = session.get(CheckInRow, (patient_id, entry_id), populate_existing=True)
    return (check_in_of(row), stand_of(row)) if row else None


def check_in_of(row: CheckInRow) -> CheckIn:
    """Give the check-in of a row."""
    return CheckIn(
        id=row.id,
        day=row.day,
        at=wall_clock(row.recorded_at, row.offset_min),
        mood=Mood(row.mood) if row.mood else None,
        symptoms=tuple(Symptom(**symptom) for symptom in row.symptoms),
        energy=row.energy,
        sleep=row.sleep,
        tags=tuple(row.tags),
        note=row.note,
        seq=row.seq,
    )


def add_check_in(
    session: Session,
    patient_id: UUID,
    entry: CheckIn,
    *,
    origin: Origin,
    version: Version,
) -> None:
    """Keep a new check-in; its id must be new."""
    session.add(CheckInRow(**added(patient_id, entry, origin, version), **_answers(entry)))
    session.flush()


def change_check_in(
    session: Session, patient_id: UUID, entry: CheckIn, *, version: Version
) -> None:
    """Let new answers stand for a check-in; it stands again if it had been removed."""
    change_entry(
        session, CheckInRow, patient_id, entry.id, seq=entry.seq, version=version, **_answers(entry)
    )


def _answers(entry: CheckIn) -> dict[str, Any]:
    return {
        "mood": entry.mood,
        "energy": entry.energy,
        "sleep": entry.sleep,
        "note": entry.note,
        "symptoms": [asdict(symptom) for symptom in entry.symptoms],
        "tags": list(entry.tags),
    }
