"""Turns: who writes to an SQLite file waits in a line, first come, first served.

SQLite lets one write at a time, and whoever waits looks again now and then: of forty who wait the
unlucky one may look for longer than anybody has patience. So the writers of one process wait in a
line, and of several processes one at a time waits at the door, a file beside the database. Inside
the door nobody else looks, so the next to write is whoever is there.

Neither is needed for what is written to be right; SQLite sees to that. A turn that does not come is
done without, so that one that was lost could slow a server down and never stop it.
"""

import os
import sqlite3
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from time import monotonic, sleep
from typing import Any

if sys.platform != "win32":
    from fcntl import LOCK_EX, LOCK_NB, flock

PATIENCE_S = 15
"""Seconds to wait in the line, at the door, and inside it."""

LOOK_AGAIN_S = 0.003
"""How often one who stands before the door looks whether it is free."""


class Line:
    """Those of one process who want to write, each handed the turn by the one before."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._taken = False
        self._waiting: deque[Lock] = deque()

    def take(self, *, patience: float = PATIENCE_S) -> bool:
        """Wait for a turn; tells whether it came within `patience` seconds."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            turn = Lock()
            turn.acquire()
            self._waiting.append(turn)
        if turn.acquire(timeout=patience):
            return True
        with self._guard:
            if turn not in self._waiting:  # it was handed over just as the patience ended
                return True
            self._waiting.remove(turn)
            return False

    @property
    def length(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def give(self) -> None:
        """Hand the turn to whoever has waited longest."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


@contextmanager
def at_the_door(file: Path, *, patience: float = PATIENCE_S) -> Iterator[None]:
    """Be the only one of all processes who waits for SQLite.

    The system frees the door of a process that is killed. One that cannot be opened (somebody else
    made it, or the disk is full) is done without.
    """
    try:
        door = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        yield
        return
    try:
        until = monotonic() + patience
        while not _entered(door) and monotonic() < until:
            sleep(LOOK_AGAIN_S)
        yield
    finally:
        os.close(door)


def _entered(door: int) -> bool:
    if sys.platform == "win32":
        return True
    try:
        flock(door, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a disk that knows no locks
        return True
    return True


class WritersConnection(sqlite3.Connection):
    """A connection that takes a turn before it writes.

    It gives the turn back by whatever ends a transaction: commit, rollback, or being closed. One
    thread may take it and another give it.
    """

    line: Line | None = None
    has_turn = False

    def take_turn(self) -> None:
        """Wait in the line, unless the turn is still ours."""
        if self.line is not None and not self.has_turn:
            self.has_turn = self.line.take()

    def give_turn(self) -> None:
        """Give the turn back, if it is ours."""
        if self.line is not None and self.has_turn:
            self.has_turn = False
            self.line.give()

    def commit(self) -> None:
        """Commit. A commit that failed keeps the turn: the transaction is still open."""
        super().commit()
        self.give_turn()

    def rollback(self) -> None:
        """Roll back, and let the next one write whatever came of it."""
        try:
            super().rollback()
        finally:
            self.give_turn()

    def close(self) -> None:
        """Close, which takes back what was not committed."""
        try:
            super().close()
        finally:
            self.give_turn()


def writers_of(line: Line) -> Any:
    """Give what makes connections whose writers wait in this line."""

    def connect(*given: Any, **more: Any) -> WritersConnection:
        connection = WritersConnection(*given, **more)
        connection.line = line
        return connection

    return connect
