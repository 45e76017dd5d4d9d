"""A switched language reaches everything that is kept on the phone, and comes back."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import MakePhone
from tests.browser.phone import Phone

pytestmark = pytest.mark.browser

WORDS = {
    "/today": ("Today", "今天"),
    "/check-in": ("Check-in", "感受"),
    "/help-now": ("Close", "关闭"),
    "/about": ("About Facekind", "关于 Facekind"),
    "/this-phone": ("What is on this phone", "这部手机上有什么"),
    "/library": ("Library", "资料库"),
    "/library/steps": ("All steps", "全部步骤"),
    "/library/readings": ("All readings", "全部短文"),
    "/plan": ("No connection", "没有网络"),
}
KEPT_LANGUAGES = """async () => {
  const found = new Set();
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const page of await cache.matchAll()) {
      const said = page.headers.get('Content-Language');
      if (said) found.add(said);
    }
  }
  return [...found].sort();
}"""


def switch(phone: Phone, name: str) -> Page:
    """Choose a language in the settings and wait until the phone has renewed what it holds."""
    page = phone.open("/settings")
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_url("**/settings?saved=language")
    expect(page.locator("html[data-offline-ready][data-summary-ready]")).to_be_attached()
    return page


def expect_kept(phone: Phone, language: str, nth: int) -> None:
    """Without network every page speaks the language, and so does the one that says so."""
    assert phone.page.evaluate(KEPT_LANGUAGES) == [language]
    phone.lose_network()
    for path, words in WORDS.items():
        page = phone.open(path)
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("body")).to_contain_text(words[nth])
    phone.find_network()


def test_a_switched_language_reaches_every_kept_page_and_comes_back(phone: Phone) -> None:
    # Given the week on the phone, in English
    phone.keep_week()
    assert phone.page.evaluate(KEPT_LANGUAGES) == ["en"]
    # when Chinese is chosen and the network is lost
    switch(phone, "中文")
    # then nothing that is kept is English any more
    expect_kept(phone, "zh-Hans", 1)
    # and the way back is the same
    switch(phone, "English")
    expect_kept(phone, "en", 0)


MAIN_PAGES = (
    "/today", "/check-in", "/journal", "/journal/new", "/plan", "/settings", "/more", "/help-now",
    "/about", "/this-phone", "/library", "/library/steps", "/library/readings",
)  # fmt: skip
WIDTH = 360


def test_chinese_pages_are_no_wider_than_a_small_phone(make_phone: MakePhone) -> None:
    # Given a small phone that reads Chinese (axe reads it in test_accessibility)
    phone = make_phone(viewport={"width": WIDTH, "height": 740})
    switch(phone, "中文")
    for path in MAIN_PAGES:
        page = phone.open(path)
        # then nothing sticks out
        assert page.evaluate("document.documentElement.scrollWidth") == WIDTH, path
