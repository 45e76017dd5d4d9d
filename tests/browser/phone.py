"""Somebody's phone: a Chromium with its own storage, that can lose its network and be restarted."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from io import BytesIO
from pathlib import Path
from signal import SIGKILL
from time import monotonic
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Playwright,
    ViewportSize,
    Worker,
    expect,
)
from pypdf import PdfReader

from tests.browser.faults import Network
from tests.browser.place import Place
from tools.find_chromium import FLAGS, chromium

NO_WORKER = {"service_workers": "block"}
"""A browser that keeps no pages. Keeping them takes as long again as most tests do."""

SIZE: ViewportSize = {"width": 390, "height": 844}
HOME_ZONE = "Europe/London"
"""Where the demo's people count their days; a phone elsewhere is asked about it."""
A_YEAR_S = 365 * 86400
PATIENCE_MS = 15_000
LOCK = "SingletonLock"
"""A link in a profile to the browser that has it, `host-pid`, which leads a group of its own."""
READ_STORE = """(name) => new Promise((resolve, reject) => {
  const asked = indexedDB.open('facekind');
  asked.onerror = () => reject(asked.error);
  asked.onsuccess = () => {
    const all = asked.result.transaction(name).objectStore(name).getAll();
    all.onsuccess = () => { asked.result.close(); resolve(all.result); };
  };
})"""


def browser_path() -> str:
    """Give Chromium's path, or say what is missing."""
    found = chromium()
    assert found, "The browser tests need Chromium on PATH; please install it."
    return found


class Phone:
    """A browser context of one person, and what went wrong in its console."""

    def __init__(
        self,
        place: Place,
        open_context: Callable[[], BrowserContext],
        profile: Path | None = None,
    ) -> None:
        self.place, self.profile = place, profile
        self.faults: list[str] = []
        self._open_context = open_context
        self._open()

    def _open(self) -> None:
        self.context = self._open_context()
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.set_default_navigation_timeout(PATIENCE_MS)
        self.context.on("weberror", lambda fault: self.faults.append(str(fault.error)))
        self.context.on("console", self._listen)
        self.sign_in()

    def sign_in(self) -> None:
        """Have the person's session on this phone."""
        expires = datetime.now(UTC).timestamp() + A_YEAR_S
        name, value, url = "facekind", self.place.cookie, self.place.url
        self.context.add_cookies([{"name": name, "value": value, "url": url, "expires": expires}])

    def _listen(self, message: ConsoleMessage) -> None:
        # A cut network is a fault of the test's, not of the page's.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    @cached_property
    def page(self) -> Page:
        """The tab most tests need."""
        return self.context.new_page()

    def open(self, path: str, page: Page | None = None) -> Page:
        """Go to a page of ours and wait until it can be used."""
        tab = page or self.page
        tab.goto(self.place.url + path)
        expect(tab.locator("html[data-ready]")).to_be_attached()
        return tab

    def keep_week(self, path: str = "/today") -> Page:
        """Open a page online and wait until the whole week is on the phone."""
        tab = self.open(path)
        expect(tab.locator("html[data-offline-ready]")).to_be_attached(timeout=PATIENCE_MS)
        return tab

    def lose_network(self) -> None:
        """No network: neither for pages nor for a worker started later."""
        self.place.proxy.set(Network.REFUSE)
        self.context.set_offline(True)

    def find_network(self) -> None:
        """The network is back; nobody touches anything."""
        self.place.proxy.set(Network.PASS)
        self.context.set_offline(False)

    def restart(self, *, offline: bool = False) -> None:
        """Close the browser and open it again with what it kept."""
        self.context.close()
        self.__dict__.pop("page", None)
        self._open()
        self.context.set_offline(offline)

    def kill(self) -> None:
        """End the browser as a flat battery does, and open it again with what it kept."""
        assert self.profile is not None, "this phone keeps nothing"
        with self.context.expect_event("close"):
            browser = int((self.profile / LOCK).readlink().name.rpartition("-")[2])
            os.killpg(browser, SIGKILL)
        for file in self.profile.glob("Singleton*"):
            file.unlink()
        self.__dict__.pop("page", None)
        self._open()

    @property
    def worker(self) -> Worker:
        """The service worker that runs now."""
        running = self.context.service_workers
        return running[-1] if running else self.context.wait_for_event("serviceworker")

    def set_clock(self, moment_ms: int) -> None:
        """Set this phone's clock, for pages and worker."""
        self.worker.evaluate("(ms) => { self.now = () => ms; }", moment_ms)
        self.context.clock.set_fixed_time(moment_ms / 1000)

    def close(self) -> None:
        """Put the phone away."""
        self.context.close()


