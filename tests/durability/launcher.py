"""Serves the real app in one child process after another, each of which dies where it is told to.

A line of JSON in says which database, which port and where to die; a line out says that it serves,
and one that it has ended. The app is imported before the first child is forked, so that each start
takes a moment and hundreds of them a few minutes.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

import sqlalchemy as sa
import uvicorn
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlmodel import Session
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.app import create_app
from backend.services.devices import open_session
from backend.settings import Settings
from backend.store.migrations import migrate
from tests.people import NOW, amina

A_MOMENT_S = 0.02
"""For the answer to leave: what is written goes out at the end of the loop's turn."""

LONGEST_LIFE_S = 120
"""No test waits for a server that does not die."""


def die() -> None:
    """End at once, as by a power cut: nothing is closed, nothing is tidied."""
    os.kill(os.getpid(), signal.SIGKILL)


class Dying:
    """The app, until a batch has come as far as it is meant to."""

    def __init__(self, app: ASGIApp, point: str) -> None:
        self.app = app
        self.point = point

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def answer(message: Message) -> None:
            if self.point == "committed":
                die()
            await send(message)
            if self.point == "answered" and is_last(message):
                asyncio.get_running_loop().call_later(A_MOMENT_S, die)

        is_batch = scope["type"] == "http" and scope["path"] == "/sync"
        await self.app(scope, receive, answer if is_batch else send)


def is_last(message: Message) -> bool:
    """Whether an answer ends with this."""
    return message["type"] == "http.response.body" and not message.get("more_body")


def die_before_commit(engine: Engine) -> None:
    """Die where a transaction that holds an event is about to be committed."""

    @event.listens_for(engine, "before_cursor_execute")
    def note(connection: sa.Connection, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith("INSERT INTO event "):
            connection.info["holds_an_event"] = True

    @event.listens_for(engine, "commit")
    def last_moment(connection: sa.Connection) -> None:
        if connection.info.get("holds_an_event"):
            die()


class Telling(uvicorn.Server):
    """Says that it serves."""

    def __init__(self, config: uvicorn.Config, told: int) -> None:
        super().__init__(config)
        self.told = told

    async def startup(self, sockets: Any = None) -> None:
        """Begin to serve, and tell whoever waits for it."""
        await super().startup(sockets)
        os.write(self.told, f"serving {os.getpid()}\n".encode())


def serve(plan: Mapping[str, Any], told: int) -> None:
    """Be the server until death."""
    signal.alarm(LONGEST_LIFE_S)
    Thread(target=end_with_the_test, daemon=True).start()
    settings = Settings(data_dir=Path(plan["folder"]), database_url=plan["database_url"])
    app = create_app(settings, now=lambda: NOW)
    if plan["point"] == "before commit":
        die_before_commit(app.state.engines.writing)
    config = uvicorn.Config(
        Dying(app, plan["point"]),
        port=plan["port"],
        proxy_headers=False,
        access_log=False,
        log_level="warning",
    )
    Telling(config, told).run()


def end_with_the_test() -> None:
    """Nothing more is said while a child serves; the end of it all is."""
    os.read(0, 1)
    os._exit(1)


def warm_up() -> None:
    """Answer once before any child does: the first answer takes as long as a hundred others."""
    with TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        migrate(settings.url)
        app = create_app(settings, now=lambda: NOW)
        engines = app.state.engines
        with Session(engines.writing, expire_on_commit=False) as session, session.begin():
            her = amina(session)
            cookie = open_session(session, her.id, now=NOW)
        phone = TestClient(app, base_url="http://127.0.0.1:8000", cookies={"facekind": cookie})
        batch = {"v": 1, "user": her.patient.key, "sent_at": NOW.isoformat(), "events": []}
        here = {"Sec-Fetch-Site": "same-origin"}
        phone.post("/sync", json=batch, headers=here).raise_for_status()
        phone.get("/today").raise_for_status()
        engines.dispose()
    uvicorn.Config(app).load()


def main() -> None:
    """Fork a child for every line that comes."""
    told = os.dup(1)
    os.dup2(2, 1)  # log lines go elsewhere
    warm_up()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            serve(json.loads(line), told)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        os.write(told, f"ended {os.waitstatus_to_exitcode(status)}\n".encode())


if __name__ == "__main__":
    main()
