"""Two server processes: they share one budget (S11 of the sharing reference) and one history."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from os import environ
from pathlib import Path
from socket import socket
from threading import local
from typing import Any

import httpx2
import sqlalchemy as sa
from bs4 import BeautifulSoup

from tests.people import event

GUESSES = 200
THREADS, BATCHES = 40, 300


def free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def two_workers(folder: Path, database_url: str) -> Iterator[dict[str, Any]]:
    """The demo with two processes; what they log goes to `log` in the folder."""
    command = [str(Path(sys.executable).with_name("facekind")), "demo", "--workers", "2"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [*command, "--port", str(free_port()), "--data-dir", str(folder)],
            stdout=subprocess.PIPE,
            stderr=log,
            env=environ | {"FACEKIND_DATABASE_URL": database_url, "FACEKIND_LOG_LEVEL": "debug"},
        )
    try:
        assert server.stdout is not None
        yield json.loads(server.stdout.readline())
    finally:
        server.terminate()
        server.communicate(timeout=20)


def knock(url: str, said: dict[str, str]) -> httpx2.Response:
    """Ask as a doctor's browser does, on a connection of its own."""
    at_home = {"Sec-Fetch-Site": "same-origin"}
    return httpx2.post(f"{url}/v", json=said, headers=at_home, timeout=60, verify=False)


def test_of_two_hundred_guesses_ten_are_judged_whoever_serves_them(
    tmp_path: Path, database_url: str
) -> None:
    with two_workers(tmp_path, database_url) as line:
        token, key = line["share"]["link"].partition("#")[2].split(".")
        secret, passcode = {"token": token, "key": key}, line["share"]["passcode"]
        guesses = [f"{(int(passcode) + n) % 10**6:06}" for n in range(1, GUESSES + 1)]
        with ThreadPoolExecutor(50) as crowd:
            answers = list(
                crowd.map(lambda one: knock(line["url"], secret | {"passcode": one}), guesses)
            )
        assert Counter(one.status_code for one in answers) == {401: 10, 404: GUESSES - 10}
        judged = [one.json()["remainingAttempts"] for one in answers if one.status_code == 401]
        assert sorted(judged, reverse=True) == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]
        right = {"passcode": passcode, "recipient": "Dr Canary"}
        assert knock(line["url"], secret | right).status_code == 404
    logged = (tmp_path / "log").read_text()
    assert logged.count("status=404") == GUESSES - 9
    assert not [word for word in (token, key, passcode, "Canary", guesses[0]) if word in logged]


def test_what_was_judged_is_what_her_list_says(tmp_path: Path, sqlite_url: str) -> None:
    with two_workers(tmp_path, sqlite_url) as line:
        token, key = line["share"]["link"].partition("#")[2].split(".")
        said = {"token": token, "key": key, "passcode": line["share"]["passcode"]}
        with ThreadPoolExecutor(20) as crowd:
            statuses = Counter(
                one.status_code for one in crowd.map(knock, [line["url"]] * 20, [said] * 20)
            )
    assert statuses == {200: 20}
    engine = sa.create_engine(sqlite_url)
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT outcome, count(*) FROM share_access GROUP BY outcome"
        ).all()
        left = connection.exec_driver_sql("SELECT attempts_left FROM share_link").scalar_one()
    engine.dispose()
    assert [tuple(row) for row in rows] == [("opened", 20)]
    assert left == 10


class Storm:
    """Phones that send at once to a server of two processes, each thread on its own connection."""

    def __init__(self, line: dict[str, Any]) -> None:
        self.line, self.own, self.clients = line, local(), list[httpx2.Client]()
        page = BeautifulSoup(self.client.get("/today").text, "html.parser")
        self.user = page.select("[data-user]")[0]["data-user"]

    @property
    def client(self) -> httpx2.Client:
        if not hasattr(self.own, "client"):
            cookie = self.line["cookie"]
            self.own.client = httpx2.Client(
                base_url=self.line["url"],
                cookies={cookie["name"]: cookie["value"]},
                headers={"Sec-Fetch-Site": "same-origin"},
                timeout=60,
                verify=False,
            )
            self.clients.append(self.own.client)
        found: httpx2.Client = self.own.client
        return found

    def close(self) -> None:
        for client in self.clients:
            client.close()

    def made(self, many: int) -> list[dict[str, object]]:
        day, now = date.fromisoformat(self.line["today"]), datetime.now(UTC)
        return [event("checkin.add", {"mood": 3}, day=day, at=now) for _ in range(many)]

    def send(self, events: list[dict[str, object]]) -> tuple[int, list[dict[str, Any]]]:
        """Send one batch; gives the answer's status and its results."""
        now = datetime.now(UTC).isoformat()
        body = {"v": 1, "user": self.user, "sent_at": now, "events": events}
        answer = self.client.post("/sync", json=body)
        return answer.status_code, answer.json().get("results", [])

    def history(self) -> dict[str, int]:
        """Everything the server keeps, by id."""
        found: dict[str, int] = {}
        while page := self.client.get(
            "/api/v1/events", params={"after_seq": max(found.values(), default=0)}
        ).json():
            found |= {one["id"]: one["seq"] for one in page}
        return found


def test_forty_phones_at_once_are_all_answered_and_a_batch_sent_to_both_is_kept_once(
    tmp_path: Path, database_url: str
) -> None:
    """Every other batch is sent twice at once, as by a phone that did not hear the answer."""
    many = BATCHES if database_url.startswith("sqlite") else BATCHES // 3
    with two_workers(tmp_path, database_url) as line, closing(Storm(line)) as storm:
        before = storm.history()
        batches = [storm.made(1) for _ in range(many // 3)]
        batches = [same for batch in batches for same in (batch, batch, storm.made(1))]
        with ThreadPoolExecutor(THREADS) as crowd:
            answers = list(crowd.map(storm.send, batches))
        after = storm.history()
    assert Counter(status for status, _ in answers) == {200: len(batches)}
    told: dict[str, list[tuple[str, int]]] = {}
    for _, results in answers:
        for one in results:
            told.setdefault(one["id"], []).append((one["status"], one["seq"]))
    kept = {one: seq for one, seq in after.items() if one not in before}
    assert set(kept) == {str(batch[0]["id"]) for batch in batches}
    for event_id, seq in kept.items():
        again = len(told[event_id]) - 1
        assert sorted(told[event_id]) == [("applied", seq), *[("duplicate", seq)] * again]
    first = min(kept.values())
    assert sorted(kept.values()) == list(range(first, first + len(kept)))
