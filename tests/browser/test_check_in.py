"""A check-in in under a minute: a visit is one entry, offline too, and signs are told at once."""

import sys
from datetime import date, timedelta
from time import monotonic

import pytest
from playwright.sync_api import Page, expect

from tests.browser.answering import all_sent, answered, expect_said, kept, rate, ready
from tests.browser.phone import (
    PATIENCE_MS,
    Phone,
    drafts_on,
    main_of,
)
from tests.browser.place import Place
from tests.browser.test_accessibility import assert_clean

pytestmark = pytest.mark.browser

A_MINUTE_S = 60
DAY_MS = 86_400_000
SYMPTOMS = ("Tight or stiff face", "Dry or gritty eye", "Other parts move along")
WORKERLESS = pytest.mark.worker(False)


def page_day(place: Place, days: int) -> str:
    """Give a day near today."""
    return (date.fromisoformat(place.today) + timedelta(days=days)).isoformat()


@WORKERLESS
def test_a_whole_check_in_takes_less_than_a_minute(place: Place, phone: Phone) -> None:
    # Given somebody who follows three symptoms, energy, sleep and their eye
    page = ready(phone)
    taps, begun = 0, monotonic()
    # when everything is answered: mood, three symptoms, energy, sleep and a tag
    page.get_by_role("button", name="Okay", exact=True).click()
    for name, value in zip(SYMPTOMS, (4, 2, 5), strict=True):
        rate(page, name, value)
        taps += 1
    rate(page, "Energy", 6)
    rate(page, "Sleep last night", 7)
    page.locator("summary").filter(has_text="Tags").click()
    page.locator(".chip").filter(has_text="work").click()
    taps += 5
    expect(page.locator(".mood-row .parts")).to_contain_text("work")
    seconds = monotonic() - begun
    sys.stdout.write(f"\nA whole check-in: {taps} taps, {seconds:.1f} s by a machine\n")
    # then it is one check-in, and all of it is told in words
    assert (taps, seconds < A_MINUTE_S) == (8, True)
    row = page.locator(".mood-row")
    expect(row).to_have_count(1)
    for words in ("Okay", "Tight or stiff face, left cheek 4", "Energy 6", "Sleep last night 7"):
        expect(row).to_contain_text(words)
    all_sent(page)
    (first, *later) = answered(place)
    assert first == ("checkin.add", {"mood": 3})
    assert {kind for kind, _ in later} == {"checkin.edit"}
    assert later[-1][1]["tags"] == ["work"]
    assert [one["rating"] for one in later[-1][1]["symptoms"]] == [4, 2, 5]
    # and the server tells the same words
    drawn = row.inner_text()
    page = ready(phone)
    assert page.locator(".mood-row").inner_text() == drawn
    expect_said(page, "Energy", "6 of 10")


@WORKERLESS
def test_the_same_as_yesterday_is_one_tap_and_the_first_press_begins_there(
    place: Place, phone: Phone
) -> None:
    # Given yesterday's answers
    page = ready(phone)
    # when + is pressed once on a scale, it is as yesterday
    tight = page.get_by_role("group", name=SYMPTOMS[0])
    expect(tight).to_have_attribute("data-before", "4")
    tight.get_by_role("button", name="More").click()
    expect_said(page, SYMPTOMS[0], "4 · moderate")
    tight.get_by_role("button", name="More").click()
    kept(page, 1)
    # and when the rest is the same, one tap keeps it; what was answered stays, the eye is looked at
    page.get_by_role("button", name="Same as yesterday").click()
    expect(page.locator(".mood-row .parts")).to_contain_text("Energy 6")
    all_sent(page)
    _, last = answered(place)[-1]
    rated = {one["key"]: one["rating"] for one in last["symptoms"]}
    assert rated == {"tight": 5, "eye_dry": 4, "linked_move": 5}
    assert (last["energy"], last["sleep"], last.get("mood")) == (6, 7, None)


