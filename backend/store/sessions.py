"""How sessions felt."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from backend.domain.sessions import Felt
from backend.store.tables import SessionFeltRow
from backend.store.today import wall_clock


def add_felt(
    session: Session,
    patient_id: UUID,
    *,
    event_id: UUID,
    day: date,
    recorded_at: datetime,
    offset_min: int,
    effort: int | None,
    pain: int | None,
    items: Sequence[UUID],
) -> None:
    """Keep what was said after a session; its id must be new."""
    session.add(
        SessionFeltRow(
            patient_id=patient_id,
            id=event_id,
            day=day,
            recorded_at=recorded_at,
            offset_min=offset_min,
            effort=effort,
            pain=pain,
            items=[str(item) for item in items],
        )
    )
    session.flush()


def read_felt(session: Session, patient_id: UUID, *, since: date, until: date) -> tuple[Felt, ...]:
    """Give what a patient said after sessions on these days, oldest first."""
    wanted = (
        select(SessionFeltRow)
        .where(
            col(SessionFeltRow.patient_id) == patient_id,
            col(SessionFeltRow.day) >= since,
            col(SessionFeltRow.day) <= until,
        )
        .order_by(col(SessionFeltRow.recorded_at), col(SessionFeltRow.id))
    )
    return tuple(felt_of(row) for row in session.exec(wanted).all())


def felt_of(row: SessionFeltRow) -> Felt:
    """Give what a row says of a session."""
    return Felt(
        id=row.id,
        day=row.day,
        at=wall_clock(row.recorded_at, row.offset_min),
        effort=row.effort,
        pain=row.pain,
        items=tuple(UUID(item) for item in row.items),
    )
