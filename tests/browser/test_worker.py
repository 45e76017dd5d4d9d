"""The worker: what it keeps and what it never keeps, a slow server, and life without it."""

from time import monotonic

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import MakePhone
from tests.browser.elsewhere import Elsewhere
from tests.browser.faults import Network, Reply
from tests.browser.phone import (
    Phone,
    expect_step,
    expect_waiting,
    line_of,
    sending,
    tap_tick,
    undone,
)
from tests.browser.place import Place

pytestmark = pytest.mark.browser

SLOW_S = 5
TWO_DAYS = 6
"""Pages; the week has 21."""
SOON_S = 4
"""The page is given after one second; the rest is this computer."""
KEPT = """async () => {
  const found = {};
  for (const name of (await caches.keys()).filter((one) => one.startsWith('pages-'))) {
    const pages = await caches.open(name);
    for (const asked of await pages.keys()) {
      const page = await pages.match(asked, { ignoreVary: true });
      const { pathname, search } = new URL(asked.url);
      found[pathname + search] = [page.headers.get('X-Facekind-User'), page.status, page.redirected,
        /<body[^>]* data-user=/.test(await page.text())];
    }
  }
  return found;
}"""
HEARD_OF_MORE = """() => new Promise((resolve) => {
  const asked = indexedDB.open('facekind');
  asked.onsuccess = () => {
    const store = asked.result.transaction('meta', 'readwrite').objectStore('meta');
    store.put({ known: 1e12, others: 1e12 }, `seen:${document.body.dataset.user}`);
    store.transaction.oncomplete = () => { asked.result.close(); resolve(); };
  };
})"""
LOOK = """() => {
  document.documentElement.removeAttribute('data-offline-ready');
  dispatchEvent(new Event('online'));
}"""
LATE = """async ([address, words]) => {
  for (;;) {
    const page = await caches.match(address, { ignoreVary: true });
    if ((await page.text()).includes(words)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}"""


def test_a_worker_that_was_unregistered_is_not_missed_by_the_outbox(
    place: Place, phone: Phone
) -> None:
    # Scenario 24. Given a page whose worker has just been unregistered
    page = phone.keep_week()
    page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.unregister())")
    keeps_and_sends(place, page)


def test_a_browser_that_will_not_register_a_worker_keeps_and_sends(
    place: Place, make_phone: MakePhone
) -> None:
    # Scenario 24. Given a browser that refuses to register one
    page = make_phone(service_workers="block").open("/today")
    keeps_and_sends(place, page)


def keeps_and_sends(place: Place, page: Page) -> None:
    (place_of,) = undone(page)
    place.proxy.set(Network.REFUSE)
    tap_tick(page, place_of)
    expect_waiting(page, 1)
    place.proxy.set(Network.PASS)
    expect_waiting(page, 0)
    expect_step(page, place_of, "done")
    assert len(place.written()) == 1


def test_a_slow_server_gives_the_kept_page_soon_and_the_late_answer_is_kept(
    place: Place, phone: Phone
) -> None:
    # Scenario 32. Given the week on the phone, a line written elsewhere since, and a slow server
    page = phone.keep_week()
    Elsewhere(place).write_line("From the other phone")
    place.proxy.delay_s = SLOW_S
    # when today is opened
    began = monotonic()
    phone.open("/today")
    took = monotonic() - began
    # then it is there as it was kept, soon
    expect(line_of(page, "From the other phone")).to_have_count(0)
    assert took < SOON_S
    # and what comes late is kept
    page.evaluate(LATE, [f"/today?d={place.today}", "From the other phone"])
    place.proxy.delay_s = 0
    phone.lose_network()
    phone.open("/today")
    expect(page.get_by_text("From the other phone")).to_be_attached()


def test_no_sign_in_page_error_or_redirect_is_ever_kept_as_a_page_of_hers(
    place: Place, phone: Phone
) -> None:
    # Scenario 34. Given the week on the phone
    page = phone.keep_week()
    expect(page.locator("html[data-summary-ready]")).to_be_attached()
    before = page.evaluate(KEPT)
    assert len(before) > 20
    # when her pages come with errors, from us or from anybody on the way
    for reply in (
        Reply(500),
        Reply(404),
        Reply(403),
        Reply(200),
        Reply(302, "", {"Location": "/about"}),
    ):
        place.proxy.answer_page = lambda asked, said=reply: (
            said if "/journal/new" in asked else None
        )
        page.goto(place.url + "/journal/new")
    place.proxy.answer_page = None
    # and when the session has ended, and the week is read again
    place.end_sessions()
    for path in ("/today", "/check-in", "/journal/new"):
        page.goto(place.url + path)
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    phone.open("/offline")
    # then everything that is kept is as it was
    after = page.evaluate(KEPT)
    assert after == before
    assert all(
        user and status == 200 and not moved and hers
        for user, status, moved, hers in after.values()
    )
    # and without network her day opens
    phone.lose_network()
    phone.open("/today")
    expect(page.locator(".step").first).to_be_attached()


def test_a_server_that_came_back_from_a_copy_is_not_asked_for_the_week_for_ever(
    phone: Phone,
) -> None:
    # Given a phone that heard of more writes than the server knows, which was restored from a copy
    page = phone.keep_week()
    page.evaluate(HEARD_OF_MORE)
    # when an answer tells how many there are, and the phone has looked what is new once
    with sending(page):
        tap_tick(page, *undone(page))
    look(page)
    # then the next time it asks for no more than what can be new
    asked: list[str] = []
    phone.context.on("request", lambda request: asked.append(request.url))
    look(page)
    assert len([url for url in asked if "?d=" in url]) <= TWO_DAYS


def look(page: Page) -> None:
    """Let the phone look what is new, to the end."""
    page.evaluate(LOOK)
    expect(page.locator("html[data-offline-ready]")).to_be_attached()


def test_an_uncontrolled_page_keeps_and_sends_all_the_same(place: Place, phone: Phone) -> None:
    # Scenario 24. Given a hard reload, which goes past the worker
    page = phone.keep_week()
    devtools = phone.context.new_cdp_session(page)
    with page.expect_navigation():
        devtools.send("Page.reload", {"ignoreCache": True})
    expect(page.locator("html[data-ready]")).to_be_attached()
    assert not page.evaluate("Boolean(navigator.serviceWorker.controller)")
    # when a step is ticked without network
    phone.lose_network()
    (place_of,) = undone(page)
    tap_tick(page, place_of)
    expect_waiting(page, 1)
    # then it is kept, and sent once the network is back
    phone.find_network()
    expect_waiting(page, 0)
    assert len(place.written()) == 1


def test_a_browser_without_worker_keeps_and_sends_all_the_same(
    place: Place, make_phone: MakePhone
) -> None:
    # Scenario 24. Given a browser that has no service worker
    phone = make_phone()
    phone.context.add_init_script("delete Navigator.prototype.serviceWorker")
    page = phone.open("/today")
    assert not page.evaluate("'serviceWorker' in navigator")
    # when a step is ticked without network
    phone.lose_network()
    (place_of,) = undone(page)
    tap_tick(page, place_of)
    expect_waiting(page, 1)
    # then it is kept, and sent once the network is back
    phone.find_network()
    expect_waiting(page, 0)
    assert len(place.written()) == 1
