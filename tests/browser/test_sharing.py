"""Amina shares a page: the whole story on two fresh browsers, and her own side of it."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import MakeDoctor
from tests.browser.doctor import Shared, answer, decoded, share, shared_on
from tests.browser.phone import SIZE, Phone, on_paper
from tests.browser.place import Place
from tests.browser.test_accessibility import LOOKS, assert_clean

pytestmark = [pytest.mark.browser, pytest.mark.worker(False)]

EVERYTHING_KEPT = """async () => {
  const found = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
  found.push(document.cookie, location.href, JSON.stringify(history.state));
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      found.push(request.url, await (await cache.match(request)).text());
    }
  }
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((resolve, reject) => {
      const asked = indexedDB.open(name);
      [asked.onsuccess, asked.onerror] = [() => resolve(asked.result), reject];
    });
    for (const store of database.objectStoreNames) {
      const rows = await new Promise((resolve) => {
        const all = database.transaction(store).objectStore(store).getAll();
        all.onsuccess = () => resolve(all.result);
      });
      found.push(JSON.stringify(rows));
    }
    database.close();
  }
  return found;
}"""


def test_from_the_code_on_her_phone_to_the_end_of_the_link(
    phone: Phone, make_doctor: MakeDoctor
) -> None:
    # Given Amina's form, and the link she makes of it
    page = phone.open("/sharing/new")
    assert_clean(page)
    shared = share(phone)
    assert_clean(page)
    # when somebody else's camera reads the code, by day and by night, also a small one
    for look in LOOKS:
        page.emulate_media(color_scheme=look)
        assert decoded(page) == [shared.address] * 2
        assert page.locator("svg.qr").bounding_box()["width"] >= 240  # type: ignore[index]
    # then the link opens in a browser that knows nothing, with the passcode she says
    doctor = make_doctor()
    opened = doctor.go(decoded(page)[0])
    assert_clean(opened)
    answer(opened)
    expect(opened.locator("#said")).to_contain_text("asks for a passcode")
    answer(opened, "000 000" if shared.passcode != "000 000" else "111 111")
    expect(opened.locator("#said")).to_contain_text("Attempts left: 9.")
    assert_clean(opened)
    answer(opened, shared.passcode, "Dr Chen")
    expect(opened.locator("main[data-page=viewer-report] h1")).to_be_focused()
    expect(opened.locator("main")).to_contain_text("not verified")
    # and Amina sees who said to have read it, and what failed
    phone.open("/sharing")
    row = page.locator("[data-list=links] li[data-end=open]").first
    expect(row).to_contain_text("Opened once, today")
    expect(row).to_contain_text("by “Dr Chen” (name as typed, not checked). One wrong passcode.")
    assert_clean(page)
    # when she stops it with one tap
    row.get_by_role("button", name="Stop sharing").click()
    expect(page.locator("[data-list=links] li").first).to_have_attribute("data-end", "stopped")
    expect(page.get_by_text("Nobody can open that link any more")).to_be_visible()
    assert_clean(page)
    # then the next try finds it dead
    opened.reload()
    answer(opened, shared.passcode, "Dr Chen")
    expect(opened.locator("#said")).to_contain_text("This link is not open.")
    expect(opened.locator("#open")).to_be_hidden()
    assert_clean(opened)


def test_looking_at_the_address_counts_nothing(phone: Phone, make_doctor: MakeDoctor) -> None:
    # S16. Given a link without a passcode
    shared = share(phone, passcode=False)
    # when scanners and curious people look at its address, by GET and HEAD
    doctor = make_doctor()
    bare = shared.address.partition("#")[0]
    for _ in range(3):
        assert doctor.context.request.get(bare).ok
        assert doctor.context.request.head(bare).ok
        doctor.go(shared.address)
    # then nothing is counted, and it opens at the press of a person
    page = phone.open("/sharing")
    row = page.locator("[data-list=links] li").first
    expect(row).to_contain_text("Not opened yet.")
    answer(doctor.page)
    expect(doctor.page.locator("main[data-page=viewer-report]")).to_be_visible()
    phone.open("/sharing")
    expect(row).to_contain_text("Opened once")


def test_a_double_tap_makes_one_link_whose_passcode_holds(
    phone: Phone, make_doctor: MakeDoctor
) -> None:
    # Given the form, and how many links there are
    page = phone.open("/sharing")
    before = page.locator("[data-list=links] li").count()
    phone.open("/sharing/new")
    # when "Make the link" is tapped twice
    page.get_by_role("button", name="Make the link").dblclick()
    expect(page.locator("svg.qr")).to_be_visible()
    page.wait_for_load_state("networkidle")
    shared = shared_on(page)
    # then one link was made, and the passcode shown opens it
    make_doctor().open(shared)
    phone.open("/sharing")
    expect(page.locator("[data-list=links] li")).to_have_count(before + 1)


def test_reload_and_back_after_making_make_no_second_link(phone: Phone) -> None:
    # Given a link just made
    page = phone.open("/sharing")
    before = page.locator("[data-list=links] li").count()
    first = share(phone)
    # when its page is reloaded (the browser sends the form again)
    page.reload()
    expect(page.locator("svg.qr")).to_be_visible()
    # then it is the same link,
    assert shared_on(page).address == first.address
    # and going back and forth makes none either
    page.go_back()
    expect(page.locator("form.question")).to_be_visible()
    phone.open("/sharing")
    expect(page.locator("[data-list=links] li")).to_have_count(before + 1)


@pytest.mark.worker(True)
def test_secrets_leave_nothing_on_her_phone(phone: Phone) -> None:
    # S19. Given a phone that keeps its week, and a link made, shown again and stopped on it
    page = phone.keep_week()
    shared = share(phone)
    token, key = shared.address.partition("#")[2].split(".")
    secrets = [token, key, shared.passcode, shared.passcode.replace(" ", "")]
    phone.open("/sharing")
    page.get_by_role("link", name="Show the code again").first.click()
    expect(page.locator("svg.qr")).to_be_visible()
    phone.open("/today")
    # then nothing it stores holds a part of it
    kept = page.evaluate(EVERYTHING_KEPT)
    assert len(kept) > 10
    cookies = json.dumps(phone.context.cookies())
    assert [one for one in secrets for text in (*kept, cookies) if one in text] == []


def test_the_link_is_copied_without_its_passcode(phone: Phone) -> None:
    # Given a link just made, on a phone that lets pages copy
    phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    shared = share(phone)
    # when Copy is pressed
    phone.page.get_by_role("button", name="Copy", exact=True).click()
    expect(phone.page.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    # then the clipboard holds the link and nothing else
    assert phone.page.evaluate("navigator.clipboard.readText()") == shared.address


def test_the_phones_own_sheet_gets_the_link_alone(phone: Phone) -> None:
    # Given a phone with a share sheet
    phone.context.add_init_script(
        "navigator.share = async (given) => { window.given = given; };"
        " navigator.canShare = () => true;"
    )
    shared = share(phone)
    # when Send is pressed
    phone.page.get_by_role("button", name="Send").click()
    # then it is given the link and no word more
    assert phone.page.evaluate("window.given") == {"url": shared.address}


def test_the_printed_slip_has_no_passcode(phone: Phone) -> None:
    # Given a link just made
    shared = share(phone)
    # when its page is printed
    paper = on_paper(phone.page)
    # then one sheet holds the code, the address and until when, and nothing else
    assert len(paper.pages) == 1
    said = " ".join(paper.pages[0].extract_text().split())
    assert shared.address in said.replace(" ", "")
    assert "Open until" in said
    assert "type the six-digit passcode" in said
    for absent in (shared.passcode, shared.passcode.replace(" ", ""), "Help now", "Copy"):
        assert absent not in said


@pytest.fixture
def plain(browser: Browser, place: Place) -> Iterator[Page]:
    """Give a tab of a browser that runs no script."""
    context = browser.new_context(java_script_enabled=False, viewport=SIZE)
    context.add_cookies([{"name": "facekind", "value": place.cookie, "url": place.url}])
    yield context.new_page()
    context.close()


def test_everything_but_copying_works_without_javascript(
    plain: Page, place: Place, make_doctor: MakeDoctor
) -> None:
    # Given the form, in a browser without scripts
    plain.goto(f"{place.url}/sharing/new")
    setting = plain.locator("[data-setting=window]")
    setting.locator("summary").click()
    setting.get_by_label("days of my own").check()
    # when it is sent without the two days, it comes back with all that was chosen
    plain.get_by_text("30 days").click()
    plain.get_by_role("button", name="Make the link").click()
    expect(plain.locator("#since-error")).to_be_visible()
    expect(plain.locator("[name=open_days][value='30']")).to_be_checked()
    plain.get_by_label("everything").check()
    plain.get_by_role("button", name="Make the link").click()
    # then the code, the passcode and the link are there, and it opens
    shared = shared_on(plain)
    assert decoded(plain) == [shared.address] * 2
    expect(plain.get_by_role("button", name="Copy", exact=True)).to_be_hidden()
    make_doctor().open(Shared(shared.address, shared.passcode))
    # and it is stopped with a tap
    plain.get_by_role("button", name="End this link now").click()
    expect(plain.locator("[data-list=links] li").first).to_have_attribute("data-end", "stopped")


def test_see_it_first_shows_the_page_and_makes_no_link(phone: Phone) -> None:
    # Given the form with the mood ticked as well
    page = phone.open("/sharing/new")
    page.get_by_label("Mood", exact=True).check()
    # when Amina wants to see it first
    page.get_by_role("button", name="See it first").click()
    # then she sees the report, and comes back to what she chose
    expect(page).to_have_url(f"{phone.place.url}/report")
    expect(page.locator("main .rep")).to_be_visible()
    phone.open("/sharing/new")
    expect(page.get_by_label("Mood", exact=True)).to_be_checked()


@pytest.mark.parametrize("path", ["/sharing", "/sharing/new", "made"])
def test_the_pages_fit_a_narrow_phone(phone: Phone, path: str) -> None:
    # Given a phone of 320 px
    phone.page.set_viewport_size({"width": 320, "height": 640})
    page = phone.open(path) if path != "made" else phone.page
    if path == "made":
        share(phone)
    # then nothing is wider than it
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
