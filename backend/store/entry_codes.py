"""Codes that let somebody in once, kept as digests."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from backend.domain.credentials import CodeKind
from backend.store.account_tables import EntryCodeRow


@dataclass(frozen=True)
class EntryCode:
    """What a code is for, and whom it lets in; None for somebody new."""

    kind: CodeKind
    patient_id: UUID | None


def add_code(
    session: Session,
    *,
    code_digest: str,
    kind: CodeKind,
    patient_id: UUID | None,
    expires_at: datetime,
) -> None:
    """Keep a new code."""
    session.add(
        EntryCodeRow(
            code_digest=code_digest, kind=kind, patient_id=patient_id, expires_at=expires_at
        )
    )
    session.flush()


def find_code(session: Session, code_digest: str, *, now: datetime) -> EntryCode | None:
    """Give a code that can still be used."""
    row = session.exec(
        select(EntryCodeRow).where(
            col(EntryCodeRow.code_digest) == code_digest, col(EntryCodeRow.expires_at) > now
        )
    ).first()
    return EntryCode(row.kind, row.patient_id) if row else None


def take_code(session: Session, code_digest: str, *, now: datetime) -> EntryCode | None:
    """Use a code up and give it; None when it was used already or is too old."""
    taken = (
        sa.delete(EntryCodeRow)
        .where(col(EntryCodeRow.code_digest) == code_digest)
        .returning(
            col(EntryCodeRow.kind), col(EntryCodeRow.patient_id), col(EntryCodeRow.expires_at)
        )
        .execution_options(synchronize_session=False)
    )
    row = session.execute(taken).first()
    return EntryCode(row[0], row[1]) if row and row[2] > now else None


def drop_codes(session: Session, kind: CodeKind, *, patient_id: UUID | None) -> None:
    """Forget the codes of one kind for one person, or for nobody in particular."""
    mine = sa.delete(EntryCodeRow).where(col(EntryCodeRow.kind) == kind)
    whose = col(EntryCodeRow.patient_id)
    session.execute(mine.where(whose.is_(None) if patient_id is None else whose == patient_id))


def sweep_codes(session: Session, *, now: datetime) -> None:
    """Forget codes that nobody used in time."""
    session.execute(sa.delete(EntryCodeRow).where(col(EntryCodeRow.expires_at) <= now))
