"""What was tapped can be taken back: at once, and later from its own row."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.phone import (
    Phone,
    expect_step,
    line_of,
    sending,
    step,
    tap_tick,
    undone,
    write_line,
)
from tests.browser.place import Place

pytestmark = [pytest.mark.browser, pytest.mark.worker(False)]


def undo(page: Page) -> None:
    page.locator("#toasts").get_by_role("button", name="Undo").click()


def test_a_tick_is_taken_back_from_the_sentence_that_follows_it(place: Place, phone: Phone) -> None:
    # Given a step that has just been ticked
    page = phone.open("/today")
    (place_of,) = undone(page)
    name = step(page, place_of).locator(".t").inner_text()
    with sending(page):
        tap_tick(page, place_of)
    expect(page.locator("#toasts")).to_contain_text(f"{name}: done.")
    expect_step(page, place_of, "done")
    # when Undo is tapped
    with sending(page):
        undo(page)
    # then it is as before, here and on the server, and the sentence has gone
    expect_step(page, place_of, "undone")
    expect(page.locator("#toasts")).to_be_empty()
    assert [one.payload["state"] for one in place.written()] == ["done", "undone"]
    phone.open("/today")
    expect_step(page, place_of, "undone")


def test_the_sentence_goes_after_six_seconds(phone: Phone) -> None:
    # Given a step that has just been ticked, and a pointer that rests elsewhere
    phone.context.clock.install()
    page = phone.open("/today")
    with sending(page):
        tap_tick(page, *undone(page))
    page.mouse.move(0, 0)
    expect(page.locator("#toasts .toast")).to_be_visible()
    # when six seconds have passed
    page.clock.run_for(7_000)
    # then the sentence has gone
    expect(page.locator("#toasts")).to_be_empty()


def test_a_tick_is_taken_back_later_from_its_row(place: Place, phone: Phone) -> None:
    # Given a step ticked on an earlier visit
    page = phone.open("/today")
    (place_of,) = undone(page)
    name = step(page, place_of).locator(".t").inner_text()
    with sending(page):
        tap_tick(page, place_of)
    page = phone.open("/today")
    expect_step(page, place_of, "done")
    # when its stone is tapped
    with sending(page):
        step(page, place_of).get_by_role("button", name=f"Take back: {name}").click()
    # then it is to do again
    expect_step(page, place_of, "undone")
    assert [one.payload["state"] for one in place.written()] == ["done", "undone"]


def test_a_removed_line_comes_back(place: Place, phone: Phone) -> None:
    # Given a line written today
    page = phone.open("/journal/new")
    with sending(page):
        write_line(page, "Laughed at lunch")
    page = phone.open("/journal/new")
    # when it is removed
    with sending(page):
        line_of(page, "Laughed at lunch").get_by_role("button", name="Remove").click()
    expect(line_of(page, "Laughed at lunch")).to_have_count(0)
    expect(page.locator("#toasts")).to_contain_text("Entry removed.")
    # and Undo is tapped
    with sending(page):
        undo(page)
    # then it is back, here and on the server
    expect(line_of(page, "Laughed at lunch")).to_have_count(1)
    phone.open("/journal/new")
    expect(line_of(page, "Laughed at lunch")).to_have_count(1)
    written = [one.type for one in place.written()]
    assert written == ["journal.add", "journal.remove", "journal.edit"]


def test_a_mood_tapped_by_mistake_is_taken_back(place: Place, phone: Phone) -> None:
    # Given a mood that has just been tapped
    page = phone.open("/check-in")
    before = page.locator("[data-list=check-ins] [data-entry]").count()
    with sending(page):
        page.get_by_role("button", name="Good", exact=True).click()
    expect(page.locator("[data-list=check-ins] [data-entry]")).to_have_count(before + 1)
    # when Undo is tapped
    with sending(page):
        undo(page)
    # then it is gone
    expect(page.locator("[data-list=check-ins] [data-entry]")).to_have_count(before)
    assert [one.type for one in place.written()] == ["checkin.add", "checkin.remove"]


def test_the_sentence_leaves_the_new_line_within_reach(phone: Phone) -> None:
    # Given a small phone and a line just written, with its sentence
    page = phone.open("/journal/new")
    page.set_viewport_size({"width": 360, "height": 740})
    with sending(page):
        write_line(page, "Within reach")
    expect(page.locator("#toasts .toast")).to_be_visible()
    page.locator("#toasts button").focus()  # it stays while somebody is at it
    # when the page is scrolled to its end
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    # then the sentence is below everything that can be done with the line
    tools = line_of(page, "Within reach").locator(".tools").bounding_box()
    toast = page.locator("#toasts .toast").bounding_box()
    assert tools is not None
    assert toast is not None
    assert tools["y"] + tools["height"] <= toast["y"]
