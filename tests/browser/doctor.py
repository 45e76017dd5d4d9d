"""A doctor's browser: no account, no cookies, and everything it does is noted."""

import io
from dataclasses import dataclass

import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

from tests.browser.phone import PATIENCE_MS, SIZE, Phone

COLLECT = """() => {
  document.addEventListener('securitypolicyviolation', (event) => {
    console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
  });
}"""
KEPT = """async () => ({
  local: { ...localStorage },
  session: { ...sessionStorage },
  caches: await caches.keys(),
  databases: (await indexedDB.databases()).map((one) => one.name),
  workers: (await navigator.serviceWorker.getRegistrations()).length,
  cookies: document.cookie,
})"""
NOTHING = {
    "local": {},
    "session": {},
    "caches": [],
    "databases": [],
    "workers": 0,
    "cookies": "",
}
MODULE_PX = 2
"""Pixels of a module at which a code must still be read (sharing reference S10)."""


@dataclass(frozen=True)
class Shared:
    """A link as it was made."""

    address: str
    passcode: str


class Doctor:
    """A fresh browser profile that opens links."""

    def __init__(self, browser: Browser, **how: object) -> None:
        self.faults: list[str] = []
        self.asked: list[Request] = []
        self.context: BrowserContext = browser.new_context(**{"viewport": SIZE, **how})  # type: ignore[arg-type]
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.add_init_script(f"({COLLECT})()")
        self.context.on("weberror", lambda fault: self.faults.append(str(fault.error)))
        self.context.on("console", self._listen)
        self.context.on("request", self._note)
        self.page: Page = self.context.new_page()

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    def _note(self, request: Request) -> None:
        self.asked.append(request)

    @property
    def posts(self) -> list[Request]:
        """Give what was asked by POST."""
        return [one for one in self.asked if one.method == "POST"]

    def go(self, address: str) -> Page:
        """Open an address and wait until the page has read its fragment."""
        self.page.goto(address)
        expect(self.page.locator("html[data-ready]")).to_be_attached()
        return self.page

    def open(self, shared: Shared, name: str = "") -> Page:
        """Open a link with its passcode."""
        page = self.go(shared.address)
        answer(page, shared.passcode, name)
        expect(page.locator("main[data-page=viewer-report]")).to_be_visible()
        return page

    def kept(self) -> object:
        """Give what this browser has stored."""
        return self.page.evaluate(KEPT)


def answer(page: Page, passcode: str = "", name: str = "") -> None:
    """Fill in the doctor's form and press its button."""
    page.locator("#passcode").fill(passcode)
    page.locator("#recipient").fill(name)
    page.locator("#open button").click()


def share(phone: Phone, *, passcode: bool = True) -> Shared:
    """Make a link on a phone; its tab stays on what was made."""
    page = phone.open("/sharing/new")
    page.locator("#passcode").set_checked(passcode)
    page.get_by_role("button", name="Make the link").click()
    expect(page.locator("svg.qr")).to_be_visible()
    return shared_on(page)


def shared_on(page: Page) -> Shared:
    """Read what the page of a made link shows."""
    told = page.locator("[data-passcode]")
    passcode = told.inner_text() if told.count() else ""
    return Shared(page.locator("#address").input_value(), passcode)


def decoded(page: Page) -> list[str]:
    """Read the code on a page as another phone's camera would, from its picture.

    As it is, and again with two pixels a module.
    """
    code = page.locator("svg.qr")
    modules = int((code.get_attribute("viewBox") or "").split()[-1])
    picture = Image.open(io.BytesIO(code.screenshot()))
    small = picture.resize((modules * MODULE_PX,) * 2, Image.Resampling.BOX)
    return [one.text for each in (picture, small) for one in zxingcpp.read_barcodes(each)]
