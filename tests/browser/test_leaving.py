"""What settings and the end of an account do on the phone itself."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.phone import (
    Phone,
    drafts_on,
    expect_waiting,
    outbox,
    tap_tick,
    undone,
    write_line,
)
from tests.browser.place import Place

pytestmark = pytest.mark.browser

KEPT_PAGES = "async () => (await caches.keys()).filter((name) => name.startsWith('pages-'))"
WORDS = "begun at night and never saved"
LINE = "the eye watered in the wind"
EVERYTHING = """async () => {
  const found = [{ ...localStorage }, { ...sessionStorage }, history.state, document.cookie];
  for (const name of await caches.keys()) {
    const pages = await caches.open(name);
    for (const page of await pages.matchAll()) {
      if (name.startsWith('pages-')) found.push(await page.text());
    }
  }
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((resolve) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => resolve(asked.result);
    });
    for (const store of database.objectStoreNames) {
      found.push(await new Promise((resolve) => {
        const all = database.transaction(store).objectStore(store).getAll();
        all.onsuccess = () => resolve(all.result);
      }));
    }
    database.close();
  }
  return JSON.stringify(found);
}"""


def drafts(page: Page) -> list[str]:
    aside: list[str] = page.evaluate("Object.values({ ...localStorage })")
    return [one["text"] for one in drafts_on(page)] + [text for text in aside if WORDS in text]


def test_help_opens_with_the_country_of_the_settings_also_without_network(phone: Phone) -> None:
    phone.keep_week()
    page = phone.open("/settings")
    page.locator("#country").select_option("GB")
    page.locator("form[action='/settings/country'] button").click()
    expect(page.locator("[role=status]", has_text="United Kingdom")).to_be_visible()
    phone.lose_network()
    page = phone.open("/help-now")
    expect(page.locator("[data-country-name]")).to_have_text("United Kingdom")
    expect(page.locator("a[href='tel:999']:visible").first).to_be_visible()
    phone.find_network()
    page = phone.open("/settings")
    page.locator("#country").select_option("")
    page.locator("form[action='/settings/country'] button").click()
    expect(page.locator("[role=status]", has_text="asks for the country")).to_be_visible()
    page = phone.open("/help-now")
    expect(page.locator("[data-country-name]")).to_have_text("Choose country")


def test_a_deleted_account_leaves_nothing_on_this_phone(phone: Phone) -> None:
    page = phone.keep_week()
    assert page.evaluate(KEPT_PAGES)
    page = phone.open("/journal/new")
    page.locator("textarea").fill(WORDS)
    expect(page.get_by_text("Draft kept on this phone")).to_be_visible()
    assert drafts(page) == [WORDS]
    page = phone.open("/account/delete")
    begun = page.locator("section[data-some=begun]")
    expect(begun).to_contain_text("Begun, not saved")
    expect(begun.locator("li")).to_contain_text(WORDS)
    page.locator("#understood").check()
    page.locator("form[action='/account/delete'] button").click()
    expect(page.locator("[data-some=gone]")).to_be_visible()
    assert page.evaluate(KEPT_PAGES) == []
    assert drafts(page) == []
    assert outbox(page) == []
    phone.open("/")
    assert page.evaluate(KEPT_PAGES) == []


def leave(page: Page) -> Locator:
    """Press the button that forgets this phone; gives what is asked."""
    page.locator("form[data-forget] button").click()
    asked = page.locator("[data-forget-sure]")
    expect(asked).to_be_visible()
    return asked


def traces(page: Page) -> str:
    """Give all that the browser keeps of this address, whatever keeps it."""
    kept: str = page.evaluate(EVERYTHING)
    return kept


@pytest.mark.parametrize("online", [False, True])
def test_signing_out_warns_of_what_would_be_lost_and_then_leaves_nothing(
    place: Place, phone: Phone, tmp_path: Path, online: bool
) -> None:
    # Scenario 20. Given a line and a tick that wait, a line that is begun, and no network
    phone.keep_week()
    phone.lose_network()
    page = phone.open("/journal/new")
    write_line(page, LINE)
    expect_waiting(page, 1)
    page.locator("textarea").fill(WORDS)
    expect(page.get_by_text("Draft kept on this phone")).to_be_visible()
    page = phone.open("/today")
    tap_tick(page, *undone(page))
    expect_waiting(page, 2)
    assert LINE in traces(page)
    # when this phone is to be forgotten
    page = phone.open("/this-phone#forget")
    expect(page.locator("[data-phone][data-ready]")).to_be_attached()
    asked = leave(page)
    # then it warns, with the number, and offers a copy first
    expect(asked.locator("p").first).to_have_text(
        "3 entries are only on this phone and would be lost."
    )
    expect(asked.locator("p").first).to_be_focused()
    with page.expect_download() as saved:
        asked.get_by_role("button", name="Save a copy first").click()
    saved.value.save_as(tmp_path / "copy")
    assert WORDS in (tmp_path / "copy").read_text("utf-8")
    # and keeping them keeps everything
    asked.get_by_role("button", name="Keep them").click()
    expect(page.locator("form[data-forget] button")).to_be_focused()
    assert len(outbox(page)) == 2
    assert drafts(page) == [WORDS]
    assert page.evaluate(KEPT_PAGES)
    # and with a network what waits is sent first: only what was begun would be lost
    if online:
        phone.find_network()
        expect_waiting(page, 0)
    asked = leave(page)
    number = "1 entry is" if online else "3 entries are"
    expect(asked.locator("p").first).to_have_text(f"{number} only on this phone and would be lost.")
    # and when it is confirmed, nothing of it is on the phone any more, wherever one looks
    asked.get_by_role("button", name="Delete them").click()
    if online:
        expect(page).to_have_url(f"{place.url}/")
    else:
        expect(page.locator("[data-forgotten]")).to_be_focused()
    for told in (LINE, WORDS, "checkin", "journal.add", "item.set"):
        assert told not in traces(page)
    assert page.evaluate(KEPT_PAGES) == []
    assert len(place.written()) == (2 if online else 0)
    # and without a network neither Back nor an address shows anything
    phone.lose_network()
    page.go_back()
    for path in ("/today", "/journal/new", "/report"):
        phone.open(path)
        expect(page.get_by_role("heading", level=1)).to_have_text("No connection")
        expect(page.locator("[data-list=days] li")).to_have_count(0)
    page = phone.open("/this-phone")
    expect(page.locator("[data-none=only]")).to_be_visible()


@pytest.mark.worker(False)
def test_with_nothing_to_lose_signing_out_asks_nothing(place: Place, phone: Phone) -> None:
    # Given a phone that has sent everything
    page = phone.open("/this-phone")
    expect(page.locator("[data-phone][data-ready]")).to_be_attached()
    # when it is to be forgotten
    page.locator("form[data-forget] button").click()
    # then it is, and the session is over
    expect(page).to_have_url(f"{place.url}/")
    assert phone.context.cookies(place.url) == []
    assert outbox(page) == []
