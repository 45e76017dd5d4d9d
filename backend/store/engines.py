"""Two engines for one database: one that writes, one that cannot."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Engine, make_url

POOL: dict[str, Any] = {"pool_size": 20, "max_overflow": 20, "hide_parameters": True}
"""Routes are plain functions on up to 40 worker threads; each may hold one connection.

Parameters stay out of error texts: they are what somebody wrote.
"""

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA busy_timeout=5000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
)


@dataclass(frozen=True)
class Engines:
    """The writing and the reading engine."""

    writing: Engine
    reading: Engine

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.writing.dispose()
        self.reading.dispose()


def open_engines(url: str) -> Engines:
    """Open both engines. On SQLite writers take their lock first, readers may not write.

    Reading then writing on one SQLite transaction loses updates or meets "database is locked",
    so writing begins with BEGIN IMMEDIATE. On PostgreSQL a read sees one snapshot.
    """
    if make_url(url).get_backend_name() == "sqlite":
        make_data_folder(url)
        return Engines(_sqlite(url, begin="BEGIN IMMEDIATE"), _sqlite(url, begin="BEGIN DEFERRED"))
    writing = sa.create_engine(url, pool_pre_ping=True, **POOL)
    reading = sa.create_engine(
        url,
        pool_pre_ping=True,
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
        **POOL,
    )
    return Engines(writing, reading)


def make_data_folder(url: str) -> None:
    """Make the folder of an SQLite file readable by its owner alone."""
    database = make_url(url).database
    if database and database != ":memory:":
        Path(database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)


def _sqlite(url: str, *, begin: str) -> Engine:
    # The driver's own transactions are switched off, so that BEGIN is ours.
    engine = sa.create_engine(
        url, connect_args={"check_same_thread": False, "isolation_level": None}, **POOL
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        for pragma in SQLITE_PRAGMAS:
            cursor.execute(pragma)
        if begin == "BEGIN DEFERRED":
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def start(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
