"""How often signing in failed, by a keyed digest of an account's name or an address."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from backend.store.account_tables import SignInFailureRow


@dataclass(frozen=True)
class Failures:
    """So many in a row, and the last of them."""

    count: int
    failed_at: datetime


def hold_failures(session: Session, subject: str, *, now: datetime) -> Failures:
    """Give the failures in a row of a subject, none at first, and hold its row.

    The row is made before it is read: of several first tries in one moment each sees the others.
    """
    session.execute(_counted(session, subject, 0, now).on_conflict_do_nothing())
    row = session.exec(
        select(SignInFailureRow)
        .where(col(SignInFailureRow.subject) == subject)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    return Failures(row.failures, row.failed_at) if row else Failures(0, now)  # swept this moment


def _counted(session: Session, subject: str, failures: int, now: datetime) -> Any:
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(SignInFailureRow).values(subject=subject, failures=failures, failed_at=now)


def count_failure(session: Session, subject: str, *, now: datetime) -> None:
    """Count one more failure; parallel ones are all counted."""
    counted = _counted(session, subject, 1, now).on_conflict_do_update(
        index_elements=["subject"],
        set_={"failures": SignInFailureRow.failures + 1, "failed_at": now},
    )
    session.execute(counted)


def set_failures(session: Session, subject: str, *, count: int, failed_at: datetime) -> None:
    """Say how many failures in a row there were, and when the last of them was."""
    session.execute(
        sa.update(SignInFailureRow)
        .where(col(SignInFailureRow.subject) == subject)
        .values(failures=count, failed_at=failed_at)
        .execution_options(synchronize_session=False)
    )


def is_counted(session: Session, subject: str) -> bool:
    """Whether there is a row of a subject at all."""
    found = select(col(SignInFailureRow.subject)).where(col(SignInFailureRow.subject) == subject)
    return session.exec(found).first() is not None


def sweep_failures(
    session: Session, *, before: datetime, at_home_since: datetime, keep: int
) -> None:
    """Forget failures of long ago, rows without any of even longer ago, and all but so many of the
    newest."""
    at, failures = col(SignInFailureRow.failed_at), col(SignInFailureRow.failures)
    failed = sa.and_(at < before, failures > 0)
    session.execute(sa.delete(SignInFailureRow).where(sa.or_(failed, at < at_home_since)))
    newest = select(col(SignInFailureRow.subject)).order_by(
        at.desc(), col(SignInFailureRow.subject)
    )
    older = sa.delete(SignInFailureRow).where(
        col(SignInFailureRow.subject).in_(newest.offset(keep))
    )
    session.execute(older.execution_options(synchronize_session=False))
