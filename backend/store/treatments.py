"""Treatments: what was done by others, as the person entered it."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from backend.domain.treatments import Treatment
from backend.store.tables import TreatmentRow


def read_treatments(session: Session, patient_id: UUID) -> tuple[Treatment, ...]:
    """Give a patient's treatments, newest first."""
    rows = session.exec(
        select(TreatmentRow)
        .where(col(TreatmentRow.patient_id) == patient_id)
        .order_by(col(TreatmentRow.began_on).desc(), col(TreatmentRow.id).desc())
    )
    return tuple(treatment_of(row) for row in rows)


def read_treatment(session: Session, patient_id: UUID, treatment_id: UUID) -> Treatment | None:
    """Give one treatment of a patient's own."""
    row = session.get(TreatmentRow, (patient_id, treatment_id), populate_existing=True)
    return treatment_of(row) if row else None


def treatment_of(row: TreatmentRow) -> Treatment:
    """Give the treatment of a row."""
    return Treatment(row.id, row.kind, row.began_on, row.ended_on, row.note, row.seq)


def save_treatment(
    session: Session, patient_id: UUID, treatment: Treatment, *, now: datetime
) -> None:
    """Keep a treatment; one under the same id gives way to it."""
    session.merge(
        TreatmentRow(
            patient_id=patient_id,
            id=treatment.id,
            kind=treatment.kind,
            began_on=treatment.on,
            ended_on=treatment.until,
            note=treatment.note,
            recorded_at=now,
            seq=treatment.seq,
        )
    )
    session.flush()


def remove_treatment(session: Session, patient_id: UUID, treatment_id: UUID) -> None:
    """Forget a treatment; an unknown one is forgotten already."""
    row = session.get(TreatmentRow, (patient_id, treatment_id))
    if row is not None:
        session.delete(row)
        session.flush()
