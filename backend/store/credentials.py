"""Passkeys, passphrases, recovery codes, and challenges."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from backend.domain.credentials import Passkey, WaysIn
from backend.store.account_tables import (
    ChallengeRow,
    PasskeyRow,
    PassphraseRow,
    PatientRow,
    RecoveryCodeRow,
)


@dataclass(frozen=True)
class KeptPasskey:
    """A passkey with what is needed to judge a signature of it."""

    id: UUID
    patient_id: UUID
    credential_id: bytes
    public_key: bytes
    sign_count: int
    name: str
    site: str


@dataclass(frozen=True)
class KeptPassphrase:
    """Whose passphrase it is, and its hash."""

    patient_id: UUID
    hash: str


@dataclass(frozen=True)
class Challenge:
    """A challenge that was taken: who asked for it, and for whose new passkey, if for one."""

    asker: str
    user_key: str | None


def read_ways_in(session: Session, patient_id: UUID) -> WaysIn:
    """Give everything the patient can sign in with."""
    keys = session.exec(
        select(PasskeyRow)
        .where(col(PasskeyRow.patient_id) == patient_id)
        .order_by(col(PasskeyRow.created_at), col(PasskeyRow.id))
    ).all()
    phrase = session.get(PassphraseRow, patient_id, populate_existing=True)
    recovery = session.get(RecoveryCodeRow, patient_id, populate_existing=True)
    return WaysIn(
        tuple(
            Passkey(one.id, one.name, one.site, one.created_at, one.last_used_on, one.backed_up)
            for one in keys
        ),
        phrase.name if phrase else None,
        recovery.made_at if recovery else None,
    )


def add_passkey(
    session: Session, patient_id: UUID, kept: KeptPasskey, *, backed_up: bool, now: datetime
) -> bool:
    """Keep a new passkey; False when it is known already, whoever's it is."""
    row = PasskeyRow(
        id=kept.id,
        patient_id=patient_id,
        credential_id=kept.credential_id,
        public_key=kept.public_key,
        sign_count=kept.sign_count,
        name=kept.name,
        site=kept.site,
        backed_up=backed_up,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except sa.exc.IntegrityError:
        return False
    return True


def find_passkey(session: Session, credential_id: bytes) -> KeptPasskey | None:
    """Give the passkey that an authenticator names, whoever's it is."""
    row = session.exec(
        select(PasskeyRow)
        .where(col(PasskeyRow.credential_id) == credential_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    return _kept(row) if row else None


def _kept(row: PasskeyRow) -> KeptPasskey:
    return KeptPasskey(
        row.id,
        row.patient_id,
        row.credential_id,
        row.public_key,
        row.sign_count,
        row.name,
        row.site,
    )


def read_credential_ids(session: Session, patient_id: UUID, *, site: str) -> tuple[bytes, ...]:
    """Give the names that the patient's authenticators on this site have for their passkeys."""
    mine = select(col(PasskeyRow.credential_id)).where(
        col(PasskeyRow.patient_id) == patient_id, col(PasskeyRow.site) == site
    )
    return tuple(session.exec(mine).all())


def use_passkey(
    session: Session, patient_id: UUID, passkey_id: UUID, *, sign_count: int, used_on: date
) -> None:
    """Note that a passkey was used."""
    session.execute(
        sa.update(PasskeyRow)
        .where(col(PasskeyRow.patient_id) == patient_id, col(PasskeyRow.id) == passkey_id)
        .values(sign_count=sign_count, last_used_on=used_on)
    )


def name_passkey(session: Session, patient_id: UUID, passkey_id: UUID, name: str) -> bool:
    """Call a passkey otherwise; tells whether there is such a one."""
    named = (
        sa.update(PasskeyRow)
        .where(col(PasskeyRow.patient_id) == patient_id, col(PasskeyRow.id) == passkey_id)
        .values(name=name)
        .returning(col(PasskeyRow.id))
        .execution_options(synchronize_session=False)
    )
    return session.execute(named).first() is not None


def remove_passkey(session: Session, patient_id: UUID, passkey_id: UUID) -> str | None:
    """Forget a passkey and give its name; None when there is none."""
    removed = (
        sa.delete(PasskeyRow)
        .where(col(PasskeyRow.patient_id) == patient_id, col(PasskeyRow.id) == passkey_id)
        .returning(col(PasskeyRow.name))
        .execution_options(synchronize_session=False)
    )
    return session.execute(removed).scalar_one_or_none()


def find_passphrase(session: Session, name_key: str) -> KeptPassphrase | None:
    """Give the passphrase that belongs to a name to sign in with."""
    row = session.exec(select(PassphraseRow).where(col(PassphraseRow.name_key) == name_key)).first()
    return KeptPassphrase(row.patient_id, row.hash) if row else None


def read_passphrase(session: Session, patient_id: UUID) -> KeptPassphrase | None:
    """Give the patient's own passphrase."""
    row = session.get(PassphraseRow, patient_id, populate_existing=True)
    return KeptPassphrase(row.patient_id, row.hash) if row else None


def save_passphrase(
    session: Session, patient_id: UUID, *, name_key: str, name: str, hash_: str, now: datetime
) -> bool:
    """Keep the patient's passphrase, the one before is gone; False when the name is taken."""
    try:
        with session.begin_nested():
            row = session.get(PassphraseRow, patient_id) or PassphraseRow(
                patient_id=patient_id, name_key=name_key, name=name, hash=hash_, changed_at=now
            )
            row.name_key, row.name, row.hash, row.changed_at = name_key, name, hash_, now
            session.add(row)
    except sa.exc.IntegrityError:
        return False
    return True


def remove_passphrase(session: Session, patient_id: UUID) -> bool:
    """Forget the patient's passphrase; tells whether there was one."""
    row = session.get(PassphraseRow, patient_id)
    if row is None:
        return False
    session.delete(row)
    session.flush()
    return True


def save_recovery_code(
    session: Session, patient_id: UUID, *, code_digest: str, now: datetime
) -> None:
    """Keep the patient's recovery code; the one before opens nothing any more."""
    row = session.get(RecoveryCodeRow, patient_id) or RecoveryCodeRow(
        patient_id=patient_id, code_digest=code_digest, made_at=now
    )
    row.code_digest, row.made_at = code_digest, now
    session.add(row)
    session.flush()


def find_by_recovery_code(session: Session, code_digest: str) -> UUID | None:
    """Give whose recovery code this is."""
    found = select(col(RecoveryCodeRow.patient_id))
    return session.exec(found.where(col(RecoveryCodeRow.code_digest) == code_digest)).first()


def take_recovery_code(session: Session, patient_id: UUID, code_digest: str) -> bool:
    """Use the patient's recovery code up; tells whether it was there to be used."""
    taken = (
        sa.delete(RecoveryCodeRow)
        .where(
            col(RecoveryCodeRow.patient_id) == patient_id,
            col(RecoveryCodeRow.code_digest) == code_digest,
        )
        .returning(col(RecoveryCodeRow.patient_id))
        .execution_options(synchronize_session=False)
    )
    return session.execute(taken).first() is not None


def somebody_unsecured(session: Session) -> bool:
    """Whether anybody in this database has no credential yet."""
    with_key = select(col(PasskeyRow.patient_id))
    with_phrase = select(col(PassphraseRow.patient_id))
    bare = (
        select(col(PatientRow.id))
        .where(col(PatientRow.id).not_in(with_key), col(PatientRow.id).not_in(with_phrase))
        .limit(1)
    )
    return session.exec(bare).first() is not None


def anybody_secured(session: Session) -> bool:
    """Whether anybody in this database has a credential."""
    key = session.exec(select(col(PasskeyRow.id)).limit(1)).first()
    return key is not None or (
        session.exec(select(col(PassphraseRow.patient_id)).limit(1)).first() is not None
    )


def add_challenge(
    session: Session,
    *,
    challenge_digest: str,
    asker: str,
    user_key: str | None,
    expires_at: datetime,
) -> None:
    """Keep what a passkey has to sign."""
    session.add(
        ChallengeRow(
            challenge_digest=challenge_digest,
            asker=asker,
            user_key=user_key,
            expires_at=expires_at,
        )
    )
    session.flush()


def take_challenge(session: Session, challenge_digest: str, *, now: datetime) -> Challenge | None:
    """Use a challenge up and give it; None when it was used already or is too old."""
    taken = (
        sa.delete(ChallengeRow)
        .where(col(ChallengeRow.challenge_digest) == challenge_digest)
        .returning(
            col(ChallengeRow.asker), col(ChallengeRow.user_key), col(ChallengeRow.expires_at)
        )
        .execution_options(synchronize_session=False)
    )
    row = session.execute(taken).first()
    return Challenge(row[0], row[1]) if row and row[2] > now else None


def sweep_challenges(session: Session, *, now: datetime, keep: int | None = None) -> None:
    """Forget challenges that nobody answered in time, and with `keep` all but the newest."""
    session.execute(sa.delete(ChallengeRow).where(col(ChallengeRow.expires_at) <= now))
    if keep is not None:
        newest = select(col(ChallengeRow.challenge_digest)).order_by(
            col(ChallengeRow.expires_at).desc(), col(ChallengeRow.challenge_digest)
        )
        older = newest.offset(keep)
        gone = sa.delete(ChallengeRow).where(col(ChallengeRow.challenge_digest).in_(older))
        session.execute(gone.execution_options(synchronize_session=False))
