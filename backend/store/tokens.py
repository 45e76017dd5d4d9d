"""API tokens, kept as digests."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from backend.domain.accounts import Patient
from backend.domain.tokens import ApiToken, TokenScope
from backend.store.account_tables import ApiTokenRow, PatientRow
from backend.store.accounts import patient_of


def add_token(session: Session, patient_id: UUID, token: ApiToken, *, token_digest: str) -> None:
    """Keep a new token under its digest."""
    session.add(
        ApiTokenRow(
            token_digest=token_digest,
            id=token.id,
            patient_id=patient_id,
            name=token.name,
            scopes=sorted(token.scopes),
            created_at=token.created_at,
        )
    )
    session.flush()


def read_by_token(session: Session, token_digest: str) -> tuple[Patient, ApiToken] | None:
    """Give a live token and whom it belongs to."""
    found = session.exec(
        select(PatientRow, ApiTokenRow)
        .join(ApiTokenRow, col(ApiTokenRow.patient_id) == col(PatientRow.id))
        .where(col(ApiTokenRow.token_digest) == token_digest, col(ApiTokenRow.revoked_at).is_(None))
    ).first()
    return (patient_of(found[0]), _token(found[1])) if found else None


def _token(row: ApiTokenRow) -> ApiToken:
    scopes = frozenset(TokenScope(scope) for scope in row.scopes)
    return ApiToken(row.id, row.name, scopes, row.created_at, row.last_used_on, row.revoked_at)


def read_tokens(session: Session, patient_id: UUID) -> tuple[ApiToken, ...]:
    """Give the patient's live tokens, newest first."""
    rows = session.exec(
        select(ApiTokenRow)
        .where(col(ApiTokenRow.patient_id) == patient_id, col(ApiTokenRow.revoked_at).is_(None))
        .order_by(col(ApiTokenRow.created_at).desc(), col(ApiTokenRow.id).desc())
    ).all()
    return tuple(_token(row) for row in rows)


def touch_token(session: Session, patient_id: UUID, token_id: UUID, *, used_on: date) -> None:
    """Note that a token was used on a (UTC) day."""
    session.execute(
        sa.update(ApiTokenRow)
        .where(col(ApiTokenRow.patient_id) == patient_id, col(ApiTokenRow.id) == token_id)
        .values(last_used_on=used_on)
    )


def revoke_token(
    session: Session, patient_id: UUID, token_id: UUID, *, now: datetime
) -> str | None:
    """Revoke a live token and give its name; None when there is none."""
    revoked = (
        sa.update(ApiTokenRow)
        .where(
            col(ApiTokenRow.patient_id) == patient_id,
            col(ApiTokenRow.id) == token_id,
            col(ApiTokenRow.revoked_at).is_(None),
        )
        .values(revoked_at=now)
        .returning(col(ApiTokenRow.name))
        .execution_options(synchronize_session=False)
    )
    return session.execute(revoked).scalar_one_or_none()
