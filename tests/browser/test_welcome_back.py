"""Whoever comes back is welcomed until they note something, with or without a network."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.phone import Phone, expect_waiting, sending, tap_tick, undone
from tests.browser.place import Place
from tests.browser.test_accessibility import assert_clean

pytestmark = pytest.mark.browser

WORDS = "Welcome back. Your plan is as you left it; one short step is plenty."


def tick(page: Page) -> None:
    tap_tick(page, *undone(page))


def say_mood(page: Page) -> None:
    page.get_by_role("button", name="Okay").click()


def rest(page: Page) -> None:
    page.get_by_role("button", name="Make it a rest day").click()


@pytest.mark.parametrize("note_something", [tick, say_mood, rest])
def test_the_welcome_goes_with_the_first_thing_noted(
    place: Place, phone: Phone, note_something: Callable[[Page], None]
) -> None:
    # Given somebody who noted nothing for a week
    place.fall_silent(7)
    page = phone.open("/today")
    expect(page.get_by_text(WORDS)).to_be_visible()
    assert_clean(page)
    # when they note something
    with sending(page):
        note_something(page)
    # then the welcome has been said, here and when the page is opened again
    expect(page.get_by_text(WORDS)).to_have_count(0)
    expect(phone.open("/today").get_by_text(WORDS)).to_have_count(0)


def test_the_welcome_goes_offline_too(place: Place, phone: Phone) -> None:
    # Given somebody who noted nothing for a week, and no network
    place.fall_silent(7)
    page = phone.keep_week()
    phone.lose_network()
    # when they tick a step and open the page again
    tick(page)
    expect_waiting(page, 1)
    expect(page.get_by_text(WORDS)).to_have_count(0)
    # then the kept page does not say it either
    expect(phone.open("/today").get_by_text(WORDS)).to_have_count(0)
