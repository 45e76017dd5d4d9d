"""No page breaks its own content policy, asks another host, or takes words for markup."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages import every_page
from tests.browser.phone import Phone, expect_waiting, line_of, sending, write_line
from tests.browser.place import Place
from tests.hostile import HOOK, WORDS

pytestmark = pytest.mark.browser

COLLECT = """() => {
  document.addEventListener('securitypolicyviolation', (event) => {
    console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
  });
}"""
MARKUP = "<img src=x onerror=\"document.title='broken'\"><script>document.title='broken'</script>"


def test_no_page_breaks_its_policy_or_asks_another_host(place: Place, phone: Phone) -> None:
    # Given a phone that notes every violation and every request
    phone.context.add_init_script(f"({COLLECT})()")
    asked: list[str] = []
    phone.context.on("request", lambda request: asked.append(request.url))
    # when every page is opened
    for path in every_page(place.today):
        phone.open(path)
    # then each answer carries a policy, nothing broke it, and nothing went elsewhere
    assert phone.faults == []
    strangers = {url for url in asked if not url.startswith((place.url + "/", "data:", "blob:"))}
    assert strangers == set()


def test_markup_in_a_line_is_shown_as_text(phone: Phone) -> None:
    # Given a line that is markup, drawn by the phone without network
    page = phone.keep_week("/journal/new")
    title = page.title()
    phone.lose_network()
    write_line(page, MARKUP)
    expect_waiting(page, 1)
    # then it is text there,
    expect(line_of(page, "onerror").locator("p.text")).to_have_text(MARKUP)
    phone.find_network()
    expect_waiting(page, 0)
    # and on every page on which the server draws it
    for path in ("/journal/new", "/journal", "/today"):
        phone.open(path)
        expect(line_of(page, "onerror").locator("p.text")).to_have_text(MARKUP)
        expect(page.locator("[data-list] img, [data-list] script")).to_have_count(0)
    phone.open("/journal/new")
    assert page.title() == title


def test_markup_in_a_removed_line_comes_back_as_text(place: Place, phone: Phone) -> None:
    # Given a line that is markup, removed
    page = phone.open("/journal/new")
    with sending(page):
        write_line(page, MARKUP)
    phone.open("/journal/new")
    with sending(page):
        line_of(page, "onerror").get_by_role("button", name="Remove").click()
    # when the removal is undone
    with sending(page):
        page.locator("#toasts").get_by_role("button", name="Undo").click()
    # then it is the same text again
    phone.open("/journal/new")
    expect(line_of(page, "onerror").locator("p.text")).to_have_text(MARKUP)
    assert place.written()[-1].payload["text"] == MARKUP


LISTEN = "() => { window.heron = () => console.error('a word ran'); }"
"""What the hostile words call, if they can."""


def _write_hostile_words(place: Place, phone: Phone) -> None:
    """Put hostile words into the journal, check-ins, visits and treatments of today."""
    day = place.today
    for n, word in enumerate(WORDS[::4]):
        said = {
            "journal": {"local_date": day, "text": word, "tags": [word[:40].strip()]},
            "check-ins": {"local_date": day, "mood": 3, "note": word, "tags": [word[:40].strip()]},
            "visits": {"on": day, "with_whom": word, "questions": [word], "goal": word},
            "treatments": {"kind": "therapy", "on": day, "note": word},
        }
        for kind, (noun, body) in enumerate(said.items()):
            address = f"{place.url}/api/v1/{noun}/019ab000-{n:04x}-7000-8000-{kind:012x}"
            headers = {"Sec-Fetch-Site": "same-origin"}
            answer = phone.context.request.put(address, data=body, headers=headers)
            assert answer.ok, answer.text()


def test_hostile_words_never_run_in_a_real_browser(place: Place, phone: Phone) -> None:
    # Given a phone that notes every violation and every word that runs, and hostile words
    phone.context.add_init_script(f"({COLLECT})()")
    phone.context.add_init_script(f"({LISTEN})()")
    phone.context.on("dialog", lambda dialog: phone.faults.append(dialog.message))
    asked: list[str] = []
    phone.context.on("request", lambda request: asked.append(request.url))
    phone.open("/today")
    _write_hostile_words(place, phone)
    # when the pages that show them are opened
    for path in ("/today", "/journal", "/check-in", "/visits", "/treatments", "/report"):
        phone.open(path)
    # then nothing ran, nothing broke the policy, nothing was asked of anybody
    assert phone.faults == []
    assert {
        url for url in asked if not url.startswith((place.url + "/", "data:", "blob:"))
    } == set()
    assert HOOK == "parent.heron()"
    assert not any("/session/end" in url or "/account/delete" in url for url in asked)
