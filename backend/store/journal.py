"""Journal entries."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from backend.domain.events import Version
from backend.domain.folding import fold
from backend.domain.journal import JournalEntry, Sought, searchable, tag_line
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

EVERYTHING = Sought()


def read_entries(
    session: Session, patient_id: UUID, window: Window, sought: Sought = EVERYTHING
) -> tuple[JournalEntry, ...]:
    """Give a patient's journal entries, newest first; only what is sought."""
    rows = newest_first(session, JournalRow, patient_id, window, _only(sought))
    return tuple(entry_of(row) for row in rows)


def read_entries_on(
    session: Session, patient_id: UUID, days: Collection[date], *, limit: int
) -> tuple[JournalEntry, ...]:
    """Give a patient's entries of some days, newest first."""
    on = col(JournalRow.day).in_(days)
    rows = newest_first(session, JournalRow, patient_id, Window(limit=limit), on)
    return tuple(entry_of(row) for row in rows)


def count_entries(session: Session, patient_id: UUID, sought: Sought) -> int:
    """Count a patient's entries that are what is sought."""
    counted = select(func.count()).select_from(JournalRow)
    return session.exec(counted.where(*_kept(patient_id), _only(sought))).one()


def count_by_day(
    session: Session, patient_id: UUID, *, since: date, until: date
) -> Mapping[date, int]:
    """Count a patient's entries on each day from one to another that has some."""
    rows = session.exec(
        select(col(JournalRow.day), func.count())
        .where(*_kept(patient_id), col(JournalRow.day).between(since, until))
        .group_by(col(JournalRow.day))
    )
    return dict(rows.all())


def first_and_last_day(session: Session, patient_id: UUID) -> tuple[date, date] | None:
    """Give the days of a patient's first and last entry; None without any."""
    days = select(func.min(col(JournalRow.day)), func.max(col(JournalRow.day)))
    first, last = session.exec(days.where(*_kept(patient_id))).one()
    return (first, last) if first and last else None


def _kept(patient_id: UUID) -> tuple[sa.ColumnElement[bool], ...]:
    return col(JournalRow.patient_id) == patient_id, col(JournalRow.removed).is_(False)


def _only(sought: Sought) -> sa.ColumnElement[bool]:
    """Say what is sought to the database; a word that folds to nothing is no word."""
    looked_for = [fold(sought.words or ""), tag_line(sought.tag) if sought.tag else ""]
    parts = [
        col(JournalRow.folded).contains(words, autoescape=True) for words in looked_for if words
    ]
    on = [col(JournalRow.day) == sought.on] if sought.on else []
    return sa.and_(sa.true(), *parts, *on)


def read_entry(
    session: Session, patient_id: UUID, entry_id: UUID
) -> tuple[JournalEntry, Stand] | None:
    """Give one entry, removed or not, and which answer stands for it."""
    row = session.get(JournalRow, (patient_id, entry_id), populate_existing=True)
    return (entry_of(row), stand_of(row)) if row else None


def entry_of(row: JournalRow) -> JournalEntry:
    """Give the entry of a row."""
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
        "folded": searchable(entry.text, entry.tags),
    }
