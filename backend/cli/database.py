"""One transaction for one command."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from sqlmodel import Session

from backend.settings import Settings
from backend.store.engines import open_engines
from backend.store.migrations import is_current


@contextmanager
def writing(url: str) -> Iterator[Session]:
    """Open a database, write, and commit at the end."""
    engines = open_engines(url)
    try:
        with Session(engines.writing) as session, session.begin():
            yield session
    finally:
        engines.dispose()


@contextmanager
def the_servers(settings: Settings) -> Iterator[Session]:
    """Write into the database of a server; ends the command where there is none."""
    if not is_current(settings.url):
        where = "FACEKIND_DATABASE_URL" if settings.database_url else settings.data_dir.resolve()
        refuse(
            f"There is no database of this version in {where}. Give this command the server's own "
            "settings, or start the server once: it makes the database and brings it up to date."
        )
    with writing(settings.url) as session:
        yield session


def refuse(sentence: str) -> NoReturn:
    """End a command that did nothing, and say why."""
    typer.echo(sentence, err=True)
    raise typer.Exit(1)
