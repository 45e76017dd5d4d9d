"""Letting people in at the terminal: one link, once, and no word about anybody."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session
from typer.testing import CliRunner, Result

from backend import clock
from backend.cli import app
from backend.domain.accounts import Patient
from backend.domain.credentials import CodeKind
from backend.services.devices import open_session
from backend.services.joining import (
    DEAD_CODE,
    NOT_OPEN,
    Gate,
    Invited,
    Registration,
    look_up,
    make_recovery_code,
)
from backend.services.passphrases import PassphraseDraft, set_passphrase
from backend.services.sealing import Hasher
from backend.services.signing_in import Asker, Refused
from backend.store.engines import Engines, open_engines
from tests.people import amina, ben

AT = "https://facekind.example.org"
SAID = PassphraseDraft.model_validate(
    {"name": "Amina's own name", "passphrase": "four quiet words of mine"}
)


@pytest.fixture
def engines(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Engines]:
    """A server at a public address, as its own settings describe it."""
    monkeypatch.setenv("FACEKIND_DATABASE_URL", database_url)
    monkeypatch.setenv("FACEKIND_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("FACEKIND_PUBLIC_URL", AT)
    opened = open_engines(database_url)
    yield opened
    opened.dispose()


def facekind(*words: str) -> Result:
    return CliRunner().invoke(app, ["user", *words])


def settled(engines: Engines, *, secured: bool = True) -> Patient:
    """Amina lives here, with a passphrase or, on this computer, with nothing yet."""
    with Session(engines.writing, expire_on_commit=False) as session, session.begin():
        patient = amina(session).patient
        if secured:
            set_passphrase(session, patient.id, SAID, hasher=Hasher(), now=clock.now())
        return patient


def opens(
    engines: Engines, link: str, *, registration: Registration = "invite", later: timedelta | None
) -> Invited | Refused:
    """What the code of a printed link opens, some time later."""
    gate = Gate(registration, outside=True, secret=b"k" * 32, hasher=Hasher())
    asker = Asker("203.0.113.5", "Firefox, Android", "")
    address, _, code = link.strip().partition("#")
    assert address == f"{AT}/join"
    now = clock.now() + (later or timedelta())
    with Session(engines.writing) as session, session.begin():
        found = look_up(session, gate, code, asker=asker, now=now)
    assert isinstance(found, Invited | Refused)
    return found


def test_an_invitation_lets_somebody_new_in_for_seven_days(engines: Engines) -> None:
    settled(engines)
    printed = facekind("invite")
    assert printed.exit_code == 0
    assert "once, within 7 days" in printed.stderr
    assert opens(engines, printed.stdout, later=timedelta(days=6)) == Invited(CodeKind.INVITE, None)
    late = opens(engines, printed.stdout, later=timedelta(days=7, minutes=1))
    assert late == Refused(DEAD_CODE, "code")


def test_nobody_is_invited_before_the_first_person_can_sign_in(engines: Engines) -> None:
    empty = facekind("invite")
    settled(engines, secured=False)
    bare = facekind("invite")
    for refused in (empty, bare):
        assert refused.exit_code == 1
        assert refused.stdout == ""
        assert "The first person on this server needs a way to sign in" in refused.stderr


def test_a_closed_server_invites_nobody_and_forgets_whom_it_invited(
    engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled(engines)
    link = facekind("invite").stdout
    monkeypatch.setenv("FACEKIND_REGISTRATION", "closed")
    refused = facekind("invite")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "FACEKIND_REGISTRATION is closed" in refused.stderr
    assert opens(engines, link, registration="closed", later=None) == Refused(NOT_OPEN, "code")


def test_whoever_began_on_this_computer_gets_their_own_account_by_the_set_up_link(
    engines: Engines,
) -> None:
    patient = settled(engines, secured=False)
    first, second = facekind("set-up"), facekind("set-up")
    assert "once, within 30 minutes" in second.stderr
    assert opens(engines, first.stdout, later=None) == Refused(DEAD_CODE, "code")
    found = opens(engines, second.stdout, later=timedelta(minutes=29))
    assert found == Invited(CodeKind.SET_UP, patient)
    late = opens(engines, second.stdout, later=timedelta(minutes=31))
    assert late == Refused(DEAD_CODE, "code")


def test_a_server_that_somebody_can_sign_in_to_is_not_set_up_again(engines: Engines) -> None:
    settled(engines)
    refused = facekind("set-up")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "Somebody can sign in here already" in refused.stderr


def test_whoever_lost_every_way_in_is_let_in_by_their_key(engines: Engines) -> None:
    patient = settled(engines)
    printed = facekind("let-in", patient.key)
    assert printed.exit_code == 0
    assert opens(engines, printed.stdout, later=None) == Invited(CodeKind.LET_IN, patient)
    unknown = facekind("let-in", "nobodys-key")
    assert (unknown.exit_code, unknown.stdout) == (1, "")
    assert "Nobody here has this key" in unknown.stderr


def test_the_list_counts_ways_in_and_tells_nothing_else(engines: Engines) -> None:
    patient = settled(engines)
    with Session(engines.writing) as session, session.begin():
        stranger = ben(session).patient
        open_session(session, patient.id, now=clock.now())
        make_recovery_code(session, patient.id, now=clock.now())
    printed = facekind("list")
    assert printed.exit_code == 0
    rows = {line[:20].strip(): line[22:] for line in printed.stdout.splitlines()[1:]}
    assert set(rows) == {patient.key, stranger.key}
    assert rows[stranger.key].split() == ["2026-11-24", "-", "none"]
    joined, seen, ways = rows[patient.key].split(maxsplit=2)
    assert (joined, seen) == ("2026-10-23", f"{clock.now():%Y-%m-%d}")
    assert ways == "passphrase, recovery code"
    assert SAID.name not in printed.output


@pytest.mark.parametrize("words", [("invite",), ("set-up",), ("list",), ("let-in", "x")])
def test_a_command_in_the_wrong_place_makes_no_database(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACEKIND_DATA_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.delenv("FACEKIND_DATABASE_URL", raising=False)
    refused = facekind(*words)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "There is no database of this version" in refused.stderr
    assert not (tmp_path / "elsewhere").exists()


def test_each_command_explains_itself() -> None:
    for verb in ("invite", "set-up", "list", "let-in"):
        shown = facekind(verb, "--help")
        assert shown.exit_code == 0
        assert f"user {verb}" in shown.stdout
