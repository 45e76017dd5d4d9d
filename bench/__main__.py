"""Measure a day's page and the outbox against what the machine itself costs, in the same run.

`make bench` starts the demo on a fresh database on loopback and talks to it over one connection.
The floor of /today is /healthz, an all but empty 200 through the same middleware. The floor of
/sync is one row committed to an SQLite file in the same folder with synchronous=FULL. The floor of
/progress after five years is /progress after two months, for the same four weeks. A search of ten
thousand lines (`bench/search.py`) and what is felt on a phone (`bench/phone.py`) follow, with
floors of their own.
"""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from socket import socket
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col
from uuid_utils.compat import uuid7

from backend.domain.periods import Window, WindowChoice
from backend.services.progress import read_progress
from backend.store import accounts, plans
from backend.store.engines import open_engines
from backend.store.tables import PlanVersionRow
from bench.phone import measure
from bench.search import searches
from bench.years import live

ROUNDS = 200
WARM_UP = 20
TWO_MONTHS, FIVE_YEARS = 60, 1826
PROGRESS = "/progress?window=4w"
DATABASE = "demo.sqlite3"
RUN = "from backend.cli import main; main()"


@dataclass(frozen=True)
class Phone:
    """One connection to the demo, signed in as Amina."""

    connection: HTTPConnection
    cookie: str
    user: str
    day: str

    def get(self, path: str) -> bytes:
        """Fetch a page whole."""
        return self._ask("GET", path, None)

    def sync(self, events: int) -> bytes:
        """Send a batch of new check-ins."""
        now = datetime.now(UTC).isoformat()
        batch = {
            "v": 1,
            "user": self.user,
            "sent_at": now,
            "events": [self._event(now) for _ in range(events)],
        }
        return self._ask("POST", "/sync", json.dumps(batch))

    def _event(self, now: str) -> dict[str, Any]:
        return {
            "id": str(uuid7()),
            "type": "checkin.add",
            "local_date": self.day,
            "tz": "Europe/London",
            "offset_min": 0,
            "occurred_at": now,
            "payload": {"mood": 3},
        }

    def _ask(self, method: str, path: str, body: str | None) -> bytes:
        headers = {
            "Cookie": self.cookie,
            "Content-Type": "application/json",
            "Sec-Fetch-Site": "same-origin",
            "Accept-Encoding": "br",
        }
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status != 200:  # noqa: PLR2004 (OK)
            raise SystemExit(f"{method} {path} answered {answer.status}")
        return content


def main() -> None:
    """Print one line a benchmark."""
    with TemporaryDirectory() as folder, demo(Path(folder)) as phone, row(Path(folder)) as commit:
        report("today", lambda: phone.get("/today"), lambda: phone.get("/healthz"))
        report("sync-1", lambda: phone.sync(1), commit)
        report("sync-50", lambda: phone.sync(50), commit, rounds=60, events=50)
    progress()
    for one in searches():
        tell(one.name, one.actions, one.floors, plan=one.plan)
    for name, actions, floors in measure():
        tell(name, actions, floors)


def progress() -> None:
    """Compare the same four weeks of somebody who began two months and five years ago."""
    with (
        TemporaryDirectory() as months_folder,
        TemporaryDirectory() as years_folder,
        demo(Path(months_folder)) as months,
        demo(Path(years_folder)) as years,
    ):
        asked = [
            begin_earlier(Path(folder), phone, days=days)
            for folder, phone, days in (
                (months_folder, months, TWO_MONTHS),
                (years_folder, years, FIVE_YEARS),
            )
        ]
        after_months, after_years = (lambda: months.get(PROGRESS)), (lambda: years.get(PROGRESS))
        idle = lambda: months.get("/healthz")  # noqa: E731 (an action, as the others)
        report("progress_two_months", after_months, idle, queries=asked[0])
        report("progress_five_years", after_years, after_months, ratio=True, queries=asked[1])


def begin_earlier(folder: Path, phone: Phone, *, days: int) -> int:
    """Let the demo's person have begun so many days ago; gives the queries of their progress."""
    engines = open_engines(f"sqlite:///{folder / DATABASE}")
    today = date.fromisoformat(phone.day)
    with Session(engines.writing) as session, session.begin():
        patient = accounts.read_patient_by_key(session, phone.user)
        if patient is None:
            raise SystemExit(f"{phone.user} is not there")
        versions = plans.read_versions(session, patient.id)
        begun_on = versions[0].effective_on
        first = sa.update(PlanVersionRow).where(col(PlanVersionRow.effective_on) == begun_on)
        session.execute(first.values(effective_on=today - timedelta(days=days)))
        known = (today - begun_on).days + 1
        items = versions[-1].items
        live(session, patient.id, items, days=days - known, until=begun_on - timedelta(days=1))
    queries: list[object] = []
    sa.event.listen(engines.reading, "before_cursor_execute", lambda *_: queries.append(None))
    with Session(engines.reading) as session:
        read_progress(session, patient.id, WindowChoice(Window.WEEKS_4), today=today)
    engines.dispose()
    return len(queries)


def report(
    name: str,
    action: Callable[[], object],
    floor: Callable[[], object],
    *,
    rounds: int = ROUNDS,
    ratio: bool = False,
    **more: object,
) -> None:
    """Time an action and its floor in turns and print both, with their ratio where it is asked."""
    for _ in range(WARM_UP):
        action()
        floor()
    took = [(timed(action), timed(floor)) for _ in range(rounds)]
    tell(name, [a for a, _ in took], [f for _, f in took], ratio=ratio, **more)


def tell(
    name: str, actions: list[float], floors: list[float], *, ratio: bool = False, **more: object
) -> None:
    """Print one line."""
    line: dict[str, object] = {
        "name": name,
        "n": len(actions),
        "median_ms": round(median(actions), 3),
        "p99_ms": round(quantiles(actions, n=100)[98], 3),
        "floor_ms": round(median(floors), 3),
    }
    if ratio:
        line["ratio"] = round(median(actions) / median(floors), 3)
    sys.stdout.write(json.dumps(line | more) + "\n")


def timed(action: Callable[[], object]) -> float:
    """Give how long an action takes, in milliseconds."""
    began = perf_counter()
    action()
    return (perf_counter() - began) * 1000


@contextmanager
def row(folder: Path) -> Iterator[Callable[[], None]]:
    """Give an action that commits one row with synchronous=FULL."""
    connection = sqlite3.connect(folder / "floor.sqlite3", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, words TEXT)")

    def commit() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO row (words) VALUES ('a mood and a line')")
        connection.execute("COMMIT")

    yield commit
    connection.close()


@contextmanager
def demo(folder: Path) -> Iterator[Phone]:
    """Run the demo on a free port until done."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", RUN, "demo", "--port", str(port)]
    server = subprocess.Popen(
        [*command, "--data-dir", str(folder)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        line = json.loads((server.stdout or sys.stdin.buffer).readline())
        cookie = f"{line['cookie']['name']}={line['cookie']['value']}"
        yield Phone(
            HTTPConnection("127.0.0.1", port), cookie, f"demo-{line['patient']}", line["today"]
        )
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