@WORKERLESS
def test_a_visit_outlives_a_reload_and_ends_when_it_is_done_or_left(
    place: Place, phone: Phone
) -> None:
    # Given an answer, and the page loaded again
    page = ready(phone)
    rate(page, "Energy", 3)
    kept(page, 1)
    page = ready(phone)
    expect_said(page, "Energy", "3 of 10")
    # when another answer comes, it is the same check-in
    rate(page, "Sleep last night", 4)
    kept(page, 2)
    # and after Done the next one is another
    page.get_by_role("button", name="Done").click()
    expect(page.locator("#said")).to_be_focused()
    expect_said(page, "Energy", "not yet")
    rate(page, "Energy", 8)
    kept(page, 3)
    # and so it is when the page was left for sixteen minutes
    later_ms = page.evaluate("Date.now() + 16 * 60_000")
    phone.context.clock.set_fixed_time(later_ms / 1000)
    page = ready(phone)
    expect_said(page, "Energy", "not yet")
    rate(page, "Energy", 9)
    kept(page, 4)
    all_sent(page)
    assert [kind for kind, _ in answered(place)] == [
        "checkin.add", "checkin.edit", "checkin.add", "checkin.add"
    ]  # fmt: skip
    expect(page.locator(".mood-row")).to_have_count(3)


@WORKERLESS
def test_an_answer_is_taken_back_and_goes_on_from_there(place: Place, phone: Phone) -> None:
    # Given two answers of a visit
    page = ready(phone)
    rate(page, "Energy", 3)
    kept(page, 1)
    rate(page, "Energy", 9)
    kept(page, 2)
    expect(page.locator(".mood-row .parts")).to_have_text("Energy 9")
    # when the second is taken back
    page.locator("#toasts button").click()
    expect(page.locator(".mood-row .parts")).to_have_text("Energy 3")
    expect(page.get_by_role("group", name="Energy").get_by_role("status")).to_have_text("3 of 10")
    # and another scale is answered, the first answer stands beside it
    rate(page, "Sleep last night", 5)
    expect(page.locator(".mood-row .parts")).to_have_text("Energy 3Sleep last night 5")
    # and when an answer is cleared, it is no longer said; without any, the check-in is gone
    page.get_by_role("button", name="Clear: Energy").click()
    expect(page.locator(".mood-row .parts")).to_have_text("Sleep last night 5")
    page.get_by_role("button", name="Clear: Sleep last night").click()
    expect(page.locator(".mood-row")).to_have_count(0)
    all_sent(page)
    assert answered(place)[-1][0] == "checkin.remove"


@WORKERLESS
def test_two_tabs_answer_one_check_in_and_neither_loses_the_other(
    place: Place, phone: Phone
) -> None:
    # Given two tabs of today
    first = ready(phone)
    second = ready(phone, page=phone.context.new_page())
    # when each answers something else
    rate(first, "Energy", 2)
    kept(first, 1)
    rate(second, "Sleep last night", 7)
    kept(second, 2)
    rate(first, SYMPTOMS[0], 3)
    kept(first, 3)
    # then it is one check-in with all of it
    all_sent(first)
    kinds = [kind for kind, _ in answered(place)]
    assert kinds == ["checkin.add", "checkin.edit", "checkin.edit"]
    _, last = answered(place)[-1]
    assert (last["energy"], last["sleep"], last["symptoms"][0]["rating"]) == (2, 7, 3)


