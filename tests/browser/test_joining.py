"""Coming in with a code: the set-up link on the terminal, a second phone, and another person."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlmodel import Session

from backend import clock
from backend.domain.credentials import CodeKind
from backend.services.joining import make_code
from backend.store.engines import open_engines
from tests.browser.faults import free_port
from tests.browser.phone import (
    PATIENCE_MS,
    SIZE,
    Phone,
    expect_status,
    expect_waiting,
    outbox,
    tap_tick,
    undone,
)
from tests.browser.place import ROOT, RUN, Place
from tests.entering import PASSPHRASE

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
NewPhone = Callable[[], Page]


@dataclass(frozen=True)
class Server:
    """A real server that others can reach, and the way in that it printed on its terminal."""

    url: str
    link: str


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server on its first day. Its public name leads nowhere here: phones ask localhost."""
    port = free_port()
    settings = {
        "FACEKIND_DATA_DIR": str(tmp_path),
        "FACEKIND_PUBLIC_URL": "https://facekind.example.org",
    }
    running = subprocess.Popen(
        [sys.executable, "-c", RUN, "serve", "--port", str(port)],
        cwd=ROOT,
        env=os.environ | settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stderr is not None
    said = next(found for line in running.stderr if (found := LINK.search(line)))
    yield Server(f"http://localhost:{port}", said[1])
    running.kill()
    running.communicate()


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
    """Open an address as soon as the server answers, and wait until the page can be used."""
    for _ in range(100):
        try:
            page.goto(address)
            break
        except Exception as broken:
            if "ERR_CONNECTION_REFUSED" not in str(broken):
                raise
            page.wait_for_timeout(100)
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
    server: Server, new_phone: NewPhone
) -> None:
    # Given a server that printed a link, and a phone that opens it
    page = new_phone()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    code = server.link.partition("#")[2]
    visit(page, server.url + server.link)
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
    third = visit(new_phone(), server.url + server.link)
    third.get_by_role("button", name="Make a passkey").click()
    expect(third.locator("passkey-button [data-said]")).to_contain_text("does not open anything")
    visit(third, f"{server.url}/pair#{short}")
    third.get_by_role("button", name="Sign in on this phone").click()
    expect(third.locator("#code-error")).to_contain_text("does not open anything")


def invitation(place: Place) -> str:
    """A code for another person on the same server."""
    engines = open_engines(f"sqlite:///{place.folder / 'demo.sqlite3'}")
    with closing(Session(engines.writing)) as session, session.begin():
        code = make_code(session, CodeKind.INVITE, now=clock.now())
    engines.dispose()
    return code


def test_what_one_person_has_not_sent_waits_on_the_phone_while_another_comes_in(
    place: Place, phone: Phone
) -> None:
    # Given Amina, who has a passphrase, and an entry that is not sent: her session is over
    said = {"name": "Amina", "passphrase": PASSPHRASE}
    headers = {"Origin": place.url}
    phone.context.request.post(f"{place.url}/account/passphrase", form=said, headers=headers)
    page = phone.open("/today")
    phone.context.clear_cookies()
    (first,) = undone(page)
    tap_tick(page, first)
    expect_status(page, "sign-in")
    expect_waiting(page, 1)
    (entry,) = outbox(page)
    # when Ben comes in on her phone
    phone.open(f"/join#{invitation(place)}")
    expect(page.locator("entries-here")).to_contain_text("1 entry on this phone has not been sent")
    page.get_by_label("Name to sign in with").fill("Ben")
    page.get_by_label("Passphrase", exact=True).fill("four owls count nine stars")
    page.get_by_role("button", name="Come in with this passphrase").click()
    page.wait_for_url("**/account/recovery-code")
    phone.open("/")
    # then her entry is still hers: neither sent as his, nor lost
    assert [(one["id"], one["user"]) for one in outbox(page)] == [(entry["id"], entry["user"])]
    assert place.written() == []
    # and it is sent once she is back.
    page.evaluate("fetch('/session/end', {method: 'POST'})")
    phone.open("/sign-in")
    page.get_by_label("Name to sign in with").fill("Amina")
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="Sign in with the passphrase").click()
    page.wait_for_url("**/today")
    expect_waiting(page, 0)
    assert [one.id for one in place.written()] == [entry["id"]]
