"""The player takes care: warmth and movement have limits, every hand and phone can use it."""

import pytest
from playwright.sync_api import expect

from tests.browser.phone import Phone, outbox, sending, wait_until
from tests.browser.place import Place
from tests.browser.playing import (
    HOUR_MS,
    NEXT,
    TWO_STEPS,
    begin,
    expect_mode,
    pass_time,
    press,
    says,
    shape,
    start,
    ticks,
    today,
)
from tests.browser.test_accessibility import assert_clean

pytestmark = [pytest.mark.browser, pytest.mark.worker(False)]


def test_a_whole_session_is_done_by_keyboard_and_told_by_roles(phone: Phone) -> None:
    # Given two steps, the first without a clock
    page = today(phone)
    page.evaluate(TWO_STEPS)
    shape(page, pace="", heat="", kind="care", minutes="0")
    title = page.locator(f"{NEXT} .t").inner_text()
    # when Start is pressed by key
    page.locator(NEXT).locator("[data-start]").press("Enter")
    player = page.get_by_role("dialog", name=title)
    expect(player).to_be_visible()
    expect(player.get_by_role("heading", name=title)).to_be_focused()
    expect(player.get_by_role("status").filter(has_text="No clock for this one")).to_be_visible()
    # and the step is said to be done with the one big button
    player.get_by_role("button", name="Done").press("Enter")
    pass_time(page, 6)
    player = page.get_by_role("dialog")
    expect(player.get_by_text("Step 2 of 2")).to_be_visible()
    expect(player.get_by_role("timer")).to_be_visible()
    player.get_by_role("button", name="Skip").press("Enter")
    expect(player.get_by_role("button", name="Pain", exact=True)).to_be_focused()
    player.get_by_role("button", name="Eye sore").press("Enter")
    # then it is asked how it was, in two groups of eleven
    expect(player.get_by_role("heading", name="That is all for now")).to_be_focused()
    effort = player.get_by_role("group", name="Effort")
    effort.get_by_role("button", name="More: Effort").press("Enter")
    expect(effort.get_by_role("radio", name="5 · moderate")).to_be_checked()
    expect(player.get_by_text("Smaller next time is better.")).to_be_visible()
    player.get_by_role("button", name="Less: Effort").press("Enter")
    with sending(page):
        page.keyboard.press("Escape")
    expect(page.locator("#player")).to_be_hidden()
    (felt,) = [one for one in outbox(page) if one["type"] == "session.felt"]
    assert felt["payload"]["effort"] == 4


def test_too_much_pain_offers_a_pause_of_movements_and_does_nothing_by_itself(
    phone: Phone, place: Place
) -> None:
    # Given a session just done
    page = today(phone)
    begin(page, minutes="0")
    page.locator("#player [data-p='pause']").click()
    expect_mode(page, "between")
    page.locator("#player [data-p='pause']").click()
    says(page, "count", "Step 2 of 2")
    page.locator("#player [data-p='skip']").click()
    page.locator("#player [data-p='reasons'] [value=time]").click()
    expect_mode(page, "felt")
    # when it hurt
    page.locator("#player [name='pain'][value='4']").check(force=True)
    # then the sentence is there with an offer
    expect(page.get_by_text("Stop here today. Rest is part of the plan.")).to_be_visible()
    page.get_by_role("button", name="Pause movements until I resume").click()
    # and only the press pauses
    expect(page.get_by_text("Movements are paused. You resume them under Plan.")).to_be_visible()
    page.get_by_role("button", name="Back to today").click()
    page.goto(place.url + "/plan")
    expect(page.get_by_role("heading", name="Movements are paused")).to_be_visible()


@pytest.mark.parametrize(
    ("heat", "minutes", "clock"), [("10", "120", "10:00"), ("15", "99", "15:00")]
)
def test_warmth_ends_at_its_cap_whatever_a_plan_says(
    phone: Phone, heat: str, minutes: str, clock: str
) -> None:
    page = today(phone)
    begin(page, heat=heat, minutes=minutes)
    # a warm step waits until the cloth or the water is ready, and tells what to rely on
    expect_mode(page, "waiting")
    says(page, "clock", clock)
    says(page, "heat", "Keep the screen on or use a kitchen timer.")
    page.locator("#player [data-p='pause']").click()
    expect_mode(page, "running")
    pass_time(page, int(heat) * 60 + 6)
    number = {"10": "Ten", "15": "Fifteen"}[heat]
    says(page, "note", f"{number} minutes, that is enough warmth.")


def test_a_step_of_two_hours_has_a_clock_of_hours(phone: Phone) -> None:
    page = today(phone)
    begin(page, minutes="120", kind="body")
    says(page, "clock", "2:00:00")


