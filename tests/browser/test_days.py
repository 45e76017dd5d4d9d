"""Days and clocks: a phone that travels, a day that ends under an open page, a clock that is wrong.

When a day begins and ends, with the 23 and 25 hours of the days on which the clocks change, is the
server's to say: its law is in tests/domain/test_days.py. The phone believes the page, and that is
driven here.
"""


import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import MakePhone
from tests.browser.phone import (
    Phone,
    expect_step,
    expect_waiting,
    sending,
    tap_tick,
    undone,
    write_line,
)
from tests.browser.place import Place
from tests.browser.playing import begin, expect_mode, press

pytestmark = pytest.mark.browser

FAR, ELSEWHERE, AS_AT_HOME = "Pacific/Kiritimati", "Asia/Tokyo", "Atlantic/Faroe"
ASKED = "This phone is in Pacific/Kiritimati. Your days are counted in Europe/London."
HERE, KEEP = "Count my days here from now on", "Keep them as they are"


def question(page: Page) -> Locator:
    return page.locator("section[aria-labelledby=zone-asked]")


def past_the_end(phone: Phone, page: Page) -> None:
    """Let the day end, and a minute more."""
    end = int(page.locator("main").get_attribute("data-ends") or 0) + 60_000
    phone.worker.evaluate("(ms) => { self.now = () => ms; }", end)
    page.clock.set_system_time(end / 1000)
    page.clock.run_for(61_000)


def test_a_phone_far_away_counts_its_days_there_once_it_is_told_to(
    place: Place, make_phone: MakePhone
) -> None:
    # Scenario 17. Given a phone in another zone, and a tick without network on the screen's day
    phone = make_phone(timezone_id=FAR)
    page = phone.keep_week()
    expect(question(page)).to_contain_text(ASKED)
    phone.lose_network()
    tap_tick(page, *undone(page))
    expect_waiting(page, 1)
    # when the days are to be counted there and there is no connection
    page.get_by_role("button", name=HERE).click()
    # then that is said, and the question stays, on the next page too
    expect(question(page)).to_contain_text("There is no connection now.")
    page = phone.open("/check-in")
    expect(question(page)).to_contain_text(ASKED)
    # and with a connection, and nothing half-typed, the days are counted there
    phone.find_network()
    expect_waiting(page, 0)
    page = phone.open("/journal/new")
    page.locator("textarea").fill("Over the")
    page.get_by_role("button", name=HERE).click()
    expect(question(page)).to_contain_text("Saved.")
    expect(page.locator("textarea")).to_have_value("Over the")
    with page.expect_navigation(), sending(page):
        write_line(page, "Over the date line")
    expect(page.locator("main")).to_have_attribute("data-zone", FAR)
    expect(page.locator("html[data-ready]")).to_be_attached()
    expect(question(page)).to_have_count(0)
    # and what was written before stays on the day that was on the screen
    assert {one.day for one in place.written()} == {place.today}


def test_days_kept_as_they_are_are_asked_about_again_only_in_another_zone(
    make_phone: MakePhone,
) -> None:
    # Given a phone in another zone, whose person keeps the days as they are
    phone = make_phone(timezone_id=None)
    devtools = phone.context.new_cdp_session(phone.page)
    devtools.send("Emulation.setTimezoneOverride", {"timezoneId": FAR})
    page = phone.open("/today")
    page.get_by_role("button", name=KEEP).click()
    expect(question(page)).to_have_count(0)
    expect(page.locator("main")).to_be_focused()
    # then it is not asked again there
    page = phone.keep_week("/check-in")
    expect(question(page)).to_have_count(0)
    # but it is where clocks say something else again, not where they say the same as at home
    for zone, asked in ((AS_AT_HOME, 0), (ELSEWHERE, 1)):
        devtools.send("Emulation.setTimezoneOverride", {"timezoneId": zone})
        phone.keep_week()
        expect(question(page)).to_have_count(asked)
    expect(question(page)).to_contain_text("This phone is in Asia/Tokyo.")


def test_a_day_that_ends_under_somebody_who_types_waits_for_them(phone: Phone) -> None:
    # Scenario 17. Given a line half-typed
    phone.context.clock.install()
    page = phone.keep_week("/journal/new")
    phone.lose_network()
    page.locator("textarea").fill("It is late and")
    # when the day ends
    past_the_end(phone, page)
    # then the page stays, says that this is a past day, and keeps the line on it
    expect(page.locator("main")).to_have_attribute("data-when", "past")
    expect(page.locator("textarea")).to_have_value("It is late and")
    write_line(page, "It is late and I write")
    expect_waiting(page, 1)
    # and once nothing is half-typed the page goes on
    with page.expect_navigation():
        page.clock.run_for(61_000)
    expect(page.locator("main")).to_have_attribute("data-when", "today")
    phone.find_network()
    page.clock.run_for(2_000)
    expect_waiting(page, 0)
    assert [one.day for one in phone.place.written()] == [phone.place.today]


def test_a_day_that_ends_under_a_running_session_waits_for_its_end(phone: Phone) -> None:
    # Scenario 17. Given ten minutes, begun
    phone.context.clock.install()
    page = phone.keep_week()
    phone.lose_network()
    begin(page, minutes="10")
    expect_mode(page, "running")
    # when the day ends meanwhile
    past_the_end(phone, page)
    # then the player stays where it is
    expect(page.locator("main")).to_have_attribute("data-when", "past")
    expect(page.locator("#player")).to_be_visible()
    # and once it is closed the page goes on to the new day
    press(page, "close")
    with page.expect_navigation():
        page.clock.run_for(61_000)
    expect(page.locator("main")).to_have_attribute("data-when", "today")
    expect_step(page, *undone(page), "undone")
