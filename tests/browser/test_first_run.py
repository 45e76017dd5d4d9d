"""From the front door to the first tick, for somebody who has just arrived."""

import sys
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.conftest import MakePhone
from tests.browser.phone import expect_step, expect_waiting, sending, tap_tick, undone
from tests.browser.place import Place

pytestmark = [
    pytest.mark.browser,
    pytest.mark.worker(False),
    pytest.mark.parametrize("place", ["new"], indirect=True),
]

MOST_TAPS = 12


@dataclass
class Thumb:
    """Counts what it does. A list is opened and chosen from: two taps."""

    taps: int = 0

    def tap(self, target: Locator) -> None:
        self.taps += 1
        target.click()

    def choose(self, target: Locator, option: str) -> None:
        self.taps += 2
        target.select_option(option)


def test_from_the_front_door_to_the_first_tick_in_twelve_taps(
    place: Place, make_phone: MakePhone
) -> None:
    # Given somebody at the front door, whom nobody has asked for a password
    phone = make_phone()
    phone.context.clear_cookies()
    thumb = Thumb()
    page = phone.open("/")
    expect(page.get_by_text("It does not diagnose, treat or monitor anything")).to_be_visible()
    # when they say that they are grown up, which side it is and since when,
    thumb.tap(page.get_by_role("button", name="I am 18 or over. Start now"))
    thumb.tap(page.locator("label.choice").filter(has_text="Left"))
    thumb.choose(page.get_by_label("Month"), "3")
    thumb.choose(page.get_by_label("Year"), "2024")
    thumb.tap(page.get_by_role("button", name="Next"))
    # the stage, and that nothing on the list is true for them,
    thumb.tap(page.get_by_role("button", name="Not sure"))
    expect(page.locator("h1")).to_have_text("Is any of this true for you?")
    thumb.tap(page.get_by_role("button", name="Next"))
    # and take the first programme they are offered
    thumb.tap(page.get_by_role("button", name="Use this plan").first)
    # then today is there with a plan and a friendly word, and a step can be ticked
    page.wait_for_url("**/today")
    expect(page.locator("html[data-ready]")).to_be_attached()
    expect(page.locator("h2", has_text="Your first day")).to_be_visible()
    (first,) = undone(page)
    thumb.taps += 1
    with sending(page):
        tap_tick(page, first)
    expect_step(page, first, "done")
    expect_waiting(page, 0)
    assert len(place.written("item.set")) == 1
    assert thumb.taps <= MOST_TAPS
    sys.stdout.write(f"first run: {thumb.taps} taps\n")


def test_the_first_run_works_without_javascript(place: Place, browser: Browser) -> None:
    # Given a browser without JavaScript at the front door
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(place.url)
    # when the questions are answered
    page.get_by_role("button", name="I am 18 or over. Start now").click()
    page.locator("label.choice").filter(has_text="Both").click()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Not sure").click()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Use this plan").first.click()
    # then today is there with its steps
    page.wait_for_url("**/today")
    expect(page.locator(".step").first).to_be_visible()
    context.close()
