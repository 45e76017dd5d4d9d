"""Reading the library on a phone: an address that names a step shows that step alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.phone import Phone, step, tap_tick, undone

pytestmark = [pytest.mark.browser, pytest.mark.worker(False)]


def test_a_row_opens_one_step_alone_and_leads_back(phone: Phone) -> None:
    # Given the library
    page = phone.open("/library")
    # when she opens a step
    page.get_by_role("link", name=re.compile("^Warm damp cloth")).click()
    # then only that one is there, from its beginning, under the way back
    expect(page.get_by_role("heading", level=2)).to_have_text(["Warm damp cloth"])
    expect(page.get_by_role("article")).to_have_count(1)
    expect(page.get_by_role("link", name="All steps")).to_be_in_viewport()
    # and the way back leads to the list
    page.get_by_role("link", name="All steps").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Library")


def test_without_a_name_the_whole_book_is_there(phone: Phone) -> None:
    # Given all readings at once
    page = phone.open("/library/readings")
    # then each of them is there
    expect(page.get_by_role("article")).to_have_count(8)


@pytest.mark.worker(True)
def test_an_opened_step_shows_its_words_without_a_network(phone: Phone) -> None:
    # Given a phone that has the week, and no network
    page = phone.keep_week()
    phone.lose_network()
    page = phone.open("/today")
    # when a step is opened
    row = step(page, undone(page)[0])
    row.locator("summary").first.click()
    # then how it is done and when to stop are there, once, and the way to the rest of it
    for heading in ("Why", "How", "How long", "When to stop", "Evidence"):
        expect(row.get_by_role("heading", name=heading, exact=True)).to_have_count(1)
    row.get_by_role("link", name="Read more").click()
    expect(page.get_by_role("article")).to_have_count(1)
    expect(page.get_by_role("heading", name="Sources")).to_be_visible()


def test_a_phone_without_worker_and_network_says_what_is_missing(phone: Phone) -> None:
    # Given a day open in a browser that keeps no pages, and the network gone
    phone.context.add_init_script("delete Navigator.prototype.serviceWorker")
    page = phone.open("/today")
    phone.lose_network()
    # when a session is started, then it says why it cannot be
    page.locator('[data-group="next"] [data-start]').click()
    expect(page.get_by_text("The player needs a connection this once.")).to_be_visible()
    # and the step can be ticked all the same
    place = undone(page)[0]
    tap_tick(page, place)
    expect(step(page, place)).to_have_attribute("data-state", "done")


def test_skipping_to_the_content_of_one_step_stays_with_it(phone: Phone) -> None:
    page = phone.open("/library/steps#warm_compress")
    page.get_by_role("link", name="Skip to content").press("Enter")
    expect(page.locator("main")).to_be_focused()
    expect(page.get_by_role("article")).to_have_count(1)
