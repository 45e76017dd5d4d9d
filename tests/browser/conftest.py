"""One browser a test process; a demo server and phones for each test that wants them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.browser.doctor import Doctor
from tests.browser.phone import (
    NO_WORKER,
    PATIENCE_MS,
    Phone,
    browser_path,
    fleeting,
    lasting,
)
from tests.browser.place import Place
from tools.find_chromium import FLAGS

MakePhone = Callable[..., Phone]
MakeDoctor = Callable[..., Doctor]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Give the driver, one a process."""
    with sync_playwright() as driver:
        expect.set_options(timeout=PATIENCE_MS)
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Give the Chromium that tests share where a restart is not the point."""
    opened = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Place]]:
    """Give each person's server, started when first asked for."""
    running: dict[str, Place] = {}

    def place_of(person: str) -> Place:
        if person not in running:
            running[person] = Place(tmp_path_factory.mktemp(person), person)
        return running[person]

    yield place_of
    for one in running.values():
        one.kill()


@pytest.fixture
def place(places: Callable[[str], Place], request: pytest.FixtureRequest) -> Iterator[Place]:
    """Give Amina's Facekind as seeded (another person's: parametrize it indirectly)."""
    opened = places(getattr(request, "param", "amina"))
    opened.renew()
    yield opened
    opened.proxy.close()


@pytest.fixture
def phones() -> Iterator[list[Phone]]:
    """Put every phone away afterwards; none may have had an error in its console."""
    opened: list[Phone] = []
    yield opened
    faults = [fault for phone in opened for fault in phone.faults]
    for phone in opened:
        phone.close()
    assert faults == []


@pytest.fixture
def make_phone(
    browser: Browser, place: Place, phones: list[Phone], request: pytest.FixtureRequest
) -> MakePhone:
    """Give phones of the same person, as many as asked for.

    `pytest.mark.worker(False)` leaves out the worker where a life without network is not the point.
    """
    wanted = request.node.get_closest_marker("worker")
    usual = {} if wanted is None or wanted.args[0] else NO_WORKER

    def make(**how: Any) -> Phone:
        phones.append(fleeting(browser, place, **(usual | how)))
        return phones[-1]

    return make


@pytest.fixture
def phone(make_phone: MakePhone) -> Phone:
    """Give one phone; its storage ends with the test."""
    return make_phone()


@pytest.fixture
def make_doctor(browser: Browser) -> Iterator[MakeDoctor]:
    """Give doctors' browsers, each with a fresh profile; none may have had a fault."""
    opened: list[Doctor] = []

    def make(**how: Any) -> Doctor:
        opened.append(Doctor(browser, **how))
        return opened[-1]

    yield make
    faults = [fault for one in opened for fault in one.faults]
    for one in opened:
        one.context.close()
    assert faults == []


@pytest.fixture
def lasting_phone(
    playwright: Playwright, place: Place, phones: list[Phone], tmp_path: Path
) -> Phone:
    """Give a phone that can be restarted."""
    phones.append(lasting(playwright, place, tmp_path / "profile"))
    return phones[-1]
