"""Gradings from a clinician's letter, as the person entered them."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from backend.domain.gradings import Grading
from backend.store.tables import GradingRow


def read_gradings(session: Session, patient_id: UUID) -> tuple[Grading, ...]:
    """Give a patient's gradings, newest first."""
    rows = session.exec(
        select(GradingRow)
        .where(col(GradingRow.patient_id) == patient_id)
        .order_by(col(GradingRow.graded_on).desc(), col(GradingRow.id).desc())
    )
    return tuple(grading_of(row) for row in rows)


def read_grading(session: Session, patient_id: UUID, grading_id: UUID) -> Grading | None:
    """Give one grading of a patient's own."""
    row = session.get(GradingRow, (patient_id, grading_id), populate_existing=True)
    return grading_of(row) if row else None


def grading_of(row: GradingRow) -> Grading:
    """Give the grading of a row."""
    return Grading(row.id, row.scale, row.graded_on, row.clinician, row.numbers, row.seq)


def save_grading(session: Session, patient_id: UUID, grading: Grading, *, now: datetime) -> None:
    """Keep a grading; one under the same id gives way to it."""
    session.merge(
        GradingRow(
            patient_id=patient_id,
            id=grading.id,
            scale=grading.scale,
            graded_on=grading.on,
            clinician=grading.clinician,
            numbers=dict(grading.numbers),
            recorded_at=now,
            seq=grading.seq,
        )
    )
    session.flush()


def remove_grading(session: Session, patient_id: UUID, grading_id: UUID) -> None:
    """Forget a grading; an unknown one is forgotten already."""
    row = session.get(GradingRow, (patient_id, grading_id))
    if row is not None:
        session.delete(row)
        session.flush()
