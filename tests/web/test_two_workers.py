"""Two server processes share one budget: S11 of the sharing reference, on both databases."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from os import environ
from pathlib import Path
from socket import socket
from typing import Any

import httpx2
import sqlalchemy as sa

GUESSES = 200


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
