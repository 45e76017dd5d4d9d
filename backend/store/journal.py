"""Journal entries."""

from typing import Any
from uuid import UUID

from sqlmodel import Session, col

from backend.domain.events import Version
from backend.domain.folding import fold
from backend.domain.journal import JournalEntry
from backend.store.entries import (
    Origin,
    Stand,
    Window,
    added,
    change_entry,
    newest_first,
    stand_of,
)
from backend.store.tables import JournalRow
from backend.store.today import wall_clock


def read_entries(
    session: Session, patient_id: UUID, window: Window, *, containing: str | None = None
) -> tuple[JournalEntry, ...]:
    """Give a patient's journal entries, newest first; only those that contain some words."""
    words = col(JournalRow.text).icontains(containing, autoescape=True) if containing else None
    rows = newest_first(session, JournalRow, patient_id, window, words)
    return tuple(_entry(row) for row in rows)


def read_entry(
    session: Session, patient_id: UUID, entry_id: UUID
) -> tuple[JournalEntry, Stand] | None:
    """Give one entry, removed or not, and which answer stands for it."""
    row = session.get(JournalRow, (patient_id, entry_id), populate_existing=True)
    return (_entry(row), stand_of(row)) if row else None


def _entry(row: JournalRow) -> JournalEntry:
    return JournalEntry(
        id=row.id,
        day=row.day,
        at=wall_clock(row.recorded_at, row.offset_min),
        text=row.text,
        tags=tuple(row.tags),
        never_share=row.never_share,
        seq=row.seq,
    )


def add_entry(
    session: Session,
    patient_id: UUID,
    entry: JournalEntry,
    *,
    origin: Origin,
    version: Version,
) -> None:
    """Keep a new entry; its id must be new."""
    session.add(JournalRow(**added(patient_id, entry, origin, version), **_answers(entry)))
    session.flush()


def change_journal(
    session: Session, patient_id: UUID, entry: JournalEntry, *, version: Version
) -> None:
    """Let new words stand for an entry; it stands again if it had been removed."""
    change_entry(
        session, JournalRow, patient_id, entry.id, seq=entry.seq, version=version, **_answers(entry)
    )


def _answers(entry: JournalEntry) -> dict[str, Any]:
    return {
        "text": entry.text,
        "tags": list(entry.tags),
        "never_share": entry.never_share,
        "folded": fold("\n".join((entry.text, *entry.tags))),
    }
