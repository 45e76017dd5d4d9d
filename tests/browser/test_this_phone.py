"""What is on this phone: every unsent entry with its state, a copy of it, and what was refused."""

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import MakePhone
from tests.browser.phone import (
    Phone,
    expect_status,
    expect_waiting,
    outbox,
    sending,
    tap_tick,
    undone,
    write_line,
)
from tests.browser.place import Place
from tests.browser.test_accessibility import assert_clean, speak

pytestmark = pytest.mark.browser

WORDS = "The left eye was sore all evening."
OTHERS = "Slept well after that."
ALTER = """([words, said]) => new Promise((resolve, reject) => {
  const asked = indexedDB.open('facekind');
  asked.onsuccess = () => {
    const work = asked.result.transaction('outbox', 'readwrite');
    work.objectStore('outbox').openCursor().onsuccess = ({ target: { result: cursor } }) => {
      if (!cursor) return;
      const entry = cursor.value;
      if (entry.payload.text === words) cursor.update({ ...entry, ...said });
      cursor.continue();
    };
    work.onabort = () => reject(work.error);
    work.oncomplete = () => { asked.result.close(); resolve(); };
  };
})"""
FIELDS = {"id", "type", "local_date", "tz", "offset_min", "occurred_at", "payload"}


def alter(page: Page, words: str, **said: Any) -> None:
    """Let the phone hold an entry otherwise than it was made."""
    page.evaluate(ALTER, [words, said])


def days_ago(place: Place, days: int) -> str:
    return (date.fromisoformat(place.today) - timedelta(days=days)).isoformat()


def write_offline(phone: Phone, *lines: str) -> Page:
    """Have the week on the phone, lose the network, and write lines that wait."""
    phone.keep_week()
    phone.lose_network()
    return write_lines(phone.open("/journal/new"), *lines)


def write_lines(page: Page, *lines: str) -> Page:
    for n, line in enumerate(lines, start=1):
        write_line(page, line)
        expect_waiting(page, n)
    return page


def see_phone(phone: Phone) -> Page:
    """Open the page once it has looked."""
    page = phone.open("/this-phone")
    expect(page.locator("[data-phone][data-ready]")).to_be_attached()
    return page


def cards(page: Page, part: str) -> Locator:
    """Give the entries in one part of the page."""
    return page.locator(f"[data-list={part}] > li")


def refuse(phone: Phone, *lines: str, **said: Any) -> Page:
    """Let the server have refused the first of these lines, and taken the others."""
    page = phone.open("/journal/new")
    phone.lose_network()
    write_lines(page, *lines)
    alter(page, lines[0], **said)
    phone.find_network()
    expect_waiting(page, 0)
    expect_status(page, "needs")
    return see_phone(phone)


def expect_said(page: Page, words: str) -> None:
    """It is said to everybody, in the place for what has just happened."""
    expect(page.locator("#toasts[role=status]")).to_contain_text(words)


