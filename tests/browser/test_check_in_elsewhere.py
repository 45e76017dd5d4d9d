"""A check-in whose visit goes on, though it was taken out elsewhere, and whose names are odd."""

import pytest
from playwright.sync_api import expect

from tests.browser.answering import all_sent, answered, expect_said, kept, rate, ready
from tests.browser.elsewhere import Elsewhere
from tests.browser.phone import Phone
from tests.browser.place import Place

pytestmark = [pytest.mark.browser, pytest.mark.worker(False)]


def test_what_was_taken_out_elsewhere_is_not_put_back_by_the_next_answer(
    place: Place, phone: Phone
) -> None:
    # Given an answer that was sent, and taken out on another device
    page = ready(phone)
    rate(page, "Energy", 3)
    (first,) = kept(page, 1)
    all_sent(page)
    Elsewhere(place).post(f"/check-in/{first['id']}/remove", day=place.today)
    # when the page is loaded again, nothing of it is answered
    page = ready(phone)
    expect(page.locator(".mood-row")).to_have_count(0)
    expect_said(page, "Energy", "not yet")
    # and another answer is another check-in
    rate(page, "Sleep last night", 4)
    expect(page.locator(".mood-row .parts")).to_have_text("Sleep last night 4")
    all_sent(page)
    assert answered(place)[-1] == ("checkin.add", {"sleep": 4})


def test_what_was_changed_elsewhere_stays_when_another_answer_comes(
    place: Place, phone: Phone
) -> None:
    # Given an answer that was sent, and changed on another device
    page = ready(phone)
    rate(page, "Energy", 3)
    (first,) = kept(page, 1)
    all_sent(page)
    elsewhere = Elsewhere(place)
    elsewhere.post(f"/check-in/entries/{first['id']}", day=place.today, mood="4", energy="6")
    # when the page is loaded again, it says so
    page = ready(phone)
    expect_said(page, "Energy", "6 of 10")
    # and another answer takes nothing of it back
    rate(page, "Sleep last night", 4)
    expect(page.locator(".mood-row .parts")).to_contain_text("Sleep last night 4")
    all_sent(page)
    _, now = answered(place)[-1]
    assert now == {"of": first["id"], "mood": 4, "energy": 6, "sleep": 4}


def test_a_symptom_of_ones_own_may_have_any_name(place: Place, phone: Phone) -> None:
    # Given own symptoms that are called as words of ours, and as what every object has
    names = ("pause", "energy", "__proto__")
    elsewhere = Elsewhere(place)
    for name in names:
        elsewhere.post("/check-in/following", own=name, pin=name)
        # when one is rated, its row says its name
        page = ready(phone)
        page.locator(f"[data-check-in] fieldset[data-symptom='{name}'] [value='3']").check()
        expect(page.locator(".mood-row .parts").first).to_have_text(f"{name} 3")
        page.get_by_role("button", name="Done").click()
        expect(page.locator("#said")).to_be_focused()
