"""What entries share (check-ins, journal, care, linked movements): listed newest first."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from backend.domain.events import Version
from backend.store.tables import CareRow, CheckInRow, JournalRow, SynkinesisRow

Row = TypeVar("Row", CheckInRow, JournalRow, CareRow, SynkinesisRow)


@dataclass(frozen=True)
class Window:
    """Days to list (both ends included, None: open) and how many entries from where on.

    `before` is the (day, id) of the last entry of the page before.
    """

    since: date | None = None
    until: date | None = None
    before: tuple[date, UUID] | None = None
    limit: int = 50


@dataclass(frozen=True)
class Stand:
    """Which answer stands for an entry: its version, and whether it was ever changed."""

    version: Version
    changed: bool
    removed: bool
    seq: int


def stand_of(row: Any) -> Stand:
    """Tell which answer stands for an entry's row."""
    version = Version(row.corrected_at, row.event_id)
    return Stand(version, row.event_id != row.id, row.removed, row.seq)


def newest_first(
    session: Session,
    table: type[Row],
    patient_id: UUID,
    window: Window,
    only: sa.ColumnElement[bool] | None = None,
) -> tuple[Row, ...]:
    """Give a patient's kept entries, newest day first, removed ones left out."""
    wanted = select(table).where(
        col(table.patient_id) == patient_id,
        col(table.removed).is_(False),
    )
    if only is not None:
        wanted = wanted.where(only)
    if window.since:
        wanted = wanted.where(col(table.day) >= window.since)
    if window.until:
        wanted = wanted.where(col(table.day) <= window.until)
    if window.before:
        day, last = window.before
        wanted = wanted.where(
            sa.or_(
                col(table.day) < day,
                sa.and_(col(table.day) == day, col(table.id) < last),
            )
        )
    ordered = wanted.order_by(col(table.day).desc(), col(table.id).desc()).limit(window.limit)
    return tuple(session.exec(ordered).all())


@dataclass(frozen=True)
class Origin:
    """Where the person was when they made an entry: their phone's zone and its offset."""

    zone: str
    offset_min: int


class Dated(Protocol):
    """What every entry says of itself beside its answers."""

    @property
    def id(self) -> UUID: ...
    @property
    def day(self) -> date: ...
    @property
    def seq(self) -> int: ...


def added(patient_id: UUID, entry: Dated, origin: Origin, version: Version) -> dict[str, Any]:
    """Give the columns of a new entry that are the same for every kind."""
    return {
        "patient_id": patient_id,
        "id": entry.id,
        "day": entry.day,
        "recorded_at": version.corrected_at,
        "offset_min": origin.offset_min,
        "zone": origin.zone,
        "event_id": version.event_id,
        "corrected_at": version.corrected_at,
        "seq": entry.seq,
    }


def change_entry(
    session: Session,
    table: type[Row],
    patient_id: UUID,
    entry_id: UUID,
    *,
    seq: int,
    version: Version,
    **answers: Any,
) -> None:
    """Let an edit stand for an entry; it stands again if it had been removed."""
    row = session.get_one(table, (patient_id, entry_id))
    row.sqlmodel_update(answers)
    row.removed = False
    _stands(row, seq, version)
    session.flush()


def remove_entry(
    session: Session,
    table: type[Row],
    patient_id: UUID,
    entry_id: UUID,
    *,
    seq: int,
    version: Version,
) -> None:
    """Let an entry's removal stand. The row stays: a removal can be undone."""
    row = session.get_one(table, (patient_id, entry_id))
    row.removed = True
    _stands(row, seq, version)
    session.flush()


def _stands(
    row: CheckInRow | JournalRow | CareRow | SynkinesisRow, seq: int, version: Version
) -> None:
    row.seq = seq
    row.event_id = version.event_id
    row.corrected_at = version.corrected_at
