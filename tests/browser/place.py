"""A demo server behind a proxy: it can be frozen, killed and started again on the same data."""

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.browser.faults import LOOPBACK, Proxy, free_port

ROOT = Path(__file__).parents[2]
CACHES = shutil.ignore_patterns("__pycache__")
RUN = "from backend.cli import main; main()"


@dataclass(frozen=True)
class Written:
    """An event that the server has stored."""

    id: str
    type: str
    day: str
    payload: dict[str, Any]


class Place:
    """A person's Facekind: server, database, proxy, and the address the phone knows.

    One server serves many tests. `renew` gives each of them the data as they were seeded and an
    address of its own.
    """

    proxy: Proxy

    def __init__(self, folder: Path, person: str) -> None:
        self.folder, self.person = folder, person
        self._port = free_port()
        self._process: subprocess.Popen[str] | None = None
        self.cookie = ""
        self.today = ""
        self.start()
        self._seeded = {one.id for one in self._events()}
        self._copy(self._database, self._snapshot)

    @property
    def url(self) -> str:
        """Give the address the phone knows: the proxy's."""
        return f"http://{LOOPBACK}:{self.proxy.port}"

    @property
    def direct_url(self) -> str:
        """Give the server's own address, past the proxy and its faults."""
        return f"http://{LOOPBACK}:{self._port}"

    @property
    def database_url(self) -> str:
        """Give the database, for whoever writes into it beside the server."""
        return f"sqlite:///{self._database}"

    @property
    def is_running(self) -> bool:
        """Whether there is a server."""
        return self._process is not None

    @property
    def _database(self) -> Path:
        return self.folder / "demo.sqlite3"

    @property
    def _snapshot(self) -> Path:
        return self.folder / "seeded.sqlite3"

    def renew(self) -> None:
        """Begin a test: the data as seeded, the server up, the network whole."""
        self._copy(self._snapshot, self._database)
        if self._process is None:
            self.start()
        self.proxy = Proxy(self._port)

    def update(self, folder: Path) -> None:
        """Put the next version in the server's place: the same code under another digest."""
        self.kill()
        for name in ("alembic", "backend", "frontend/static", "frontend/templates"):
            shutil.copytree(ROOT / name, folder / name, ignore=CACHES)
        shutil.copy(ROOT / "pyproject.toml", folder)
        with (folder / "frontend/templates/layouts/base.html").open("a") as template:
            template.write("{# the next version #}")
        self.start(folder)

    def start(self, root: Path = ROOT) -> None:
        """Start the server, again if need be; the first session stays the phone's."""
        command = [sys.executable, "-c", RUN, "demo", "--port", str(self._port)]
        command += ["--data-dir", str(self.folder), "--patient", self.person]
        with (self.folder / "server.log").open("a") as log:
            self._process = subprocess.Popen(
                command, cwd=root, stdout=subprocess.PIPE, stderr=log, text=True
            )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, (self.folder / "server.log").read_text()
        told = json.loads(line)
        self.cookie = self.cookie or told["cookie"]["value"]
        self.today = told["today"]

    def kill(self) -> None:
        """End the server as a power cut does."""
        if self._process is None:
            return
        self._process.kill()
        self._process.communicate()
        self._process = None

    def freeze(self) -> None:
        """Let the server take connections and do nothing with them."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def fall_silent(self, days: int) -> None:
        """Let the person have noted nothing for so many days, today included."""
        since = (date.fromisoformat(self.today) - timedelta(days=days)).isoformat()
        with closing(sqlite3.connect(self._database)) as database, database:
            database.execute("DELETE FROM event WHERE local_date >= ?", [since])
            for table in ("item_mark", "day_kind", "check_in", "journal"):
                database.execute(f"DELETE FROM {table} WHERE day >= ?", [since])  # noqa: S608

    def end_sessions(self) -> None:
        """Let every session of the person have ended by itself."""
        with closing(sqlite3.connect(self._database)) as database, database:
            database.execute("UPDATE session SET ends_at = '2026-01-01 00:00:00'")

    def forget_proofs(self) -> None:
        """Let it be a while since anybody showed a credential."""
        with closing(sqlite3.connect(self._database)) as database, database:
            database.execute("UPDATE session SET proved_at = NULL")

    def written(self, type_: str | None = None) -> list[Written]:
        """Give what has been stored since the demo was seeded, in the order it arrived."""
        new = [one for one in self._events() if one.id not in self._seeded]
        return [one for one in new if type_ in {None, one.type}]

    def _events(self) -> list[Written]:
        with closing(sqlite3.connect(self._database)) as database:
            rows = database.execute(
                "SELECT id, type, local_date, payload FROM event ORDER BY rowid"
            ).fetchall()
        return [Written(id_, type_, day, json.loads(said)) for id_, type_, day, said in rows]

    @staticmethod
    def _copy(source: Path, target: Path) -> None:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
