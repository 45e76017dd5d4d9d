"""The `facekind` command: serve, migrate, and the demo."""

import os
import sys
from enum import StrEnum
from pathlib import Path
from threading import Event, Thread
from typing import Annotated
from urllib.request import urlopen

import typer
import uvicorn
from alembic.util import CommandError
from sqlmodel import Session
from uvicorn.supervisors import Multiprocess

from backend import clock
from backend.demo import Demo, DemoRefused, prepare_demo
from backend.services import sharing
from backend.settings import Settings
from backend.store.engines import open_engines
from backend.store.migrations import check_migrations as compare_tables
from backend.store.migrations import migrate as bring_up_to_date
from backend.web.links import make_issuer

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
APP = "backend.main:app"
START_TRIES, START_PAUSE = 600, 0.1


class Person(StrEnum):
    """Whose phone the demo is: week five, day one, or somebody who has just arrived."""

    AMINA = "amina"
    BEN = "ben"
    NEW = "new"


class Language(StrEnum):
    """The language the demo's people read."""

    EN = "en"
    ZH_HANS = "zh-Hans"


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
) -> None:
    """Bring the database up to date and serve Facekind until stopped."""
    settings = _set(host=host, port=port)
    bring_up_to_date(settings.url)
    typer.echo(f"Facekind is at http://{settings.host}:{settings.port}", err=True)
    if not settings.on_loopback:
        typer.echo(
            "This address can be reached from outside, so every page stays closed until sign-in "
            "exists. Leave HOST at 127.0.0.1 to use Facekind on this computer.",
            err=True,
        )
    _run(settings)


@app.command()
def migrate() -> None:
    """Bring the database to this version's tables."""
    bring_up_to_date(Settings().url)


@app.command()
def check_migrations() -> None:
    """Tell whether the migrations make exactly the tables that the code describes."""
    try:
        compare_tables()
    except CommandError as different:
        typer.echo(str(different), err=True)
        raise typer.Exit(1) from different


@app.command()
def sweep_links() -> None:
    """Wipe what doctors' links that are over had sealed; the running server does it hourly."""
    engines = open_engines(Settings().url)
    with Session(engines.writing) as session, session.begin():
        wiped = sharing.sweep_links(session, now=clock.now())
    engines.dispose()
    typer.echo(f"Wiped {wiped} of the links that are over.", err=True)


@app.command()
def demo(
    data_dir: Annotated[Path, typer.Option(help="Folder of the demo's own database.")],
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    patient: Annotated[Person, typer.Option(help="Whose phone it is.")] = Person.AMINA,
    language: Annotated[Language, typer.Option(help="What they read.")] = Language.EN,
    workers: Annotated[int, typer.Option(min=1, max=8, help="Server processes.")] = 1,
) -> None:
    """Serve a throw-away database with the demo people on loopback.

    Prints one JSON line on standard output once it is ready; its cookie is the way in.
    """
    own_file = f"sqlite:///{data_dir.resolve() / 'demo.sqlite3'}"
    database = os.environ.get("FACEKIND_DATABASE_URL") or own_file
    settings = _set(
        host="127.0.0.1", port=port, data_dir=data_dir, database_url=database, demo="true"
    )
    bring_up_to_date(database)
    url = f"http://127.0.0.1:{port}"
    try:
        made = prepare_demo(
            database,
            issuer=make_issuer(settings, at=url),
            patient=patient.value,
            language=language.value,
            now=clock.now(),
        )
    except DemoRefused as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(1) from refused
    _run(settings, workers=workers, announce=made)


def _set(**knobs: object) -> Settings:
    """Put knobs into the environment, where every server process finds them."""
    for name, value in knobs.items():
        if value is not None:
            os.environ[f"FACEKIND_{name.upper()}"] = str(value)
    return Settings()


def _run(settings: Settings, *, workers: int = 1, announce: Demo | None = None) -> None:
    """Serve until stopped. No proxy header is trusted and no address is logged."""
    config = uvicorn.Config(
        APP,
        host=settings.host,
        port=settings.port,
        workers=workers,
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_level="warning",
    )
    if announce is not None:
        Thread(target=_announce, args=(announce,), daemon=True).start()
    if workers > 1:
        Multiprocess(config, sockets=[config.bind_socket()]).run()
    else:
        uvicorn.Server(config).run()


def _announce(made: Demo) -> None:
    """Say where the demo is as soon as it answers; say nothing when it never does."""
    for _ in range(START_TRIES):
        try:
            urlopen(f"{made.url}/readyz", timeout=1).close()  # noqa: S310 (our own loopback)
        except OSError:
            Event().wait(START_PAUSE)
        else:
            typer.echo(made.line())
            sys.stdout.flush()
            typer.echo(f"Open {made.door} in a browser on this computer.", err=True)
            return


def main() -> None:
    """Run the command."""
    app()


if __name__ == "__main__":
    main()
