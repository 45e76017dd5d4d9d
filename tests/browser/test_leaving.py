"""What settings and the end of an account do on the phone itself."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.phone import Phone, drafts_on, outbox

pytestmark = pytest.mark.browser

KEPT_PAGES = "async () => (await caches.keys()).filter((name) => name.startsWith('pages-'))"
WORDS = "begun at night and never saved"


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
    unsent = page.locator("[data-list=waiting] li")
    expect(unsent).to_contain_text(WORDS)
    expect(unsent).to_contain_text("Begun, not saved")
    page.locator("#understood").check()
    page.locator("form[action='/account/delete'] button").click()
    expect(page.locator("[data-some=gone]")).to_be_visible()
    assert page.evaluate(KEPT_PAGES) == []
    assert drafts(page) == []
    assert outbox(page) == []
    phone.open("/")
    assert page.evaluate(KEPT_PAGES) == []
