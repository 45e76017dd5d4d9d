"""A session that ends with entries waiting; two people on one phone: each has their own, once."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.elsewhere import Elsewhere, give_passphrase_to
from tests.browser.phone import (
    Phone,
    expect_status,
    expect_step,
    expect_waiting,
    outbox,
    tap_tick,
    undone,
    write_line,
)
from tests.browser.place import Place
from tests.entering import PASSPHRASE

pytestmark = pytest.mark.browser

SLOW_S = 2
WHOSE = """async () => {
  const found = new Set();
  for (const name of (await caches.keys()).filter((one) => one.startsWith('pages-'))) {
    const pages = await (await caches.open(name)).matchAll();
    for (const page of pages) found.add(page.headers.get('X-Facekind-User'));
  }
  return [...found];
}"""
SHOWN = "dispatchEvent(new Event('pageshow'))"


def fill_outbox(phone: Phone) -> Page:
    """Tick a step, say a mood and write a line, without network."""
    page = phone.keep_week()
    phone.lose_network()
    tap_tick(page, *undone(page))
    phone.open("/check-in")
    page.get_by_role("button", name="Good", exact=True).click()
    phone.open("/journal/new")
    write_line(page, "Amina's own words")
    expect_waiting(page, 3)
    return page


def sign_in(page: Page, name: str, address: str) -> None:
    """Sign in on the page that asks for it."""
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.get_by_label("Name to sign in with").fill(name)
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="Sign in with passphrase").click()


def kinds(place: Place) -> list[str]:
    return [one.type for one in place.written()]


ALL_THREE = ["item.set", "checkin.add", "journal.add"]


def test_what_waited_when_the_session_ended_is_sent_once_when_she_signs_in(
    place: Place, phone: Phone
) -> None:
    # Scenarios 18 and 21. Given three entries without network, and a phone that she has signed
    # out from another one of hers meanwhile
    give_passphrase_to(place, "amina", "Amina")
    page = fill_outbox(phone)
    Elsewhere(place).post("/account/devices/end-others")
    # when the network is back, then nothing is lost, and the words say why nothing goes
    phone.find_network()
    expect_status(page, "sign-in")
    expect(page.locator("sync-status")).to_have_text(
        "Please sign in again. 3 entries are kept on this phone."
    )
    assert [one["state"] for one in outbox(page)] == ["pending"] * 3
    assert place.written() == []
    # and when she signs in on the page that asks, everything is sent, once
    sign_in(page, "Amina", f"{place.url}/today")
    page.wait_for_url("**/today")
    expect_waiting(page, 0)
    expect_status(page, "saved")
    assert kinds(place) == ALL_THREE


def test_another_person_on_the_phone_sees_nothing_of_hers_and_sends_nothing_of_hers(
    place: Place, phone: Phone
) -> None:
    # Scenario 19. Given three entries of Amina's on a phone, and a session that has ended
    for person, name in (("amina", "Amina"), ("ben", "Ben")):
        give_passphrase_to(place, person, name)
    ben = Elsewhere(place, "ben").patient.key
    page = fill_outbox(phone)
    place.end_sessions()
    phone.find_network()
    expect_status(page, "sign-in")
    amina = page.locator("body").get_attribute("data-user")
    # when Ben signs in in another tab, over a slow network
    his = phone.context.new_page()
    his.goto(f"{place.url}/sign-in")
    place.proxy.delay_s = SLOW_S
    sign_in(his, "Ben", f"{place.url}/sign-in")
    # then the first page he gets is his own
    his.wait_for_url("**/today")
    expect(his.locator("body")).to_have_attribute("data-user", ben)
    place.proxy.delay_s = 0
    # and nothing of hers is shown, counted, kept as a page, or sent
    expect(his.locator("html[data-offline-ready]")).to_be_attached()
    expect_status(his, "saved")
    expect_waiting(his, 0)
    for path in ("/this-phone", "/journal/new"):
        phone.open(path, his)
        expect(his.locator("body")).not_to_contain_text("Amina's own words")
    assert his.evaluate(WHOSE) == [ben]
    assert place.written() == []
    # and her page that is still open says so, and is not drawn into his
    page.evaluate(SHOWN)
    expect_status(page, "other")
    expect(page.locator("sync-status")).to_have_text(
        "Somebody else is signed in. 3 entries of yours stay on this phone."
    )
    # and what he does is his
    phone.open("/today", his)
    (place_of,) = undone(his)
    tap_tick(his, place_of)
    expect_waiting(his, 0)
    expect_step(his, place_of, "done")
    assert {one["user"] for one in outbox(his)} == {amina, ben}
    # and when she is back, hers are sent, once
    place.end_sessions()
    sign_in(his, "Amina", f"{place.url}/today")
    his.wait_for_url("**/today")
    expect_waiting(his, 0)
    assert sorted(kinds(place)) == sorted([*ALL_THREE, "item.set"])
