"""The phone in somebody else's hands: the report alone, until it is deliberately given back."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import MakePhone
from tests.browser.faults import Network
from tests.browser.phone import (
    Phone,
    expect_step,
    expect_waiting,
    tap_tick,
    undone,
)
from tests.browser.place import Place
from tests.browser.test_accessibility import assert_clean, speak

pytestmark = pytest.mark.browser


ASIDE = re.compile(r"/hand-over$")
REPORT = re.compile(r"/report$")
ADDRESSES = (
    "/today",
    "/journal/new",
    "/library/steps",
    "/help-now",
    "/offline",
    "/v",
    "/report",
    "/hand-over?again",
    "/api/v1/days/today",
)
KEPT = "path => caches.match(path, { ignoreVary: true }).then((page) => page?.text() ?? '')"


DROP_PAGES = """async () => {
  for (const name of await caches.keys()) if (name.startsWith('pages-')) await caches.delete(name);
}"""
WAYS = """() => [...document.querySelectorAll('a[href], button, input, select, textarea')]
  .filter((one) => one.checkVisibility() && !one.closest('.skip-link, .giving'))
  .map((one) => one.outerHTML)"""
FOCUSED = "() => document.activeElement?.outerHTML ?? ''"


def keep_report(phone: Phone) -> Page:
    """Open today online and wait until the pages that look back are on the phone too."""
    page = phone.keep_week()
    expect(page.locator("html[data-summary-ready]")).to_be_attached()
    return page


def hand_over(phone: Phone) -> Page:
    """Hand the phone over from the report."""
    page = begin(phone)
    page.locator("[data-hand-over]").click()
    expect_aside(page)
    return page


def begin(phone: Phone) -> Page:
    """Open the page that hands the phone over, from the report."""
    page = phone.open("/report")
    page.locator("main a[href='/hand-over']").click()
    expect(page).to_have_url(ASIDE)
    expect(page.locator("html[data-ready]:not([data-handed])")).to_be_attached()
    return page


def expect_aside(page: Page) -> None:
    """The report is there, and no way on but the one back."""
    expect(page).to_have_url(ASIDE)
    expect(page.locator("html[data-handed][data-ready]")).to_be_attached()
    expect(page.locator("article.rep h1")).to_be_visible()
    expect(page.locator(".giving summary")).to_be_in_viewport()
    assert page.evaluate(WAYS) == []


def give_back(page: Page) -> None:
    """Give the phone back, in its two steps."""
    page.locator(".giving summary").click()
    page.locator(".giving a").click()
    expect(page).to_have_url(REPORT)
    expect(page.locator("html[data-ready]:not([data-handed])")).to_be_attached()


def go(phone: Phone, path: str, page: Page | None = None) -> Page:
    """Type an address; wherever it leads."""
    tab = page or phone.page
    tab.goto(phone.place.url + path)
    return tab


def test_the_phone_is_handed_over_and_given_back_without_network(
    place: Place, lasting_phone: Phone
) -> None:
    # Given a cellar clinic: what is kept, a tick that waits, and no network
    page = keep_report(lasting_phone)
    lasting_phone.lose_network()
    (place_of,) = undone(page)
    tap_tick(page, place_of)
    expect_waiting(page, 1)
    # when the report is opened, it says what is not in it yet
    page = lasting_phone.open("/report")
    expect(page.locator("[data-not-yet]")).to_have_text(
        "1 entry on this phone is not in this page yet."
    )
    # and when the phone is handed over
    page = hand_over(lasting_phone)
    # then neither Back nor a reload, an address, another tab or a restart leads anywhere else
    page.go_back()
    expect_aside(page)
    page.reload()
    expect_aside(page)
    for path in ADDRESSES:
        go(lasting_phone, path)
        expect_aside(page)
    expect_aside(go(lasting_phone, "/check-in", lasting_phone.context.new_page()))
    lasting_phone.restart(offline=True)
    page = go(lasting_phone, "/today")
    expect_aside(page)
    # until it is given back: then the day is as it was left, and the tick goes when it can
    give_back(page)
    page = lasting_phone.open("/today")
    expect_step(page, place_of, "done")
    expect_waiting(page, 1)
    lasting_phone.find_network()
    expect_waiting(page, 0)
    assert len(place.written()) == 1


def test_with_a_network_the_phone_stays_in_other_hands_too(lasting_phone: Phone) -> None:
    # Given a phone handed over in the middle of a walk through the app
    keep_report(lasting_phone)
    lasting_phone.open("/check-in")
    page = hand_over(lasting_phone)
    # when somebody goes back, types an address, and starts the browser again
    for _ in range(2):
        page.go_back()
        expect_aside(page)
    for path in ADDRESSES:
        go(lasting_phone, path)
        expect_aside(page)
    lasting_phone.restart()
    page = go(lasting_phone, "/journal")
    # then it is the report all the same, also once the session has ended
    expect_aside(page)
    lasting_phone.context.clear_cookies()
    page.reload()
    expect_aside(page)
    go(lasting_phone, "/today")
    expect_aside(page)


def test_pages_that_were_open_go_to_the_report(phone: Phone) -> None:
    # Given a second tab on the journal, and one that came past the worker
    page = keep_report(phone)
    beside = phone.open("/journal/new", phone.context.new_page())
    beside.locator("textarea").fill("Half a thought")
    past = phone.open("/today", phone.context.new_page())
    devtools = phone.context.new_cdp_session(past)
    with past.expect_navigation():
        devtools.send("Page.reload", {"ignoreCache": True})
    # when the phone is handed over in the first one
    hand_over(phone)
    # then both show the report, and so does a page that goes past the worker afterwards
    expect_aside(beside)
    expect_aside(past)
    devtools.send("Page.navigate", {"url": f"{phone.place.url}/today"})
    expect_aside(past)
    # and nothing that was typed is lost
    give_back(page)
    phone.open("/journal/new", beside)
    expect(beside.locator("textarea")).to_have_value("Half a thought")


def test_a_page_that_comes_back_from_memory_goes_to_the_report(make_phone: MakePhone) -> None:
    # Given a tab that heard nothing of the phone being handed over
    phone = make_phone()
    keep_report(phone)
    sleeping = phone.context.new_page()
    sleeping.add_init_script("delete globalThis.BroadcastChannel")
    phone.open("/today", sleeping)
    hand_over(phone)
    # when it comes back onto the screen
    sleeping.evaluate("dispatchEvent(new PageTransitionEvent('pageshow'))")
    # then it is the report
    expect_aside(sleeping)


def test_the_way_back_is_two_steps_at_two_places(make_phone: MakePhone) -> None:
    # Given a phone that is touched
    phone = make_phone(has_touch=True, is_mobile=True, viewport={"width": 360, "height": 740})
    keep_report(phone)
    page = hand_over(phone)
    summary, link = page.locator(".giving summary"), page.locator(".giving a")
    # when somebody taps the bar again and again
    for asked in (True, False, True):
        summary.tap()
        # then it only asks, or stops asking
        expect(link).to_be_visible(visible=asked)
        expect_aside(page)
    first, second = summary.bounding_box(), link.bounding_box()
    assert first
    assert second
    assert second["y"] + second["height"] < first["y"]
    assert min(first["height"], second["height"]) >= 48
    # and only the other answer, elsewhere, gives the phone back
    link.tap()
    expect(page).to_have_url(REPORT)
    expect(phone.open("/today").locator("main[data-page=today]")).to_be_visible()


def test_the_phone_is_handed_over_and_given_back_by_keyboard(phone: Phone) -> None:
    # Given the report, and no mouse
    keep_report(phone)
    page = begin(phone)
    page.locator("[data-hand-over]").press("Enter")
    expect_aside(page)
    # when the bar is reached with the keyboard, and both steps are taken
    for _ in range(100):
        page.keyboard.press("Tab")
        if "Give the phone back" in page.evaluate(FOCUSED):
            break
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert "Yes, open my Facekind" in page.evaluate(FOCUSED)
    page.keyboard.press("Enter")
    # then the phone is its owner's again
    expect(page).to_have_url(REPORT)
    expect(phone.open("/today").locator("main[data-page=today]")).to_be_visible()


def test_without_the_report_the_phone_is_not_handed_over(phone: Phone) -> None:
    # Given the page that hands the phone over, its copy gone, and no network
    keep_report(phone)
    page = begin(phone)
    phone.lose_network()
    page.evaluate(DROP_PAGES)
    # when the phone is to be handed over
    page.locator("[data-hand-over]").click()
    # then the page says why it is not
    expect(page.locator("[data-refused]")).to_contain_text("The report is not on this phone yet")
    expect(page.locator("html[data-handed]")).to_have_count(0)
    phone.find_network()
    expect(phone.open("/today").locator("main[data-page=today]")).to_be_visible()


def test_a_phone_that_lost_the_report_shows_nothing_else_and_is_no_trap(phone: Phone) -> None:
    # Given a phone handed over, whose pages the system has thrown away, and no network
    keep_report(phone)
    page = hand_over(phone)
    phone.lose_network()
    page.evaluate(DROP_PAGES)
    # when an address is opened
    page = phone.open("/today")
    # then it says what is missing and tells nothing of its owner,
    expect(page).to_have_url(ASIDE)
    expect(page.get_by_role("heading", level=1)).to_have_text("This phone is handed over")
    for place in page.locator("header.top, sync-status, .foot").all():
        expect(place).to_be_hidden()
    expect(page.locator("[data-phone], [data-list=days] li")).to_have_count(0)
    assert_clean(page)
    page.reload()
    # and the way back is there
    give_back(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("No connection")
    expect(page.locator(".giving")).to_have_count(0)


def test_a_phone_without_worker_is_handed_over_by_its_pages(make_phone: MakePhone) -> None:
    # Given a browser that has no worker
    phone = make_phone()
    phone.context.add_init_script("delete Navigator.prototype.serviceWorker")
    page = hand_over(phone)
    # when an address is typed
    go(phone, "/today")
    # then it is the report, until the phone is given back
    expect_aside(page)
    give_back(page)
    expect(phone.open("/today").locator("main[data-page=today]")).to_be_visible()
    # and without a network it is not handed over at all
    page = begin(phone)
    phone.place.proxy.set(Network.REFUSE)
    page.locator("[data-hand-over]").click()
    expect(page.locator("[data-refused]")).to_contain_text("it cannot be fetched")
    phone.place.proxy.set(Network.PASS)


def test_without_javascript_the_report_is_alone_with_its_way_back(make_phone: MakePhone) -> None:
    # Given no JavaScript
    phone = make_phone(java_script_enabled=False, service_workers="block")
    page = go(phone, "/hand-over")
    # then the report is there with nothing but the way back, in its two steps
    expect(page.locator("article.rep h1")).to_be_visible()
    ways = page.locator("nav:visible, .top:visible, .foot:visible, .before:visible")
    expect(ways).to_have_count(0)
    page.locator(".giving summary").click()
    page.locator(".giving a").click()
    expect(page).to_have_url(re.compile("/report"))


def test_its_address_alone_hands_nothing_over(phone: Phone) -> None:
    # Given the page's address, typed by the phone's owner
    page = keep_report(phone)
    page = phone.open("/hand-over")
    # then it offers to hand the phone over, or to go back
    expect(page.locator(".giving")).to_be_hidden()
    expect(page.locator(".before")).to_contain_text("Guided Access")
    assert_clean(page)
    phone.open("/today")
    phone.open("/hand-over")
    page.locator("[data-hand-over]").click()
    expect_aside(page)


def test_what_waits_is_sent_while_the_phone_is_in_other_hands(place: Place, phone: Phone) -> None:
    # Given a tick that waits, and the phone handed over without network
    page = keep_report(phone)
    phone.lose_network()
    tap_tick(page, *undone(page))
    expect_waiting(page, 1)
    page = hand_over(phone)
    # when the network is back
    with page.expect_response(lambda answer: answer.url.endswith("/sync") and answer.ok):
        phone.find_network()
    # then it is sent, and the page tells nothing of it
    expect_aside(page)
    assert len(place.written()) == 1


def test_the_doctors_pages_are_left_alone(phone: Phone) -> None:
    # Given a phone with everything on it, and a link's page opened on it
    page = keep_report(phone)
    go(phone, "/v")
    # then nothing of it is kept,
    assert page.evaluate("caches.match('/v').then(Boolean)") is False
    # and without network the browser says so itself, not our page about this phone
    phone.lose_network()
    with pytest.raises(Exception, match="ERR_"):
        go(phone, "/v")


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_the_handed_over_phone_is_clean(make_phone: MakePhone, language: str) -> None:
    # Given the phone handed over, in each language
    phone = make_phone()
    if language != "en":
        speak(phone, "/settings", language)
    keep_report(phone)
    page = hand_over(phone)
    # then axe finds nothing, before the question and with it
    assert_clean(page)
    expect(page.locator(".giving a")).to_be_visible()
