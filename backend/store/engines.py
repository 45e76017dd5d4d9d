"""Two engines for one database: one that writes, one that cannot."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Engine, make_url

from backend.store.turns import PATIENCE_S, Line, WritersConnection, at_the_door, writers_of

POOL: dict[str, Any] = {"pool_size": 20, "max_overflow": 20, "hide_parameters": True}
"""Routes are plain functions on up to 40 worker threads; each may hold one connection.

Parameters stay out of error texts: they are what somebody wrote.
"""

POSTGRES_POOL = POOL | {"pool_size": 10, "max_overflow": 10}
"""PostgreSQL grants 100 connections unless told otherwise: two processes have two engines each."""

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    f"PRAGMA busy_timeout={PATIENCE_S * 1000}",
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
    so writing begins with BEGIN IMMEDIATE, in turns (turns.py). On PostgreSQL a read sees one
    snapshot.
    """
    if make_url(url).get_backend_name() == "sqlite":
        make_data_folder(url)
        return Engines(_sqlite_writing(url), _sqlite_reading(url))
    writing = sa.create_engine(url, pool_pre_ping=True, **POSTGRES_POOL)
    reading = sa.create_engine(
        url,
        pool_pre_ping=True,
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
        **POSTGRES_POOL,
    )
    return Engines(writing, reading)


def make_data_folder(url: str) -> None:
    """Make the folder of an SQLite file readable by its owner alone."""
    database = make_url(url).database
    if database and database != ":memory:":
        Path(database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)


def _sqlite_reading(url: str) -> Engine:
    engine = _sqlite(url)

    @event.listens_for(engine, "connect")
    def only_read(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA query_only=ON").close()

    @event.listens_for(engine, "begin")
    def start(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN DEFERRED")

    return engine


def _sqlite_writing(url: str) -> Engine:
    engine = _sqlite(url, factory=writers_of(Line()))
    door = Path(f"{make_url(url).database}-door")

    @event.listens_for(engine, "begin")
    def start(connection: sa.Connection) -> None:
        cast(WritersConnection, connection.connection.driver_connection).take_turn()
        with at_the_door(door):
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _sqlite(url: str, **more: Any) -> Engine:
    # The driver's own transactions are switched off, so that BEGIN is ours.
    how = {"check_same_thread": False, "isolation_level": None, **more}
    engine = sa.create_engine(url, connect_args=how, **POOL)

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        for pragma in SQLITE_PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    return engine
