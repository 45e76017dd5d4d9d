"""What became of attempts to open doctors' links: one row an attempt, by its owner."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select
from uuid_utils.compat import uuid7

from backend.domain.sharing import (
    Access,
    AccessOutcome,
)
from backend.store.tables import ShareAccessRow

TOO_LATE = (AccessOutcome.LOCKED, AccessOutcome.AFTER_END)


def bound(column: Any, before: tuple[datetime, UUID]) -> Iterable[Any]:
    """Give a cursor's two values in the columns' own types."""
    at, found_id = before
    return (
        sa.bindparam(None, at, type_=column.type, unique=True),
        sa.bindparam(None, found_id, type_=sa.Uuid(), unique=True),
    )


def _access(row: ShareAccessRow) -> Access:
    return Access(row.id, row.at, row.outcome, row.reader)


def read_accesses(
    session: Session,
    patient_id: UUID,
    link_id: UUID,
    *,
    before: tuple[datetime, UUID] | None = None,
    limit: int = 200,
) -> tuple[Access, ...]:
    """Give attempts on one of a patient's links, newest first, from after (at, id) on."""
    wanted = select(ShareAccessRow).where(
        col(ShareAccessRow.patient_id) == patient_id, col(ShareAccessRow.link_id) == link_id
    )
    if before:
        made = sa.tuple_(col(ShareAccessRow.at), col(ShareAccessRow.id))
        wanted = wanted.where(made < sa.tuple_(*bound(ShareAccessRow.at, before)))
    newest = wanted.order_by(col(ShareAccessRow.at).desc(), col(ShareAccessRow.id).desc())
    rows = session.exec(newest.limit(limit).execution_options(populate_existing=True))
    return tuple(_access(row) for row in rows)


def count_outcomes(
    session: Session, patient_id: UUID, link_ids: Collection[UUID]
) -> Mapping[tuple[UUID, AccessOutcome], int]:
    """Count the attempts on some of a patient's links, by link and outcome."""
    counted = select(col(ShareAccessRow.link_id), col(ShareAccessRow.outcome), sa.func.count())
    grouped = counted.where(*_on(patient_id, link_ids)).group_by(
        col(ShareAccessRow.link_id), col(ShareAccessRow.outcome)
    )
    return {(link_id, outcome): n for link_id, outcome, n in session.exec(grouped)}


def read_newest_openings(
    session: Session, patient_id: UUID, link_ids: Collection[UUID]
) -> Mapping[UUID, Access]:
    """Give the newest opening of each of a patient's links that was opened."""
    newest = sa.func.row_number().over(
        partition_by=col(ShareAccessRow.link_id),
        order_by=(col(ShareAccessRow.at).desc(), col(ShareAccessRow.id).desc()),
    )
    mine = _on(patient_id, link_ids)
    opened = col(ShareAccessRow.outcome) == AccessOutcome.OPENED
    ranked = select(col(ShareAccessRow.id), newest.label("place")).where(*mine, opened).subquery()
    first = select(ranked.c.id).where(ranked.c.place == 1)
    rows = session.exec(select(ShareAccessRow).where(*mine, col(ShareAccessRow.id).in_(first)))
    return {row.link_id: _access(row) for row in rows}


def _on(patient_id: UUID, link_ids: Collection[UUID]) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        col(ShareAccessRow.patient_id) == patient_id,
        col(ShareAccessRow.link_id).in_(link_ids),
    )


def add_access(
    session: Session,
    patient_id: UUID,
    link_id: UUID,
    *,
    outcome: AccessOutcome,
    reader: str,
    now: datetime,
) -> UUID:
    """Write an attempt down and give its id."""
    row = ShareAccessRow(
        id=uuid7(),
        patient_id=patient_id,
        link_id=link_id,
        at=now,
        outcome=outcome,
        reader=reader,
    )
    session.add(row)
    session.flush()
    return row.id


def correct_access(
    session: Session, patient_id: UUID, access_id: UUID, outcome: AccessOutcome
) -> None:
    """Say what became of an attempt after all."""
    session.execute(
        sa.update(ShareAccessRow)
        .where(col(ShareAccessRow.patient_id) == patient_id, col(ShareAccessRow.id) == access_id)
        .values(outcome=outcome)
        .execution_options(synchronize_session=False)
    )


def count_after_end(session: Session, patient_id: UUID, link_id: UUID) -> int:
    """Count the attempts on a link that came when it was over."""
    return session.exec(
        select(sa.func.count())
        .select_from(ShareAccessRow)
        .where(
            col(ShareAccessRow.patient_id) == patient_id,
            col(ShareAccessRow.link_id) == link_id,
            col(ShareAccessRow.outcome).in_(TOO_LATE),
        )
    ).one()