@WORKERLESS
def test_a_sign_is_told_once_a_day_after_the_answer_is_kept(place: Place, phone: Phone) -> None:
    # Given the eye's scales
    page = ready(phone)
    sore = page.get_by_role("group", name="Eye pain")
    sore.locator("input[value='6']").check()
    expect(page.locator("dialog[open]")).to_have_count(0)
    # when a rating is a sign
    sore.locator("input[value='7']").check()
    card = page.get_by_role("dialog", name="These can be signs")
    expect(card).to_be_visible()
    # then it is kept already, the card says what to do, and axe finds nothing
    assert kept(page, 1)[-1]["payload"]["symptoms"][0]["rating"] == 7
    expect(card).to_contain_text("Go to an eye department today.")
    expect(card.get_by_role("link", name="Help now")).to_be_focused()
    assert_clean(page)
    # and Escape goes on where one was
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(sore.locator("input[value='7']")).to_be_focused()
    # and the same day it is not told again, while another sign is
    sore.locator("input[value='9']").check()
    ready(phone)
    sore.locator("input[value='8']").check()
    page.get_by_role("group", name="Red eye").locator("input[value='9']").check()
    expect(card).to_contain_text("Because of: Red eye")
    card.get_by_role("button", name="Go on").click()
    # and a lid that stays open is a quiet line, gone when it is less
    lid = page.get_by_role("group", name="Does the eye close fully?")
    lid.locator("input[value='8']").check()
    expect(page.locator("[data-quiet]")).to_contain_text("within days")
    lid.locator("input[value='2']").check()
    expect(page.locator("[data-quiet]")).to_have_count(0)
    expect(page.locator(".mood-row .parts")).to_contain_text("Eye will not close, left eye 2")
    all_sent(page)
    rated = {one["key"]: one["rating"] for one in answered(place)[-1][1]["symptoms"]}
    assert rated == {"eye_pain": 8, "eye_red": 9, "eye_open": 2}


@WORKERLESS
def test_drops_are_counted_with_undo_and_another_day_keeps_its_own(
    place: Place, phone: Phone
) -> None:
    # Given a past day with drops of its own
    day = page_day(place, -2)
    page = ready(phone, f"/check-in?d={day}")
    drops = page.locator("[data-care=drops]")
    before = drops.get_by_role("status").inner_text()
    # when one more is counted, and taken back, and put back
    drops.get_by_role("button", name="One more").click()
    expect(drops.get_by_role("status")).not_to_have_text(before)
    after = drops.get_by_role("status").inner_text()
    drops.get_by_role("button", name="One less").click()
    expect(drops.get_by_role("status")).to_have_text(before)
    page.locator("#toasts button").click()
    expect(drops.get_by_role("status")).to_have_text(after)
    # and a symptom of that day is rated
    rate(page, SYMPTOMS[0], 9)
    kept(page, 4)
    all_sent(page)
    assert {one.day for one in place.written()} == {day}
    assert [one.type for one in place.written()] == [
        "care.add", "care.remove", "care.edit", "checkin.add"
    ]  # fmt: skip
    assert (
        ready(phone, f"/check-in?d={day}").locator("[data-care=drops] output").inner_text() == after
    )


def test_yesterday_is_known_offline_though_it_never_left_the_phone(
    place: Place, lasting_phone: Phone
) -> None:
    # Given the week on the phone, no network, and today's answers
    page = lasting_phone.keep_week("/check-in")
    lasting_phone.lose_network()
    page = ready(lasting_phone)
    rate(page, SYMPTOMS[0], 8)
    rate(page, "Energy", 1)
    rate(page, "Sleep last night", 3)
    page.locator("#note").fill("Kept for later")
    kept(page, 1)
    expect(page.locator(".said-of > .text")).to_have_text("Kept for later")
    # when the next day comes, still without a network
    noon = (int(main_of(page, "begins")) + int(main_of(page, "ends"))) // 2
    lasting_phone.restart(offline=True)
    page = lasting_phone.open("/check-in")
    lasting_phone.set_clock(noon + DAY_MS)
    page = ready(lasting_phone)
    assert main_of(page, "day") == page_day(place, 1)
    # then it can be the same as yesterday in one tap
    page.get_by_role("button", name="Same as yesterday").click()
    expect(page.locator(".mood-row .parts")).to_contain_text("Tight or stiff face, left cheek 8")
    expect(page.locator(".mood-row .parts")).to_contain_text("Energy 1")
    # and what waits is told in words
    page = lasting_phone.open("/this-phone")
    expect(page.locator("main")).to_contain_text("Tight or stiff face, left cheek: 8")
    expect(page.locator("main")).to_contain_text("Kept for later")


