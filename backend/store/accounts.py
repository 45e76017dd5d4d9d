"""Patients, their sessions and their API tokens."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from backend.domain.accounts import Patient
from backend.store.tables import ApiTokenRow, PatientRow, SessionRow


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


def _patient(row: PatientRow) -> Patient:
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
    )


def read_patient(session: Session, patient_id: UUID) -> Patient | None:
    """Give a patient as they stand in this session's snapshot."""
    row = session.get(PatientRow, patient_id, populate_existing=True)
    return _patient(row) if row else None


def read_patient_by_key(session: Session, key: str) -> Patient | None:
    """Give the patient an opaque key belongs to."""
    row = session.exec(select(PatientRow).where(col(PatientRow.key) == key)).first()
    return _patient(row) if row else None


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
    return _patient(row)


def save_zone(session: Session, patient_id: UUID, zone: str) -> None:
    """Change where the patient's days are counted."""
    session.execute(sa.update(PatientRow).where(col(PatientRow.id) == patient_id).values(zone=zone))


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


def add_session(
    session: Session, patient_id: UUID, *, token_digest: str, ends_at: datetime, now: datetime
) -> None:
    """Keep a new session under its token's digest."""
    session.add(
        SessionRow(
            token_digest=token_digest,
            patient_id=patient_id,
            created_at=now,
            seen_on=now.date(),
            ends_at=ends_at,
        )
    )
    session.flush()


def read_by_session(
    session: Session, token_digest: str, *, idle_since: date, now: datetime
) -> tuple[Patient, date] | None:
    """Give a live session's patient and the UTC day it was last seen on."""
    found = session.exec(
        select(PatientRow, col(SessionRow.seen_on))
        .join(SessionRow, col(SessionRow.patient_id) == col(PatientRow.id))
        .where(
            col(SessionRow.token_digest) == token_digest,
            col(SessionRow.ends_at) > now,
            col(SessionRow.seen_on) >= idle_since,
        )
    ).first()
    return (_patient(found[0]), found[1]) if found else None


def touch_session(session: Session, token_digest: str, *, seen_on: date) -> None:
    """Note that a session was used on a (UTC) day."""
    session.execute(
        sa.update(SessionRow)
        .where(col(SessionRow.token_digest) == token_digest)
        .values(seen_on=seen_on)
    )


def end_session(session: Session, token_digest: str) -> None:
    """Forget a session; unknown ones are forgotten already."""
    session.execute(sa.delete(SessionRow).where(col(SessionRow.token_digest) == token_digest))


def add_api_token(
    session: Session, patient_id: UUID, *, token_digest: str, name: str, now: datetime
) -> None:
    """Keep a new API token under its digest."""
    session.add(
        ApiTokenRow(token_digest=token_digest, patient_id=patient_id, name=name, created_at=now)
    )
    session.flush()


def read_by_api_token(session: Session, token_digest: str) -> Patient | None:
    """Give the patient a live API token belongs to."""
    row = session.exec(
        select(PatientRow)
        .join(ApiTokenRow, col(ApiTokenRow.patient_id) == col(PatientRow.id))
        .where(col(ApiTokenRow.token_digest) == token_digest, col(ApiTokenRow.revoked_at).is_(None))
    ).first()
    return _patient(row) if row else None