def test_what_is_only_here_is_seen_at_once_and_offline(place: Place, phone: Phone) -> None:
    # Given a phone that has sent everything
    page = phone.keep_week()
    with sending(page):
        tap_tick(page, *undone(page))
    page = see_phone(phone)
    expect(page.locator("[data-none=only]")).to_have_text("Nothing is only on this phone.")
    for part in ("needs", "waiting", "begun"):
        expect(page.locator(f"section[data-some={part}]")).to_be_hidden()
    # when the network goes, a step is ticked, a line is written, and another one is begun
    page = write_offline(phone, WORDS)
    alter(page, WORDS, occurred_at=f"{place.today}T14:05:00.000Z")
    tick = phone.open("/today")
    tap_tick(tick, *undone(tick))
    expect_waiting(tick, 2)
    page = phone.open("/journal/new")
    page.locator("textarea").fill(OTHERS)
    expect(page.get_by_text("Draft kept on this phone")).to_be_visible()
    # then the page says so, with everything that was written, its day and its time
    page = see_phone(phone)
    expect(page.locator("h2[data-count=only]")).to_have_text("3 entries are only on this phone.")
    expect(page.locator(".parts a:visible")).to_have_text(
        ["2 wait to be sent", "1 is begun and not saved"]
    )
    line = cards(page, "waiting").filter(has_text="Journal")
    expect(line.locator(".text").first).to_have_text(WORDS)
    expect(line.locator(".m")).to_contain_text(re.compile(r"\w+day \d+ \w+, 14:05$"))
    expect(cards(page, "waiting").filter(has_text="Done: ")).to_have_count(1)
    expect(cards(page, "begun").locator(".text").first).to_have_text(OTHERS)
    # and how things stand, as far as the phone and its browser know
    expect(page.locator("[data-sent-at]")).to_contain_text(place.today[:4])
    expect(page.locator("[data-plan-on]")).to_contain_text(re.compile(r"\d{4}$"))
    kept = page.evaluate("navigator.storage.persisted()")
    promise = "has promised" if kept else "has not promised"
    expect(page.locator("[data-storage]")).to_contain_text(promise)
    expect(cards(page, "days")).to_have_count(7)
    # and nothing of what only an iPhone does
    expect(page.locator("[data-some^=apple-]:visible")).to_have_count(0)
    assert_clean(page)
    # and a draft can be gone on with, from here
    page.get_by_role("link", name="Go on with it").click()
    expect(page.locator("textarea")).to_have_value(OTHERS)


def test_a_long_text_shows_its_beginning_and_then_all_of_it(phone: Phone) -> None:
    # Given a line of 200 000 characters in a language from the right
    page = write_offline(phone, WORDS)
    long = "היום העין כואבת פחות. " * 9_091
    alter(page, WORDS, payload={"text": long})
    # when the page is opened
    page = see_phone(phone)
    text = cards(page, "waiting").locator("p.text")
    expect(text).to_contain_text("…")
    assert len(text.inner_text()) < 500
    assert text.evaluate("one => getComputedStyle(one).direction") == "rtl"
    # then all of it is there for a press, and nothing is wider than the phone
    page.get_by_role("button", name="Show all of it").click()
    assert text.evaluate("one => one.textContent") == long
    expect(text).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_a_copy_is_saved_offline(
    place: Place, make_phone: MakePhone, tmp_path: Path, language: str
) -> None:
    # Given a refused line, one that waits, and one that is begun, and no network
    phone = make_phone()
    if language != "en":
        speak(phone, "/settings", language)
    phone.keep_week()
    refuse(phone, WORDS, local_date=days_ago(place, 60))
    page = write_offline(phone, OTHERS)
    page = phone.open("/journal/new")
    page.locator("textarea").fill("Begun at night")
    expect(page.locator("[data-draft-note]")).to_be_visible()
    page = see_phone(phone)
    # when a copy is saved
    text, name = save_copy(page, "text", tmp_path)
    # then it is a file in words, day by day, each with its state
    assert name == f"facekind-{place.today}.txt"
    days = re.findall(r"^(.+)\n={24}$", text, re.M)
    assert len(days) == 2
    states = {"en": ("needs you", "waits to be sent", "begun, not saved")}
    for said in (
        *states.get(language, ("需要您看一下", "等待发送", "已开始，未保存")),
        WORDS,
        OTHERS,
    ):
        assert said in text
    assert text.index(WORDS) < text.index(OTHERS) < text.index("Begun at night")
    # and for programs it has the events as the server takes them
    raw, name = save_copy(page, "json", tmp_path)
    said = json.loads(raw)
    assert name == f"facekind-{place.today}.json"
    assert (said["v"], said["user"]) == (1, outbox(page)[0]["user"])
    assert said["version"]
    assert said["made_at"]
    assert [set(one) for one in said["events"]] == [FIELDS, FIELDS]
    assert [one["payload"]["text"] for one in said["events"]] == [WORDS, OTHERS]
    assert [one["id"] for one in said["refused"]] == [said["events"][0]["id"]]
    assert [one["text"] for one in said["drafts"]] == ["Begun at night"]
    # and nothing was sent anywhere
    assert place.written() == []


