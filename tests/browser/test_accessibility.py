"""Axe finds nothing on any page, in any look or state."""

from collections.abc import Callable
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import MakePhone
from tests.browser.pages import every_page
from tests.browser.phone import Phone, expect_status, expect_waiting, tap_tick, undone, write_line
from tests.browser.place import ROOT, Place

pytestmark = [pytest.mark.browser, pytest.mark.worker(False)]

AXE = (ROOT / "frontend/node_modules/axe-core/axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLOUR = ["color-contrast", "link-in-text-block"]
"""Rules that look at colours. A dark page is the same page otherwise, so in the dark only these,
and only in one language: colours are the same in every one."""

RUN = """async (rules) => {
  await Promise.allSettled(document.getAnimations().map((one) => one.finished));
  const found = await axe.run(document, { runOnly: rules, resultTypes: ['violations'] });
  return found.violations.map((one) => [one.id, one.help, one.nodes.map((node) => node.html)]);
}"""
UNFOLD = "() => document.querySelectorAll('details').forEach((one) => { one.open = true; })"

Look = Literal["light", "dark"]
LOOKS: tuple[Look, ...] = ("light", "dark")


def assert_clean(page: Page) -> None:
    """No violation, in light and in dark, with everything unfolded."""
    page.evaluate(UNFOLD)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: dict[str, Any] = {}
    for look in LOOKS if page.locator("html[lang=en]").count() else LOOKS[:1]:
        page.emulate_media(color_scheme=look)
        violations = page.evaluate(RUN, RULES if look == "light" else OF_COLOUR)
        if violations:
            found[look] = violations
    assert found == {}, page.url


@pytest.fixture(params=["en", "zh-Hans"])
def phone(make_phone: MakePhone, request: pytest.FixtureRequest) -> Phone:
    """Give a phone that is read in each of our languages in turn."""
    phone = make_phone()
    if request.param != "en":
        speak(phone, "/settings", request.param)
    return phone


def speak(phone: Phone, path: str, language: str) -> Page:
    """Choose a language on a page that offers them."""
    page = phone.open(path)
    page.locator(f"button[name=language][value={language}]").click()
    expect(page.locator(f"html[lang={language}][data-ready]")).to_be_attached()
    return page


@pytest.mark.parametrize("half", [0, 1])
def test_every_page_is_clean_in_light_and_dark(place: Place, phone: Phone, half: int) -> None:
    # Given each page that somebody with a plan can open (half of them a test, to share the work)
    for path in every_page(place.today)[half::2]:
        page = phone.open(path)
        # then axe finds nothing
        assert_clean(page)


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize("place", ["new"], indirect=True)
def test_the_front_door_is_clean(make_phone: MakePhone, language: str) -> None:
    # Given the front door of somebody who has just arrived
    phone = make_phone()
    phone.context.clear_cookies()
    page = speak(phone, "/", language)
    expect(page.locator("form[action='/start'] button")).to_be_visible()
    # then axe finds nothing
    assert_clean(page)


@pytest.mark.parametrize("place", ["ben"], indirect=True)
def test_a_first_day_is_clean(phone: Phone) -> None:
    # Given Ben's first day
    page = phone.open("/today")
    expect(page.locator("[data-first-day] h2")).to_be_visible()
    # then axe finds nothing
    assert_clean(page)


def test_a_question_answered_wrongly_is_clean(phone: Phone) -> None:
    # Given the first question, sent without an answer to it
    page = phone.open("/start/side")
    page.locator("input[name=side]").evaluate_all("all => all.forEach(one => one.checked = false)")
    page.locator("form.question .act button").click()
    expect(page.locator("#side-error")).to_be_visible()
    # then axe finds nothing
    assert_clean(page)


def make_rest_day(page: Page) -> None:
    page.locator("button[name=kind][value=rest]").click()
    expect(page.locator("main")).to_have_attribute("data-kind", "rest")


def tick_everything(page: Page) -> None:
    ticks = page.locator(".step[data-off='0'][data-state=undone] button.tick")
    while left := ticks.count():
        ticks.first.click()
        expect(ticks).to_have_count(left - 1)


@pytest.mark.parametrize("change", [make_rest_day, tick_everything])
def test_a_changed_day_is_clean(phone: Phone, change: Callable[[Page], None]) -> None:
    # Given a day that has been changed, with the sentence that says so
    page = phone.open("/today")
    change(page)
    expect(page.locator("#toasts .toast")).to_be_visible()
    page.locator("#toasts button").focus()
    # then axe finds nothing
    assert_clean(page)


@pytest.mark.worker(True)
def test_what_waits_on_the_phone_is_clean(phone: Phone) -> None:
    # Given no network, a tick and a line that wait
    page = phone.keep_week()
    phone.lose_network()
    tap_tick(page, *undone(page))
    expect_waiting(page, 1)
    expect_status(page, "pending")
    # then axe finds nothing, here or on the pages that tell of it
    assert_clean(page)
    page = phone.open("/journal/new")
    write_line(page, "Waits")
    expect_waiting(page, 2)
    assert_clean(page)
    page = phone.open("/this-phone")
    expect(page.locator("[data-list=waiting] li")).to_have_count(2)
    assert_clean(page)
    page = phone.open("/plan")
    expect(page.locator("main[data-page=offline] h1")).to_be_visible()
    assert_clean(page)


def test_what_was_refused_is_clean(place: Place, phone: Phone) -> None:
    # Given a line that the server has refused, being too long
    page = phone.open("/journal/new")
    page.locator("textarea").evaluate("field => field.removeAttribute('maxlength')")
    write_line(page, "x" * 20_001)
    expect_status(page, "needs")
    # then axe finds nothing on the page, or where it can be copied
    assert_clean(page)
    page = phone.open("/this-phone")
    expect(page.locator("[data-list=needs] li")).to_have_count(1)
    assert_clean(page)
    assert place.written() == []
