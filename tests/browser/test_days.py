"""Days and clocks: a phone that travels, a day that ends under an open page, clocks that change."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
import sqlalchemy as sa
import uvicorn
from playwright.sync_api import Browser, Locator, Page, expect
from sqlmodel import Session

from backend.app import create_app
from backend.services.devices import open_session
from backend.settings import Settings
from backend.store.engines import Engines
from tests.browser.conftest import MakePhone
from tests.browser.faults import LOOPBACK, free_port
from tests.browser.phone import (
    HOME_ZONE,
    Phone,
    expect_step,
    expect_waiting,
    main_of,
    sending,
    tap_tick,
    undone,
    write_line,
)
from tests.browser.place import Place
from tests.browser.playing import begin, expect_mode, press
from tests.browser.test_accessibility import assert_clean
from tests.conftest import Clock
from tests.people import settle

pytestmark = pytest.mark.browser

FAR, ELSEWHERE, AS_AT_HOME = "Pacific/Kiritimati", "Asia/Tokyo", "Atlantic/Faroe"
ASKED = "This phone is in Pacific/Kiritimati. Your days are counted in Europe/London."
HERE, KEEP = "Count my days here from now on", "Keep them as they are"


def question(page: Page) -> Locator:
    return page.locator("section[aria-labelledby=zone-asked]")


def past_the_end(phone: Phone, page: Page) -> None:
    """Let the day end, and a minute more."""
    end = int(main_of(page, "ends")) + 60_000
    phone.worker.evaluate("(ms) => { self.now = () => ms; }", end)
    page.clock.set_system_time(end / 1000)
    page.clock.run_for(61_000)


def test_a_tick_before_midnight_stays_on_its_day_and_the_open_page_goes_on(
    place: Place, phone: Phone
) -> None:
    # Scenario 17. Given today's page open without network, with a tick that waits
    phone.context.clock.install()
    page = phone.keep_week()
    phone.lose_network()
    (place_of,) = undone(page)
    tap_tick(page, place_of)
    expect_waiting(page, 1)
    # when the day ends with the page open
    with page.expect_navigation():
        past_the_end(phone, page)
    # then the page has gone on to tomorrow, where nothing is done yet
    tomorrow = date.fromisoformat(place.today) + timedelta(days=1)
    expect(page.locator("main")).to_have_attribute("data-day", tomorrow.isoformat())
    expect(page.locator("main")).to_have_attribute("data-when", "today")
    expect_step(page, place_of, "undone")
    # and what is ticked now belongs to tomorrow, the tick before to its own day
    tap_tick(page, place_of)
    expect_waiting(page, 2)
    phone.find_network()
    page.clock.run_for(2_000)
    expect_waiting(page, 0)
    assert [one.day for one in place.written()] == [place.today, tomorrow.isoformat()]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_a_phone_far_away_files_a_tick_under_the_day_on_the_screen(
    place: Place, make_phone: MakePhone, zone: str
) -> None:
    # Scenario 17. Given a phone whose zone is not the person's
    phone = make_phone(timezone_id=zone)
    page = phone.keep_week()
    assert main_of(page, "day") == place.today
    # when a step is ticked, and one on yesterday's page
    with sending(page):
        tap_tick(page, *undone(page))
    yesterday = date.fromisoformat(place.today) - timedelta(days=1)
    phone.open(f"/today?d={yesterday}")
    with sending(page):
        page.locator(".step[data-item] button.tick").first.click()
    # then each is filed under the day that was shown
    assert [one.day for one in place.written()] == [place.today, yesterday.isoformat()]


def test_a_phone_far_away_counts_its_days_there_once_it_is_told_to(
    place: Place, make_phone: MakePhone
) -> None:
    # Scenario 17. Given a phone in another zone, and a tick without network on the screen's day
    phone = make_phone(timezone_id=FAR)
    page = phone.keep_week()
    expect(question(page)).to_contain_text(ASKED)
    assert_clean(page)
    phone.lose_network()
    tap_tick(page, *undone(page))
    expect_waiting(page, 1)
    # when the days are to be counted there and there is no connection
    page.get_by_role("button", name=HERE).click()
    # then that is said, and the question stays, on the next page too
    expect(question(page)).to_contain_text("There is no connection now.")
    page = phone.open("/check-in")
    expect(question(page)).to_contain_text(ASKED)
    # and with a connection, and nothing half-typed, the days are counted there
    phone.find_network()
    expect_waiting(page, 0)
    page = phone.open("/journal/new")
    page.locator("textarea").fill("Over the")
    page.get_by_role("button", name=HERE).click()
    expect(question(page)).to_contain_text("Saved.")
    expect(page.locator("textarea")).to_have_value("Over the")
    with page.expect_navigation(), sending(page):
        write_line(page, "Over the date line")
    expect(page.locator("main")).to_have_attribute("data-zone", FAR)
    expect(page.locator("html[data-ready]")).to_be_attached()
    expect(question(page)).to_have_count(0)
    # and what was written before stays on the day that was on the screen
    assert {one.day for one in place.written()} == {place.today}


def test_days_kept_as_they_are_are_asked_about_again_only_in_another_zone(
    make_phone: MakePhone,
) -> None:
    # Given a phone in another zone, whose person keeps the days as they are
    phone = make_phone(timezone_id=None)
    devtools = phone.context.new_cdp_session(phone.page)
    devtools.send("Emulation.setTimezoneOverride", {"timezoneId": FAR})
    page = phone.open("/today")
    page.get_by_role("button", name=KEEP).click()
    expect(question(page)).to_have_count(0)
    expect(page.locator("main")).to_be_focused()
    # then it is not asked again there
    page = phone.keep_week("/check-in")
    expect(question(page)).to_have_count(0)
    # but it is where clocks say something else again, not where they say the same as at home
    for zone, asked in ((AS_AT_HOME, 0), (ELSEWHERE, 1)):
        devtools.send("Emulation.setTimezoneOverride", {"timezoneId": zone})
        phone.keep_week()
        expect(question(page)).to_have_count(asked)
    expect(question(page)).to_contain_text("This phone is in Asia/Tokyo.")


def test_a_day_that_ends_under_somebody_who_types_waits_for_them(phone: Phone) -> None:
    # Scenario 17. Given a line half-typed
    phone.context.clock.install()
    page = phone.keep_week("/journal/new")
    phone.lose_network()
    page.locator("textarea").fill("It is late and")
    # when the day ends
    past_the_end(phone, page)
    # then the page stays, says that this is a past day, and keeps the line on it
    expect(page.locator("main")).to_have_attribute("data-when", "past")
    expect(page.locator("textarea")).to_have_value("It is late and")
    write_line(page, "It is late and I write")
    expect_waiting(page, 1)
    # and once nothing is half-typed the page goes on
    with page.expect_navigation():
        page.clock.run_for(61_000)
    expect(page.locator("main")).to_have_attribute("data-when", "today")
    phone.find_network()
    page.clock.run_for(2_000)
    expect_waiting(page, 0)
    assert [one.day for one in phone.place.written()] == [phone.place.today]


def test_a_day_that_ends_under_a_running_session_waits_for_its_end(phone: Phone) -> None:
    # Scenario 17. Given ten minutes, begun
    phone.context.clock.install()
    page = phone.keep_week()
    phone.lose_network()
    begin(page, minutes="10")
    expect_mode(page, "running")
    # when the day ends meanwhile
    past_the_end(phone, page)
    # then the player stays where it is
    expect(page.locator("main")).to_have_attribute("data-when", "past")
    expect(page.locator("#player")).to_be_visible()
    # and once it is closed the page goes on to the new day
    press(page, "close")
    expect(page.locator("#player")).to_be_hidden()
    with page.expect_navigation():
        page.clock.run_for(61_000)
    expect(page.locator("main")).to_have_attribute("data-when", "today")
    (place_of,) = undone(page)
    expect_step(page, place_of, "undone")


@dataclass
class Elsewhen:
    """A Facekind whose clock a test sets, for a phone; somebody's plan began that day."""

    url: str
    cookie: str
    clock: Clock
    engines: Engines

    def pass_time(self, page: Page, hours: float) -> None:
        """Let so many hours pass, here and on the phone, since the day began."""
        begins = int(page.locator("main").get_attribute("data-begins") or 0) / 1000
        self.clock.moment = datetime.fromtimestamp(begins + hours * 3600, UTC)
        page.clock.set_system_time(self.clock.moment)

    def days(self) -> list[str]:
        """Give the day of each tick."""
        with Session(self.engines.reading) as session:
            rows = session.execute(sa.text("SELECT local_date FROM event WHERE type = 'item.set'"))
            return [str(day) for (day,) in rows]


