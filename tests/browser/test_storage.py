"""The phone's own database: after a kill, an update, with no room left, and where there is none."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import MakePhone
from tests.browser.faults import Network
from tests.browser.phone import (
    READ_STORE,
    Phone,
    drafts_on,
    expect_status,
    expect_step,
    expect_waiting,
    item_of,
    line_of,
    outbox,
    step,
    tap_tick,
    undone,
    write_line,
)
from tests.browser.place import Place
from tests.browser.playing import begin, expect_mode, pass_time, press

pytestmark = pytest.mark.browser

VERSION_1 = (Path(__file__).parent / "version_1" / "store.js").read_text()
"""How the version before opened the database and wrote into it."""

VERSIONS = "async () => (await indexedDB.databases()).map((one) => one.version)"

FULL = """for (const way of ['add', 'put']) {
  const real = IDBObjectStore.prototype[way];
  IDBObjectStore.prototype[way] = function (...given) {
    if (!globalThis.full) return real.apply(this, given);
    this.transaction.abort();
    throw new DOMException('There is no room.', 'QuotaExceededError');
  };
}"""
"""Storage that takes no more while `full` is set: Chromium heeds no quota of a test's."""

NO_DATABASE = {
    "missing": "delete window.indexedDB",
    "closed": """indexedDB.open = () => {
      throw new DOMException('Not in private windows.', 'SecurityError');
    }""",
    "refusing": """indexedDB.open = () => {
      const asked = { error: new DOMException('Not in private windows.', 'InvalidStateError') };
      setTimeout(() => asked.onerror?.({}));
      return asked;
    }""",
}

WATCH_SENDING = (
    """globalThis.left = [];
const read = """
    + READ_STORE
    + """;
const real = globalThis.fetch;
globalThis.fetch = async (address, how) => {
  if (!String(address).endsWith('/sync')) return real(address, how);
  const held = (await read('outbox')).map(({ id }) => id);
  left.push(...JSON.parse(how.body).events.map(({ id, type }) => [type, held.includes(id)]));
  throw new TypeError('Nothing leaves this phone.');
};"""
)
"""Lets nothing leave, and notes of what was to leave whether it was on the phone by then."""

COUNT_ASKING = """globalThis.asked = 0;
if (globalThis.StorageManager) {
  StorageManager.prototype.persist = async () => { globalThis.asked++; return false; };
}"""


def test_a_killed_browser_has_the_tick_and_asks_to_sign_in_when_its_cookie_went_too(
    place: Place, lasting_phone: Phone
) -> None:
    # Scenario 25. Given today without network
    page = lasting_phone.keep_week()
    lasting_phone.lose_network()
    (place_of,) = undone(page)
    item = item_of(page, place_of)
    # when a step is ticked and the browser killed at once
    tap_tick(page, place_of)
    expect_step(page, place_of, "done")
    lasting_phone.kill()
    # then the tick is there
    page = lasting_phone.open("/today")
    expect_step(page, place_of, "done")
    expect_waiting(page, 1)
    # and when the browser is killed again and the session is gone from it
    lasting_phone.kill()
    lasting_phone.context.clear_cookies()
    lasting_phone.find_network()
    page = lasting_phone.open("/this-phone")
    # then the page says so, and nothing is lost or sent
    expect_status(page, "sign-in")
    expect(page.get_by_role("link", name="Please sign in again")).to_be_visible()
    expect_waiting(page, 1)
    (held,) = outbox(page)
    assert held["state"] == "pending"
    assert place.written() == []
    # and once the person is signed in again it is sent, once
    lasting_phone.sign_in()
    page = lasting_phone.open("/today")
    expect_waiting(page, 0)
    expect_step(page, place_of, "done")
    assert [one.payload["item_id"] for one in place.written()] == [item]


@pytest.mark.worker(False)
def test_an_old_tab_and_a_page_of_the_new_version_both_save(
    place: Place, make_phone: MakePhone
) -> None:
    # Scenario 23. Given a tab of the version before, with a tick that waits in its database
    phone = make_phone()
    old = phone.context.new_page()
    old.route(
        "**/offline/store.js",
        lambda route: route.fulfill(body=VERSION_1, content_type="text/javascript"),
    )
    phone.open("/today", old)
    first, second, third = undone(old, 3)
    items = [item_of(old, one) for one in (first, second, third)]
    place.proxy.set(Network.REFUSE)
    tap_tick(old, first)
    expect_waiting(old, 1)
    assert old.evaluate(VERSIONS) == [1]
    # when a page of the new version is opened beside it
    new = phone.context.new_page()
    new.route("**/sync", lambda route: route.abort())
    old.route("**/sync", lambda route: route.abort())
    place.proxy.set(Network.PASS)
    phone.open("/today", new)
    assert new.evaluate(VERSIONS) == [2]
    # then the tick is on it, and both go on saving: the new one, the old one, and the new one again
    expect_step(new, first, "done")
    tap_tick(new, second)
    expect_waiting(new, 2)
    tap_tick(old, third)
    expect_waiting(old, 3)
    assert [one["payload"]["item_id"] for one in outbox(new)] == items
    assert [one["state"] for one in outbox(new)] == ["pending"] * 3
    phone.open("/journal/new", new)
    new.locator("textarea").fill("Typed beside an old tab")
    expect(new.get_by_text("Draft kept on this phone")).to_be_visible()
    # and when nothing is in the way any more, everything is sent once
    new.unroute("**/sync")
    old.unroute("**/sync")
    phone.open("/today", new)
    expect_waiting(new, 0)
    expect_waiting(old, 0)
    assert sorted(one.payload["item_id"] for one in place.written()) == sorted(items)


