"""Who writes to one SQLite file: in turns, whatever becomes of the one before."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier, Event

import pytest
import sqlalchemy as sa

from backend.store.engines import Engines, open_engines
from backend.store.turns import Line, at_the_door

NOBODY = sa.text("UPDATE patient SET seq = seq + 1")
WRONG = sa.text("INSERT INTO nothing_here VALUES (1)")


class GaveUp(Exception):
    """Somebody's request that ends in the middle."""


@pytest.fixture
def file(sqlite_url: str) -> Iterator[Engines]:
    """Both engines on a file."""
    opened = open_engines(sqlite_url)
    yield opened
    opened.dispose()


def write(engines: Engines) -> bool:
    """Write in another thread; tells whether the turn came within a moment."""
    with ThreadPoolExecutor(1) as pool:

        def once() -> bool:
            with engines.writing.begin() as connection:
                connection.execute(NOBODY)
            return True

        return pool.submit(once).result(timeout=5)


def commits(connection: sa.Connection) -> None:
    connection.execute(NOBODY)
    connection.commit()


def rolls_back(connection: sa.Connection) -> None:
    connection.execute(NOBODY)
    connection.rollback()


def gives_up(connection: sa.Connection) -> None:
    connection.execute(NOBODY)
    raise GaveUp


def writes_what_cannot_be(connection: sa.Connection) -> None:
    with suppress(sa.exc.OperationalError):
        connection.execute(WRONG)
    connection.rollback()


def is_cut_off(connection: sa.Connection) -> None:
    connection.execute(NOBODY)
    connection.invalidate()


def writes_twice(connection: sa.Connection) -> None:
    for _ in range(2):
        commits(connection)


def is_cut_off_by_the_driver(connection: sa.Connection) -> None:
    connection.execute(NOBODY)
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.close()
    raise GaveUp


ENDINGS = (
    commits,
    rolls_back,
    gives_up,
    writes_what_cannot_be,
    is_cut_off,
    writes_twice,
    is_cut_off_by_the_driver,
)


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda one: one.__name__)
def test_however_one_ends_the_next_has_the_turn(file: Engines, ending: object) -> None:
    assert callable(ending)
    with suppress(GaveUp, sa.exc.ProgrammingError), file.writing.connect() as connection:
        ending(connection)
        assert write(file), "while the connection is still held"
    assert write(file)


def test_who_reads_takes_no_turn_and_waits_for_none(file: Engines) -> None:
    with file.writing.begin() as writing:
        writing.execute(NOBODY)
        with file.reading.connect() as reading:
            assert reading.execute(sa.text("SELECT count(*) FROM patient")).scalar_one() == 0
    with file.reading.connect() as reading:
        reading.execute(sa.text("SELECT count(*) FROM patient")).scalar_one()
        assert write(file)


def test_the_first_to_wait_is_the_first_to_write() -> None:
    line, came = Line(), list[int]()
    assert line.take()

    def wait(number: int) -> None:
        assert line.take()
        came.append(number)
        line.give()

    with ThreadPoolExecutor(8) as pool:
        for number in range(8):
            pool.submit(wait, number)
            while line.length <= number:
                pass
        line.give()
    assert came == list(range(8))


def test_a_turn_that_does_not_come_is_done_without_and_nobody_else_loses_theirs() -> None:
    line = Line()
    assert line.take()
    assert not line.take(patience=0.01)
    line.give()
    assert line.take(patience=0.01)
    assert not line.take(patience=0.01)


def test_a_turn_handed_over_just_as_patience_ends_is_not_lost() -> None:
    line, both = Line(), Barrier(2)

    def hold() -> None:
        both.wait()
        line.give()

    for _ in range(300):
        assert line.take(patience=1)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(hold)
            both.wait()
            if line.take(patience=0.0001):
                line.give()
    assert line.take(patience=1)


HOLD = (
    "import sys; from pathlib import Path; from backend.store.turns import at_the_door\n"
    "with at_the_door(Path(sys.argv[1])): print('here', flush=True); sys.stdin.read()"
)


def test_a_process_killed_at_the_door_frees_it(tmp_path: Path) -> None:
    door = tmp_path / "facekind.sqlite3-door"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(door)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline()
        inside = Event()

        def enter() -> None:
            with at_the_door(door):
                inside.set()

        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(enter)
            assert not inside.wait(0.05)
            other.kill()
            waiting.result(timeout=10)
    assert door.stat().st_mode & 0o777 == 0o600


def test_a_door_that_cannot_be_opened_keeps_nobody_from_writing(
    file: Engines, sqlite_url: str
) -> None:
    # Given a door that belongs to somebody else: a command that root ran made it
    door = Path(f"{sa.make_url(sqlite_url).database}-door")
    door.unlink(missing_ok=True)
    door.mkdir()  # what even root cannot open to write
    # then writing goes on without it
    assert write(file)
