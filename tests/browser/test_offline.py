"""Nothing is lost offline: the scenarios of the phone without a network."""

from collections.abc import Callable
from datetime import date, timedelta
from time import monotonic

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import MakePhone
from tests.browser.faults import Network
from tests.browser.phone import (
    Phone,
    expect_status,
    expect_step,
    expect_waiting,
    item_of,
    line_of,
    main_of,
    outbox,
    sending,
    step,
    tap_tick,
    undone,
    write_line,
)
from tests.browser.place import Place

pytestmark = pytest.mark.browser

DAY_MS = 86_400_000
LONGEST_S = 4
DAILY = ("/today", "/check-in", "/journal/new")


def items_of(page: Page) -> list[str]:
    found: list[str] = page.locator(".step[data-item]").evaluate_all(
        "steps => steps.map(step => step.dataset.item + step.dataset.occ).sort()"
    )
    return found


def test_after_one_visit_the_app_opens_without_network_after_a_restart(
    place: Place, lasting_phone: Phone
) -> None:
    # Scenario 1. Given one visit online
    page = lasting_phone.keep_week()
    items = items_of(page)
    # when the browser is restarted without network
    lasting_phone.lose_network()
    lasting_phone.restart(offline=True)
    # then today opens with its own steps, dressed, and so does everything else that is promised
    page = lasting_phone.open("/today")
    assert main_of(page, "day") == place.today
    assert items_of(page) == items
    expect_status(page, "offline")
    assert page.evaluate("getComputedStyle(document.querySelector('nav.tabs')).position") == "fixed"
    for path in ("/check-in", "/journal/new", "/help-now", "/about", "/this-phone"):
        lasting_phone.open(path)
        expect(page.locator("h1")).not_to_have_text("No connection")
    # and what needs a connection says so
    for path in ("/plan", "/journal", "/settings"):
        lasting_phone.open(path)
        expect(page.locator("h1")).to_have_text("No connection")


def test_each_day_of_the_week_opens_with_its_own_plan_and_no_day_poses_as_another(
    place: Place, lasting_phone: Phone
) -> None:
    # Scenario 2. Given the week on the phone, as the server shows it
    first = date.fromisoformat(place.today)
    page = lasting_phone.open("/today")
    week = [first + timedelta(days=n) for n in range(7)]
    shown = {}
    for day in week:
        lasting_phone.open(f"/today?d={day}")
        shown[day] = items_of(page)
    page = lasting_phone.keep_week()
    noon = (int(main_of(page, "begins")) + int(main_of(page, "ends"))) // 2
    # when the phone wakes without network, restarted, on each of the days to come
    lasting_phone.lose_network()
    lasting_phone.restart(offline=True)
    lasting_phone.open("/today")
    for n, day in enumerate(week):
        lasting_phone.set_clock(noon + n * DAY_MS)
        for path in reversed(DAILY) if n in {1, 6} else ("/today",):
            page = lasting_phone.open(path)
            # then the page is that day's, and is today's
            assert main_of(page, "day") == day.isoformat()
            assert main_of(page, "when") == "today"
        assert items_of(page) == shown[day]
        expect(page.locator("h1")).to_have_text(day.strftime("%A"))
    # and an old day, asked for by name, says that it is past
    lasting_phone.open(f"/today?d={first}")
    assert main_of(page, "when") == "past"
    expect(page.get_by_text("You can still put things right.")).to_be_visible()
    # and beyond the week the page says honestly that there is none
    lasting_phone.set_clock(noon + 7 * DAY_MS)
    for path in DAILY:
        lasting_phone.open(path)
        expect(page.locator("h1")).to_have_text("No connection")
        expect(page.locator(".step")).to_have_count(0)
    expect(page.get_by_text("Today is not on this phone yet.")).to_be_visible()


def test_tomorrow_takes_ticks_without_network_and_they_arrive(
    place: Place, lasting_phone: Phone
) -> None:
    # Scenario 2. Given tomorrow, after a restart without network
    page = lasting_phone.keep_week()
    noon = (int(main_of(page, "begins")) + int(main_of(page, "ends"))) // 2
    lasting_phone.lose_network()
    lasting_phone.restart(offline=True)
    lasting_phone.open("/today")
    lasting_phone.set_clock(noon + DAY_MS)
    page = lasting_phone.open("/today")
    # when a step is ticked and the network returns
    (place_of,) = undone(page)
    item = item_of(page, place_of)
    tap_tick(page, place_of)
    expect_waiting(page, 1)
    lasting_phone.find_network()
    expect_waiting(page, 0)
    # then the server has it, once, on the day that was on the screen
    (written,) = place.written()
    tomorrow = date.fromisoformat(place.today) + timedelta(days=1)
    assert (written.day, written.payload["item_id"]) == (tomorrow.isoformat(), item)


