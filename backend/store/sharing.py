"""Doctors' links: found by their owner, or by the digest of their token."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from backend.domain.sharing import (
    ATTEMPTS,
    AccessOutcome,
    Mode,
    Scope,
    ShareLink,
    read_scope,
    spell_scope,
)
from backend.store.accesses import bound, count_outcomes, read_newest_openings
from backend.store.account_tables import PatientRow
from backend.store.tables import ShareAccessRow, ShareLinkRow

WIPED: dict[str, Any] = {
    "sealed_secret": None,
    "sealed_report": None,
    "passcode_hash": sa.case((col(ShareLinkRow.passcode_hash).is_(None), None), else_=""),
}
"""What goes once a link is over. An empty hash still says that there was a passcode."""

JUDGED_BY = timedelta(minutes=5)
"""A last attempt that is older than this is not being judged any more."""


@dataclass(frozen=True)
class NewLink:
    """A link to keep: its digest, its sealed parts, and what it shows until when."""

    id: UUID
    token_digest: str
    sealed_secret: bytes
    sealed_report: bytes
    passcode_hash: str | None
    mode: Mode
    scope: Scope
    expires_at: datetime


@dataclass(frozen=True)
class KeptLink:
    """A link as found by its token: what is needed to judge an attempt.

    `over` says nothing of attempts: the last one may be being judged, and be given back.
    """

    id: UUID
    patient_id: UUID
    mode: Mode
    scope: Scope
    sealed_report: bytes | None
    passcode_hash: str | None
    attempts_left: int
    created_at: datetime
    expires_at: datetime
    over: bool


def add_link(session: Session, patient_id: UUID, new: NewLink, *, now: datetime) -> bool:
    """Keep a new link; False when its id already stands for another."""
    row = ShareLinkRow(
        id=new.id,
        patient_id=patient_id,
        token_digest=new.token_digest,
        sealed_secret=new.sealed_secret,
        sealed_report=new.sealed_report,
        passcode_hash=new.passcode_hash,
        attempts_left=ATTEMPTS,
        mode=new.mode,
        scope=spell_scope(new.scope),
        created_at=now,
        expires_at=new.expires_at,
    )
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        return False
    return True


def read_links(
    session: Session,
    patient_id: UUID,
    *,
    before: tuple[datetime, UUID] | None = None,
    limit: int = 200,
) -> tuple[ShareLink, ...]:
    """Give a patient's links, newest first, from after (created_at, id) on."""
    wanted = select(ShareLinkRow).where(col(ShareLinkRow.patient_id) == patient_id)
    if before:
        made = sa.tuple_(col(ShareLinkRow.created_at), col(ShareLinkRow.id))
        wanted = wanted.where(made < sa.tuple_(*bound(ShareLinkRow.created_at, before)))
    newest = wanted.order_by(col(ShareLinkRow.created_at).desc(), col(ShareLinkRow.id).desc())
    rows = session.exec(newest.limit(limit).execution_options(populate_existing=True)).all()
    return _links(session, patient_id, rows)


def read_link(session: Session, patient_id: UUID, link_id: UUID) -> ShareLink | None:
    """Give one of a patient's links."""
    row = _row(session, patient_id, link_id)
    return _links(session, patient_id, (row,))[0] if row else None


def _row(session: Session, patient_id: UUID, link_id: UUID) -> ShareLinkRow | None:
    wanted = select(ShareLinkRow).where(
        col(ShareLinkRow.patient_id) == patient_id, col(ShareLinkRow.id) == link_id
    )
    return session.exec(wanted.execution_options(populate_existing=True)).first()


def _links(
    session: Session, patient_id: UUID, rows: Iterable[ShareLinkRow]
) -> tuple[ShareLink, ...]:
    """Add to links what became of attempts on them, in two queries for all."""
    kept = tuple(rows)
    ids = [row.id for row in kept]
    counts = count_outcomes(session, patient_id, ids)
    last = read_newest_openings(session, patient_id, ids)
    return tuple(
        ShareLink(
            id=row.id,
            scope=read_scope(row.scope),
            mode=row.mode,
            created_at=row.created_at,
            expires_at=row.expires_at,
            revoked_at=row.revoked_at,
            has_passcode=row.passcode_hash is not None,
            attempts_left=row.attempts_left,
            opened=counts.get((row.id, AccessOutcome.OPENED), 0),
            failed=counts.get((row.id, AccessOutcome.WRONG_PASSCODE), 0),
            last=last.get(row.id),
            ended_at=row.ended_at,
        )
        for row in kept
    )


def read_sealed_secret(session: Session, patient_id: UUID, link_id: UUID) -> bytes | None:
    """Give the sealed copy of a link's two secrets, while there is one."""
    row = _row(session, patient_id, link_id)
    return row.sealed_secret if row else None


def save_passcode(session: Session, patient_id: UUID, link_id: UUID, passcode_hash: str) -> None:
    """Let another passcode open a link."""
    _change(session, patient_id, link_id, passcode_hash=passcode_hash)


def stop_link(session: Session, patient_id: UUID, link_id: UUID, *, now: datetime) -> bool:
    """Stop a link and wipe its sealed parts; False when it was stopped before."""
    stopped = _changing(patient_id, link_id).where(col(ShareLinkRow.revoked_at).is_(None))
    ended = sa.func.coalesce(col(ShareLinkRow.ended_at), now)
    values = stopped.values(revoked_at=now, ended_at=ended, **WIPED)
    return session.execute(values.returning(col(ShareLinkRow.id))).first() is not None


