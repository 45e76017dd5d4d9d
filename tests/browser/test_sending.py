"""Sending goes on whatever answers, or does not; the words say where every entry is."""

import sys
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect
from uuid_utils import uuid7

from tests.browser.conftest import MakePhone
from tests.browser.faults import Batch, Network, Reply
from tests.browser.phone import (
    Phone,
    expect_status,
    expect_waiting,
    item_of,
    outbox,
    tap_tick,
    undone,
    write_line,
)
from tests.browser.place import Place

pytestmark = pytest.mark.browser

MINUTE_MS = 60_000
TEN_MINUTES = 10
A_DAY = timedelta(hours=25)
MANY, MOST = 200, 50
LONGEST_S, SLOWNESS = 5, 3
"""The suite may be one of several things that its two cores do."""
DRAIN = """async () => {
  const { href } = document.querySelector('link[href$="/offline/sync.js"]');
  await (await import(href)).drain();
}"""
KEEP = """(entries) => new Promise((resolve) => {
  const asked = indexedDB.open('facekind');
  asked.onsuccess = () => {
    const transaction = asked.result.transaction('outbox', 'readwrite');
    for (const one of entries) transaction.objectStore('outbox').add(one);
    transaction.oncomplete = () => { asked.result.close(); resolve(); };
  };
})"""
WATCH_PAUSES = """() => {
  globalThis.pauses = [];
  new PerformanceObserver((list) => pauses.push(...list.getEntries().map((one) => one.duration)))
    .observe({ type: 'longtask' });
}"""


def is_sync(request: Request) -> bool:
    return request.url.endswith("/sync")


def drain(page: Page) -> None:
    """Try to send, and wait until that is over."""
    page.evaluate(DRAIN)


def lines(page: Page, place: Place, texts: list[str], at: datetime) -> list[dict[str, Any]]:
    """Make journal entries as the phone does."""
    user = page.locator("body").get_attribute("data-user")
    said = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    shared = {"v": 1, "user": user, "type": "journal.add", "local_date": place.today}
    shared |= {"tz": "Europe/London", "offset_min": 0, "occurred_at": said, "state": "pending"}
    return [shared | {"id": str(uuid7()), "payload": {"text": text}} for text in texts]


def texts_of(place: Place) -> list[str]:
    return [one.payload["text"] for one in place.written("journal.add")]


@pytest.mark.worker(False)
def test_a_server_that_is_down_for_ten_minutes_gets_everything_within_one(
    place: Place, phone: Phone
) -> None:
    # Scenario 11. Given a tick, and a server that is gone
    phone.context.clock.install()
    page = phone.open("/today")
    first, second = undone(page, 2)
    tries: list[Request] = []
    page.on("requestfailed", lambda request: tries.append(request) if is_sync(request) else None)
    place.proxy.set(Network.REFUSE)
    with page.expect_event("requestfailed", is_sync):
        tap_tick(page, first)
    # when ten minutes pass, then each brings a try, and none brings many
    for _ in range(TEN_MINUTES):
        with page.expect_event("requestfailed", is_sync):
            page.clock.run_for(MINUTE_MS)
        expect_waiting(page, 1)
    assert TEN_MINUTES < len(tries) <= 2 * TEN_MINUTES + 10
    # and when it is back, it has the tick within a minute, nobody touching anything
    place.proxy.set(Network.PASS)
    page.clock.run_for(MINUTE_MS)
    expect_waiting(page, 0)
    # and at once, when the app is opened
    place.proxy.set(Network.REFUSE)
    tap_tick(page, second)
    expect_waiting(page, 1)
    place.proxy.set(Network.PASS)
    other = phone.open("/check-in", phone.context.new_page())
    expect_waiting(other, 0)
    assert len(place.written()) == 2


@pytest.mark.worker(False)
def test_nothing_that_answers_in_the_servers_place_takes_an_entry_away(
    place: Place, phone: Phone
) -> None:
    # Scenario 12. Given a line that waits
    page = phone.open("/journal/new")
    place.proxy.answer_sync_with(Reply(503))
    write_line(page, "Soup today")
    html = "<!doctype html><title>Hotel</title><p>Please sign in to the Wi-Fi"
    replies = (
        Reply(500),
        Reply(502),
        Reply.problem(503, "Later"),
        Reply.problem(429, "Slowly"),
        Reply(400),
        Reply(422),
        Reply(403),
        Reply(200, html),
        Reply(200, "{}", {"Content-Type": "application/json"}),
        Reply(200, '{"results": [{"id": "another", "status": "applied", "seq": 1}], "seq": 1}'),
        Reply(302, headers={"Location": "/healthz"}),
        Reply(204, "", {}),
    )
    for reply in replies:
        # when anything answers, then it is still there, and the words say so
        place.proxy.answer_sync_with(reply)
        drain(page)
        expect_status(page, "pending")
        assert [one["state"] for one in outbox(page)] == ["pending"], reply
    expect(page.locator("sync-status")).to_have_text(
        "1 entry on this phone. It is sent once Facekind can be reached."
    )
    # and who is too long even alone needs the person, with its words
    place.proxy.answer_sync_with(Reply(413))
    drain(page)
    expect_status(page, "needs")
    (held,) = outbox(page)
    assert (held["state"], held["payload"]["text"]) == ("rejected", "Soup today")
    assert place.written() == []