def test_today_opens_within_four_seconds_whatever_is_wrong_with_the_network(
    place: Place, lasting_phone: Phone
) -> None:
    # Scenario 3. Given the week on the phone
    page = lasting_phone.keep_week()
    # when the network is gone in one of four ways: the phone's own first, the others on a restart
    ways: dict[str, Callable[[], None]] = {
        "offline": lambda: lasting_phone.context.set_offline(True),
        "refused": lambda: place.proxy.set(Network.REFUSE),
        "hanging": lambda: place.proxy.set(Network.HANG),
        "dead": place.kill,
    }
    for way, break_it in ways.items():
        if way != "offline":
            lasting_phone.restart()
        break_it()
        began = monotonic()
        page = lasting_phone.open("/today")
        # then today is there, soon
        assert monotonic() - began < LONGEST_S, way
        assert main_of(page, "day") == place.today, way
        expect(page.locator(".step").first).to_be_attached()
        lasting_phone.find_network()


def test_the_last_tap_is_what_stays_on_the_screen(place: Place, lasting_phone: Phone) -> None:
    # Scenario 4. Given today without network
    page = lasting_phone.keep_week()
    lasting_phone.lose_network()
    first, second = undone(page, 2)
    # when a step is ticked, taken back, ticked again, and another one ticked and taken back
    for taps, place_of in ((3, first), (2, second)):
        for n in range(taps):
            tap_tick(page, place_of)
            expect_step(page, place_of, "undone" if n % 2 else "done")
    expect_waiting(page, 5)
    # then after a reload, and after a restart, it is as it was
    page.reload()
    expect_step(page, first, "done")
    expect_step(page, second, "undone")
    lasting_phone.restart(offline=True)
    page = lasting_phone.open("/today")
    expect_step(page, first, "done")
    expect_step(page, second, "undone")
    expect_waiting(page, 5)
    # and the server is told the same
    lasting_phone.find_network()
    expect_waiting(page, 0)
    assert [one.payload["state"] for one in place.written()] == (
        ["done", "undone", "done", "done", "undone"]
    )
    page.reload()
    expect_step(page, first, "done")
    expect_step(page, second, "undone")


