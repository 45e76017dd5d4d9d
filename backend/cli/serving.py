"""Serving: the real one, and the demo."""

import os
import sys
from enum import StrEnum
from pathlib import Path
from threading import Event, Thread
from typing import Annotated
from urllib.request import urlopen

import typer
import uvicorn
from uvicorn.supervisors import Multiprocess

from backend import clock
from backend.cli.database import writing
from backend.cli.users import join_link, lasting
from backend.demo import Demo, DemoRefused, prepare_demo
from backend.domain.credentials import CodeKind
from backend.services.joining import make_set_up_code
from backend.settings import Settings
from backend.store.migrations import migrate as bring_up_to_date
from backend.web.links import make_issuer

APP = "backend.main:app"
START_TRIES, START_PAUSE = 600, 0.1

SLOWEST_START_S = 60
"""Seconds that a server process may take to begin. With the five that are usual, several processes
on a small or busy computer were ended and begun again for ever."""

PUBLIC_URL_MISSING = (
    "Others can reach this address, and over plain http no page is shown here: phones need https. "
    "Set FACEKIND_PUBLIC_URL to the https address that people open, like "
    "https://facekind.example.org, and FACEKIND_TRUSTED_PROXIES to the reverse proxy that answers "
    "it; docs/self-hosting.md says how. Until then no link of this server opens anything. Or leave "
    "FACEKIND_HOST at 127.0.0.1, for this computer alone."
)
PUBLIC_URL_NOT_SAFE = (
    "FACEKIND_PUBLIC_URL begins with http://, and over plain http no page is shown to others: "
    "phones need https. docs/self-hosting.md says how to get it."
)


class Person(StrEnum):
    """Whose phone the demo is: week five, day one, or somebody who has just arrived."""

    AMINA = "amina"
    BEN = "ben"
    NEW = "new"


class Language(StrEnum):
    """The language the demo's people read."""

    EN = "en"
    ZH_HANS = "zh-Hans"


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    workers: Annotated[int, typer.Option(min=1, max=8, help="Server processes.")] = 1,
) -> None:
    """Bring the database up to date and serve Facekind until stopped.

    Where others can reach it and nobody can sign in yet, it prints a link for the first person.
    """
    settings = _set(host=host, port=port)
    bring_up_to_date(settings.url)
    tell_start(settings)
    _run(settings, workers=workers)


def tell_start(settings: Settings) -> None:
    """Say where the server is and what is missing before anybody can come in, and give the first
    person's link. Said before any server process starts, so that it is said once.
    """
    _tell(f"Facekind is at {settings.public_url or f'http://{settings.host}:{settings.port}'}")
    if not settings.outside:
        return
    if settings.public_url is None:
        _tell(PUBLIC_URL_MISSING)
    elif not settings.public_url.startswith("https://"):
        _tell(PUBLIC_URL_NOT_SAFE)
    with writing(settings.url) as session:
        code = make_set_up_code(session, now=clock.now())
    if code is None:
        return
    link = join_link(settings, code)
    _tell(
        f"Nobody can sign in here yet. Whoever opens this address first sets it up:\n\n  {link}\n"
    )
    _tell(
        f"It works once, within {lasting(CodeKind.SET_UP)}. "
        "`facekind user set-up` prints another one."
    )


def _tell(words: str) -> None:
    """Say something on the terminal at once, also where it is a file or a pipe."""
    typer.echo(words, err=True)
    sys.stderr.flush()


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
        timeout_worker_healthcheck=SLOWEST_START_S,
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
