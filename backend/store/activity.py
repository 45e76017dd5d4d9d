"""Recent activity. There is no function that changes a row."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from backend.domain.activity import Activity, ActivityKind
from backend.store.account_tables import ActivityRow


def add_activity(session: Session, patient_id: UUID, activity: Activity) -> None:
    """Add a row."""
    session.add(
        ActivityRow(
            id=activity.id,
            patient_id=patient_id,
            at=activity.at,
            kind=activity.kind,
            about=activity.about,
        )
    )
    session.flush()


def read_activity(session: Session, patient_id: UUID, *, limit: int) -> tuple[Activity, ...]:
    """Give the newest rows, newest first."""
    rows = session.exec(
        select(ActivityRow)
        .where(col(ActivityRow.patient_id) == patient_id)
        .order_by(col(ActivityRow.at).desc(), col(ActivityRow.id).desc())
        .limit(limit)
    ).all()
    return tuple(Activity(row.id, row.at, row.kind, row.about) for row in rows)


def count_activity(
    session: Session, patient_id: UUID, kind: ActivityKind, *, since: datetime
) -> int:
    """Count the rows of a kind since a moment."""
    counted = select(sa.func.count()).where(
        col(ActivityRow.patient_id) == patient_id,
        col(ActivityRow.kind) == kind,
        col(ActivityRow.at) > since,
    )
    return session.exec(counted).one()


def read_last(session: Session, patient_id: UUID, kind: ActivityKind) -> datetime | None:
    """Give when something of this kind happened last."""
    mine = col(ActivityRow.patient_id) == patient_id, col(ActivityRow.kind) == kind
    newest = select(col(ActivityRow.at)).where(*mine).order_by(col(ActivityRow.at).desc())
    return session.exec(newest.limit(1)).first()


def sweep_activity(session: Session, *, before: datetime) -> None:
    """Delete rows that are past their time, whoever's they are."""
    session.execute(sa.delete(ActivityRow).where(col(ActivityRow.at) < before))
