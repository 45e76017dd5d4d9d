"""Appointments and visits."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from backend.domain.visits import Visit
from backend.store.tables import VisitRow


def read_visits(session: Session, patient_id: UUID) -> tuple[Visit, ...]:
    """Give a patient's appointments and visits, newest day first."""
    rows = session.exec(
        select(VisitRow)
        .where(col(VisitRow.patient_id) == patient_id)
        .order_by(col(VisitRow.held_on).desc(), col(VisitRow.id).desc())
    )
    return tuple(visit_of(row) for row in rows)


def read_visit(session: Session, patient_id: UUID, visit_id: UUID) -> Visit | None:
    """Give one visit of a patient's own."""
    row = session.get(VisitRow, (patient_id, visit_id), populate_existing=True)
    return visit_of(row) if row else None


def visit_of(row: VisitRow) -> Visit:
    """Give the visit of a row."""
    return Visit(
        id=row.id,
        on=row.held_on,
        with_whom=row.with_whom,
        questions=tuple(row.questions),
        goal=row.goal,
        held=row.held,
        followed_up=row.followed_up,
        seq=row.seq,
    )


def save_visit(session: Session, patient_id: UUID, visit: Visit, *, now: datetime) -> None:
    """Keep a visit; one under the same id gives way to it."""
    session.merge(
        VisitRow(
            patient_id=patient_id,
            id=visit.id,
            held_on=visit.on,
            with_whom=visit.with_whom,
            questions=list(visit.questions),
            goal=visit.goal,
            held=visit.held,
            followed_up=visit.followed_up,
            recorded_at=now,
            seq=visit.seq,
        )
    )
    session.flush()


def remove_visit(session: Session, patient_id: UUID, visit_id: UUID) -> None:
    """Forget a visit; an unknown one is forgotten already."""
    row = session.get(VisitRow, (patient_id, visit_id))
    if row is not None:
        session.delete(row)
        session.flush()
