"""Progress on a small phone: legible, never wider than the screen, whole without JavaScript."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import MakePhone
from tests.browser.phone import Phone
from tests.browser.place import Place

pytestmark = [pytest.mark.browser, pytest.mark.worker(False)]

TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALLEST_TEXT = """() => Math.min(...[...document.querySelectorAll('svg.chart text')]
  .filter((one) => getComputedStyle(one).display !== 'none')
  .map((one) => parseFloat(getComputedStyle(one).fontSize) * one.getScreenCTM().a))"""
CUT = """() => [...document.querySelectorAll('svg.chart text')].filter((one) => {
  const text = one.getBoundingClientRect();
  const card = one.closest('.card').getBoundingClientRect();
  return text.width > 0 && (text.left < card.left || text.right > card.right);
}).length"""
OVERLAPS = """() => [...document.querySelectorAll('svg.chart')].flatMap((chart) => {
  const shown = [...chart.querySelectorAll('text')].map((one) => one.getBoundingClientRect())
    .filter((box) => box.width > 0);
  return shown.filter((a, n) => shown.slice(n + 1).some((b) =>
    a.left < b.right && b.left < a.right && a.top + 3 < b.bottom && b.top + 3 < a.bottom));
}).length"""
TABS = "() => [...document.querySelectorAll('.tabs a')].map((one) => one.scrollHeight)"
LEGIBLE = 14.9


@pytest.mark.parametrize("width", [360, 320])
@pytest.mark.parametrize("window", ["visit", "4w", "12w", "all", "all&axis=injection"])
def test_charts_are_legible_on_a_small_phone(
    make_phone: MakePhone, width: int, window: str
) -> None:
    # Given a small phone
    phone = make_phone(viewport={"width": width, "height": 740})
    # when progress is opened
    page = phone.open(f"/progress?window={window}")
    expect(page.locator("svg.chart")).not_to_have_count(0)
    # then nothing is too wide, too small, cut, or on top of something else
    assert page.evaluate(TOO_WIDE) <= 0
    assert page.evaluate(SMALLEST_TEXT) >= LEGIBLE
    assert page.evaluate(CUT) == 0
    assert page.evaluate(OVERLAPS) == 0
    # and the five tabs stand on one line each
    heights = page.evaluate(TABS)
    assert len(heights) == 5
    assert max(heights) == min(heights)


def test_every_other_date_goes_on_the_smallest_phone(make_phone: MakePhone) -> None:
    shown = {}
    for width in (360, 320):
        page = make_phone(viewport={"width": width, "height": 740}).open("/progress?window=4w")
        shown[width] = page.locator("svg.chart").first.locator("text.extra").is_visible()
    assert shown == {360: True, 320: False}


def test_numbers_open_below_the_picture(phone: Phone) -> None:
    page = phone.open("/progress?window=4w")
    first = page.locator(".charted").first
    expect(first.locator("table")).to_be_hidden()
    first.get_by_text("See the numbers").click()
    expect(first.locator("table")).to_be_visible()


def test_a_mood_noted_now_is_in_the_next_picture(phone: Phone, place: Place) -> None:
    # Given a day without a mood yet
    said = "section:has(> h2:text-is('Mood')) .direction span:last-child"
    before = phone.open("/progress?window=4w").locator(said).inner_text()
    # when one is noted and sent
    page = phone.open("/check-in")
    with page.expect_response(lambda answer: answer.url.endswith("/sync") and answer.ok):
        page.get_by_role("button", name="Good", exact=True).click()
    # then it is counted
    page = phone.open("/progress?window=4w")
    expect(page.locator(said)).not_to_have_text(before)
    assert place.today


@pytest.fixture
def plain(browser: Browser, place: Place) -> Page:
    """Give a tab of a browser that runs no script."""
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([{"name": "facekind", "value": place.cookie, "url": place.url}])
    return context.new_page()


def test_own_dates_work_without_javascript(plain: Page, place: Place) -> None:
    until = date.fromisoformat(place.today) - timedelta(days=1)
    since = until - timedelta(days=6)
    # Given progress in a browser without JavaScript
    plain.goto(f"{place.url}/progress")
    # when two days are asked for the wrong way round
    plain.locator("summary", has_text="Own dates").click()
    plain.get_by_label("First day").fill(until.isoformat())
    plain.get_by_label("Last day").fill(since.isoformat())
    plain.get_by_role("button", name="Show these days").click()
    # then the sentence stands beside the field and what was typed stays
    expect(plain.locator("#until-error")).to_contain_text("comes before the first")
    expect(plain.get_by_label("Last day")).to_have_value(since.isoformat())
    # and put right, the days are shown, at an address that can be kept
    plain.get_by_label("First day").fill(since.isoformat())
    plain.get_by_label("Last day").fill(until.isoformat())
    plain.get_by_role("button", name="Show these days").click()
    expect(plain.locator("h1")).to_contain_text(" to ")
    assert f"since={since}&until={until}" in plain.url
    plain.context.close()


@pytest.mark.parametrize("how", [{"forced_colors": "active"}, {"color_scheme": "dark"}])
def test_marks_stay_apart_from_the_card_in_other_colours(
    make_phone: MakePhone, how: dict[str, str]
) -> None:
    page = make_phone(**how).open("/progress?window=4w")
    dot, card = (
        page.evaluate(f"getComputedStyle(document.querySelector('{one}')).{what}")
        for one, what in ((".week-dot", "fill"), (".card", "backgroundColor"))
    )
    assert dot != card
