"""Two phones of one person: what was done last holds on both, and both are in the history."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import MakePhone
from tests.browser.faults import Network
from tests.browser.phone import (
    Phone,
    expect_step,
    expect_waiting,
    item_of,
    outbox,
    sending,
    tap_tick,
    undone,
)
from tests.browser.place import Place

pytestmark = pytest.mark.browser

TRIES = 10
HOUR_MS = 3_600_000


def states(place: Place, item: str) -> list[str]:
    """Give what was stored of a step, in the order it arrived."""
    return [one.payload["state"] for one in place.written() if one.payload.get("item_id") == item]


def now_of(page: Page) -> int:
    moment: int = page.evaluate("Date.now()")
    return moment


def refreshed(phone: Phone) -> Page:
    """Open today as the server has it now; a slow one may have been overtaken by the kept page."""
    newest = phone.context.request.get(f"{phone.place.url}/api/v1/days/today").json()["seq"]
    for _ in range(TRIES):
        page = phone.open("/today")
        if page.locator("main").get_attribute("data-seq") == str(newest):
            return page
    raise AssertionError(f"the page never reached {newest}")


@pytest.mark.parametrize("first", [0, 1], ids=["ticked-first", "taken-back-first"])
def test_a_step_ticked_on_one_phone_and_taken_back_on_the_other_ends_the_same_on_both(
    place: Place, make_phone: MakePhone, first: int
) -> None:
    # Scenario 14. Given two phones without network
    phones = [make_phone(), make_phone()]
    for one in phones:
        one.keep_week()
    (place_of,) = undone(phones[0].page)
    item = item_of(phones[0].page, place_of)
    for one in phones:
        one.lose_network()
    # when a step is ticked on one, and later ticked and taken back on the other
    for one, taps in zip(phones, (1, 2), strict=True):
        for n in range(taps):
            tap_tick(one.page, place_of)
            expect_step(one.page, place_of, "undone" if n else "done")
        expect_waiting(one.page, taps)
    # and they come back, one before the other
    for one in (phones[first], phones[1 - first]):
        one.find_network()
        expect_waiting(one.page, 0)
        place.proxy.set(Network.REFUSE)
    place.proxy.set(Network.PASS)
    # then what was done last holds on both, and all of it is in the history
    for one in phones:
        expect_step(refreshed(one), place_of, "undone")
    assert sorted(states(place, item)) == ["done", "done", "undone"]


@pytest.mark.parametrize("wrong_by", [24 * HOUR_MS, -3 * HOUR_MS], ids=["a-day-fast", "3-h-slow"])
def test_a_phone_with_a_wrong_clock_is_put_right_and_a_later_tap_elsewhere_wins(
    place: Place, make_phone: MakePhone, wrong_by: int
) -> None:
    # Scenario 16. Given a phone whose clock is wrong, with today's page open
    wrong = make_phone()
    wrong.context.clock.install()
    page = wrong.open("/today")
    page.clock.set_system_time((now_of(page) + wrong_by) / 1000)
    (place_of,) = undone(page)
    item = item_of(page, place_of)
    # when a step is ticked on it
    with sending(page):
        tap_tick(page, place_of)
    # then that is filed under the day on the screen
    assert [one.day for one in place.written()] == [place.today]
    # and when the step is taken back later on a phone whose clock is right
    right: Phone = make_phone()
    expect_step(refreshed(right), place_of, "done")
    with sending(right.page):
        tap_tick(right.page, place_of)
    # then that is what holds, on both, and both are in the history
    for one in (right, wrong):
        expect_step(refreshed(one), place_of, "undone")
    assert states(place, item) == ["done", "undone"]


@pytest.mark.worker(False)
@pytest.mark.parametrize("again", [False, True], ids=["same-page", "opened-again"])
def test_a_clock_set_back_between_two_taps_leaves_the_last_tap_last(
    place: Place, make_phone: MakePhone, again: bool
) -> None:
    # Given a step ticked without network
    phone = make_phone()
    page = phone.open("/today")
    place.proxy.set(Network.REFUSE)
    (place_of,) = undone(page)
    item, now = item_of(page, place_of), now_of(page)
    tap_tick(page, place_of)
    expect_step(page, place_of, "done")
    # when the phone's clock is set back, and the tick is taken back
    page.clock.set_fixed_time((now - HOUR_MS) / 1000)
    if again:
        place.proxy.set(Network.PASS)
        page.route("**/sync", lambda route: route.abort())
        phone.open("/today")
        expect_step(page, place_of, "done")
    tap_tick(page, place_of)
    expect_step(page, place_of, "undone")
    # and all is sent a minute later
    page.clock.set_fixed_time((now - HOUR_MS + 60_000) / 1000)
    place.proxy.set(Network.PASS)
    page.unroute_all()
    phone.open("/today")
    expect_waiting(page, 0)
    # then it stays taken back
    assert states(place, item) == ["done", "undone"]
    phone.open("/today")
    expect_step(page, place_of, "undone")


LATER = """(ms) => new Promise((resolve) => {
  const asked = indexedDB.open('facekind');
  asked.onsuccess = () => {
    const outbox = asked.result.transaction('outbox', 'readwrite').objectStore('outbox');
    const all = outbox.getAll();
    all.onsuccess = () => {
      const [entry] = all.result;
      const made = (Date.parse(entry.occurred_at) + ms).toString(16).padStart(12, '0');
      outbox.delete(entry.id);
      outbox.put({ ...entry, id: `${made.slice(0, 8)}-${made.slice(8)}${entry.id.slice(13)}` });
    };
    outbox.transaction.oncomplete = () => { asked.result.close(); resolve(); };
  };
})"""
"""Let the entry that waits have an id that was made so much after its time, as on a slow phone."""


@pytest.mark.worker(False)
def test_what_is_done_once_the_page_was_opened_again_has_the_larger_id(
    make_phone: MakePhone,
) -> None:
    # Given a step ticked on a slow phone: its id is made a second after its time
    phone = make_phone()
    page = phone.open("/today")
    page.route("**/sync", lambda route: route.abort())
    (place_of,) = undone(page)
    now = now_of(page)
    tap_tick(page, place_of)
    expect_waiting(page, 1)
    page.evaluate(LATER, 1000)
    # when its clock is set back, the page opened again, and the tick taken back
    page.clock.set_fixed_time((now - HOUR_MS) / 1000)
    phone.open("/today")
    expect_step(page, place_of, "done")
    tap_tick(page, place_of)
    expect_waiting(page, 2)
    # then what was done last is last by its id too, which decides where two times are one
    done, taken_back = sorted(outbox(page), key=lambda one: str(one["occurred_at"]))
    assert taken_back["payload"]["state"] == "undone"
    assert taken_back["id"] > done["id"]
