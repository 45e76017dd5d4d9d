"""The demo: one JSON line when it answers, a throw-away database, and nobody's real one."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket
from typing import Any

import httpx2
import pytest
from sqlmodel import Session
from typer.testing import CliRunner

from backend.cli import app
from backend.demo import DemoRefused, prepare_demo
from backend.services.sealing import Hasher
from backend.services.sharing import Issuer
from backend.store.engines import open_engines
from tests.people import NOW, amina

SHAPE = {"url", "patient", "today", "cookie", "api_token", "share"}


def free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def demo(folder: Path, *more: str) -> Iterator[dict[str, Any]]:
    command = [str(Path(sys.executable).with_name("facekind")), "demo", "--port", str(free_port())]
    server = subprocess.Popen(
        [*command, "--data-dir", str(folder), *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert server.stdout is not None
        yield json.loads(server.stdout.readline())
    finally:
        server.terminate()
        rest = server.communicate(timeout=20)[0]
        assert rest == ""


def opens(line: dict[str, Any]) -> bool:
    """Whether a doctor opens the printed link with the printed passcode."""
    token, key = line["share"]["link"].partition("#")[2].split(".")
    said = {"token": token, "key": key, "passcode": line["share"]["passcode"]}
    at_home = {"Sec-Fetch-Site": "same-origin"}
    return httpx2.post(f"{line['url']}/v", json=said, headers=at_home).status_code == 200


def asks(line: dict[str, Any], path: str) -> httpx2.Response:
    cookie = {line["cookie"]["name"]: line["cookie"]["value"]}
    return httpx2.get(line["url"] + path, cookies=cookie)


def test_the_demos_people_read_chinese_when_asked_to(tmp_path: Path) -> None:
    with demo(tmp_path, "--language", "zh-Hans") as line:
        page = asks(line, "/journal").text
        assert 'lang="zh-Hans"' in page
        assert "也没有洒" in page


def test_the_printed_cookie_and_token_are_the_way_in(tmp_path: Path) -> None:
    with demo(tmp_path, "--patient", "amina") as line:
        assert set(line) == SHAPE
        assert line["share"]["link"].startswith(f"{line['url']}/v#")
        assert opens(line)
        page = asks(line, "/today")
        assert page.status_code == 200
        assert "week 5" in page.text
        bearer = {"Authorization": f"Bearer {line['api_token']}"}
        day = httpx2.get(f"{line['url']}/api/v1/days/today", headers=bearer).json()
        assert day["day"] == line["today"]
        assert (day["done"], day["planned"]) == (2, 11)


def test_started_again_it_keeps_what_was_there(tmp_path: Path) -> None:
    with demo(tmp_path) as line:
        before = asks(line, "/api/v1/events").json()
    with demo(tmp_path, "--workers", "2") as line:
        assert asks(line, "/api/v1/events").json() == before
    assert len(before) > 100


def test_a_newcomer_is_alone_and_meets_the_first_page(tmp_path: Path) -> None:
    with demo(tmp_path, "--patient", "new") as line:
        assert line["share"] is None
        home = asks(line, "/")
        assert home.status_code == 200
        assert "18 or over" in home.text


def test_real_people_are_never_mixed_with_the_demo(sqlite_url: str) -> None:
    engines = open_engines(sqlite_url)
    with Session(engines.writing) as session, session.begin():
        amina(session)
    engines.dispose()
    issuer = Issuer("http://127.0.0.1:1", b"k" * 32, Hasher())
    with pytest.raises(DemoRefused):
        prepare_demo(sqlite_url, issuer=issuer, patient="ben", now=NOW)


def test_every_command_explains_itself() -> None:
    for verb in ("serve", "migrate", "check-migrations", "sweep-links", "demo"):
        shown = CliRunner().invoke(app, [verb, "--help"])
        assert shown.exit_code == 0
        assert verb in shown.stdout
    facekind = str(Path(sys.executable).with_name("facekind"))
    assert subprocess.run([facekind, "nonsense"], capture_output=True, check=False).returncode