def test_a_line_outlives_a_tab_that_is_killed_while_it_is_typed(
    place: Place, lasting_phone: Phone
) -> None:
    # Given a line that is just being typed
    page = ready(lasting_phone)
    page.locator("#note").press_sequentially("The wind was co")
    until = monotonic() + PATIENCE_MS / 1000
    while not drafts_on(page):
        assert monotonic() < until
    # when the browser is killed
    lasting_phone.kill()
    # then the words are in the line, and kept, once
    page = ready(lasting_phone)
    expect(page.locator("#note")).to_have_value("The wind was co")
    expect(page.locator(".said-of > .text")).to_have_text("The wind was co")
    all_sent(page)
    assert drafts_on(page) == []
    assert {payload["note"] for _, payload in answered(place)} == {"The wind was co"}


@WORKERLESS
def test_a_row_is_changed_in_the_form_and_an_older_kind_on_a_page_of_its_own(
    place: Place, phone: Phone
) -> None:
    # Given yesterday's check-in
    day = page_day(place, -1)
    page = ready(phone, f"/check-in?d={day}")
    row = page.locator(".mood-row")
    # when it is changed
    row.get_by_role("link", name="Change").click()
    expect(page.get_by_role("group", name="Energy").get_by_role("status")).to_have_text("6 of 10")
    rate(page, "Energy", 2)
    expect(row.locator(".parts")).to_contain_text("Energy 2")
    all_sent(page)
    ((kind, changed),) = answered(place)
    assert (kind, changed["energy"], changed["mood"]) == ("checkin.edit", 2, 4)
    # and what the form does not ask is changed where it is asked
    fresh = make_odd(page)
    page = ready(phone, f"/check-in?d={day}")
    page.locator(f"[data-entry='{fresh}']").get_by_role("link", name="Change").click()
    expect(page).to_have_url(f"{place.url}/check-in/entries/{fresh}")
    rate(page, "Ringing in the ear", 2)
    page.get_by_role("button", name="Keep").click()
    expect(page.locator(f"[data-entry='{fresh}'] .parts")).to_have_text("Ringing in the ear 2")


def make_odd(page: Page) -> str:
    """Keep a check-in about something that is not followed, as a program does."""
    made: str = page.evaluate(
        """async () => {
          const at = Date.now().toString(16).padStart(12, '0');
          const id = `${at.slice(0, 8)}-${at.slice(8)}-7000-8000-000000000001`;
          await fetch(`/api/v1/check-ins/${id}`, {
            method: 'PUT', headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify({
              local_date: document.getElementById('main').dataset.day,
              symptoms: [{ key: 'tinnitus', rating: 6 }],
            }),
          });
          return id;
        }"""
    )
    return made


@WORKERLESS
def test_a_change_of_what_is_followed_is_asked_at_once(phone: Phone) -> None:
    # Given the page that says what is followed
    page = phone.open("/check-in/following")
    # when something is sought as one types, what is chosen stays in sight
    page.get_by_label("Find a symptom").fill("epiph")
    expect(page.locator(".ask:visible").filter(has_text="Eye waters")).to_have_count(1)
    expect(page.locator("[name=pin]:visible")).to_have_count(4)
    # and when another one is chosen in place of one
    page.locator("[name=pin][value=linked_move]").uncheck()
    page.locator("[name=pin][value=eye_water]").check()
    page.locator("select[name='side:eye_water']").select_option("both")
    page.get_by_role("button", name="Save what I follow").click()
    expect(page.locator("main")).to_contain_text("Your check-in asks this now.")
    # then a check-in asks it
    page = ready(phone)
    expect(page.get_by_role("group", name="Eye waters, both eyes")).to_be_visible()
    expect(page.get_by_role("group", name=SYMPTOMS[2])).to_have_count(0)
