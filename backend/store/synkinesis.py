"""Linked movements, as they were answered."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlmodel import Session

from backend.domain.events import Version
from backend.domain.synkinesis import Cell, Doing, Moves, Synkinesis
from backend.store.entries import (
    Origin,
    Stand,
    Window,
    added,
    change_entry,
    newest_first,
    stand_of,
)
from backend.store.tables import SynkinesisRow
from backend.store.today import wall_clock


def read_synkinesis(session: Session, patient_id: UUID, window: Window) -> tuple[Synkinesis, ...]:
    """Give what a patient answered about linked movements, newest first."""
    rows = newest_first(session, SynkinesisRow, patient_id, window)
    return tuple(synkinesis_of(row) for row in rows)


def read_one(session: Session, patient_id: UUID, entry_id: UUID) -> tuple[Synkinesis, Stand] | None:
    """Give one entry, removed or not, and which answer stands for it."""
    row = session.get(SynkinesisRow, (patient_id, entry_id), populate_existing=True)
    return (synkinesis_of(row), stand_of(row)) if row else None


def synkinesis_of(row: SynkinesisRow) -> Synkinesis:
    """Give the entry of a row."""
    return Synkinesis(
        id=row.id,
        day=row.day,
        at=wall_clock(row.recorded_at, row.offset_min),
        cells=tuple(
            Cell(Doing(one["doing"]), Moves(one["moves"]), one["level"]) for one in row.cells
        ),
        seq=row.seq,
    )


def add_synkinesis(
    session: Session, patient_id: UUID, entry: Synkinesis, *, origin: Origin, version: Version
) -> None:
    """Keep a new entry; its id must be new."""
    session.add(SynkinesisRow(**added(patient_id, entry, origin, version), **_answers(entry)))
    session.flush()


def change_synkinesis(
    session: Session, patient_id: UUID, entry: Synkinesis, *, version: Version
) -> None:
    """Let new cells stand for an entry; it stands again if it had been removed."""
    change_entry(
        session,
        SynkinesisRow,
        patient_id,
        entry.id,
        seq=entry.seq,
        version=version,
        **_answers(entry),
    )


def _answers(entry: Synkinesis) -> dict[str, Any]:
    return {"cells": [asdict(cell) for cell in entry.cells]}
