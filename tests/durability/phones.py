"""A phone that sends, and the server it sends to, which may be gone at any moment."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import httpx2

from tests.people import NOW, Someone, event, tick
from tests.web.test_two_workers import free_port

ROOT = Path(__file__).parents[2]
KILLED = -signal.SIGKILL


class Servers:
    """One server after another on the same address: each begins where the last one died."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        with (folder / "log").open("wb") as log:
            self.launcher = subprocess.Popen(
                [sys.executable, "-m", "tests.durability.launcher"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=ROOT,
            )
        self.url = f"http://127.0.0.1:{self.port}"
        self.pid = 0

    def start(self, database_url: str, *, dies: str = "") -> None:
        """Start the next one and wait until it serves."""
        plan = {
            "database_url": database_url,
            "folder": str(self.folder),
            "port": self.port,
            "point": dies,
        }
        assert self.launcher.stdin is not None
        self.launcher.stdin.write(json.dumps(plan) + "\n")
        self.launcher.stdin.flush()
        word, pid = self._hear()
        assert word == "serving", (self.folder / "log").read_text()[-2000:]
        self.pid = pid

    def kill(self) -> None:
        """Kill the one that serves."""
        os.kill(self.pid, signal.SIGKILL)

    def ended(self) -> int:
        """Wait until it is dead; gives how it ended."""
        word, code = self._hear()
        assert word == "ended"
        return code

    @contextmanager
    def serving(self, database_url: str) -> Iterator[None]:
        """Serve for as long as somebody needs it."""
        self.start(database_url)
        try:
            yield
        finally:
            self.kill()
            self.ended()

    def close(self) -> None:
        """End the launcher, and with it whatever it still serves."""
        assert self.launcher.stdin is not None
        self.launcher.stdin.close()
        self.launcher.wait(timeout=20)
        assert self.launcher.stdout is not None
        self.launcher.stdout.close()

    def _hear(self) -> tuple[str, int]:
        assert self.launcher.stdout is not None
        word, _, number = self.launcher.stdout.readline().partition(" ")
        return word, int(number or 0)


@dataclass
class Phone:
    """A phone as far as the server knows it: what is not acknowledged is kept and sent again."""

    name: str
    owner: Someone
    cookie: str
    dice: Random
    made: list[str] = field(default_factory=list)
    outbox: list[dict[str, object]] = field(default_factory=list)
    acknowledged: dict[str, int] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)

    def write(self, many: int) -> None:
        """Write some entries into the outbox."""
        for _ in range(many):
            kind, payload = self._something()
            made = event(kind, payload)
            self.made.append(str(made["id"]))
            self.outbox.append(made)

    def _something(self) -> tuple[str, dict[str, object]]:
        said = f"{self.name} {len(self.made)} " + "x" * self.dice.randrange(1900)
        kinds: list[tuple[str, dict[str, object]]] = [
            ("journal.add", {"text": said}),
            ("checkin.add", {"mood": self.dice.randint(1, 5), "note": said}),
            ("item.set", tick(self.owner.items[0], self.dice.choice(["done", "undone"]))),
        ]
        return self.dice.choice(kinds)

    def send(self, url: str) -> bool:
        """Send the oldest entries; tells whether an answer came."""
        batch = self.outbox[: self.dice.randint(3, 6)]
        said = {"v": 1, "user": self.owner.patient.key, "sent_at": NOW.isoformat(), "events": batch}
        try:
            answer = httpx2.post(
                f"{url}/sync",
                json=said,
                headers={"Sec-Fetch-Site": "same-origin", "Cookie": f"facekind={self.cookie}"},
                timeout=30,
                verify=False,
            )
        except httpx2.TransportError:
            return False
        assert answer.status_code == 200, answer.text
        self._consume(batch, answer.json()["results"])
        return True

    def _consume(self, batch: list[dict[str, object]], results: list[dict[str, Any]]) -> None:
        assert [one["id"] for one in results] == [one["id"] for one in batch]
        for one in results:
            assert one["status"] in {"applied", "duplicate"}, one
            self.acknowledged[one["id"]] = one["seq"]
        self.answers.update(one["status"] for one in results)
        del self.outbox[: len(batch)]

    def empty(self, url: str) -> None:
        """Send until nothing waits any more."""
        while self.outbox:
            assert self.send(url)