def test_a_phone_that_is_full_says_so_keeps_the_text_and_posts_it_when_pressed_again(
    place: Place, make_phone: MakePhone
) -> None:
    # Scenario 26. Given a phone without network, that has no room any more
    phone = make_phone()
    phone.context.add_init_script(FULL)
    page = phone.keep_week("/journal/new")
    phone.lose_network()
    page.evaluate("globalThis.full = true")
    # when a line is saved
    write_line(page, "No room for this")
    # then the page says that it is not, and has the text still
    expect_status(page, "not-saved")
    expect(page.locator("sync-status")).to_contain_text("Not saved")
    field = page.locator("textarea")
    expect(field).to_have_value("No room for this")
    # and a second press without network changes nothing
    page.locator("form.writing .act button").click()
    expect(page.locator("form.writing")).to_have_attribute("data-plain", "again")
    expect(field).to_have_value("No room for this")
    expect_status(page, "not-saved")
    assert outbox(page) == []
    # and with a network the next press posts it, once, and it is no draft any more
    phone.find_network()
    with page.expect_navigation():
        page.locator("form.writing .act button").click()
    expect(line_of(page, "No room for this")).to_have_count(1)
    expect(page.locator("html[data-ready]")).to_be_attached()
    expect(page.locator("textarea")).to_have_value("")
    assert [one.payload["text"] for one in place.written()] == ["No room for this"]
    assert drafts_on(page) == []


def test_a_full_phone_keeps_no_half_of_a_form(make_phone: MakePhone) -> None:
    # Scenario 26. Given a form with answers, and room for only two more entries
    phone = make_phone()
    page = phone.keep_week("/check-in/function")
    phone.lose_network()
    page.evaluate(
        """() => {
          const real = IDBObjectStore.prototype.add;
          let room = 2;
          IDBObjectStore.prototype.add = function (...given) {
            if (room-- > 0) return real.apply(this, given);
            throw new DOMException('There is no room.', 'QuotaExceededError');
          };
        }"""
    )
    for group in page.locator("fieldset.scale").all():
        group.get_by_role("radio", name="4 of 10", exact=True).check()
    # when it is to be kept
    page.get_by_role("button", name="Keep these answers").click()
    # then the page says that it is not, and no answer of it is in the outbox
    expect_status(page, "not-saved")
    expect(page.locator("form[data-form] input:checked").first).to_be_attached()
    assert outbox(page) == []


@pytest.mark.parametrize("way", NO_DATABASE)
@pytest.mark.worker(False)
def test_a_browser_without_a_database_says_so_and_posts_plainly(
    place: Place, make_phone: MakePhone, way: str
) -> None:
    # Scenario 26. Given a browser that has no database, or lets nobody have it
    phone = make_phone()
    phone.context.add_init_script(NO_DATABASE[way])
    page = phone.open("/today")
    (place_of,) = undone(page)
    item = item_of(page, place_of)
    # when a step is ticked without a connection
    place.proxy.set(Network.REFUSE)
    tap_tick(page, place_of)
    # then nothing is claimed
    expect_status(page, "not-saved")
    expect_step(page, place_of, "undone")
    # and with one it is posted as the plain form would be
    place.proxy.set(Network.PASS)
    with page.expect_navigation():
        tap_tick(page, place_of)
    expect_step(page, place_of, "done")
    assert [one.payload["item_id"] for one in place.written()] == [item]