def save_copy(page: Page, kind: str, folder: Path) -> tuple[str, str]:
    """Press the button, and read the file that the browser has saved."""
    with page.expect_download() as saved:
        page.locator(f"section [data-save={kind}]:visible").first.click()
    file = folder / saved.value.suggested_filename
    saved.value.save_as(file)
    return file.read_text("utf-8"), file.name


def test_a_phone_that_takes_files_is_given_the_copy(phone: Phone) -> None:
    # Given a phone whose own sheet takes files
    page = write_offline(phone, WORDS)
    page = see_phone(phone)
    page.evaluate("""() => {
      navigator.canShare = ({ files }) => files.length === 1;
      navigator.share = async ({ files }) => { globalThis.given = await files[0].text(); };
    }""")
    # when a copy is saved
    page.locator("[data-save=text]:visible").click()
    # then it is handed to that
    expect_said(page, "The copy is handed on.")
    assert WORDS in page.evaluate("given")


@pytest.mark.worker(False)
def test_only_an_iphone_tells_of_its_limits(make_phone: MakePhone) -> None:
    # Given Safari on an iPhone, or the app on its home screen
    for installed, shown, words in (
        ("false", "apple-tab", "7 days of using Safari"),
        ("true", "apple-app", "keeps its own things"),
    ):
        phone = make_phone()
        phone.context.add_init_script(
            f"Object.defineProperty(navigator, 'standalone', {{ get: () => {installed} }})"
        )
        # then its own limits are told
        page = see_phone(phone)
        expect(page.locator(f"[data-some={shown}]")).to_contain_text(words)
        expect(page.locator("[data-some^=apple-]:visible")).to_have_count(1)


@pytest.mark.worker(False)
def test_before_it_is_installed_everything_is_to_be_sent(phone: Phone) -> None:
    # Given a line that waits, and the page about the home screen as an iPhone is shown it
    page = refuse(phone, WORDS, type="poem.add")
    page = phone.open("/install")
    # then it says what is to be sent first
    expect(page.locator("[data-for=apple] entries-here")).to_contain_text(
        "Send this first: 1 entry"
    )
    # and nothing of it once nothing waits
    page = see_phone(phone)
    for _ in range(2):
        page.locator("[data-list=needs] [data-discard]").click()
    expect(page.locator("[data-none=only]")).to_be_visible()
    page = phone.open("/install")
    expect(page.locator("html[data-waiting]")).to_be_attached()
    expect(page.locator("entries-here")).to_be_hidden()


@pytest.mark.worker(False)
def test_of_a_storage_that_cannot_be_read_nothing_is_claimed(make_phone: MakePhone) -> None:
    # Given a phone whose database fails
    phone = make_phone()
    phone.open("/today")
    phone.context.add_init_script(
        "IDBObjectStore.prototype.index = () => { throw new DOMException('', 'UnknownError') }"
    )
    # when the page is opened
    page = see_phone(phone)
    # then it does not say that all is sent
    expect(page.locator("[data-some=unreadable]")).to_be_visible()
    expect(page.locator("[data-none=only]")).to_be_hidden()


@pytest.mark.worker(False)
def test_what_is_older_than_a_day_is_said_to_be_only_here(place: Place, phone: Phone) -> None:
    # Given a line that was written without network, two days ago
    page = phone.open("/journal/new")
    phone.lose_network()
    write_lines(page, WORDS)
    alter(page, WORDS, occurred_at=f"{days_ago(place, 2)}T12:00:00.000Z")
    # when another one is written
    write_line(page, OTHERS)
    # then the line at the top asks for a connection
    expect(page.locator("sync-status[data-old]")).to_contain_text("are still only on this phone")
