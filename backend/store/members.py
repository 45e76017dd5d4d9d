"""Everybody on this server, for whoever runs it."""

from datetime import UTC

import sqlalchemy as sa
from sqlmodel import Session, col, select

from backend.domain.members import Member
from backend.store.account_tables import (
    PasskeyRow,
    PassphraseRow,
    PatientRow,
    RecoveryCodeRow,
    SessionRow,
)


def read_members(session: Session) -> tuple[Member, ...]:
    """Give everybody, whoever joined first at the top."""
    person = col(PatientRow.id)
    seen = select(sa.func.max(col(SessionRow.seen_on))).where(col(SessionRow.patient_id) == person)
    keys = select(sa.func.count(col(PasskeyRow.id))).where(col(PasskeyRow.patient_id) == person)
    phrase = select(col(PassphraseRow.patient_id)).where(col(PassphraseRow.patient_id) == person)
    recovery = select(col(RecoveryCodeRow.patient_id)).where(
        col(RecoveryCodeRow.patient_id) == person
    )
    rows = session.execute(
        sa.select(
            col(PatientRow.key),
            col(PatientRow.created_at),
            seen.scalar_subquery(),
            keys.scalar_subquery(),
            phrase.exists(),
            recovery.exists(),
        ).order_by(col(PatientRow.created_at), person)
    )
    return tuple(
        Member(
            key, joined_at.astimezone(UTC).date(), seen_on, passkeys, bool(by_phrase), bool(by_code)
        )
        for key, joined_at, seen_on, passkeys, by_phrase, by_code in rows
    )
