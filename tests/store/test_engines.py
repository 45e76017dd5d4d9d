"""Two engines: writers wait for each other, readers cannot write and see one moment."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from backend.services.events import Arrival, record
from backend.store import accounts
from backend.store.engines import POSTGRES_POOL, Engines, open_engines
from backend.store.migrations import migrate
from tests.people import NOW, amina, event, known


def test_every_sqlite_connection_is_durable_and_keeps_foreign_keys(sqlite_url: str) -> None:
    opened = open_engines(sqlite_url)
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "busy_timeout": 15000,
        "foreign_keys": 1,
        "secure_delete": 1,
    }
    for engine in (opened.writing, opened.reading):
        pooled = [engine.raw_connection() for _ in range(3)]
        for connection in pooled:
            for name, value in wanted.items():
                assert connection.cursor().execute(f"PRAGMA {name}").fetchone()[0] == value
            connection.close()
    opened.dispose()


@pytest.mark.xdist_group("postgres")
def test_two_busy_processes_never_ask_postgresql_for_more_than_it_grants(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What one engine gives out before it makes somebody wait, twice in each of two processes
    monkeypatch.setitem(POSTGRES_POOL, "pool_timeout", 0)
    opened = open_engines(postgres_url)
    held: list[sa.Connection] = []
    with suppress(sa.exc.TimeoutError):
        while True:
            held.append(opened.reading.connect())
    granted = int(held[0].execute(sa.text("SHOW max_connections")).scalar_one())
    for one in held:
        one.close()
    opened.dispose()
    assert 4 * len(held) < granted


def test_the_reading_engine_cannot_write(engines: Engines) -> None:
    with engines.reading.connect() as connection, pytest.raises(sa.exc.DBAPIError):
        connection.execute(sa.text("DELETE FROM patient"))


def test_eight_writers_lose_nothing(engines: Engines) -> None:
    with Session(engines.writing) as session, session.begin():
        her = amina(session)
    before = her.patient.seq

    def write(_: int) -> None:
        for _ in range(10):
            with Session(engines.writing) as session, session.begin():
                accounts.next_seq(session, her.id)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    with Session(engines.reading) as session:
        assert known(session, her.id).patient.seq == before + 80


def test_the_same_event_from_eight_senders_is_one_entry(engines: Engines) -> None:
    with Session(engines.writing) as session, session.begin():
        her = amina(session)
    body = event("journal.add", {"text": "Once."})

    def send(_: int) -> str:
        with Session(engines.writing) as session, session.begin():
            return record(session, her.id, Arrival(body, NOW), now=NOW).status

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert sorted(answers) == ["applied", *["duplicate"] * 7]


def test_moments_come_back_in_utc_and_naive_ones_are_refused(session: Session) -> None:
    her = amina(session)
    patient = accounts.read_patient(session, her.id)
    assert patient is not None
    assert patient.agreed_at is not None
    assert patient.agreed_at.tzinfo is UTC
    with pytest.raises(sa.exc.StatementError, match="time zone"):
        accounts.save_agreement(session, her.id, zone="UTC", now=datetime(2026, 1, 1))  # noqa: DTZ001


def test_a_new_data_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    migrate(f"sqlite:///{folder / 'facekind.sqlite3'}")
    assert folder.stat().st_mode & 0o777 == 0o700
