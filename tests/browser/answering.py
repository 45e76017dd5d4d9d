"""What somebody does with the check-in of a day, and what becomes of it."""

from time import monotonic
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.phone import PATIENCE_MS, Phone, expect_waiting, outbox, wait_until
from tests.browser.place import Place


def ready(phone: Phone, path: str = "/check-in", page: Page | None = None) -> Page:
    """Open a day's page and wait for the form that comes into it."""
    opened = phone.open(path, page)
    expect(opened.locator("[data-check-in] .check-in-form")).to_be_visible()
    return opened


def rate(page: Page, name: str, value: int) -> None:
    """Tap a bar of a scale."""
    page.get_by_role("group", name=name).locator(f"input[value='{value}']").check()


def expect_said(page: Page, name: str, answer: str) -> None:
    """What a scale says that was answered."""
    expect(page.get_by_role("group", name=name).get_by_role("status")).to_have_text(answer)


def answered(place: Place) -> list[tuple[str, dict[str, Any]]]:
    """What the server has of check-ins, each with what it says."""
    return [(one.type, one.payload) for one in place.written() if one.type.startswith("checkin.")]


def all_sent(page: Page) -> None:
    """What was answered is kept, and has left the phone."""
    wait_until(page, "() => !document.querySelector('[data-unsent]')")
    expect_waiting(page, 0)


def kept(page: Page, entries: int) -> list[dict[str, Any]]:
    """Wait until the phone has kept so many answers; give them in their order."""
    until = monotonic() + PATIENCE_MS / 1000
    while len(held := outbox(page)) < entries:
        assert monotonic() < until, held
    # and until the form counts as kept, so that the visit is remembered
    expect(page.locator(".check-in-form input:checked:not(:default)")).to_have_count(0)
    return sorted(held, key=lambda one: str(one["id"]))
