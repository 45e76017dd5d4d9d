"""The player goes by the clock: through a locked screen, a reload and a dead battery."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Response, expect

from tests.browser.phone import Phone, expect_waiting, outbox, sending
from tests.browser.place import Place
from tests.browser.playing import (
    NEXT,
    begin,
    expect_clock,
    expect_mode,
    pass_time,
    press,
    says,
    ticks,
    today,
)

pytestmark = [pytest.mark.browser, pytest.mark.worker(False)]


def test_a_movement_is_held_and_rested_by_the_clock_and_ticked_once(phone: Phone) -> None:
    # Given a movement of two turns: 4 seconds held, 6 rested
    page = today(phone)
    begin(page, pace="2,4,6", kind="active")
    item = page.locator(NEXT).first.get_attribute("data-item")
    # when it is followed, then each phase is named with its clock
    says(page, "phase", "Get ready")
    pass_time(page, 5.5)
    says(page, "phase", "Hold, 1 of 2")
    pass_time(page, 4)
    says(page, "phase", "Rest")
    pass_time(page, 6)
    says(page, "phase", "Hold, 2 of 2")
    pass_time(page, 4)
    # and it goes on by itself, having ticked the step once
    expect_mode(page, "between")
    with sending(page):
        pass_time(page, 6)
    says(page, "count", "Step 2 of 2")
    made = [one for one in ticks(page) if one["payload"]["item_id"] == item]
    assert [one["payload"]["state"] for one in made] == ["done"]
    assert 19 <= made[0]["payload"]["seconds"] <= 20


def test_what_ended_under_a_locked_screen_says_when_and_waits(phone: Phone, place: Place) -> None:
    # Given five minutes of massage, begun
    page = today(phone)
    begin(page, minutes="5")
    pass_time(page, 6)
    # when the phone is locked and looked at twenty minutes later
    ended_at = page.evaluate("Date.now() + 299_000")
    with sending(page):
        page.clock.fast_forward(20 * 60 * 1000)
        expect_mode(page, "finished")
    # then it says when that ended, ticked at that time, and nothing else was played meanwhile
    expect(page.locator("#player [data-p='phase']")).to_have_text(
        page.evaluate(
            "at => { const t = new Date(at); return `This finished at ${t.getHours()}:"
            "${String(t.getMinutes()).padStart(2, '0')}.`; }",
            ended_at,
        )
    )
    (tick,) = ticks(page)
    assert abs(page.evaluate("at => Date.parse(at)", tick["occurred_at"]) - ended_at) < 2500
    assert len(place.written("item.set")) == 1
    page.locator("#player [data-p='pause']").click()
    says(page, "count", "Step 2 of 2")


def test_two_minutes_in_another_app_cost_nothing(phone: Phone) -> None:
    # Given ten minutes, begun
    page = today(phone)
    begin(page, minutes="10")
    pass_time(page, 65)
    # when two minutes pass elsewhere
    page.clock.fast_forward(120_000)
    pass_time(page, 1)
    # then the clock has gone on
    expect_mode(page, "running")
    expect_clock(page, "6:59")


def test_a_reload_in_mid_timer_comes_back_as_it_was(phone: Phone) -> None:
    # Given ten minutes, begun
    page = today(phone)
    begin(page, minutes="10")
    title = page.locator("#player-title").inner_text()
    pass_time(page, 65)
    # when the page is loaded again
    page.reload()
    # then the player is there, its clock where it should be
    expect(page.locator("#player")).to_be_visible()
    says(page, "title", title)
    expect_clock(page, "9:00")
    expect_mode(page, "running")


def test_a_paused_step_stays_where_it_was_through_a_reload(phone: Phone) -> None:
    page = today(phone)
    begin(page, minutes="10")
    pass_time(page, 65)
    page.locator("#player [data-p='pause']").click()
    expect_mode(page, "paused")
    page.clock.fast_forward(600_000)
    page.reload()
    expect_mode(page, "paused")
    expect_clock(page, "9:00")


def test_a_killed_browser_loses_neither_clock_nor_tick(lasting_phone: Phone, place: Place) -> None:
    # Scenario 35. Given ten minutes, running without network
    page = lasting_phone.keep_week()
    lasting_phone.lose_network()
    begin(page, minutes="10")
    expect_mode(page, "running")
    began = page.evaluate("Date.now()") / 1000
    # when the browser is killed, and opened again four minutes later
    lasting_phone.kill()
    lasting_phone.page.clock.install(time=began + 240)
    page = lasting_phone.open("/today")
    # then the clock has gone on
    expect_clock(page, "6:00")
    expect_mode(page, "running")
    # and killed once more, and opened when the time is over, it says so; the tick waits, once
    lasting_phone.kill()
    lasting_phone.page.clock.install(time=began + 900)
    page = lasting_phone.open("/today")
    for _ in range(2):
        expect_mode(page, "finished")
        expect_waiting(page, 1)
        page.reload()
    assert place.written() == []
    # and it is sent once the network is back
    lasting_phone.find_network()
    page.clock.run_for(2_000)
    expect_waiting(page, 0)
    assert len(place.written("item.set")) == 1


def test_a_clock_set_back_an_hour_neither_adds_an_hour_nor_loses_the_step(phone: Phone) -> None:
    # Given ten minutes, begun a minute ago
    page = today(phone)
    begin(page, minutes="10")
    pass_time(page, 65)
    # when the phone's clock is set back an hour
    page.clock.set_system_time(page.evaluate("Date.now()") / 1000 - 3600)
    pass_time(page, 1)
    # then the step goes on from where it was, and that is said
    expect_clock(page, "8:59")
    says(page, "note", "The phone's clock was changed. This step goes on from where it was.")


def from_network(answer: Response) -> list[str]:
    """Give the address of an answer that the phone did not have itself."""
    return [] if answer.from_service_worker else [answer.url]


@pytest.mark.worker(True)
def test_a_session_offline_asks_nobody_for_anything(phone: Phone) -> None:
    # Given a phone that has the week, and no network
    phone.page.clock.install()
    page = phone.keep_week()
    phone.lose_network()
    asked: list[str] = []
    page.on("requestfailed", lambda request: asked.append(str(request.url)))
    page.on("response", lambda answer: asked.extend(from_network(answer)))
    # when a whole session is done
    begin(page, kind="care")
    pass_time(page, 66)
    expect_mode(page, "between")
    pass_time(page, 6)
    page.locator("#player [data-p='skip']").click()
    page.get_by_role("button", name="No time").and_(page.locator("#player button")).click()
    expect_mode(page, "felt")
    page.locator("#player [name='effort'][value='2']").check(force=True)
    page.get_by_role("button", name="Back to today").click()
    expect(page.locator("#player")).to_be_hidden()
    # then every step made one event, and nothing but attempts to send them was asked for
    kinds = [entry["type"] for entry in outbox(page)]
    assert kinds == ["item.set", "item.set", "session.felt"]
    assert [url for url in asked if not url.endswith(("/sync", "/healthz"))] == []


def test_a_half_done_session_is_resumed_where_it_was_left(phone: Phone) -> None:
    page = today(phone)
    begin(page, minutes="10")
    pass_time(page, 65)
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#player")).to_be_hidden()
    page.clock.fast_forward(300_000)
    button = page.locator(NEXT).locator("[data-start]")
    expect(button).to_have_accessible_name("Go on " + page.locator(f"{NEXT} .t").inner_text())
    button.click()
    expect_clock(page, "9:00")
    expect_mode(page, "paused")


def test_two_tabs_of_one_session_make_one_tick(phone: Phone, place: Place) -> None:
    # Given the same session open in two tabs
    page = today(phone)
    begin(page, minutes="1")
    expect_mode(page, "running")
    other = phone.context.new_page()
    other.clock.install()
    phone.open("/today", other)
    expect(other.locator("#player")).to_be_visible()
    # when the minute is over in both
    for tab in (page, other):
        tab.clock.fast_forward(90_000)
        expect_mode(tab, "finished")
    expect_waiting(page, 0)
    # then the step was ticked once
    assert len(place.written("item.set")) == 1


def test_a_look_at_tomorrow_leaves_a_half_done_session_alone(phone: Phone, place: Place) -> None:
    # Given ten minutes, half done and closed
    page = today(phone)
    begin(page, minutes="10")
    pass_time(page, 65)
    press(page, "close")
    expect(page.locator("#player")).to_be_hidden()
    # when tomorrow is looked at
    tomorrow = date.fromisoformat(place.today) + timedelta(days=1)
    phone.open(f"/today?d={tomorrow}")
    # then today still offers to go on
    phone.open("/today")
    page.locator(NEXT).locator("[data-start]").click()
    expect_clock(page, "9:00")
