"""Erasing: what was deleted does not stay behind in the database's files."""

import sqlite3

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlmodel import Session, col

from backend.store.account_tables import ChallengeRow


def forget_challenges(session: Session, user_key: str) -> None:
    """Forget what a person's new passkey was to sign: the one row without a foreign key to them."""
    session.execute(sa.delete(ChallengeRow).where(col(ChallengeRow.user_key) == user_key))


def scrub(engine: Engine) -> bool:
    """Rewrite an SQLite file without what was deleted and empty its write-ahead log.

    Outside any transaction. Tells whether it could: somebody who reads for long holds the log.
    PostgreSQL cleans up after itself (autovacuum).
    """
    if engine.dialect.name != "sqlite":
        return True
    connection = engine.raw_connection()
    try:
        return _scrubbed(connection.cursor())
    finally:
        connection.close()


def _scrubbed(cursor: DBAPICursor) -> bool:
    try:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        log = cursor.fetchone()
    except sqlite3.OperationalError:
        return False
    finally:
        cursor.close()
    return log is not None and not log[0]  # else somebody still reads from it