@pytest.mark.parametrize("pace", ["0,2,6", "3,0,6", "nonsense", "3"])
def test_a_pace_that_is_none_leaves_the_minutes(phone: Phone, pace: str) -> None:
    page = today(phone)
    begin(page, pace=pace, minutes="1")
    pass_time(page, 6)
    says(page, "phase", "Go gently")


def test_a_plan_of_forty_steps_is_played_one_at_a_time(phone: Phone) -> None:
    page = today(phone)
    shape(page, pace="", heat="", kind="care", minutes="1")
    page.evaluate(
        """() => {
          const list = document.querySelector('[data-group="after"] .steps');
          list.querySelectorAll('.step').forEach((row, n) => n && row.remove());
          const row = list.querySelector('.step');
          for (let n = 2; n < 40; n++) {
            list.append(Object.assign(row.cloneNode(true), { id: `n${n}` }));
            list.lastElementChild.dataset.occ = String(n);
          }
        }"""
    )
    start(page)
    says(page, "count", "Step 1 of 40")


MOVED = """async ([path, step, moved]) => (await import(path)).waits(step, moved, 0)"""


@pytest.mark.parametrize(
    ("kind", "minutes", "moved", "why"),
    [
        ("active", 3, {"session": 0, "day": 0, "endedAt": 0}, ""),
        ("active", 3, {"session": 480, "day": 480, "endedAt": 0}, "session"),
        ("active", 3, {"session": 0, "day": 1080, "endedAt": 0}, "day"),
        ("active", 3, {"session": 420, "day": 1020, "endedAt": 0}, ""),
        ("active", 1, {"session": 0, "day": 60, "endedAt": -HOUR_MS + 1000}, "hour"),
        ("active", 1, {"session": 0, "day": 60, "endedAt": -HOUR_MS}, ""),
        ("active", 1, {"session": 0, "day": 60, "endedAt": HOUR_MS}, ""),
        ("care", 12, {"session": 600, "day": 1200, "endedAt": -1000}, ""),
        ("stretch", 3, {"session": 600, "day": 1200, "endedAt": -1000}, ""),
    ],
)
def test_movement_is_capped_and_other_steps_are_not(
    phone: Phone, kind: str, minutes: int, moved: dict[str, int], why: str
) -> None:
    page = phone.open("/today")
    entry = page.locator("script[type=module]").get_attribute("src") or ""
    step = {"kind": kind, "seconds": minutes * 60, "pace": None}
    path = entry.replace("app.js", "player/limits.js")
    assert page.evaluate(MOVED, [path, step, moved]) == why


def test_a_movement_within_the_hour_waits_and_says_why(phone: Phone) -> None:
    # Given a movement done ten minutes ago
    page = today(phone)
    page.evaluate(TWO_STEPS)
    after = '[data-group="after"] .step'
    shape(page, kind="active", pace="2,4,6")
    shape(page, after, kind="care", minutes="1", pace="")
    ten_ago = page.evaluate("Date.now() - 600_000")
    done = '[data-group="done"] .step'
    shape(page, done, kind="active", minutes="1", at=str(ten_ago))
    title = page.locator(f"{NEXT} .t").inner_text()
    # when a session begins, then the next movement is left out with its reason
    start(page)
    says(page, "count", "Step 1 of 1")
    says(page, "note", f"{title} waits: an hour between sessions of movement lets the face rest.")


FOLD = """() => {
  for (const one of document.querySelectorAll('#player details')) one.open = false;
}"""


@pytest.mark.parametrize("language", ["English", "中文"])
def test_axe_finds_nothing_in_any_state_of_the_player(phone: Phone, language: str) -> None:
    page = today(phone)
    if language != "English":
        phone.open("/settings").get_by_role("button", name=language).click()
        expect(page.locator("html[lang='zh-Hans'][data-ready]")).to_be_attached()
        phone.open("/today")
    page.evaluate(TWO_STEPS)
    shape(page, pace="", heat="10", kind="care", minutes="10")
    start(page)
    expect_mode(page, "waiting")
    assert_clean(page)
    page.evaluate(FOLD)
    page.locator("#player [data-p='pause']").click()
    expect_mode(page, "running")
    # opening the words, as the check does, pauses
    assert_clean(page)
    page.evaluate(FOLD)
    expect_mode(page, "paused")
    page.locator("#player [data-p='skip']").click()
    assert_clean(page)
    page.evaluate(FOLD)
    page.locator("#player [data-p='stay']").click()
    page.locator("#player [data-p='pause']").click()
    expect_mode(page, "running")
    pass_time(page, 606)
    expect_mode(page, "between")
    assert_clean(page)
    page.evaluate(FOLD)
    pass_time(page, 6)
    page.locator("#player [data-p='skip']").click()
    page.locator("#player [data-p='reasons'] [value=time]").click()
    expect_mode(page, "felt")
    page.locator("#player [name='pain'][value='4']").check(force=True)
    assert_clean(page)


