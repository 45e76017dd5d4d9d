"""Where it is, and what moves along: by keyboard alone, and without a connection."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import MakePhone
from tests.browser.phone import Phone, expect_waiting, sending, wait_for_entries
from tests.browser.place import Place
from tests.browser.test_accessibility import assert_clean

pytestmark = pytest.mark.browser

WHERE, LINKED = "/check-in/where", "/check-in/linked"


def focused(page: Page) -> str:
    """What a screen reader says of what has the focus."""
    return str(
        page.evaluate(
            "document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText"
        )
    )


def tab_to(page: Page, what: str) -> None:
    """Go on with Tab until something is reached."""
    for _ in range(60):
        if focused(page).startswith(what):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to {what!r}")


def tap(page: Page, cell: str, times: int) -> None:
    for _ in range(times):
        page.locator(f'button[data-name="{cell}"]').click()


def test_a_place_is_shown_on_the_face_by_keyboard_alone(place: Place, phone: Phone) -> None:
    # Given the face map
    page = phone.open(WHERE)
    tab_to(page, "Left brow, not chosen")
    # when the arrows lead over the face, as it lies in a mirror
    for key, name in (
        ("ArrowRight", "Right brow, not chosen"),
        ("ArrowRight", "Right brow, not chosen"),
        ("ArrowDown", "Right eye, not chosen"),
        ("ArrowDown", "Right cheek, not chosen"),
        ("ArrowLeft", "Right side of the nose, not chosen"),
        ("ArrowLeft", "Left side of the nose, not chosen"),
        ("ArrowLeft", "Left cheek, not chosen"),
    ):
        page.keyboard.press(key)
        assert focused(page) == name
    # and Enter chooses, then what and how much are answered and kept
    page.keyboard.press("Enter")
    assert focused(page) == "Left cheek, chosen"
    expect(page.locator("[data-now]")).to_have_text("Left cheek")
    tab_to(page, "The places as a list")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_role("radio", name="Weak or drooping face")).to_be_checked()
    tab_to(page, "More: How much")
    page.keyboard.press("Enter")
    assert_clean(page)
    tab_to(page, "Keep")
    with sending(page):
        page.keyboard.press("Enter")
        expect(page.locator("#said > li")).to_have_count(1)
    # then the place says so, has the focus again, and the server knows it
    assert focused(page) == "Left cheek: Weak or drooping face, 5"
    (one,) = place.written()
    said = {"key": "weak_face", "zone": "cheek", "side": "left", "rating": 5}
    assert (one.type, one.day, one.payload) == ("checkin.add", place.today, {"symptoms": [said]})
    # and it is taken back in one go, and that too
    with sending(page):
        page.locator("#said button").click()
        expect(page.locator("#said > li")).to_have_count(0)
    with sending(page):
        page.get_by_role("button", name="Undo").click()
        expect(page.locator("#said > li")).to_have_count(1)
    kinds = ["checkin.add", "checkin.remove", "checkin.edit"]
    assert [entry.type for entry in place.written()] == kinds


def test_every_place_is_large_enough_for_a_finger(phone: Phone) -> None:
    # Given the face map on a narrow phone
    page = phone.page
    page.set_viewport_size({"width": 362, "height": 740})
    phone.open(WHERE)
    assert page.locator(".face-map").evaluate("one => one.clientWidth") == 330
    # then none of its places is smaller than 44 px
    sizes = page.locator(".zone").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect()).map(r => [r.width, r.height])"
    )
    assert len(sizes) == 14
    assert min(min(size) for size in sizes) >= 44


def test_the_grid_is_filled_in_by_keyboard_and_kept_as_one_answer(
    place: Place, phone: Phone
) -> None:
    # Given the grid, with what an earlier month said below it
    page = phone.open(LINKED)
    before = page.locator("[data-list=linked] > li").count()
    tab_to(page, "Close my eyes: nothing moves along")
    page.keyboard.press("Tab")
    # when a cell goes round by Enter and Space
    for key, name in (
        ("Enter", "1, a little"),
        ("Space", "2, clearly"),
        ("Enter", "3, strongly"),
        ("Enter", "0, nothing moves along"),
        ("Enter", "1, a little"),
    ):
        page.keyboard.press(key)
        assert focused(page) == f"Close my eyes, brow: {name}"
    rest = page.get_by_role("button", name="Close my eyes: Nothing else")
    expect(rest).to_have_text("Nothing else")
    # then after a moment of quiet it is kept, once
    wait_for_entries(place, 1)
    # and the next ones change that answer, all of a row at a time if one likes
    page.get_by_role("button", name="Speak: nothing moves along").press("Enter")
    assert focused(page) == "Speak, brow: 0, nothing moves along"
    wait_for_entries(place, 2)
    page.get_by_role("button", name="Undo").press("Enter")
    assert focused(page) == "Speak, brow: not answered"
    wait_for_entries(place, 3)
    added, row, undone = place.written()
    brow = {"doing": "close_eyes", "moves": "brow", "level": 1}
    assert (added.type, added.payload) == ("synkinesis.add", {"cells": [brow]})
    assert (row.type, row.payload["of"].replace("-", ""), len(row.payload["cells"])) == (
        "synkinesis.edit",
        added.id,
        6,
    )
    assert (undone.type, undone.payload) == (
        "synkinesis.edit",
        {"of": row.payload["of"], "cells": [brow]},
    )
    assert_clean(page)
    # and a reload goes on with it
    page = phone.open(LINKED)
    expect(page.get_by_role("button", name="Close my eyes, brow: 1, a little")).to_be_visible()
    answers = page.locator("[data-list=linked] > li")
    expect(answers).to_have_count(min(before + 1, 3))
    # and it can be taken out and put back
    with sending(page):
        answers.first.get_by_role("button").click()
        expect(page.get_by_role("button", name="Close my eyes, brow: not answered")).to_be_visible()
        expect(page.locator("main")).to_be_focused()
    with sending(page):
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_role("button", name="Close my eyes, brow: 1, a little")).to_be_visible()
    removed, back = place.written()[3:]
    assert (removed.type, back.type) == ("synkinesis.remove", "synkinesis.edit")
    assert back.payload["cells"] == [brow]


def test_without_a_connection_both_are_kept_and_sent_later(
    place: Place, make_phone: MakePhone
) -> None:
    # Given the week on the phone, and no network
    phone = make_phone()
    page = phone.keep_week()
    phone.lose_network()
    past = (date.fromisoformat(place.today) - timedelta(days=3)).isoformat()
    # when a place of a past day is said on the list, and cells of the grid
    phone.open(f"{WHERE}?d={past}")
    expect(page.locator("[data-other-day]")).to_be_visible()
    page.get_by_text("The places as a list").click()
    page.get_by_text("Right corner of the mouth").click()
    page.get_by_text("Dribbling").click()
    page.get_by_role("radio", name="2 · mild").check()
    page.get_by_role("button", name="Keep", exact=True).click()
    kept = page.locator("#said > li", has_text="Right corner of the mouth: Dribbling, 2")
    expect(kept).to_be_visible()
    phone.open(LINKED)
    tap(page, "Smile, eye", 2)
    expect_waiting(page, 2)
    # then both are there again when the pages are opened anew, each on its day
    phone.open(f"{WHERE}?d={past}")
    expect(kept).to_be_visible()
    phone.open(WHERE)
    expect(page.locator("[data-other-day]")).to_be_hidden()
    expect(kept).to_have_count(0)
    phone.open(LINKED)
    expect(page.get_by_role("button", name="Smile, eye: 2, clearly")).to_be_visible()
    tap(page, "Eat, neck", 1)
    expect_waiting(page, 3)
    # and what waits is told in words
    phone.open("/this-phone")
    waiting = page.locator("[data-list=waiting]")
    expect(waiting).to_contain_text("Linked movements changed")
    expect(waiting).to_contain_text("Eat, neck: 1, a little")
    # and with the network back the server has them, each once
    with sending(page):
        phone.find_network()
    assert [(one.type, one.day) for one in place.written()] == [
        ("checkin.add", past),
        ("synkinesis.add", place.today),
        ("synkinesis.edit", place.today),
    ]
