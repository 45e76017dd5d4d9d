"""The doctor's page: links as they arrive, one person at a time, nothing kept, on paper too."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser.conftest import MakeDoctor, MakePhone
from tests.browser.doctor import NOTHING, Doctor, Shared, answer, share
from tests.browser.phone import PATIENCE_MS, Phone, browser_path, on_paper
from tests.browser.place import Place
from tests.browser.test_accessibility import assert_clean
from tools.find_chromium import FLAGS

pytestmark = [pytest.mark.browser, pytest.mark.worker(False)]

LARGEST = 60_000
"""Bytes of the opened page, not compressed."""

A_HALF, ANOTHER = "Ab3-" * 10 + "Cd4", "xY_9" * 10 + "zW8"
WHOLE = f"{A_HALF}.{ANOTHER}"
"""A link of the right form that nobody made."""

KEPT_PATHS = """async () => {
  const caught = (await caches.keys()).map(async (name) => (await caches.open(name)).keys());
  return (await Promise.all(caught)).flat().map((one) => new URL(one.url).pathname);
}"""

NOT_OPEN = "This link is not open."


@pytest.fixture
def doctor(make_doctor: MakeDoctor) -> Doctor:
    """Give one doctor's browser."""
    return make_doctor()


def report_of(page: Page) -> Page:
    """Wait until the report is there."""
    expect(page.locator("main[data-page=viewer-report] .rep")).to_be_visible()
    return page


# Links as they arrive (S22)


@pytest.mark.parametrize(
    "arrived",
    [
        WHOLE,
        f"%20{WHOLE}%20",
        WHOLE.replace(".", "%2E"),
        WHOLE.replace("_", "%255F"),
        f"{WHOLE[:30]}%0A{WHOLE[30:]}",
        f"{WHOLE[:30]}%0D%0A%3E%20{WHOLE[30:]}",
        f"{WHOLE[:50]}%E2%80%8B{WHOLE[50:]}",
        f"{WHOLE}.",
        f"{WHOLE}%E3%80%82",
        f"<{WHOLE}>",
        f"({WHOLE}),",
        f"%E2%80%9C{WHOLE}%E2%80%9D",
        WHOLE.replace("-", "%E2%80%91"),
        f"{WHOLE}?fbclid=IwAR0x",
        f"{WHOLE}&utm_source=mail",
        f"{WHOLE}/",
    ],
)
def test_a_link_that_can_be_mended_is(doctor: Doctor, place: Place, arrived: str) -> None:
    # Given a link that something was put around or into on its way
    page = doctor.go(f"{place.url}/v#{arrived}")
    # when it is opened
    answer(page)
    expect(page.locator("#said")).to_contain_text(NOT_OPEN)
    # then the two secrets were asked with as they had been made
    (asked,) = doctor.posts
    assert asked.post_data_json == {"token": A_HALF, "key": ANOTHER}


@pytest.mark.parametrize(
    ("arrived", "sentence"),
    [
        ("", "Part of the address is missing."),
        ("%20%0A", "Part of the address is missing."),
        (WHOLE[:60], "This link is not whole"),
        (WHOLE[:-1], "This link is not whole"),
        (A_HALF, "This link is not whole"),
        (f"{A_HALF}.", "This link is not whole"),
        (f"{WHOLE[:20]}…", "This link is not whole"),
        (f"{WHOLE[:40]}%2", "This link is not whole"),
        (f"{WHOLE}Tel", "Something was added to this link"),
        (WHOLE.upper(), "changed to capitals or to small ones"),
        (WHOLE.lower(), "changed to capitals or to small ones"),
        ("shlink:/eyJ1cmwiOiJodHRwczovL2V2aWwuZXhhbXBsZS94In0", "not one of ours"),
        ("SHLINK:/EYJ1CMWIOIJODHRWCZOVL2V2AWWUZXHHBXBSZS94IN0", "not one of ours"),
        ("https://evil.example/v", "not one of ours"),
        ("//evil.example/v", "not one of ours"),
        ("javascript:alert(1)", "not one of ours"),
        ("<img src=x onerror=alert(1)>", "not one of ours"),
    ],
)
def test_a_link_that_cannot_be_mended_is_told_and_asks_nobody(
    doctor: Doctor, place: Place, arrived: str, sentence: str
) -> None:
    # Given a link that is cut, changed, or none of ours
    page = doctor.go(f"{place.url}/v#{arrived}")
    # then the page says what is wrong with it and offers nothing
    expect(page.locator("#said")).to_contain_text(sentence)
    expect(page.locator("#open")).to_be_hidden()
    # and asked nobody: neither this server nor another
    assert doctor.posts == []
    assert [one.url for one in doctor.asked if not one.url.startswith(place.url)] == []
    assert_clean(page)


