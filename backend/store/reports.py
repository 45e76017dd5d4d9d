"""What only the report reads: what was chosen to be shown, and entries that may be."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from backend.domain.journal import JournalEntry
from backend.domain.periods import Period
from backend.domain.sharing import Scope, read_scope, spell_scope
from backend.store.tables import JournalRow, ReportChoiceRow
from backend.store.today import wall_clock


def read_choice(session: Session, patient_id: UUID) -> Scope | None:
    """Give what the person last chose to show; None before they chose."""
    row = session.get(ReportChoiceRow, patient_id, populate_existing=True)
    return read_scope(row.scope) if row else None


def save_choice(session: Session, patient_id: UUID, scope: Scope) -> None:
    """Keep what the person chose to show, in place of what they chose before."""
    session.merge(ReportChoiceRow(patient_id=patient_id, scope=spell_scope(scope)))
    session.flush()


def read_shareable(
    session: Session, patient_id: UUID, period: Period, *, longest: int
) -> tuple[JournalEntry, ...]:
    """Give a period's journal entries that may be shown, newest first.

    Of each text no more than `longest` characters are read: an entry may be a whole chapter.
    """
    rows = session.execute(
        sa.select(
            col(JournalRow.id),
            col(JournalRow.day),
            col(JournalRow.recorded_at),
            col(JournalRow.offset_min),
            sa.func.substr(col(JournalRow.text), 1, longest).label("text"),
        )
        .where(
            col(JournalRow.patient_id) == patient_id,
            col(JournalRow.day).between(period.since, period.until),
            col(JournalRow.removed).is_(False),
            col(JournalRow.never_share).is_(False),
        )
        .order_by(col(JournalRow.day).desc(), col(JournalRow.id).desc())
    )
    return tuple(
        JournalEntry(
            id=entry_id,
            day=day,
            at=wall_clock(recorded_at, offset_min),
            text=text,
            tags=(),
            never_share=False,
            seq=0,
        )
        for entry_id, day, recorded_at, offset_min, text in rows
    )
