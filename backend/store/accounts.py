"""Patients: who there is, what they chose, and their own counter."""

from datetime import datetime, time
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from backend.domain.accounts import Patient
from backend.store.account_tables import PatientRow


def add_patient(session: Session, patient: Patient, *, now: datetime) -> None:
    """Keep a new patient."""
    session.add(
        PatientRow(
            id=patient.id,
            key=patient.key,
            zone=patient.zone,
            day_starts=patient.day_starts,
            language=patient.language,
            created_at=now,
            agreed_at=patient.agreed_at,
            seq=patient.seq,
        )
    )
    session.flush()


def patient_of(row: PatientRow) -> Patient:
    """Give the person a row is about."""
    return Patient(
        id=row.id,
        key=row.key,
        zone=row.zone,
        day_starts=row.day_starts,
        language=row.language,
        agreed_at=row.agreed_at,
        seq=row.seq,
        name=row.name,
        cause=row.cause,
        country=row.country,
    )


def read_patient(session: Session, patient_id: UUID) -> Patient | None:
    """Give a patient as they stand in this session's snapshot."""
    row = session.get(PatientRow, patient_id, populate_existing=True)
    return patient_of(row) if row else None


def read_patient_by_key(session: Session, key: str) -> Patient | None:
    """Give the patient an opaque key belongs to."""
    row = session.exec(select(PatientRow).where(col(PatientRow.key) == key)).first()
    return patient_of(row) if row else None


def patient_keys(session: Session) -> frozenset[str]:
    """Give the opaque keys of everybody in this database."""
    return frozenset(session.exec(select(col(PatientRow.key))).all())


def only_patient_id(session: Session) -> UUID | None:
    """Give the id of the one patient of this database; None for none or several."""
    ids = session.exec(select(col(PatientRow.id)).limit(2)).all()
    return ids[0] if len(ids) == 1 else None


def has_patients(session: Session) -> bool:
    """Whether anybody uses this database yet."""
    return session.exec(select(col(PatientRow.id)).limit(1)).first() is not None


def next_seq(session: Session, patient_id: UUID) -> int:
    """Raise the patient's own counter and give its new value.

    The row stays locked until this transaction ends, so a later number is never seen before an
    earlier one is committed.
    """
    raised = (
        sa.update(PatientRow)
        .where(col(PatientRow.id) == patient_id)
        .values(seq=PatientRow.seq + 1)
        .returning(col(PatientRow.seq))
        .execution_options(synchronize_session=False)
    )
    return int(session.execute(raised).scalar_one())


def lock_patient(session: Session, patient_id: UUID) -> Patient:
    """Give a patient and hold their row, so that their writes come one after another."""
    row = session.get_one(PatientRow, patient_id, with_for_update=True, populate_existing=True)
    return patient_of(row)


def save_zone(session: Session, patient_id: UUID, zone: str) -> None:
    """Change where the patient's days are counted."""
    session.execute(sa.update(PatientRow).where(col(PatientRow.id) == patient_id).values(zone=zone))


def save_day_start(session: Session, patient_id: UUID, day_starts: time) -> None:
    """Change when the patient's days begin."""
    chosen = sa.update(PatientRow).where(col(PatientRow.id) == patient_id)
    session.execute(chosen.values(day_starts=day_starts))


def save_country(session: Session, patient_id: UUID, country: str | None) -> None:
    """Change the country whose numbers to call the patient sees first."""
    chosen = sa.update(PatientRow).where(col(PatientRow.id) == patient_id)
    session.execute(chosen.values(country=country))


def save_language(session: Session, patient_id: UUID, language: str) -> None:
    """Change the language the patient reads."""
    chosen = sa.update(PatientRow).where(col(PatientRow.id) == patient_id)
    session.execute(chosen.values(language=language))


def save_person(session: Session, patient_id: UUID, *, name: str | None, cause: str | None) -> None:
    """Change how a doctor's page calls the patient, and the cause as they say it."""
    person = sa.update(PatientRow).where(col(PatientRow.id) == patient_id)
    session.execute(person.values(name=name, cause=cause))


def wait_for_others(session: Session) -> None:
    """Let nobody else add a patient until this transaction ends.

    SQLite's writers are alone already.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("LOCK TABLE patient IN SHARE ROW EXCLUSIVE MODE"))


def save_agreement(session: Session, patient_id: UUID, *, zone: str, now: datetime) -> None:
    """Note that the patient read what Facekind is for, and which zone they are in."""
    session.execute(
        sa.update(PatientRow)
        .where(col(PatientRow.id) == patient_id)
        .values(agreed_at=now, zone=zone)
    )


def delete_patient(session: Session, patient_id: UUID) -> None:
    """Delete a patient and, by every table's foreign key, all that is theirs."""
    session.execute(sa.delete(PatientRow).where(col(PatientRow.id) == patient_id))
