"""A line with its tags and its day: killed, kept without network, taken back, begun with words."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from backend.library import read_library
from tests.browser.phone import (
    READ_STORE,
    Phone,
    drafts_on,
    expect_waiting,
    line_of,
    outbox,
    sending,
    wait_until,
)
from tests.browser.place import Place

pytestmark = pytest.mark.browser

WRITING = "/journal/new"
WITH_BOTH = f"""async () => (await ({READ_STORE})('drafts')).some(({{ text, beside }}) =>
  text === 'Soup' && beside.some(([, value]) => value === 'mum, dad'))"""


def unfold(page: Page, name: str) -> None:
    page.locator("summary").filter(has_text=name).click()


def tag_it(page: Page) -> None:
    """Choose a tag, and type two."""
    unfold(page, "Tags")
    page.get_by_role("checkbox", name="eating").check()
    page.get_by_label("Tags of your own").fill("mum, dad")


def test_a_killed_browser_has_the_tags_and_the_day_too(place: Place, lasting_phone: Phone) -> None:
    # Given a line about yesterday with tags, being typed offline
    page = lasting_phone.keep_week(WRITING)
    yesterday = (date.fromisoformat(place.today) - timedelta(days=1)).isoformat()
    lasting_phone.lose_network()
    page.locator("textarea").fill("Soup")
    unfold(page, "Another day")
    page.get_by_label("The day this is about").fill(yesterday)
    tag_it(page)
    wait_until(page, WITH_BOTH)
    # when the browser is killed
    lasting_phone.kill()
    # then all of it is there, unfolded
    page = lasting_phone.open(WRITING)
    expect(page.locator("textarea")).to_have_value("Soup")
    expect(page.get_by_role("checkbox", name="eating")).to_be_checked()
    expect(page.get_by_label("Tags of your own")).to_have_value("mum, dad")
    expect(page.get_by_label("The day this is about")).to_have_value(yesterday)
    # and saved it is an entry of that day, said so, and no draft
    page.locator("form.writing .act button").click()
    expect(page.locator("#toasts")).to_contain_text("Kept for ")
    expect_waiting(page, 1)
    expect(page.get_by_role("checkbox", name="eating")).not_to_be_checked()
    assert drafts_on(page) == []
    (kept,) = outbox(page)
    assert kept["local_date"] == yesterday
    assert kept["payload"] == {"text": "Soup", "tags": ["eating", "mum", "dad"]}


@pytest.mark.worker(False)
def test_tags_are_shown_before_they_are_sent_and_come_back_with_an_undo(
    place: Place, phone: Phone
) -> None:
    # Given a line with tags, written without network
    page = phone.open(WRITING)
    phone.lose_network()
    page.locator("textarea").fill("Soup")
    tag_it(page)
    page.locator("form.writing .act button").click()
    # then its row has them
    expect(line_of(page, "Soup").locator(".tags a")).to_have_text(["eating", "mum", "dad"])
    # and when it is removed and put back, still
    line_of(page, "Soup").get_by_role("button", name="Remove").click()
    expect(line_of(page, "Soup")).to_have_count(0)
    page.locator("#toasts button").click()
    expect(line_of(page, "Soup").locator(".tags a")).to_have_text(["eating", "mum", "dad"])
    # and so it is on the server and on its page
    with sending(page):
        phone.find_network()
    assert place.written()[-1].payload["tags"] == ["eating", "mum", "dad"]
    page = phone.open(WRITING)
    line_of(page, "Soup").get_by_role("link", name="dad").click()
    expect(page.locator(".found")).to_have_text("Tag: dad. 1 entry found.")


@pytest.mark.worker(False)
def test_a_beginning_is_put_into_the_field_and_is_words_like_others(phone: Phone) -> None:
    # Given the writing page with two beginnings
    page = phone.open(WRITING)
    offered = page.locator("first-words li button:visible")
    expect(offered).to_have_count(2)
    first, second = offered.all_inner_texts()
    # when another one is asked for, then the next takes the first one's place
    page.get_by_role("button", name="Another one").press("Enter")
    expect(offered).to_have_count(2)
    assert offered.all_inner_texts()[0] == second
    seen = {first, second, *offered.all_inner_texts()}
    for _ in range(len(read_library("en").prompts)):
        page.get_by_role("button", name="Another one").click()
        seen |= set(offered.all_inner_texts())
    assert seen == {one.text for one in read_library("en").prompts.values()}
    # and pressed, it begins the line, is kept as a draft and can be deleted
    chosen = offered.first.inner_text()
    offered.first.click()
    expect(page.locator("textarea")).to_be_focused()
    expect(page.locator("textarea")).to_have_value(f"{chosen}\n")
    expect(page.get_by_text("Draft kept on this phone")).to_be_visible()
    page.keyboard.type("It let go.")
    expect(page.locator("textarea")).to_have_value(f"{chosen}\nIt let go.")
    page.locator("textarea").fill("")
    expect(page.get_by_text("Draft kept on this phone")).to_be_hidden()