# One person at a time (S21)


@pytest.fixture
def two_links(make_phone: MakePhone) -> tuple[Shared, Shared]:
    """Give two links in the names of two people."""
    phone = make_phone()
    made = []
    for name in ("Erste Person", "Zweite Person"):
        page = phone.open("/sharing/new")
        page.locator("[data-setting=name] summary").click()
        page.get_by_label("in full").check()
        page.locator("#full_name").fill(name)
        page.get_by_label("Ask for a passcode").uncheck()
        page.get_by_role("button", name="Make the link").click()
        expect(page.locator("svg.qr")).to_be_visible()
        made.append(Shared(page.locator("#address").input_value(), ""))
    return made[0], made[1]


def test_a_second_link_in_the_tab_never_shows_the_first_person(
    doctor: Doctor, two_links: tuple[Shared, Shared]
) -> None:
    first, second = two_links
    # Given a link that is open
    page = doctor.go(first.address)
    answer(page)
    expect(report_of(page).locator("main")).to_contain_text("Erste Person")
    # when another link is put into the same tab, where only what follows the # differs
    page.evaluate("address => { location.href = address; }", second.address)
    # then the first person is gone before anything is asked,
    expect(page.locator("#open")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text("Erste Person")
    # the second is shown alone,
    answer(page)
    expect(report_of(page).locator("main")).to_contain_text("Zweite Person")
    assert "Erste Person" not in page.content()
    # and Back asks again instead of showing either
    page.go_back()
    expect(page.locator("#open")).to_be_visible()
    assert not re.search("Erste|Zweite", page.content())


@pytest.mark.parametrize("way", ["reload", "back", "kept"])
def test_an_opened_page_is_gone_after_leaving_it(
    doctor: Doctor, place: Place, two_links: tuple[Shared, Shared], way: str
) -> None:
    # Given a link that is open
    page = doctor.go(two_links[0].address)
    answer(page)
    report_of(page)
    # when it is reloaded, left and come back to, or taken out of the browser's memory
    if way == "reload":
        page.reload()
    elif way == "back":
        page.goto(f"{place.url}/about")
        page.go_back()
    else:
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    # then it asks again and shows nobody
    expect(page.locator("#open")).to_be_visible()
    assert "Erste Person" not in page.content()
    # and with a press it opens again
    answer(page)
    report_of(page)


@pytest.fixture
def remembering(playwright: Playwright) -> Iterator[Page]:
    """Give a tab of a browser that keeps pages it left ready to go back to."""
    opened = playwright.chromium.launch(
        executable_path=browser_path(),
        args=[*FLAGS, "--enable-features=CacheControlNoStoreEnterBackForwardCache"],
        ignore_default_args=["--disable-back-forward-cache"],
    )
    page = opened.new_page()
    page.set_default_timeout(PATIENCE_MS)
    yield page
    opened.close()


def test_a_browser_that_keeps_left_pages_does_not_bring_the_first_person_back(
    remembering: Page, place: Place, two_links: tuple[Shared, Shared]
) -> None:
    # Given a link that is open, in a browser with a back/forward cache
    page = remembering
    page.goto(two_links[0].address)
    answer(page)
    report_of(page)
    # when it is left and come back to
    page.goto(f"{place.url}/about")
    page.go_back()
    # then it asks again
    expect(page.locator("#open")).to_be_visible()
    assert "Erste Person" not in page.content()


# Nothing kept, only our own host, by keyboard, small and on paper (S23)


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_the_opened_page_keeps_nothing_and_fits_one_sheet(
    make_phone: MakePhone, make_doctor: MakeDoctor, place: Place, language: str
) -> None:
    # Given a link made in a language, for a doctor whose browser speaks the other one
    page = make_phone().open("/sharing/new")
    page.locator("[data-setting=language] summary").click()
    page.locator(f"[name=language][value={language}]").check()
    page.get_by_role("button", name="Make the link").click()
    expect(page.locator("svg.qr")).to_be_visible()
    shared = Shared(
        page.locator("#address").input_value(), page.locator("[data-passcode]").inner_text()
    )
    doctor = make_doctor(locale="zh-CN" if language == "en" else "en-GB")
    reader = doctor.go(shared.address)
    assert reader.locator("html").get_attribute("lang") != language
    # when it is opened with the keyboard alone, and one POST
    reader.keyboard.press("Tab")
    expect(reader.locator("#passcode")).to_be_focused()
    reader.keyboard.type(shared.passcode)
    reader.keyboard.press("Tab")
    reader.keyboard.type("Dr Chen")
    with reader.expect_response(lambda one: one.request.method == "POST") as answering:
        reader.keyboard.press("Enter")
    report_of(reader)
    assert len(doctor.posts) == 1
    assert len(answering.value.body()) < LARGEST
    # then the page speaks the language it was made in, and the heading has the focus
    assert reader.locator("html").get_attribute("lang") == language
    expect(reader.locator("main h1")).to_be_focused()
    # nothing is kept, and nobody else was asked
    assert doctor.kept() == NOTHING
    assert doctor.context.cookies() == []
    assert [one.url for one in doctor.asked if not one.url.startswith(place.url)] == []
    # it is clean, fits 320 px, and one sheet of paper
    assert_clean(reader)
    reader.set_viewport_size({"width": 320, "height": 640})
    assert reader.evaluate("document.documentElement.scrollWidth") <= 320
    paper = on_paper(reader)
    assert len(paper.pages) == 1


def test_the_question_fits_a_narrow_phone_and_large_text(doctor: Doctor, place: Place) -> None:
    # Given the question on a phone of 320 px, then with text of twice the size
    page = doctor.go(f"{place.url}/v#{WHOLE}")
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.evaluate("document.documentElement.style.fontSize = '225%'")
    # then nothing is wider than it
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_it_is_copied_as_text_and_a_jump_keeps_the_link(phone: Phone, doctor: Doctor) -> None:
    # Given an opened page
    doctor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    shared = share(phone)
    page = report_of(doctor.open(shared))
    # when the doctor jumps to the text for the notes and copies it
    page.get_by_role("link", name="Copy as text").click()
    assert page.url == shared.address
    page.locator("copy-text button").click()
    expect(page.locator("copy-text [role=status]")).to_have_text("Copied.")
    # then the clipboard holds it, and the page is still there
    text = page.evaluate("navigator.clipboard.readText()")
    assert text == page.locator("copy-text textarea").input_value()
    assert 8 <= len(text.strip().splitlines()) <= 14
    report_of(page)


def test_ten_wrong_passcodes_close_it_for_good_in_words(phone: Phone, doctor: Doctor) -> None:
    # Given a link with a passcode
    shared = share(phone)
    wrong = "000 000" if shared.passcode != "000 000" else "111 111"
    page = doctor.go(shared.address)
    # when it is guessed at
    for left in range(9, 0, -1):
        answer(page, wrong)
        expect(page.locator("#said")).to_contain_text(f"Attempts left: {left}.")
        expect(page.locator("#passcode")).to_be_focused()
    answer(page, wrong)
    # then the tenth says that it is over, and the right one does not open it any more
    expect(page.locator("#said")).to_contain_text("closed for good")
    expect(page.locator("#open")).to_be_hidden()
    page.reload()
    answer(page, shared.passcode)
    expect(page.locator("#said")).to_contain_text(NOT_OPEN)


def test_without_a_network_it_says_so_and_nothing_is_counted(phone: Phone, doctor: Doctor) -> None:
    # Given a link, and a network that fails after the page has loaded
    shared = share(phone)
    page = doctor.go(shared.address)
    doctor.context.set_offline(True)
    # when it is opened
    answer(page, shared.passcode)
    # then it says so; later it opens
    expect(page.locator("#said")).to_contain_text("No connection")
    doctor.context.set_offline(False)
    answer(page, shared.passcode)
    report_of(page)


def test_an_impatient_press_asks_once(phone: Phone, doctor: Doctor) -> None:
    # Given a link
    shared = share(phone)
    page = doctor.go(shared.address)
    page.locator("#passcode").fill(shared.passcode)
    # when its button is pressed twice
    page.locator("#open button").dblclick()
    report_of(page)
    # then it was asked once
    assert len(doctor.posts) == 1


def test_without_javascript_it_says_why(make_doctor: MakeDoctor, place: Place) -> None:
    # Given a browser that runs no script
    page = make_doctor(java_script_enabled=False).page
    page.goto(f"{place.url}/v#{WHOLE}")
    # then the page says what it needs, and offers no form that would send a secret
    told = page.locator("noscript p")
    expect(told).to_be_visible()
    assert "This page needs JavaScript" in (told.text_content() or "")
    expect(page.locator("#open")).to_be_hidden()


@pytest.mark.worker(True)
def test_its_owner_opening_her_own_link_is_a_reader_like_any_other(phone: Phone) -> None:
    # Given Amina's phone, which keeps her week
    phone.keep_week()
    shared = share(phone)
    # when she opens her own link on it
    page = phone.page
    page.goto(shared.address)
    answer(page, shared.passcode)
    report_of(page)
    # then her phone keeps nothing of it, and it is counted
    kept = page.evaluate(KEPT_PATHS)
    assert "/today" in kept
    assert "/v" not in kept
    phone.open("/sharing")
    expect(page.locator("[data-list=links] li").first).to_contain_text("Opened once")
