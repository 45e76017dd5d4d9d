"""Starting a server: who can come in, said once on the terminal."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any
from urllib.request import urlopen

import pytest
from sqlmodel import Session

from backend import clock
from backend.cli.serving import tell_start
from backend.services.joining import DEAD_CODE, Gate, join_by_passphrase, look_up
from backend.services.passphrases import PassphraseDraft, hash_passphrase
from backend.services.sealing import Hasher
from backend.services.signing_in import Asker, Refused, SignedIn
from backend.settings import Settings
from backend.store.engines import open_engines
from tests.cli.test_demo import free_port

AT = "https://facekind.example.org"
TRIES, PAUSE_S = 600, 0.1
GATE = Gate("invite", outside=True, secret=b"k" * 32, hasher=Hasher())
ASKER = Asker("203.0.113.5", "", "")
DRAFT = PassphraseDraft.model_validate({"name": "amina", "passphrase": "four quiet words of mine"})
CHOSEN = hash_passphrase(DRAFT, GATE.hasher)


@contextmanager
def serving(folder: Path, database_url: str, *words: str, **knobs: str) -> Iterator[Path]:
    """A server that answers, and the file that its terminal is."""
    port, said = free_port(), folder / "terminal"
    known = {"FACEKIND_DATABASE_URL": database_url, "FACEKIND_DATA_DIR": str(folder), **knobs}
    command = [str(Path(sys.executable).with_name("facekind")), "serve", "--port", str(port)]
    with said.open("wb") as terminal:
        server = subprocess.Popen([*command, *words], stderr=terminal, env=os.environ | known)
    try:
        assert _answers(f"http://127.0.0.1:{port}/healthz", server), said.read_text()
        yield said
    finally:
        server.terminate()
        server.communicate(timeout=20)


def _answers(url: str, server: subprocess.Popen[bytes]) -> bool:
    for _ in range(TRIES):
        if server.poll() is not None:
            return False
        try:
            urlopen(url, timeout=5).close()  # noqa: S310 (our own loopback)
        except OSError:
            Event().wait(PAUSE_S)
        else:
            return True
    return False


def told(capsys: pytest.CaptureFixture[str], database_url: str, **knobs: Any) -> str:
    """What a server says on the terminal before it serves; nothing goes anywhere else."""
    tell_start(Settings(database_url=database_url, **knobs))
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


def code_in(words: str) -> str:
    """Give the code of the one link that was said."""
    assert words.count("/join#") == 1
    return next(word for word in words.split() if "/join#" in word).partition("#")[2]


def test_the_first_persons_link_is_said_once_by_several_processes_and_works_once(
    tmp_path: Path, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(tmp_path, sqlite_url, "--workers", "2", FACEKIND_PUBLIC_URL=AT) as terminal:
        words = terminal.read_text()
    assert f" {AT}/join#" in words
    assert "once, within 30 minutes" in words
    assert "facekind user set-up" in words
    code = code_in(words)
    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4, 4, 4, 2]
    engines, now = open_engines(sqlite_url), clock.now()
    with Session(engines.writing) as session, session.begin():
        joined = join_by_passphrase(
            session, GATE, code, CHOSEN, language="en", asker=ASKER, now=now
        )
        assert isinstance(joined, SignedIn)
        again = look_up(session, GATE, code, asker=ASKER, now=now)
        assert again == Refused(DEAD_CODE, "code")
    engines.dispose()
    assert "/join#" not in told(capsys, sqlite_url, public_url=AT)


def test_started_again_the_link_before_opens_nothing(
    sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    first = code_in(told(capsys, sqlite_url, public_url=AT))
    second = code_in(told(capsys, sqlite_url, public_url=AT))
    engines, now = open_engines(sqlite_url), clock.now()
    with Session(engines.writing) as session, session.begin():
        dead = look_up(session, GATE, first, asker=ASKER, now=now)
        assert dead == Refused(DEAD_CODE, "code")
        assert look_up(session, GATE, second, asker=ASKER, now=now) != dead
    engines.dispose()


def test_on_this_computer_alone_nobody_is_asked_to_set_anything_up(
    sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(capsys, sqlite_url) == "Facekind is at http://127.0.0.1:8000\n"


@pytest.mark.parametrize(
    ("public_url", "sentence"),
    [
        (None, "Set FACEKIND_PUBLIC_URL to the https address that people open"),
        ("http://192.168.1.5:8000", "FACEKIND_PUBLIC_URL begins with http://"),
    ],
)
def test_an_address_that_phones_cannot_use_says_what_to_set(
    public_url: str | None,
    sentence: str,
    sqlite_url: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = told(capsys, sqlite_url, host="192.168.1.5", public_url=public_url)
    assert sentence in words
    assert "docs/self-hosting.md" in words
    assert code_in(words)
