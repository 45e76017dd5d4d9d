"""The player in a test's hands: a session of two steps, and a clock that can be turned."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.phone import Phone, outbox

SHAPE = """([row, shape]) => Object.assign(document.querySelector(row).dataset, shape)"""
TWO_STEPS = """() => {
  document.querySelectorAll('[data-group="after"] .step').forEach((row, n) => n && row.remove());
}"""
NEXT = '[data-group="next"] .step'
HOUR_MS = 3_600_000
SLOWNESS_S = 10


def today(phone: Phone) -> Page:
    """Open today with a clock the test can turn."""
    phone.page.clock.install()
    return phone.open("/today")


def shape(page: Page, row: str = NEXT, **data: str) -> None:
    """Give a row of the plan other minutes, pace or kind."""
    page.evaluate(SHAPE, [row, data])


def start(page: Page, row: str = NEXT) -> None:
    """Press Start on a row."""
    page.locator(row).locator("[data-start]").click()
    expect(page.locator("#player[open][data-kept]")).to_be_visible()


def begin(page: Page, **data: str) -> None:
    """Start a session of two steps, the first of this shape."""
    page.evaluate(TWO_STEPS)
    shape(page, **{"pace": "", "heat": "", "kind": "care", "minutes": "1"} | data)
    start(page)


def mode(page: Page) -> str:
    return page.locator("#player").get_attribute("data-mode") or ""


def expect_mode(page: Page, wanted: str) -> None:
    """The player shows this mode, and the phone has kept it."""
    expect(page.locator("#player")).to_have_attribute("data-mode", wanted)
    expect(page.locator("#player")).to_have_attribute("data-kept", wanted)


def says(page: Page, part: str, words: str) -> None:
    expect(page.locator(f"#player [data-p='{part}']")).to_have_text(words)


def expect_clock(page: Page, clock: str) -> None:
    """The clock says this, or up to ten seconds less: it runs on while a slow computer loads."""
    minutes, seconds = map(int, clock.split(":"))
    left = range(minutes * 60 + seconds, minutes * 60 + seconds - SLOWNESS_S - 1, -1)
    said = "|".join(f"{one // 60}:{one % 60:02}" for one in left)
    expect(page.locator("#player [data-p='clock']")).to_have_text(re.compile(f"^({said})$"))


def pass_time(page: Page, seconds: float) -> None:
    """Let time pass while somebody looks."""
    page.clock.run_for(int(seconds * 1000))


def ticks(page: Page, type_: str = "item.set") -> list[dict[str, Any]]:
    return [entry for entry in outbox(page) if entry["type"] == type_]


def press(page: Page, part: str) -> None:
    page.locator(f"#player [data-p='{part}']").click()
