"""The plain forms: everything daily works without JavaScript."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.phone import SIZE
from tests.browser.place import Place

pytestmark = pytest.mark.browser

TOO_LONG = 200_000


@pytest.fixture
def page(browser: Browser, place: Place) -> Iterator[Page]:
    """Give a tab of a browser that runs no script."""
    context = browser.new_context(java_script_enabled=False, viewport=SIZE)
    context.add_cookies([{"name": "facekind", "value": place.cookie, "url": place.url}])
    yield context.new_page()
    context.close()


def next_step(page: Page) -> Locator:
    """Give the step that is up next, so that it is found again wherever it goes."""
    item = page.locator("[data-group=next] .step").get_attribute("data-item")
    return page.locator(f".step[data-item='{item}'][data-occ='1']")


def test_a_step_is_ticked_and_taken_back(page: Page, place: Place) -> None:
    # Given today
    page.goto(f"{place.url}/today")
    step = next_step(page)
    # when the step that is next is ticked
    step.get_by_role("button", name="Mark as done:").click()
    # then the page comes back with it among what is done
    expect(step).to_have_attribute("data-state", "done")
    expect(step.locator(".said")).to_contain_text("Done")
    # and when it is taken back, it is to do again
    step.get_by_role("button", name="Take back:").click()
    expect(step).to_have_attribute("data-state", "undone")
    assert [one.payload["state"] for one in place.written()] == ["done", "undone"]


def test_a_step_is_skipped_with_a_reason(page: Page, place: Place) -> None:
    # Given today, with the step that is next unfolded
    page.goto(f"{place.url}/today")
    step = next_step(page)
    step.locator("summary").first.click()
    # when it is skipped because of pain
    step.get_by_role("button", name="Pain", exact=True).click()
    # then the page says so
    expect(step).to_have_attribute("data-state", "skipped")
    expect(step.locator(".said")).to_have_text("Skipped: pain")
    (written,) = place.written()
    assert (written.payload["state"], written.payload["reason"]) == ("skipped", "pain")


def test_a_mood_is_one_tap(page: Page, place: Place) -> None:
    # Given the check-in
    page.goto(f"{place.url}/check-in")
    # when a word is tapped
    page.get_by_role("button", name="Good", exact=True).click()
    # then the page comes back with the word pressed
    pressed = page.get_by_role("button", name="Good", exact=True)
    expect(pressed).to_have_attribute("aria-pressed", "true")
    assert [one.type for one in place.written()] == ["checkin.add"]


def test_a_line_is_kept(page: Page, place: Place) -> None:
    # Given the writing page
    page.goto(f"{place.url}/journal/new")
    # when a line is saved
    page.locator("textarea").fill("A calm morning")
    page.get_by_role("button", name="Save entry").click()
    # then it stands on the page of its day
    expect(page.locator("[data-list=journal]")).to_contain_text("A calm morning")
    assert [one.payload["text"] for one in place.written()] == ["A calm morning"]


def test_the_day_becomes_a_rest_day(page: Page, place: Place) -> None:
    # Given today
    page.goto(f"{place.url}/today")
    # when it is made a rest day
    page.get_by_role("button", name="Make it a rest day").click()
    # then the page says what that means
    expect(page.get_by_text("A rest day. Care, calm and prescribed steps stay")).to_be_visible()
    assert [one.payload["kind"] for one in place.written()] == ["rest"]


def test_too_long_a_text_comes_back_with_a_sentence_and_all_of_it(page: Page, place: Place) -> None:
    # Given a text of 200 000 characters, from a browser that does not count
    page.goto(f"{place.url}/journal/new")
    page.locator("textarea").evaluate(
        "(field, n) => { field.removeAttribute('maxlength'); field.value = 'x'.repeat(n); }",
        TOO_LONG,
    )
    # when it is saved
    with page.expect_navigation() as going:
        page.get_by_role("button", name="Save entry").click()
    # then it is refused with a sentence beside the field, nothing is stored, nothing is lost
    answer = going.value
    assert answer is not None
    assert 400 <= answer.status < 500
    expect(page.locator("#text-error")).to_be_visible()
    assert page.locator("textarea").evaluate("field => field.value.length") == TOO_LONG
    assert place.written() == []


def test_a_form_sent_twice_makes_one_row(page: Page, place: Place) -> None:
    # Scenario 38. Given a line on the writing page
    page.goto(f"{place.url}/journal/new")
    page.locator("textarea").fill("Only once")
    body = page.locator("form.writing").evaluate(
        "form => Object.fromEntries(new FormData(form).entries())"
    )
    # when Save is pressed twice
    page.get_by_role("button", name="Save entry").dblclick()
    expect(page.locator("[data-list=journal]")).to_contain_text("Only once")
    # and the very same form arrives once more, as after Back
    again = page.request.post(
        f"{place.url}/journal", form=body, headers={"Origin": place.url}, max_redirects=0
    )
    # then there is one row
    assert again.status == 303
    assert len(place.written()) == 1
    page.reload()
    lines = page.locator("[data-list=journal] [data-entry]").filter(has_text="Only once")
    expect(lines).to_have_count(1)
