"""Signing in over the page somebody is on: nothing typed is lost, and passkeys work."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.phone import Phone, expect_status, expect_waiting, tap_tick, undone
from tests.browser.place import Place
from tests.browser.test_accessibility import assert_clean
from tests.entering import PASSPHRASE

pytestmark = [pytest.mark.browser, pytest.mark.worker(False)]

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
NOTE = "The injection that Dr Lu gave me on the left"


@pytest.fixture
def place(place: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Amina's Facekind under the computer's name: no passkey is for a number."""
    monkeypatch.setattr(Place, "url", property(lambda one: f"http://localhost:{one.proxy.port}"))
    return place


@pytest.fixture
def phone(phone: Phone) -> Phone:
    """Amina's phone; she has a passphrase."""
    said: dict[str, str | float | bool] = {"name": "Amina", "passphrase": PASSPHRASE}
    headers = {"Origin": phone.place.url}
    url = f"{phone.place.url}/account/passphrase"
    answer = phone.context.request.post(url, form=said, headers=headers, max_redirects=0)
    assert answer.status == 303, answer.text()
    return phone


class Finger:
    """The owner's finger on the phone's own authenticator."""

    def __init__(self, phone: Phone, page: Page) -> None:
        self._devtools = phone.context.new_cdp_session(page)
        self._devtools.send("WebAuthn.enable")
        made = self._devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        self._id = made["authenticatorId"]

    def shown(self, shown: bool) -> None:
        """Let it be the owner's, or not."""
        said = {"authenticatorId": self._id, "isUserVerified": shown}
        self._devtools.send("WebAuthn.setUserVerified", said)


def give_passkey(phone: Phone, page: Page) -> Finger:
    """Let the phone make a passkey, as its owner does on the account's page."""
    finger = Finger(phone, page)
    phone.open("/account/passkeys/new", page)
    page.locator("passkey-button button").click()
    page.wait_for_url(lambda url: "/account/passkeys/new" not in url)
    return finger


def by_passphrase(page: Page, passphrase: str = PASSPHRASE) -> None:
    """Sign in in the dialog."""
    dialog = page.get_by_role("dialog", name="Sign in")
    dialog.get_by_label("Name to sign in with").fill("Amina")
    dialog.get_by_label("Passphrase", exact=True).fill(passphrase)
    dialog.get_by_role("button", name="Sign in with passphrase").click()


def write_treatment(page: Page) -> None:
    """Write a treatment down, up to the button."""
    form = page.locator("form.treatment")
    form.locator("[name=kind]").select_option("botulinum_toxin")
    form.locator("[name=on]").fill("2026-08-20")
    form.locator("[name=note]").fill(NOTE)


def keep(page: Page) -> None:
    page.get_by_role("button", name="Keep it").click()


def expect_kept(page: Page) -> None:
    expect(page.locator("form.treatment [name=note]")).to_have_value("")
    expect(page.locator("main")).to_contain_text(NOTE)


def test_her_passkey_opens_the_page_she_wanted(place: Place, phone: Phone) -> None:
    # Given a phone with a passkey, signed out by time
    page = phone.page
    finger = give_passkey(phone, page)
    place.end_sessions()
    # when she opens a page of hers
    phone.open("/treatments")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert_clean(page)
    # and shows no finger at first
    finger.shown(False)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("passkey-button [role=alert]")).to_contain_text("Nothing was changed.")
    # then the passkey leads there
    finger.shown(True)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Treatments")


def test_signed_out_in_the_middle_of_writing_she_signs_in_over_it(
    place: Place, phone: Phone
) -> None:
    # Given a treatment half noted, and a session that ends meanwhile
    page = phone.open("/treatments")
    write_treatment(page)
    place.end_sessions()
    keep(page)
    dialog = page.get_by_role("dialog", name="Sign in")
    expect(dialog).to_contain_text("What you wrote stays on this page")
    assert_clean(page)
    # when she leaves the dialog, everything is still there
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator("form.treatment [name=note]")).to_have_value(NOTE)
    # and when she signs in, mistyping first
    keep(page)
    by_passphrase(page, "seven herons cross the late")
    expect(dialog.get_by_role("alert").filter(has_text="do not belong together")).to_be_visible()
    by_passphrase(page)
    # then the very same form is sent
    expect_kept(page)


def test_a_part_of_the_plan_waits_for_her_too(place: Place, phone: Phone) -> None:
    page = phone.open("/plan")
    place.end_sessions()
    down = page.locator("form[hx-post] button[aria-label^='Move down']").first
    name = down.get_attribute("aria-label") or ""
    down.click()
    by_passphrase(page)
    expect(down).not_to_have_attribute("aria-label", name)
    expect(page.locator("main h1")).to_have_count(1)


def test_without_a_connection_her_text_stays(phone: Phone) -> None:
    page = phone.open("/treatments")
    write_treatment(page)
    phone.lose_network()
    keep(page)
    expect(page.get_by_role("status").filter(has_text="needs a connection")).to_be_visible()
    expect(page.locator("form.treatment [name=note]")).to_have_value(NOTE)
    phone.find_network()
    keep(page)
    expect_kept(page)


def test_what_waits_on_the_phone_is_sent_once_she_has_signed_in(place: Place, phone: Phone) -> None:
    # Given a tick that the server will not take from nobody
    page = phone.open("/today")
    place.end_sessions()
    tap_tick(page, undone(page)[0])
    expect_status(page, "sign-in")
    # when she signs in from the line that says so
    page.get_by_role("link", name="Please sign in again").click()
    by_passphrase(page)
    # then it is sent, and she is where she was
    expect_waiting(page, 0)
    expect_status(page, "saved")
    assert [one.type for one in place.written()] == ["item.set"]


def test_before_a_link_is_made_she_shows_her_passkey_over_the_form(
    place: Place, phone: Phone
) -> None:
    page = phone.page
    give_passkey(phone, page)
    phone.open("/sharing/new")
    place.forget_proofs()
    page.locator("[name=open_days]").first.check(force=True)
    page.get_by_role("button", name="Make the link").click()
    dialog = page.get_by_role("dialog", name="Please show that it is you")
    expect(dialog).to_be_visible()
    assert_clean(page)
    dialog.get_by_role("button", name="Use my passkey").click()
    expect(page.locator("svg.qr").first).to_be_visible()


def test_a_form_that_reached_the_server_comes_back_and_is_sent_after_her_passkey(
    place: Place, phone: Phone
) -> None:
    # Given a browser that asks nobody before it sends
    page = phone.page
    give_passkey(phone, page)
    phone.open("/treatments")
    write_treatment(page)
    place.end_sessions()
    page.locator("form.treatment").evaluate("form => HTMLFormElement.prototype.submit.call(form)")
    expect(page.get_by_role("heading", level=1)).to_have_text("Please sign in again")
    page.get_by_text("What you wrote", exact=True).click()
    expect(page.locator("textarea[readonly]")).to_have_value(NOTE)
    assert_clean(page)
    # when she signs in there
    page.get_by_role("button", name="Sign in with a passkey").click()
    # then the form goes on by itself
    page.wait_for_url("**/treatments")
    expect_kept(page)
