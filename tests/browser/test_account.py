"""One's own ways in: the first passkey in two taps, a second device, the day a phone is lost."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

import pytest
import uvicorn
from playwright.sync_api import Browser, CDPSession, Page, expect
from sqlmodel import Session

from backend import clock
from backend.app import create_app
from backend.services.devices import open_session
from backend.services.ways_in import DOUBLE_TAP
from backend.settings import Settings
from tests.browser.doctor import decoded
from tests.browser.faults import LOOPBACK, free_port
from tests.browser.phone import PATIENCE_MS, SIZE, line_of, on_paper, write_line
from tests.browser.test_accessibility import assert_clean
from tests.conftest import Clock
from tests.people import settle

pytestmark = [pytest.mark.browser, pytest.mark.worker(False)]

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
BACK = "Before there was a passkey"


@dataclass(frozen=True)
class Served:
    """A server at this computer's name, as phones would reach it, its clock, and the session of
    somebody who lives there."""

    url: str
    token: str
    clock: Clock


@pytest.fixture
def served(sqlite_url: str, tmp_path: Path) -> Iterator[Served]:
    """Somebody who began today without a credential."""
    port = free_port()
    url = f"http://localhost:{port}"
    settings = Settings(data_dir=tmp_path, database_url=sqlite_url, public_url=url)
    now = Clock(clock.now())
    app = create_app(settings, now=now)
    with Session(app.state.engines.writing, expire_on_commit=False) as session, session.begin():
        her = settle(session, began_on=now().date())
        token = open_session(session, her.id, now=now(), device="Chrome, Linux")
    config = uvicorn.Config(
        app, host=LOOPBACK, port=port, log_config=None, access_log=False, lifespan="off", ws="none"
    )
    server = uvicorn.Server(config)
    running = Thread(target=server.run, daemon=True)
    running.start()
    while not server.started:
        assert running.is_alive()
        Event().wait(0.02)
    yield Served(url, token, now)
    server.should_exit = True
    running.join()
    app.state.engines.dispose()


@dataclass
class Device:
    """A browser with an authenticator of its own, which opens without being touched."""

    page: Page
    devtools: CDPSession
    key: str
    url: str
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(self.url + path)
        expect(self.page.locator("html[data-ready]")).to_be_attached()
        return self.page

    def forget(self) -> None:
        """The device is lost with its keys and its session; this is a new one."""
        self.devtools.send("WebAuthn.clearCredentials", {"authenticatorId": self.key})
        self.page.context.clear_cookies()


MakeDevice = Callable[..., Device]


@pytest.fixture
def make_device(browser: Browser, served: Served) -> Iterator[MakeDevice]:
    """Give browsers; none may have had a fault in its console."""
    opened: list[Device] = []

    def make(token: str = "") -> Device:
        context = browser.new_context(viewport=SIZE)
        context.set_default_timeout(PATIENCE_MS)
        if token:
            context.add_cookies([{"name": "facekind", "value": token, "url": served.url}])
        page = context.new_page()
        devtools = context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        device = Device(page, devtools, made["authenticatorId"], served.url)
        context.on("weberror", lambda fault: device.faults.append(str(fault.error)))
        opened.append(device)
        return device

    yield make
    faults = [fault for one in opened for fault in one.faults]
    for one in opened:
        one.page.context.close()
    assert faults == []


@pytest.fixture
def laptop(make_device: MakeDevice, served: Served) -> Device:
    """The browser she began on."""
    return make_device(served.token)


def make_first(device: Device) -> Page:
    """Make the first passkey: two taps from the account's page."""
    page = device.open("/account")
    page.get_by_role("link", name="Make a passkey").click()
    page.get_by_role("button", name="Make the passkey").click()
    page.wait_for_url("**/account/recovery-code")
    return page


def make_code(device: Device) -> str:
    page = device.open("/account/recovery-code")
    page.locator("form .act button").click()
    code: str = page.get_by_label("Your recovery code").input_value()
    return code


def passkeys_on(page: Page) -> list[str]:
    return page.locator("[data-list=passkeys] .t").all_inner_texts()


def test_the_first_passkey_takes_two_taps_and_everything_stays(
    laptop: Device, make_device: MakeDevice
) -> None:
    # Given somebody without a credential, who wrote a line
    page = laptop.open("/journal/new")
    write_line(page, BACK)
    expect(page.locator("html")).to_have_attribute("data-waiting", "0")
    # when she finds her account and makes a passkey: two taps
    laptop.open("/more")
    page.get_by_role("link", name="Account and sign-in").click()
    expect(page.locator("main")).to_contain_text("Anybody at this computer can open Facekind")
    make_first(laptop)
    page.get_by_role("link", name="Not now").click()
    page.wait_for_url("**/today")
    # then the line is there, the account tells of the passkey and of what is missing yet
    laptop.open("/journal")
    expect(line_of(page, BACK)).to_be_visible()
    laptop.open("/account")
    assert passkeys_on(page) == ["Chrome, Linux"]
    expect(page.locator("main")).to_contain_text("Print a recovery code.")
    assert_clean(page)
    # and nobody comes in without it any more
    stranger = make_device()
    stranger.open("/today")
    expect(stranger.page.get_by_role("heading", level=1)).to_have_text("Sign in")
    # but she does
    page.context.clear_cookies()
    laptop.open("/journal")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(line_of(page, BACK)).to_be_visible()