def test_a_double_tap_on_start_opens_one_player(phone: Phone) -> None:
    page = today(phone)
    page.evaluate(
        "row => { for (let n = 0; n < 2; n++) document.querySelector(row).click(); }",
        f"{NEXT} [data-start]",
    )
    expect(page.locator("#player[open][data-kept]")).to_be_visible()
    expect(page.locator("#player")).to_have_count(1)


def test_back_never_gives_warmth_its_minutes_again(phone: Phone) -> None:
    # Given nine minutes of a cloth
    page = today(phone)
    begin(page, heat="10", minutes="10")
    press(page, "pause")
    expect_mode(page, "running")
    pass_time(page, 5 + 9 * 60)
    # when Back is pressed
    press(page, "back")
    # then one minute is left, not ten
    expect_mode(page, "waiting")
    says(page, "clock", "1:00")
    # and once it is over Back does not begin it anew
    press(page, "pause")
    expect_mode(page, "running")
    pass_time(page, 61)
    expect_mode(page, "between")
    press(page, "back")
    says(page, "note", "Ten minutes, that is enough warmth.")
    expect_mode(page, "finished")


def test_between_two_steps_there_is_nothing_to_skip(phone: Phone) -> None:
    page = today(phone)
    begin(page, minutes="0")
    press(page, "pause")
    expect_mode(page, "between")
    expect(page.locator("#player [data-p='skip']")).to_be_hidden()


def test_closing_between_two_steps_keeps_the_next_one_waiting(phone: Phone) -> None:
    # Given a movement just done
    page = today(phone)
    begin(page, kind="active", pace="1,4,6")
    pass_time(page, 9.5)
    expect_mode(page, "between")
    # when the player is closed before the next step begins, and opened again
    press(page, "close")
    expect(page.locator("#player")).to_be_hidden()
    page.locator(NEXT).locator("[data-start]").click()
    # then it is the same session, at its second step
    says(page, "count", "Step 2 of 2")


def test_what_was_answered_afterwards_survives_a_reload(phone: Phone) -> None:
    # Given a session done, and one of its two questions answered
    page = today(phone)
    begin(page, minutes="0")
    press(page, "pause")
    expect_mode(page, "between")
    press(page, "pause")
    says(page, "count", "Step 2 of 2")
    press(page, "skip")
    page.locator("#player [data-p='reasons'] [value=time]").click()
    expect_mode(page, "felt")
    page.locator("#player [name='effort'][value='2']").check(force=True)
    wait_until(page, FELT_KEPT)
    # when the page is loaded again
    page.reload()
    # then the answer stands
    expect(page.get_by_role("radio", name="2 · mild").first).to_be_checked()
    with sending(page):
        press(page, "finish")
    (felt,) = ticks(page, "session.felt")
    assert felt["payload"]["effort"] == 2
    assert "pain" not in felt["payload"]


FELT_KEPT = """() => new Promise((resolve) => {
  const asked = indexedDB.open('facekind');
  asked.onsuccess = () => {
    const found = asked.result.transaction('meta').objectStore('meta').get('session');
    found.onsuccess = () => resolve(found.result?.felt?.effort === 2);
  };
})"""

FULL = """() => {
  IDBObjectStore.prototype.add = () => { throw new DOMException('', 'QuotaExceededError'); };
}"""


def test_what_the_phone_cannot_keep_is_said_and_not_passed_over(phone: Phone) -> None:
    # Given a session whose first step is kept, and a phone whose storage has then run full
    page = today(phone)
    begin(page, minutes="0")
    press(page, "pause")
    expect_mode(page, "between")
    page.evaluate(FULL)
    press(page, "pause")
    says(page, "count", "Step 2 of 2")
    # when the second is skipped
    press(page, "skip")
    page.locator("#player [data-p='reasons'] [value=time]").click()
    # then it says that this could not be kept, and goes on only by a tap
    says(page, "note", "This could not be kept on the phone. Please tick it on Today.")
    expect_mode(page, "finished")
    pass_time(page, 30)
    expect_mode(page, "finished")
    press(page, "pause")
    expect_mode(page, "felt")
    # and what is said afterwards is not lost by closing
    page.locator("#player [name='pain'][value='2']").check(force=True)
    press(page, "finish")
    says(page, "felt-told", "This could not be kept. Press again to leave without it.")
    expect(page.locator("#player")).to_be_visible()
    press(page, "finish")
    expect(page.locator("#player")).to_be_hidden()