@pytest.mark.worker(False)
def test_without_a_database_a_line_is_a_draft_in_what_else_there_is(
    place: Place, make_phone: MakePhone
) -> None:
    # Scenario 26. Given a browser without a database
    phone = make_phone()
    phone.context.add_init_script(NO_DATABASE["missing"])
    page = phone.open("/journal/new")
    # when a line is typed, and the page is loaded again
    page.locator("textarea").fill("Kept aside")
    expect(page.get_by_text("Draft kept on this phone")).to_be_visible()
    page.reload()
    # then it is there, and posted once
    expect(page.locator("textarea")).to_have_value("Kept aside")
    with page.expect_navigation():
        page.locator("form.writing .act button").click()
    expect(line_of(page, "Kept aside")).to_have_count(1)
    expect(page.locator("html[data-ready]")).to_be_attached()
    expect(page.locator("textarea")).to_have_value("")
    assert len(place.written()) == 1


@pytest.mark.worker(False)
def test_where_nothing_can_be_kept_nothing_is_claimed(place: Place, make_phone: MakePhone) -> None:
    # Scenario 26. Given a browser with neither a database nor anything else to keep a draft in
    phone = make_phone()
    phone.context.add_init_script(
        NO_DATABASE["missing"]
        + """;Object.defineProperty(window, 'localStorage', {
          get() { throw new DOMException('Not here.', 'SecurityError'); } })"""
    )
    page = phone.open("/journal/new")
    # when a line is typed
    page.locator("textarea").fill("Only on the screen")
    # then the page does not say that it is kept
    expect(page.get_by_text("Draft kept on this phone")).to_be_hidden()
    # and it can still be saved
    with page.expect_navigation():
        page.locator("form.writing .act button").click()
    expect(line_of(page, "Only on the screen")).to_have_count(1)
    assert len(place.written()) == 1


@pytest.mark.worker(False)
def test_the_browser_is_asked_to_keep_things_once_and_only_when_there_is_something(
    make_phone: MakePhone,
) -> None:
    # Given a phone that has just been loaded
    phone = make_phone()
    phone.context.add_init_script(COUNT_ASKING)
    page = phone.open("/today")
    first, second, third = undone(page, 3)
    assert page.evaluate("asked") == 0
    # when a step is ticked, then it is asked, and not again for the next one
    tap_tick(page, first)
    page.wait_for_function("() => asked === 1")
    tap_tick(page, second)
    expect_waiting(page, 0)
    assert page.evaluate("asked") == 1
    # and not on another page
    page.reload()
    expect(page.locator("html[data-ready]")).to_be_attached()
    tap_tick(page, third)
    expect_waiting(page, 0)
    expect_step(page, third, "done")
    assert page.evaluate("asked") == 0


@pytest.mark.worker(False)
def test_everything_somebody_does_is_on_the_phone_before_anything_leaves_it(
    place: Place, make_phone: MakePhone
) -> None:
    # Given a phone that nothing leaves
    phone = make_phone()
    phone.context.add_init_script(WATCH_SENDING)
    phone.page.clock.install()
    wanted: list[str] = []

    def expect_kept(page: Page, *types: str) -> None:
        wanted.extend(types)
        expect_waiting(page, len([one for one in wanted if one != "form.answer"]))
        assert [one["type"] for one in outbox(page)] == wanted
        page.wait_for_function("type => left.some(([one]) => one === type)", arg=types[-1])
        assert all(page.evaluate("left.map(([, held]) => held)"))

    # when a step is ticked and one skipped, the day is made a rest day, and a session is ended
    page = phone.open("/today")
    first, second = undone(page, 2)
    tap_tick(page, first)
    expect_kept(page, "item.set")
    row = step(page, second)
    row.locator("summary").click()
    row.get_by_role("button", name="No time").click()
    expect_kept(page, "item.set")
    page.get_by_role("button", name="Make it a rest day").click()
    expect_kept(page, "day.kind")
    page = phone.open("/today")
    begin(page, kind="care")
    pass_time(page, 66)
    expect_mode(page, "between")
    pass_time(page, 6)
    press(page, "skip")
    page.locator("#player [data-p='reasons'] [value=time]").click()
    expect_mode(page, "felt")
    page.locator("#player [name='effort'][value='2']").check(force=True)
    page.get_by_role("button", name="Back to today").click()
    expect_kept(page, "item.set", "item.set", "session.felt")
    # and a mood and a line are written, one of them removed, and the form filled in
    page = phone.open("/check-in")
    page.get_by_role("button", name="Good", exact=True).click()
    expect_kept(page, "checkin.add")
    page = phone.open("/journal/new")
    write_line(page, "A line")
    expect_kept(page, "journal.add")
    line_of(page, "A line").get_by_role("button", name="Remove").click()
    expect_kept(page, "journal.remove")
    page = phone.open("/check-in/function")
    page.get_by_role("radio", name="4 of 10", exact=True).first.check()
    page.get_by_role("button", name="Keep these answers").click()
    # then each of it is in the phone's database, and was before it was to leave
    expect_kept(page, "form.answer", "form.finish")
    assert place.written() == []
