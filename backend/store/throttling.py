"""How often signing in failed, by a keyed digest of an account's name or an address."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from backend.store.account_tables import SignInFailureRow


@dataclass(frozen=True)
class Failures:
    """So many in a row, and the last of them."""

    count: int
    failed_at: datetime


def read_failures(session: Session, subject: str) -> Failures | None:
    """Give the failures in a row of a subject."""
    row = session.exec(
        select(SignInFailureRow)
        .where(col(SignInFailureRow.subject) == subject)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    return Failures(row.failures, row.failed_at) if row else None


def count_failure(session: Session, subject: str, *, now: datetime) -> None:
    """Count one more failure; parallel ones are all counted."""
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    first = insert(SignInFailureRow).values(subject=subject, failures=1, failed_at=now)
    counted = first.on_conflict_do_update(
        index_elements=["subject"],
        set_={"failures": SignInFailureRow.failures + 1, "failed_at": now},
    )
    session.execute(counted)


def take_failure_back(session: Session, subject: str) -> None:
    """Forget one failure: what was counted before it was judged turned out right."""
    session.execute(
        sa.update(SignInFailureRow)
        .where(col(SignInFailureRow.subject) == subject, col(SignInFailureRow.failures) > 0)
        .values(failures=SignInFailureRow.failures - 1)
    )


def clear_failures(session: Session, subject: str) -> None:
    """Forget a subject's failures: it got in."""
    session.execute(sa.delete(SignInFailureRow).where(col(SignInFailureRow.subject) == subject))


def sweep_failures(session: Session, *, before: datetime) -> None:
    """Forget failures of long ago."""
    session.execute(sa.delete(SignInFailureRow).where(col(SignInFailureRow.failed_at) < before))
