"""Text at twice its size, as the phone's own setting makes it, on a small phone."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser.pages import every_page
from tests.browser.phone import NO_WORKER, Phone, lasting
from tests.browser.place import Place

pytestmark = pytest.mark.browser

TWICE = {"webkit": {"webprefs": {"default_font_size": 32}}}
WIDTH, HEIGHT = 360, 740
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def reader(playwright: Playwright, place: Place, phones: list[Phone], tmp_path: Path) -> Phone:
    """Give the phone of somebody who reads at 200 %."""
    settings = tmp_path / "profile" / "Default"
    settings.mkdir(parents=True)
    (settings / "Preferences").write_text(json.dumps(TWICE))
    phones.append(lasting(playwright, place, tmp_path / "profile", **NO_WORKER))
    phones[-1].page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    return phones[-1]


def test_no_page_grows_wider_than_the_phone(reader: Phone, place: Place) -> None:
    for path in every_page(place.today):
        page = reader.open(path)
        assert page.evaluate(TOO_WIDE) <= 0, path
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "36px"


def test_nothing_in_the_player_covers_anything_else(reader: Phone) -> None:
    # Given a session
    page = reader.open("/today")
    page.locator('[data-group="next"] [data-start]').click()
    expect(page.locator("#player[data-kept]")).to_be_visible()
    # then its parts stand one under another, and none leaves the screen
    parts = ["close", "count", "title", "phase", "clock", "hint", "back", "pause", "skip"]
    places = [place_of(page, name) for name in parts]
    help_now = page.locator("#player .help").bounding_box()
    assert help_now is not None
    assert help_now["y"] + help_now["height"] <= places[1][0]
    for (_, ends), (begins, _) in pairwise(places):
        assert ends <= begins + 1
    wide = page.locator("#player").evaluate("one => one.scrollWidth - one.clientWidth")
    assert wide <= 0


def place_of(page: Page, part: str) -> tuple[float, float]:
    """Give where a part of the player begins and ends, from the top."""
    box = page.locator(f"#player [data-p='{part}']").bounding_box()
    assert box is not None, part
    return box["y"], box["y"] + box["height"]
