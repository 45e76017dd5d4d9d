"""A new version, and a plan that was changed on another device: nothing is lost or passed over."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.elsewhere import Elsewhere
from tests.browser.faults import Reply
from tests.browser.phone import (
    Phone,
    expect_status,
    expect_waiting,
    item_of,
    outbox,
    tap_tick,
    undone,
    wait_for_entries,
    wait_until,
)
from tests.browser.place import Place
from tests.browser.playing import start

pytestmark = pytest.mark.browser

LOOK_FOR_UPDATE = "navigator.serviceWorker.getRegistration().then((one) => one.update())"
CACHES = "caches.keys()"
STATUS_OF = "(address) => fetch(address, { cache: 'reload' }).then((answer) => answer.status)"
TODAY, OTHERS = "GET /today?d=", ("GET /check-in?d=", "GET /journal/new?d=", "GET /library")
"""How the pages of a day with the plan are asked for, and what comes after them."""


@pytest.fixture
def updated(place: Place) -> Iterator[Place]:
    """A place that is given its usual version back."""
    yield place
    place.kill()


def digest_of(page: Page) -> str:
    return page.locator("body").get_attribute("data-digest") or ""


def test_an_update_with_a_full_outbox_and_three_tabs_loses_nothing(
    updated: Place, phone: Phone, tmp_path: Path
) -> None:
    # Scenario 22. Given a tick that waits, a line being typed in a second tab, a session that runs
    # in a third, and a server of the next version
    place = updated
    page = phone.keep_week()
    old = digest_of(page)
    place.proxy.answer_sync_with(Reply(503))
    tap_tick(page, *undone(page))
    typing = phone.open("/journal/new", phone.context.new_page())
    typing.locator("textarea").fill("Half a thought")
    playing = phone.open("/today", phone.context.new_page())
    start(playing)
    place.update(tmp_path)
    # when the first tab is told to use it
    page.evaluate(LOOK_FOR_UPDATE)
    offer = page.locator("#update")
    expect(offer).to_be_visible()
    with page.expect_navigation():
        offer.get_by_role("button").click()
    # then the page is the new one, and still has the tick
    expect(page.locator("html[data-ready]")).to_be_attached()
    page.reload()
    assert digest_of(page) != old
    expect_waiting(page, 1)
    assert [one["state"] for one in outbox(page)] == ["pending"]
    # and neither who types nor whose clock runs is disturbed; their files are still to be had
    expect(typing.locator("textarea")).to_have_value("Half a thought")
    expect(playing.locator("#player")).to_have_attribute("open", "")
    for tab in (typing, playing):
        assert digest_of(tab) == old
        assert tab.evaluate(STATUS_OF, f"/static/{old}/js/words.js") == 200
    names: list[str] = page.evaluate(CACHES)
    assert f"static-{old}" not in names
    assert "pages-demo-amina" in names
    # and what the old page keeps is sent to the new server, and the tick, once
    place.proxy.answer_sync_with(None)
    typing.get_by_role("button", name="Save entry").click()
    wait_for_entries(place, 2)
    expect_waiting(page, 0)
    assert sorted(one.type for one in place.written()) == ["item.set", "journal.add"]
    # and when nothing is being typed any more, that tab is new too
    expect(typing.locator(f"body:not([data-digest='{old}'])")).to_be_attached()


KNOWN_TODAY = """async ([day, seq]) => {
  const page = await caches.match(`/today?d=${day}`, { ignoreVary: true });
  return Number(page?.headers.get('X-Facekind-Seq')) >= seq;
}"""
"""Whether the day that is kept knows what has been sent."""


def test_a_plan_changed_on_another_device_comes_first_and_keeps_what_was_ticked(
    place: Place, phone: Phone
) -> None:
    # Scenarios 29 and 21. Given a tick without network on a step that another device has meanwhile
    # taken out of the plan
    page = phone.keep_week()
    first, second = undone(page, 2)
    removed, stays = item_of(page, first), item_of(page, second)
    title = page.locator(f".step[data-item='{removed}'] .t").first.inner_text()
    phone.lose_network()
    tap_tick(page, first)
    tap_tick(page, second)
    expect_waiting(page, 2)
    elsewhere = Elsewhere(place)
    elsewhere.take_out(removed)
    place.proxy.forget_counts()
    # when the network is back
    with phone.context.expect_event(
        "requestfinished", lambda request: "/journal/new?d=" in request.url
    ):
        phone.find_network()
        expect_waiting(page, 0)
    # then both ticks are kept as history, once
    assert sorted(one.payload["item_id"] for one in place.written()) == sorted([removed, stays])
    # and the whole week is read again, what shows the plan before all else
    expect_status(page, "saved")
    asked = [one for one in place.proxy.requests if one.startswith((TODAY, *OTHERS))]
    plan = [one.startswith(TODAY) for one in asked]
    assert plan.count(True) == 7
    assert plan == sorted(plan, reverse=True)
    # and without network her day knows the new plan, and what she did besides it
    sent = max(one["seq"] for one in outbox(page))
    wait_until(page, KNOWN_TODAY, [place.today, sent])
    phone.lose_network()
    phone.open("/today")
    expect(page.locator(f".step[data-item='{removed}']")).to_have_count(0)
    expect(page.locator("[data-group=also]")).to_contain_text(title)
    expect(page.locator("[data-newer-plan]")).to_be_hidden()


def test_a_day_that_is_older_than_the_plan_says_so_when_the_network_went_half_way(
    place: Place, phone: Phone
) -> None:
    # Given a plan changed on another device, and a network that goes once today has been read
    page = phone.keep_week()
    (place_of,) = undone(page)
    removed = item_of(page, place_of)
    Elsewhere(place).take_out(removed)
    place.proxy.cut = lambda asked: asked.startswith(TODAY)
    with phone.context.expect_event("requestfailed", lambda one: "/today?d=" in one.url):
        phone.open("/today")
    phone.lose_network()
    # then today is as it should be
    note = page.get_by_text("Your plan has changed. This day does not show it yet")
    phone.open("/today")
    expect(page.locator(f".step[data-item='{removed}']")).to_have_count(0)
    expect(note).to_be_hidden()
    # and tomorrow says that it is not up to date yet, with all its steps
    tomorrow = date.fromisoformat(place.today) + timedelta(days=1)
    phone.open(f"/today?d={tomorrow}")
    expect(note).to_be_visible()
    expect(page.locator(f".step[data-item='{removed}']")).to_be_attached()
    # and with a connection it is
    place.proxy.cut = None
    phone.find_network()
    phone.open(f"/today?d={tomorrow}")
    expect(page.locator(f".step[data-item='{removed}']")).to_have_count(0)
    expect(note).to_be_hidden()