def end_link(session: Session, patient_id: UUID, link_id: UUID, *, now: datetime) -> None:
    """Note that a link is over and wipe its sealed parts."""
    ended = sa.func.coalesce(col(ShareLinkRow.ended_at), now)
    _change(session, patient_id, link_id, ended_at=ended, **WIPED)


def _changing(patient_id: UUID, link_id: UUID) -> sa.Update:
    return (
        sa.update(ShareLinkRow)
        .where(col(ShareLinkRow.patient_id) == patient_id, col(ShareLinkRow.id) == link_id)
        .execution_options(synchronize_session=False)
    )


def _change(session: Session, patient_id: UUID, link_id: UUID, **values: Any) -> None:
    session.execute(_changing(patient_id, link_id).values(**values))


def find_link(session: Session, token_digest: str, *, now: datetime) -> KeptLink | None:
    """Find a link by its token's digest, over or not."""
    row = session.exec(
        select(ShareLinkRow).where(col(ShareLinkRow.token_digest) == token_digest)
    ).first()
    if row is None:
        return None
    ended = row.revoked_at is not None or row.ended_at is not None
    return KeptLink(
        id=row.id,
        patient_id=row.patient_id,
        mode=row.mode,
        scope=read_scope(row.scope),
        sealed_report=row.sealed_report,
        passcode_hash=row.passcode_hash,
        attempts_left=row.attempts_left,
        created_at=row.created_at,
        expires_at=row.expires_at,
        over=ended or row.expires_at <= now,
    )


def take_attempt(session: Session, token_digest: str, *, now: datetime) -> int | None:
    """Take one attempt of an open link and give how many are left; None when it is not open.

    One statement, so that of parallel attempts each gets a number of its own.
    """
    taken = (
        sa.update(ShareLinkRow)
        .where(
            col(ShareLinkRow.token_digest) == token_digest,
            col(ShareLinkRow.attempts_left) > 0,
            *_standing(),
            col(ShareLinkRow.expires_at) > now,
        )
        .values(attempts_left=col(ShareLinkRow.attempts_left) - 1)
        .returning(col(ShareLinkRow.attempts_left))
        .execution_options(synchronize_session=False)
    )
    left: int | None = session.execute(taken).scalar_one_or_none()
    return left


def give_attempt_back(session: Session, token_digest: str) -> bool:
    """Give an attempt back that was right; False when the link was stopped meanwhile."""
    given = (
        sa.update(ShareLinkRow)
        .where(col(ShareLinkRow.token_digest) == token_digest, *_standing())
        .values(attempts_left=col(ShareLinkRow.attempts_left) + 1)
        .returning(col(ShareLinkRow.id))
        .execution_options(synchronize_session=False)
    )
    return session.execute(given).first() is not None


def hold_open_link(session: Session, token_digest: str, *, now: datetime) -> bool:
    """Whether a link is open, and stays so until this transaction ends."""
    held = select(col(ShareLinkRow.id)).where(
        col(ShareLinkRow.token_digest) == token_digest,
        *_standing(),
        col(ShareLinkRow.expires_at) > now,
    )
    return session.exec(held.with_for_update()).first() is not None


def _standing() -> tuple[sa.ColumnElement[bool], ...]:
    return (col(ShareLinkRow.revoked_at).is_(None), col(ShareLinkRow.ended_at).is_(None))


def hold_owner(session: Session, patient_id: UUID) -> None:
    """Take the owner's row before a link's, as whoever makes or stops one does.

    PostgreSQL would take it anyway when an attempt is written down, and in the other order two
    could wait for each other. Attempts do not wait for attempts here.
    """
    held = select(col(PatientRow.id)).where(col(PatientRow.id) == patient_id)
    session.exec(held.with_for_update(read=True, key_share=True)).first()


def hold_link(session: Session, patient_id: UUID, link_id: UUID) -> None:
    """Let others who write about this link wait until this transaction ends."""
    session.exec(
        select(col(ShareLinkRow.id))
        .where(col(ShareLinkRow.patient_id) == patient_id, col(ShareLinkRow.id) == link_id)
        .with_for_update()
    ).first()


def wipe_ended(session: Session, *, now: datetime) -> int:
    """Wipe the sealed parts of every link that is over, whoever made it; gives how many.

    Whose attempts are used up counts as over unless the last of them may still be being judged.
    Links that somebody writes about just now are left for the next time.
    """
    judging = sa.exists().where(
        col(ShareAccessRow.link_id) == col(ShareLinkRow.id),
        col(ShareAccessRow.at) > now - JUDGED_BY,
    )
    over = sa.or_(
        col(ShareLinkRow.ended_at).is_not(None),
        col(ShareLinkRow.expires_at) <= now,
        sa.and_(col(ShareLinkRow.attempts_left) <= 0, ~judging),
    )
    sealed = sa.or_(
        col(ShareLinkRow.sealed_secret).is_not(None), col(ShareLinkRow.sealed_report).is_not(None)
    )
    due = select(col(ShareLinkRow.id)).where(over, sealed).with_for_update(skip_locked=True)
    ended = sa.func.coalesce(col(ShareLinkRow.ended_at), now)
    wiped = (
        sa.update(ShareLinkRow)
        .where(col(ShareLinkRow.id).in_(due))
        .values(ended_at=ended, **WIPED)
        .returning(col(ShareLinkRow.id))
        .execution_options(synchronize_session=False)
    )
    return len(session.execute(wiped).all())
