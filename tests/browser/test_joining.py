"""Coming in with a code: the set-up link on the terminal, a second phone, and another person."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import create_connection
from threading import Event

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlmodel import Session

from backend import clock
from backend.domain.credentials import CodeKind
from backend.services.joining import make_code
from backend.store.engines import open_engines
from tests.browser.faults import LOOPBACK, free_port
from tests.browser.phone import (
    PATIENCE_MS,
    SIZE,
    expect_status,
    expect_waiting,
    outbox,
    tap_tick,
    undone,
)
from tests.browser.place import ROOT, RUN
from tests.entering import PASSPHRASE, give_passphrase
from tests.people import amina

pytestmark = pytest.mark.browser

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
LINK = re.compile(r"https://facekind\.example\.org(/join#\S+)")
SAID_LAST = re.compile(r"It works once|Facekind is at http://127")
NewPhone = Callable[[], Page]


@dataclass(frozen=True)
class Server:
    """A real server, its database, and what it said on its terminal at the start."""

    url: str
    database: str
    said: str


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[Server]:
    """Run a server until it is no longer needed; phones find it at localhost."""
    port, database = free_port(), f"sqlite:///{folder / 'facekind.sqlite3'}"
    running = subprocess.Popen(
        [sys.executable, "-c", RUN, "serve", "--port", str(port)],
        cwd=ROOT,
        env=os.environ | {"FACEKIND_DATA_DIR": str(folder)} | settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stderr is not None
    lines: list[str] = []
    for line in running.stderr:
        lines.append(line)
        if SAID_LAST.search(line):
            break
    answers(port)
    yield Server(f"http://localhost:{port}", database, "".join(lines))
    running.kill()
    running.communicate()


def answers(port: int) -> None:
    """Wait until the server takes connections."""
    for _ in range(600):
        try:
            create_connection((LOOPBACK, port), timeout=1).close()
        except OSError:
            Event().wait(0.05)
        else:
            return
    raise AssertionError("the server does not answer")


@pytest.fixture
def new_server(tmp_path: Path) -> Iterator[Server]:
    """A server on its first day. Its public name leads nowhere here."""
    with serving(tmp_path, FACEKIND_PUBLIC_URL="https://facekind.example.org") as server:
        yield server


@pytest.fixture
def aminas_server(migrated_file: Path, tmp_path: Path) -> Iterator[Server]:
    """The server that Amina has used for a month; she signs in with a passphrase."""
    shutil.copy(migrated_file, tmp_path / "facekind.sqlite3")
    with writing(f"sqlite:///{tmp_path / 'facekind.sqlite3'}") as session:
        give_passphrase(session, amina(session))
    with serving(tmp_path) as server:
        yield server


@contextmanager
def writing(database: str) -> Iterator[Session]:
    """Write into a database that a server may be using."""
    engines = open_engines(database)
    with Session(engines.writing, expire_on_commit=False) as session, session.begin():
        yield session
    engines.dispose()


@pytest.fixture
def new_phone(browser: Browser) -> Iterator[NewPhone]:
    """Phones that know nobody, each with its own authenticator; none may have had a fault."""
    opened: list[BrowserContext] = []
    faults: list[str] = []

    def make() -> Page:
        context = browser.new_context(viewport=SIZE)
        context.set_default_timeout(PATIENCE_MS)
        context.on("weberror", lambda fault: faults.append(str(fault.error)))
        opened.append(context)
        page = context.new_page()
        devtools = context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        return page

    yield make
    for context in opened:
        context.close()
    assert faults == []


def visit(page: Page, address: str) -> Page:
    """Open an address, and wait until the page can be used."""
    page.goto(address)
    expect(page.locator("html[data-ready]")).to_be_attached()
    return page


def first_questions(page: Page) -> None:
    """Say "18 or over", and answer the four questions."""
    page.get_by_role("button", name="I am 18 or over. Start now").click()
    page.locator("label.choice").filter(has_text="Left").click()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Not sure").click()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Use this plan").first.click()
    page.wait_for_url("**/today")


def test_from_the_link_on_the_terminal_to_the_day_and_a_second_phone(
    new_server: Server, new_phone: NewPhone
) -> None:
    # Given a server that printed a link, and a phone that opens it
    server, page = new_server, new_phone()
    link = LINK.search(new_server.said)
    assert link is not None
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    code = link[1].partition("#")[2]
    visit(page, server.url + link[1])
    expect(page.get_by_label("Your code")).to_have_value(code)
    # (no request ever carried what is behind the #)
    assert not any(code in url.partition("#")[0] for url in asked)
    # when its owner makes a passkey
    page.get_by_role("button", name="Make a passkey").click()
    # then the recovery code is shown, once,
    page.wait_for_url("**/account/recovery-code")
    page.get_by_role("button", name="Make a recovery code").click()
    recovery = page.locator("#code").input_value()
    assert len(re.sub(r"\W", "", recovery)) == 26
    page.get_by_role("link", name="I have kept it").click()
    # and the day is four questions away.
    expect(page.get_by_role("link", name="On your home screen")).to_be_visible()
    first_questions(page)
    mine = page.locator("body").get_attribute("data-user")

    # Given the code that this phone shows for another one
    visit(page, f"{server.url}/account/phone")
    page.get_by_role("button", name="Show the code").click()
    short = page.locator("[data-code]").inner_text()
    # when the other phone opens its address
    other = visit(new_phone(), f"{server.url}/pair#{short}")
    other.get_by_role("button", name="Sign in on this phone").click()
    # then it makes a passkey of its own, and is on the same day
    expect(other.locator("h1")).to_have_text("This phone is signed in")
    other.get_by_role("button", name="Make the passkey").click()
    other.wait_for_url("**/today")
    assert other.locator("body").get_attribute("data-user") == mine

    # Neither of the two codes opens anything again.
    third = visit(new_phone(), server.url + link[1])
    third.get_by_role("button", name="Make a passkey").click()
    expect(third.locator("passkey-button [data-said]")).to_contain_text("does not open anything")
    visit(third, f"{server.url}/pair#{short}")
    third.get_by_role("button", name="Sign in on this phone").click()
    expect(third.locator("#code-error")).to_contain_text("does not open anything")


def sign_in(page: Page, server: Server) -> None:
    """Sign Amina in with her passphrase."""
    visit(page, f"{server.url}/sign-in")
    page.get_by_label("Name to sign in with").fill("Amina")
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="Sign in with passphrase").click()
    page.wait_for_url("**/today")
    expect(page.locator("html[data-ready]")).to_be_attached()


def arrived(server: Server, entry_id: str) -> int:
    """How often an entry is in the database."""
    with writing(server.database) as session:
        asked = sa.text("SELECT count(*) FROM event WHERE id = :id")
        return int(session.execute(asked, {"id": entry_id.replace("-", "")}).scalar_one())


def test_what_one_person_has_not_sent_waits_on_the_phone_while_another_comes_in(
    aminas_server: Server, new_phone: NewPhone
) -> None:
    # Given Amina's phone with an entry that is not sent: her session is over
    server, page = aminas_server, new_phone()
    sign_in(page, server)
    page.context.clear_cookies()
    (first,) = undone(page)
    tap_tick(page, first)
    expect_status(page, "sign-in")
    expect_waiting(page, 1)
    (entry,) = outbox(page)
    # when Ben comes in on it
    with writing(server.database) as session:
        code = make_code(session, CodeKind.INVITE, now=clock.now())
    visit(page, f"{server.url}/join#{code}")
    expect(page.locator("entries-here")).to_contain_text("1 entry on this phone has not been sent")
    page.locator("summary").filter(has_text="Choose a passphrase").click()
    page.get_by_label("Name to sign in with").fill("Ben")
    page.get_by_label("Passphrase", exact=True).fill("four owls count nine stars")
    page.get_by_role("button", name="Come in with this passphrase").click()
    page.wait_for_url("**/account/recovery-code")
    visit(page, server.url)
    # then her entry is still hers: neither sent as his, nor lost,
    assert [(one["id"], one["user"]) for one in outbox(page)] == [(entry["id"], entry["user"])]
    assert arrived(server, entry["id"]) == 0
    # and it is sent once she is back.
    page.context.clear_cookies()
    sign_in(page, server)
    expect_waiting(page, 0)
    assert arrived(server, entry["id"]) == 1