def test_whoever_thinks_better_of_it_has_changed_nothing(laptop: Device) -> None:
    # Given the page that makes a passkey, and a finger that is not hers
    page = laptop.open("/account/passkeys/new")
    said = {"authenticatorId": laptop.key, "isUserVerified": False}
    laptop.devtools.send("WebAuthn.setUserVerified", said)
    # when she presses the button
    page.get_by_role("button", name="Make the passkey").click()
    # then it says so, and she can still type another name with Enter
    expect(page.locator("passkey-button [role=alert]")).to_contain_text("Nothing was changed.")
    page.get_by_label("Name of this device").fill("Kitchen")
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/passkeys/new?name=Kitchen")
    expect(page.get_by_label("Name of this device")).to_have_value("Kitchen")


def test_a_phone_is_added_by_the_code_on_the_laptop(
    laptop: Device, make_device: MakeDevice
) -> None:
    # Given a laptop with a passkey, and the code for a phone on it
    make_first(laptop)
    page = laptop.open("/account/phone")
    page.get_by_role("button", name="Show the code").click()
    code = page.locator("[data-code]").inner_text()
    address = decoded(page)[0]
    assert address == f"{laptop.url}/pair#{code.replace('-', '')}"
    assert_clean(page)
    # when the phone scans it, signs in and makes a passkey of its own
    phone = make_device()
    phone.page.goto(address)
    phone.page.get_by_role("button", name="Sign in on this phone").click()
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("This phone is signed in")
    phone.page.get_by_label("Name of this device").fill("My phone")
    assert_clean(phone.page)
    phone.page.get_by_role("button", name="Make the passkey").click()
    # then it shows the day,
    phone.page.wait_for_url("**/today")
    # the laptop knows both, and nothing is missing
    laptop.open("/account")
    assert passkeys_on(page) == ["Chrome, Linux", "My phone"]
    expect(page.locator("[data-list=devices] li")).to_have_count(2)
    expect(page.locator("main")).not_to_contain_text("locked out")


def test_a_lost_phone_its_code_and_a_new_passkey(laptop: Device, make_device: MakeDevice) -> None:
    # Given a passkey, a recovery code on paper, and a tablet that is signed in too
    page = make_first(laptop)
    tablet = make_device()
    tablet.page.context.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    tablet.open("/today")
    code = make_code(laptop)
    # when the phone is lost, and its passkey with it
    laptop.forget()
    laptop.open("/today")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("passkey-button [role=alert]")).not_to_be_empty()
    # then the code lets her in with a new passkey, which leads to a new code
    laptop.open("/join")
    page.get_by_label("Your code").fill(code.lower())
    page.get_by_role("button", name="Make a passkey").click()
    page.wait_for_url("**/account/recovery-code")
    laptop.open("/account")
    assert len(passkeys_on(page)) == 2
    # and what was signed in is not any more, nor does the code open anything
    tablet.open("/today")
    expect(tablet.page.get_by_role("heading", level=1)).to_have_text("Sign in")
    tablet.open("/join")
    tablet.page.get_by_label("Your code").fill(code)
    tablet.page.get_by_role("button", name="Make a passkey").click()
    expect(tablet.page.locator("passkey-button [role=alert]")).to_contain_text(
        "does not open anything"
    )


def test_the_recovery_code_is_copied_printed_and_then_gone(served: Served, laptop: Device) -> None:
    # Given a recovery code just made
    make_first(laptop)
    code = make_code(laptop)
    page = laptop.page
    assert code not in page.url
    assert_clean(page)
    # when it is copied and printed
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    paper = on_paper(page)
    # then the clipboard has it, and one slip has it with the address and the day
    assert page.evaluate("navigator.clipboard.readText()") == code
    assert len(paper.pages) == 1
    printed = paper.pages[0].extract_text()
    said = "".join(printed.split())
    assert code.replace(" ", "") in said
    assert f"{laptop.url}/join" in said
    assert "I have kept it" not in printed
    # and a reload, which sends the form again, neither shows nor kills it
    served.clock.moment += DOUBLE_TAP
    page.reload()
    expect(page.get_by_role("status").filter(has_text="cannot be shown again")).to_be_visible()
    assert code not in page.content()


def test_the_passphrase_is_seen_only_while_she_wants_it(laptop: Device) -> None:
    # Given the form of a passphrase
    page = laptop.open("/account/passphrase")
    field = page.get_by_label("Passphrase", exact=True)
    field.fill("seven herons cross the lake")
    expect(field).to_have_attribute("type", "password")
    # when she looks at it
    page.get_by_role("button", name="Show the passphrase").click()
    expect(field).to_have_attribute("type", "text")
    # and saves it under a name
    page.get_by_label("Name to sign in with").fill("Amina")
    page.get_by_role("button", name="Save the passphrase").click()
    # then it is kept, and the next thing is a recovery code
    page.wait_for_url("**/account/recovery-code")
    laptop.open("/account")
    expect(page.locator("main")).to_contain_text("Set, with the name Amina")