@pytest.fixture
def elsewhen(sqlite_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Elsewhen]:
    """A server at eight in the evening before the clocks change."""
    port, evening = free_port(), Clock(datetime.combine(request.param, time(20), UTC))
    settings = Settings(data_dir=tmp_path, database_url=sqlite_url)
    app = create_app(settings, now=evening)
    engines: Engines = app.state.engines
    with Session(engines.writing, expire_on_commit=False) as session, session.begin():
        token = open_session(session, settle(session, began_on=request.param).id, now=evening())
    server = uvicorn.Server(
        uvicorn.Config(app, host=LOOPBACK, port=port, log_config=None, lifespan="off", ws="none")
    )
    running = Thread(target=server.run, daemon=True)
    running.start()
    while not server.started:
        assert running.is_alive()
        Event().wait(0.02)
    yield Elsewhen(f"http://{LOOPBACK}:{port}", token, evening, engines)
    server.should_exit = True
    running.join()
    engines.dispose()


@pytest.mark.parametrize(
    ("elsewhen", "hours"),
    [(date(2026, 10, 24), 25), (date(2027, 3, 27), 23)],
    indirect=["elsewhen"],
    ids=["25-hours", "23-hours"],
)
def test_a_day_on_which_the_clocks_change_is_as_long_as_it_is(
    browser: Browser, elsewhen: Elsewhen, hours: int
) -> None:
    # Scenario 17. Given the day before the clocks change, open on a phone
    context = browser.new_context(timezone_id=HOME_ZONE, service_workers="block")
    context.add_cookies([{"name": "facekind", "value": elsewhen.cookie, "url": elsewhen.url}])
    page = context.new_page()
    page.clock.install(time=elsewhen.clock.moment)
    page.goto(elsewhen.url + "/today")
    expect(page.locator("html[data-ready]")).to_be_attached()
    day, (place_of,) = page.locator("main").get_attribute("data-day"), undone(page)
    # when it is a minute before its end, which is not 24 hours after its beginning
    elsewhen.pass_time(page, hours - 1 / 60)
    page.clock.run_for(59_000)
    # then it is still that day, and a tick belongs to it
    expect(page.locator("main")).to_have_attribute("data-when", "today")
    with sending(page):
        tap_tick(page, place_of)
    assert elsewhen.days() == [day]
    # and when it has ended, the page goes on
    elsewhen.pass_time(page, hours + 1 / 60)
    with page.expect_navigation():
        page.clock.run_for(61_000)
    next_day = date.fromisoformat(day or "") + timedelta(days=1)
    expect(page.locator("main")).to_have_attribute("data-day", next_day.isoformat())
    expect_step(page, place_of, "undone")
    context.close()