def test_mood_and_line_wait_on_the_phone_and_go_by_themselves(
    place: Place, lasting_phone: Phone
) -> None:
    # Scenarios 5 and 6. Given no network
    page = lasting_phone.keep_week()
    lasting_phone.lose_network()
    # when a mood and a line are kept and a step is ticked, and the browser is restarted
    lasting_phone.open("/check-in")
    page.get_by_role("button", name="Good", exact=True).click()
    expect_waiting(page, 1)
    lasting_phone.open("/journal/new")
    write_line(page, "Soup today & <b>no</b> spill")
    expect(page.locator("textarea")).to_have_value("")
    expect_waiting(page, 2)
    lasting_phone.open("/today")
    (place_of,) = undone(page)
    tap_tick(page, place_of)
    expect_waiting(page, 3)
    lasting_phone.restart(offline=True)
    # then every page shows them, and says that they are on this phone
    page = lasting_phone.open("/journal/new")
    line = line_of(page, "Soup today & <b>no</b> spill")
    expect(line.get_by_text("on this phone")).to_be_visible()
    lasting_phone.open("/check-in")
    mood = page.locator("[data-list=check-ins] [data-entry][data-unsent]")
    expect(mood.get_by_text("on this phone")).to_be_visible()
    expect(page.get_by_role("button", name="Good", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    lasting_phone.open("/today")
    expect(step(page, place_of).get_by_text("on this phone")).to_be_visible()
    expect(page.get_by_text("3 of 11 done.")).to_be_visible()
    expect_status(page, "pending")
    expect(page.locator("sync-status")).to_contain_text("3 entries on this phone.")
    # and when the network is back, nobody touching anything, they go and the marks vanish
    lasting_phone.find_network()
    expect_waiting(page, 0)
    expect_status(page, "saved")
    expect(page.locator("sync-status")).to_have_text("All saved")
    expect(page.locator("[data-unsent]")).to_have_count(0)
    assert [one.type for one in place.written()] == ["checkin.add", "journal.add", "item.set"]


def test_what_was_just_sent_is_still_shown_when_the_network_goes_at_once(
    place: Place, phone: Phone
) -> None:
    # Scenario 7. Given a tick that has just been sent
    page = phone.keep_week()
    (place_of,) = undone(page)
    with sending(page):
        tap_tick(page, place_of)
    # when the network goes at once and the page is opened again
    phone.lose_network()
    page = phone.open("/today")
    # then the tick is there, without a mark
    expect_step(page, place_of, "done")
    expect(page.locator("[data-unsent]")).to_have_count(0)
    assert len(place.written()) == 1


def test_two_phones_write_on_the_same_day_and_both_lines_stay(
    place: Place, make_phone: MakePhone
) -> None:
    # Scenario 15. Given two phones without network
    phones = [make_phone(), make_phone()]
    for one in phones:
        one.keep_week("/journal/new")
    for one, text in zip(phones, ("From the kitchen", "From the train"), strict=True):
        one.lose_network()
        write_line(one.page, text)
        expect_waiting(one.page, 1)
    # when both come back
    for one in phones:
        one.find_network()
        expect_waiting(one.page, 0)
    # then both lines are on both, once
    assert len(place.written("journal.add")) == 2
    for one in phones:
        page = one.open("/journal/new")
        for text in ("From the kitchen", "From the train"):
            expect(line_of(page, text)).to_have_count(1)


def test_typing_is_not_disturbed_by_sending_and_a_draft_outlives_the_browser(
    place: Place, lasting_phone: Phone
) -> None:
    # Scenario 30. Given a line that waits, and another one being typed
    page = lasting_phone.keep_week("/journal/new")
    lasting_phone.lose_network()
    write_line(page, "The first line")
    expect_waiting(page, 1)
    field = page.locator("textarea")
    field.press_sequentially("Half a th")
    # when the network returns and the first line is sent and drawn anew
    lasting_phone.find_network()
    expect_waiting(page, 0)
    expect(line_of(page, "The first line").locator("[data-unsent]")).to_have_count(0)
    # then text and focus are where they were
    expect(field).to_be_focused()
    expect(field).to_have_value("Half a th")
    field.press_sequentially("ought")
    # and the draft survives a reload and the end of the browser
    page.reload()
    expect(field).to_have_value("Half a thought")
    lasting_phone.restart()
    page = lasting_phone.open("/journal/new")
    expect(page.locator("textarea")).to_have_value("Half a thought")
    expect(page.get_by_text("Draft kept on this phone")).to_be_visible()
    # and nothing of it was sent
    assert [one.payload["text"] for one in place.written()] == ["The first line"]


def test_back_and_forward_give_whole_pages_and_never_a_fragment(phone: Phone) -> None:
    # Scenario 33. Given a walk through the app, with a change to the plan made as a fragment
    page = phone.keep_week()
    phone.open("/plan")
    with page.expect_response(lambda answer: answer.request.method == "POST") as moved:
        page.get_by_role("button", name="Move down:").first.click()
    assert moved.value.request.headers.get("hx-request") == "true"
    phone.open("/check-in")
    phone.open("/journal/new")
    # when the network goes and the person walks back and forth
    phone.lose_network()
    walk = (
        ("back", "/check-in"),
        ("back", "/plan"),
        ("back", "/today"),
        ("forward", "/plan"),
        ("forward", "/check-in"),
        ("forward", "/journal/new"),
    )
    for way, path in walk:
        if way == "back":
            page.go_back()
        else:
            page.go_forward()
        # then every page is whole
        expect(page).to_have_url(phone.place.url + path)
        expect(page.locator("html[data-ready] > body > header.top")).to_be_visible()
        expect(page.locator("h1")).to_be_visible()
    # and no fragment has been kept under a page's address
    kept = page.evaluate("""async () => {
      const bodies = [];
      for (const name of await caches.keys()) {
        for (const held of await (await caches.open(name)).matchAll()) {
          const type = held.headers.get('Content-Type') ?? '';
          if (type.startsWith('text/html')) bodies.push((await held.text()).slice(0, 15));
        }
      }
      return bodies;
    }""")
    assert len(kept) > 20
    assert {start.lower() for start in kept} == {"<!doctype html>"}


def test_the_phone_forgets_nothing_that_a_page_still_needs(place: Place, phone: Phone) -> None:
    # Given a tick that was sent while the page was open
    page = phone.keep_week()
    (place_of,) = undone(page)
    with sending(page):
        tap_tick(page, place_of)
    # then the phone keeps it beside the pages that do not know it yet
    (held,) = outbox(page)
    assert (held["state"], len(place.written())) == ("acked", 1)