def lasting(playwright: Playwright, place: Place, profile: Path, **how: Any) -> Phone:
    """Make a phone that keeps its storage over restarts."""
    return Phone(
        place,
        lambda: playwright.chromium.launch_persistent_context(
            profile,
            executable_path=browser_path(),
            args=FLAGS,
            **{"viewport": SIZE, "timezone_id": HOME_ZONE, **how},
        ),
        profile,
    )


def fleeting(browser: Browser, place: Place, **how: Any) -> Phone:
    """Make a phone in the browser that is open already; its storage ends with it."""
    return Phone(
        place, lambda: browser.new_context(**{"viewport": SIZE, "timezone_id": HOME_ZONE, **how})
    )


# What a page says of itself.


def main_of(page: Page, mark: str) -> str:
    """Give what a page's main part is marked with."""
    return page.locator("main").get_attribute(f"data-{mark}") or ""


def expect_waiting(page: Page, entries: int) -> None:
    """So many entries are only on this phone."""
    expect(page.locator("html")).to_have_attribute("data-waiting", str(entries))


@contextmanager
def sending(page: Page) -> Iterator[None]:
    """What is done inside is sent at once and loses its mark."""
    with page.expect_response(lambda answer: answer.url.endswith("/sync") and answer.ok):
        yield
    expect(page.locator("[data-unsent]")).to_have_count(0)
    expect_waiting(page, 0)


def expect_status(page: Page, state: str) -> None:
    """The line at the top says how things stand."""
    expect(page.locator("sync-status")).to_have_attribute("data-state", state)


def step(page: Page, place: int) -> Locator:
    """Give a step of the day by its place in the plan; it stays that wherever it moves."""
    return page.locator(f".step[data-item][data-order='{place}']")


def undone(page: Page, how_many: int = 1) -> list[int]:
    """Give the places of steps that can be ticked and are not."""
    found = page.locator(".step[data-state=undone][data-off='0']").evaluate_all(
        "steps => steps.map(step => Number(step.dataset.order))"
    )
    assert len(found) >= how_many, found
    return sorted(found)[:how_many]


def tap_tick(page: Page, place: int) -> None:
    """Tap a step's stone."""
    step(page, place).locator("button.tick").click()


def expect_step(page: Page, place: int, state: str) -> None:
    """A step shows this state."""
    expect(step(page, place)).to_have_attribute("data-state", state)


def item_of(page: Page, place: int) -> str:
    """Give the plan item of a step."""
    return step(page, place).get_attribute("data-item") or ""


def write_line(page: Page, text: str) -> None:
    """Write a journal line on the writing page and save it."""
    page.locator("textarea").fill(text)
    page.locator("form.writing .act button").click()


def line_of(page: Page, text: str) -> Locator:
    """Give the row of a journal line."""
    return page.locator("[data-list=journal] [data-entry]").filter(has_text=text)


def outbox(page: Page) -> list[dict[str, Any]]:
    """Read what the phone holds."""
    held: list[dict[str, Any]] = page.evaluate(READ_STORE, "outbox")
    return held


def drafts_on(page: Page) -> list[dict[str, Any]]:
    """Read what the phone holds of what was begun and not saved."""
    held: list[dict[str, Any]] = page.evaluate(READ_STORE, "drafts")
    return held


def on_paper(page: Page, paper: str = "A4") -> PdfReader:
    """Print a page; once more where a busy Chromium says that printing failed."""
    try:
        return PdfReader(BytesIO(page.pdf(format=paper)))
    except Error as fault:
        if "Printing failed" not in fault.message:
            raise
        return PdfReader(BytesIO(page.pdf(format=paper)))


def wait_until(page: Page, question: str, arg: Any = None) -> None:
    """Ask until the answer is yes. Playwright's own waiting takes any promise for a yes."""
    until = monotonic() + PATIENCE_MS / 1000
    while not page.evaluate(question, arg):
        assert monotonic() < until, question


def wait_for_entries(place: Place, entries: int) -> None:
    """Ask the database until so many have arrived, whichever tab sends them."""
    until = monotonic() + PATIENCE_MS / 1000
    while len(place.written()) < entries:
        assert monotonic() < until, place.written()