@pytest.mark.worker(False)
def test_an_entry_that_makes_the_server_fail_keeps_no_other_waiting(
    place: Place, phone: Phone
) -> None:
    # Scenario 27. Given twenty lines without network, and a server that fails at the seventh
    page = phone.open("/journal/new")
    phone.lose_network()
    made = lines(page, place, [f"Line {n}" for n in range(20)], datetime.now(UTC))
    page.evaluate(KEEP, made)
    poison, others = made[6], [one["payload"]["text"] for n, one in enumerate(made) if n != 6]

    def fails(reply: Reply) -> None:
        def judge(batch: Batch) -> Reply | None:
            return reply if poison["id"] in {one["id"] for one in batch["events"]} else None

        place.proxy.answer_sync = judge

    fails(Reply(500))
    # when the network is back, then the nineteen arrive, and it waits
    phone.find_network()
    drain(page)
    expect_waiting(page, 1)
    expect_status(page, "pending")
    assert sorted(texts_of(place)) == sorted(others)
    # and a newer one goes before it
    with page.expect_response(lambda answer: answer.url.endswith("/sync") and answer.ok):
        write_line(page, "Written later")
    assert texts_of(place)[-1] == "Written later"
    # and when the server says why it will not have it, that is shown and its words are kept
    fails(Reply.problem(422, "The line holds a sign that cannot be stored."))
    drain(page)
    expect_status(page, "needs")
    phone.open("/this-phone")
    needs = page.locator("[data-list=needs]")
    expect(needs).to_contain_text("Line 6")
    expect(needs).to_contain_text("The line holds a sign that cannot be stored.")
    (held,) = [one for one in outbox(page) if one["id"] == poison["id"]]
    assert held["refused"] == "rejected"


@pytest.mark.worker(False)
@pytest.mark.parametrize("locks", [True, False], ids=["locks", "no-locks"])
def test_two_tabs_that_send_at_once_leave_one_row_each(
    place: Place, make_phone: MakePhone, locks: bool
) -> None:
    # Scenario 13. Given two tabs without network, with ticks in both
    phone = make_phone()
    if not locks:
        phone.context.add_init_script("delete Navigator.prototype.locks")
    tabs = [phone.open("/today", phone.context.new_page()) for _ in range(2)]
    assert tabs[0].evaluate("Boolean(navigator.locks)") is locks
    phone.lose_network()
    places = undone(tabs[0], 4)
    ticked = [item_of(tabs[0], one) for one in places]
    for n, one in enumerate(places):
        tap_tick(tabs[n % 2], one)
    expect_waiting(tabs[0], 4)
    # when the network returns to both
    phone.find_network()
    for tab in tabs:
        expect_waiting(tab, 0)
        expect(tab.locator("[data-unsent]")).to_have_count(0)
    # then each is there once
    assert sorted(one.payload["item_id"] for one in place.written()) == sorted(ticked)


@pytest.mark.worker(False)
def test_two_hundred_entries_go_in_order_in_four_requests_and_the_page_answers_meanwhile(
    place: Place, phone: Phone
) -> None:
    # Scenario 31. Given two hundred lines that wait
    page = phone.open("/today")
    phone.lose_network()
    texts = [f"Line {n}" for n in range(MANY)]
    page.evaluate(KEEP, lines(page, place, texts, datetime.now(UTC)))
    page.evaluate(WATCH_PAUSES)
    place.proxy.batches.clear()
    # when the network returns
    phone.find_network()
    began = monotonic()
    drain(page)
    took = monotonic() - began
    # then they arrive in the order they were written, fifty at a time, soon
    expect_waiting(page, 0)
    assert texts_of(place) == texts
    assert [len(batch["events"]) for batch in place.proxy.batches] == [MOST] * (MANY // MOST)
    pauses: list[float] = page.evaluate("pauses")
    sys.stdout.write(f"200 entries: {took:.2f} s, longest pause {max(pauses, default=0):.0f} ms\n")
    assert took < LONGEST_S * SLOWNESS


def test_the_words_at_the_top_are_never_the_browsers_guess(place: Place, phone: Phone) -> None:
    # Given a browser that says there is no network while there is
    page = phone.keep_week("/today")
    expect_status(page, "saved")
    page.evaluate(
        "Object.defineProperty(navigator, 'onLine', { get: () => false, configurable: true })"
    )
    with phone.context.expect_event("response", lambda answer: "/today?d=" in answer.url):
        page.evaluate("dispatchEvent(new Event('offline'))")
    # then nothing is claimed
    expect_status(page, "saved")
    # and when it says there is one, and everything hangs
    place.proxy.set(Network.HANG)
    page.evaluate("Object.defineProperty(navigator, 'onLine', { get: () => true })")
    tap_tick(page, *undone(page))
    # then what waits is said, all the while, in a place that is read out and never takes the focus
    expect_status(page, "pending")
    status = page.get_by_role("status").and_(page.locator("sync-status"))
    expect(status).to_have_text("1 entry on this phone. It is sent once Facekind can be reached.")
    assert not page.evaluate(
        "document.querySelector('sync-status').contains(document.activeElement)"
    )
    # and beside an old one all are counted
    old = lines(page, place, ["From yesterday"], datetime.now(UTC) - A_DAY)
    page.evaluate(KEEP, old)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(status).to_have_text(
        "2 entries are still only on this phone. Open Facekind once with a connection."
    )
