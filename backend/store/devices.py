"""Sessions: the browsers a person is signed in on."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from backend.domain.accounts import Patient
from backend.domain.devices import Device
from backend.store.account_tables import PasskeyRow, PassphraseRow, PatientRow, SessionRow
from backend.store.accounts import patient_of


def add_session(
    session: Session,
    patient_id: UUID,
    device: Device,
    *,
    token_digest: str,
    ends_at: datetime,
) -> None:
    """Keep a new session under its token's digest."""
    session.add(
        SessionRow(
            token_digest=token_digest,
            id=device.id,
            patient_id=patient_id,
            name=device.name,
            created_at=device.signed_in_at,
            seen_on=device.seen_on,
            ends_at=ends_at,
            proved_at=device.proved_at,
        )
    )
    session.flush()


def read_by_session(
    session: Session, token_digest: str, *, idle_since: date, now: datetime
) -> tuple[Patient, Device, bool] | None:
    """Give a live session's patient, the session, and whether the patient has a credential."""
    by_key = select(col(PasskeyRow.id)).where(col(PasskeyRow.patient_id) == col(PatientRow.id))
    by_phrase = select(col(PassphraseRow.patient_id)).where(
        col(PassphraseRow.patient_id) == col(PatientRow.id)
    )
    found = session.exec(
        select(PatientRow, SessionRow, sa.or_(by_key.exists(), by_phrase.exists()))
        .join(SessionRow, col(SessionRow.patient_id) == col(PatientRow.id))
        .where(
            col(SessionRow.token_digest) == token_digest,
            col(SessionRow.ends_at) > now,
            col(SessionRow.seen_on) >= idle_since,
        )
    ).first()
    return (patient_of(found[0]), _device(found[1]), bool(found[2])) if found else None


def read_owner_key(session: Session, token_digest: str) -> str | None:
    """Give the key of a session's patient, whether it is still alive or not."""
    return session.exec(
        select(PatientRow.key)
        .join(SessionRow, col(SessionRow.patient_id) == col(PatientRow.id))
        .where(col(SessionRow.token_digest) == token_digest)
    ).first()


def _device(row: SessionRow) -> Device:
    return Device(row.id, row.name, row.created_at, row.seen_on, row.proved_at)


def read_devices(
    session: Session, patient_id: UUID, *, idle_since: date, now: datetime
) -> tuple[Device, ...]:
    """Give the patient's live sessions, the one used last first."""
    rows = session.exec(
        select(SessionRow)
        .where(
            col(SessionRow.patient_id) == patient_id,
            col(SessionRow.ends_at) > now,
            col(SessionRow.seen_on) >= idle_since,
        )
        .order_by(col(SessionRow.seen_on).desc(), col(SessionRow.created_at).desc())
    ).all()
    return tuple(_device(row) for row in rows)


def touch_session(session: Session, token_digest: str, *, seen_on: date) -> None:
    """Note that a session was used on a (UTC) day."""
    session.execute(
        sa.update(SessionRow)
        .where(col(SessionRow.token_digest) == token_digest)
        .values(seen_on=seen_on)
    )


def renew_session(
    session: Session, patient_id: UUID, device_id: UUID, *, token_digest: str, proved_at: datetime
) -> bool:
    """Give a session another token and note a proof; tells whether there was one."""
    renewed = (
        sa.update(SessionRow)
        .where(col(SessionRow.patient_id) == patient_id, col(SessionRow.id) == device_id)
        .values(token_digest=token_digest, proved_at=proved_at)
        .returning(col(SessionRow.id))
        .execution_options(synchronize_session=False)
    )
    return session.execute(renewed).first() is not None


def forget_proofs(session: Session, patient_id: UUID, *, but: UUID) -> None:
    """Note of every other session of the patient that nothing was shown there."""
    session.execute(
        sa.update(SessionRow)
        .where(col(SessionRow.patient_id) == patient_id, col(SessionRow.id) != but)
        .values(proved_at=None)
        .execution_options(synchronize_session=False)
    )


def end_session(session: Session, token_digest: str) -> None:
    """Forget a session; unknown ones are forgotten already."""
    session.execute(sa.delete(SessionRow).where(col(SessionRow.token_digest) == token_digest))


def end_device(session: Session, patient_id: UUID, device_id: UUID) -> str | None:
    """Forget one of the patient's sessions and give its name; None when there is none."""
    ended = (
        sa.delete(SessionRow)
        .where(col(SessionRow.patient_id) == patient_id, col(SessionRow.id) == device_id)
        .returning(col(SessionRow.name))
        .execution_options(synchronize_session=False)
    )
    return session.execute(ended).scalar_one_or_none()


def end_devices(session: Session, patient_id: UUID, *, but: UUID | None = None) -> int:
    """Forget the patient's sessions, all or all but one; gives how many."""
    mine = sa.delete(SessionRow).where(col(SessionRow.patient_id) == patient_id)
    if but is not None:
        mine = mine.where(col(SessionRow.id) != but)
    ended = mine.returning(col(SessionRow.id)).execution_options(synchronize_session=False)
    return len(session.execute(ended).all())


def sweep_sessions(session: Session, *, idle_since: date, now: datetime) -> None:
    """Forget every session that is over, whoever's it was."""
    session.execute(
        sa.delete(SessionRow).where(
            sa.or_(col(SessionRow.ends_at) <= now, col(SessionRow.seen_on) < idle_since)
        )
    )
