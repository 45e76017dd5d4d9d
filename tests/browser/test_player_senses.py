"""What tells a step's phases apart: sound, light, voice; and a screen that stays on."""

import pytest
from playwright.sync_api import expect

from tests.browser.phone import Phone, wait_until
from tests.browser.playing import begin, expect_mode, pass_time, today

pytestmark = [pytest.mark.browser, pytest.mark.worker(False)]

NO_SENSES = """() => {
  delete window.AudioContext;
  Object.defineProperty(navigator, 'vibrate', { value: undefined });
  delete Navigator.prototype.vibrate;
  Object.defineProperty(navigator, 'wakeLock', { value: {
    request: () => Promise.reject(new DOMException('no', 'NotAllowedError')) } });
  Object.defineProperty(speechSynthesis, 'getVoices', { value: () => [] });
}"""


def test_a_phone_without_sound_voice_or_wake_lock_says_so_and_goes_on(phone: Phone) -> None:
    phone.context.add_init_script(f"({NO_SENSES})()")
    page = today(phone)
    begin(page)
    expect_mode(page, "running")
    page.get_by_label("Sound and light").click()
    sheet = page.locator("#player .sheet")
    expect(sheet.get_by_text("This phone gives no sound here.")).to_be_visible()
    expect(sheet.get_by_text("This phone has no voice for this language.")).to_be_visible()
    expect(sheet.get_by_text("The screen may go dark.")).to_be_visible()
    expect(sheet.get_by_role("switch", name="Sound")).to_be_disabled()
    page.get_by_label("Sound and light").click()
    pass_time(page, 66)
    expect_mode(page, "between")


LOCKS = """() => {
  window.locks = 0;
  class Sentinel extends EventTarget {
    async release() { this.dispatchEvent(new Event('release')); }
  }
  Object.defineProperty(navigator, 'wakeLock', { value: {
    request: async () => { window.locks++; return window.sentinel = new Sentinel(); } } });
}"""


def test_the_screen_is_kept_on_and_asked_again_when_the_page_comes_back(phone: Phone) -> None:
    phone.context.add_init_script(f"({LOCKS})()")
    page = today(phone)
    begin(page)
    page.wait_for_function("window.locks === 1")
    # when the system takes the lock away and the page comes back
    page.evaluate(
        "() => { sentinel.release(); document.dispatchEvent(new Event('visibilitychange')); }"
    )
    page.wait_for_function("window.locks === 2")


CUES_KEPT = """() => new Promise((resolve) => {
  const asked = indexedDB.open('facekind');
  asked.onsuccess = () => {
    const found = asked.result.transaction('meta').objectStore('meta').get('cues');
    found.onsuccess = () => resolve(found.result?.flash && !found.result.sound);
  };
})"""


def test_switches_are_remembered_by_the_phone(phone: Phone) -> None:
    page = today(phone)
    begin(page)
    page.get_by_label("Sound and light").click()
    page.get_by_role("switch", name="Slow flash").check()
    page.get_by_role("switch", name="Sound").uncheck()
    wait_until(page, CUES_KEPT)
    page.reload()
    expect(page.locator("#player")).to_be_visible()
    page.get_by_label("Sound and light").click()
    expect(page.get_by_role("switch", name="Slow flash")).to_be_checked()
    expect(page.get_by_role("switch", name="Sound")).not_to_be_checked()
