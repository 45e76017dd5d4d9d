"""What is being typed: never lost, never replaced, and never there twice."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import MakePhone
from tests.browser.phone import (
    READ_STORE,
    Phone,
    drafts_on,
    expect_status,
    expect_waiting,
    line_of,
    outbox,
    sending,
    wait_until,
    write_line,
)
from tests.browser.place import Place

pytestmark = pytest.mark.browser

WRITING = "/journal/new"
FORM = "/check-in/function"

SLOW = """for (const way of ['getAll', 'put']) {
  const real = { getAll: IDBIndex.prototype.getAll, put: IDBObjectStore.prototype.put }[way];
  const kind = { getAll: IDBIndex, put: IDBObjectStore }[way];
  kind.prototype[way] = function (...given) {
    const drafts = (this.objectStore ?? this).name === 'drafts';
    const asked = real.apply(this, given);
    if (!drafts || globalThis.held !== way) return asked;
    const store = this.objectStore ?? this;
    store.transaction.commit = () => {};
    const on = () => {
      const step = store.get('nobody');
      step.onsuccess = () => { if (globalThis.held === way) on(); };
    };
    globalThis.puts = (globalThis.puts ?? 0) + 1;
    on();
    return asked;
  };
}"""
"""While `held` names what is asked of the drafts, its transaction stays open: a slow phone."""

ONE_DRAFT = f"async () => (await ({READ_STORE})('drafts')).length === 1"


def expect_draft(page: Page) -> None:
    """The page says that the words are on this phone."""
    expect(page.get_by_text("Draft kept on this phone")).to_be_visible()


def texts(page: Page) -> list[str]:
    """Give the texts that the phone holds and that are not saved."""
    return sorted(one["text"] for one in drafts_on(page))


WRITTEN_DOWN = (
    f"async (said) => (await ({READ_STORE})('drafts')).some(({{ text }}) => text === said)"
)
"""Whether these words are in the phone's database: nobody has pressed anything."""


def test_a_browser_killed_while_somebody_types_has_the_words(
    place: Place, lasting_phone: Phone
) -> None:
    # Scenarios 25 and 30. Given a line that is being typed, to be kept from reports, offline
    page = lasting_phone.keep_week(WRITING)
    lasting_phone.lose_network()
    page.locator("[name=never_share]").check()
    page.locator("textarea").press_sequentially("Half a thought")
    page.wait_for_function("() => document.querySelector('[data-draft-note]').hidden === false")
    page.locator("textarea").press_sequentially(", and mo")
    wait_until(page, WRITTEN_DOWN, "Half a thought, and mo")
    page.locator("textarea").press_sequentially("re")
    # when the browser is killed in the middle of it
    lasting_phone.kill()
    # then the words are there up to the last moments, and still to be kept from reports
    page = lasting_phone.open(WRITING)
    expect(page.locator("textarea")).to_have_value(re.compile("^Half a thought, and mor?e?$"))
    expect(page.locator("[name=never_share]")).to_be_checked()
    expect_draft(page)
    # and after a reload
    page.locator("textarea").fill("Half a thought")
    page.reload()
    expect(page.locator("textarea")).to_have_value("Half a thought")
    assert outbox(page) == []
    assert place.written() == []


def test_a_draft_that_became_an_entry_is_nowhere_else_after_a_kill(
    place: Place, lasting_phone: Phone
) -> None:
    # Scenario 25. Given a line that was typed and kept as a draft, without network
    page = lasting_phone.keep_week(WRITING)
    lasting_phone.lose_network()
    page.locator("textarea").fill("Soup, no spill")
    expect_draft(page)
    # when it is saved and the browser killed as soon as it is drawn
    page.locator("form.writing .act button").click()
    expect(line_of(page, "Soup, no spill")).to_have_count(1)
    lasting_phone.kill()
    # then it is an entry, and no draft
    page = lasting_phone.open(WRITING)
    expect(line_of(page, "Soup, no spill")).to_have_count(1)
    expect(page.locator("textarea")).to_have_value("")
    expect_waiting(page, 1)
    assert drafts_on(page) == []
    # and it is sent once
    with sending(page):
        lasting_phone.find_network()
    assert [one.payload["text"] for one in place.written()] == ["Soup, no spill"]


@pytest.mark.worker(False)
def test_what_could_not_be_kept_leaves_its_draft_and_what_was_kept_takes_it_along(
    make_phone: MakePhone,
) -> None:
    # Given a draft, and a phone that has no room for an entry
    phone = make_phone()
    page = phone.open(WRITING)
    phone.lose_network()
    page.locator("textarea").fill("One line")
    expect_draft(page)
    page.evaluate(
        """() => {
          globalThis.real = IDBObjectStore.prototype.add;
          IDBObjectStore.prototype.add = () => {
            throw new DOMException('', 'QuotaExceededError');
          };
        }"""
    )
    # when it is saved, then draft and text stay
    page.locator("form.writing .act button").click()
    expect_status(page, "not-saved")
    expect(page.locator("textarea")).to_have_value("One line")
    assert (texts(page), outbox(page)) == (["One line"], [])
    # and when there is room, the draft goes with the entry
    page.evaluate("() => { IDBObjectStore.prototype.add = globalThis.real; }")
    page.locator("form.writing .act button").click()
    expect_waiting(page, 1)
    expect(page.locator("textarea")).to_have_value("")
    page.wait_for_function("() => document.querySelector('[data-draft-note]').hidden")
    assert (drafts_on(page), len(outbox(page))) == ([], 1)


@pytest.mark.worker(False)
def test_a_draft_that_is_read_late_never_replaces_what_is_typed(make_phone: MakePhone) -> None:
    # Scenario 30. Given a draft, and a phone that is slow to read it
    phone = make_phone()
    phone.context.add_init_script(SLOW)
    page = phone.open(WRITING)
    page.locator("textarea").fill("Begun yesterday evening")
    expect_draft(page)
    phone.context.add_init_script("globalThis.held = 'getAll'")
    page.goto(phone.place.url + WRITING)
    page.wait_for_function("() => globalThis.puts === 1")
    # when somebody types before it is there
    page.locator("textarea").press_sequentially("Now")
    page.evaluate("globalThis.held = ''")
    expect(page.locator("html[data-ready]")).to_be_attached()
    # then their words stay, the draft is kept beside them, and both are on the phone
    expect(page.locator("textarea")).to_have_value("Now")
    expect(page.locator("textarea")).to_be_focused()
    expect_draft(page)
    assert texts(page) == ["Begun yesterday evening", "Now"]
    # and what was typed last comes back first, then the other
    phone.context.add_init_script("globalThis.held = ''")
    page = phone.open(WRITING)
    expect(page.locator("textarea")).to_have_value("Now")
    write_line(page, "Now")
    expect_waiting(page, 0)
    page = phone.open(WRITING)
    expect(page.locator("textarea")).to_have_value("Begun yesterday evening")


@pytest.mark.worker(False)
def test_two_tabs_keep_their_own_words_and_the_last_ones_come_back(phone: Phone) -> None:
    # Scenario 30. Given the writing page in two tabs
    first = phone.open(WRITING)
    second = phone.open(WRITING, phone.context.new_page())
    # when something is typed in both
    first.locator("textarea").fill("In the first tab")
    expect_draft(first)
    second.locator("textarea").fill("In the second tab")
    expect_draft(second)
    first.locator("textarea").press_sequentially(", later")
    # then each has its own words on the screen, and the phone has both
    expect(second.locator("textarea")).to_have_value("In the second tab")
    expect(first.locator("textarea")).to_have_value(re.compile("first tab"))
    first.reload()
    expect(first.locator("textarea")).to_have_value("In the first tab, later")
    assert texts(second) == ["In the first tab, later", "In the second tab"]
    # and a line saved in one of them takes nothing from the other
    second.locator("form.writing .act button").click()
    expect(second.locator("textarea")).to_have_value("")
    expect(first.locator("textarea")).to_have_value("In the first tab, later")
    assert texts(first) == ["In the first tab, later"]


@pytest.mark.worker(False)
def test_the_newest_words_win_however_slowly_the_phone_writes(make_phone: MakePhone) -> None:
    # Given a phone that takes its time over the first letter
    phone = make_phone()
    phone.context.add_init_script(SLOW)
    page = phone.open(WRITING)
    page.evaluate("() => { globalThis.held = 'put'; globalThis.puts = 0; }")
    # when a sentence is typed meanwhile
    page.locator("textarea").press_sequentially("A whole sentence")
    # then one write is under way, and nothing is claimed yet
    assert page.evaluate("globalThis.puts") == 1
    expect(page.get_by_text("Draft kept on this phone")).to_be_hidden()
    # and when the page is hidden the newest words are on their way too
    page.evaluate("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))")
    assert page.evaluate("globalThis.puts") == 2
    page.evaluate("globalThis.held = ''")
    expect_draft(page)
    assert texts(page) == ["A whole sentence"]


@pytest.mark.worker(False)
def test_words_typed_while_a_line_is_being_kept_stay(make_phone: MakePhone) -> None:
    # Given a line that is being kept by a phone that takes its time
    phone = make_phone()
    page = phone.open(WRITING)
    page.evaluate(
        """() => {
          const real = IDBObjectStore.prototype.add;
          globalThis.held = true;
          IDBObjectStore.prototype.add = function (...given) {
            const asked = real.apply(this, given);
            this.transaction.commit = () => {};
            const on = () => {
              this.get('nobody').onsuccess = () => { if (globalThis.held) on(); };
            };
            on();
            return asked;
          };
        }"""
    )
    write_line(page, "The first")
    # when somebody types on
    page.locator("textarea").press_sequentially(" and the second")
    with sending(page):
        page.evaluate("globalThis.held = false")
    # then nothing of it is gone
    expect(page.locator("textarea")).to_have_value("The first and the second")
    expect_draft(page)
    assert texts(page) == ["The first and the second"]


@pytest.mark.worker(False)
def test_drafts_of_the_version_before_are_moved_over_once(place: Place, phone: Phone) -> None:
    # Given what the version before kept: a line, another day's line, a form, somebody else's line
    page = phone.open("/today")
    page.evaluate(
        """([day]) => {
          const mine = `facekind:draft:${document.body.dataset.user}:`;
          localStorage.setItem(`${mine}journal:${day}`, 'From before');
          localStorage.setItem(`${mine}journal:2026-01-02`, '{"an": "old day"}');
          const form_id = '0199c9a4-0000-7000-8000-000000000001';
          localStorage.setItem(`${mine}facekind-function:${day}`,
            JSON.stringify({ form_id, answers: { sleep: 4 } }));
          localStorage.setItem(`facekind:draft:somebody:journal:${day}`, 'Not mine');
        }""",
        [place.today],
    )
    # when the writing page is opened
    page = phone.open(WRITING)
    # then the line is there, all of it is in the database, and what is another's is left alone
    expect(page.locator("textarea")).to_have_value("From before")
    expect_draft(page)
    kept = drafts_on(page)
    assert sorted((one["kind"], one.get("text", "")) for one in kept) == [
        ("form", ""),
        ("text", "From before"),
        ("text", '{"an": "old day"}'),
    ]
    assert page.evaluate("Object.values({ ...localStorage })") == ["Not mine"]
    # and once saved it does not come back
    with sending(page):
        page.locator("form.writing .act button").click()
    page = phone.open(WRITING)
    expect(page.locator("textarea")).to_have_value("")


@pytest.mark.worker(False)
def test_what_an_old_tab_typed_on_is_not_lost_and_what_it_left_behind_is_not_newer(
    place: Place, phone: Phone
) -> None:
    # Given a draft that was moved over and then typed on
    page = phone.open("/today")
    write = """([day, text]) => localStorage.setItem(
      `facekind:draft:${document.body.dataset.user}:journal:${day}`, text)"""
    page.evaluate(write, [place.today, "From"])
    page = phone.open(WRITING)
    page.locator("textarea").fill("From before, and after")
    expect_draft(page)
    # when what it was is there again, as after a kill, then it is not put over it
    page.evaluate(write, [place.today, "From"])
    page = phone.open(WRITING)
    expect(page.locator("textarea")).to_have_value("From before, and after")
    assert texts(page) == ["From before, and after"]
    # and when an old tab has typed something else, both are on the phone
    page.evaluate(write, [place.today, "From an old tab"])
    page = phone.open(WRITING)
    assert texts(page) == ["From an old tab", "From before, and after"]


@pytest.mark.worker(False)
def test_an_emptied_field_leaves_no_draft(phone: Phone) -> None:
    page = phone.open(WRITING)
    page.locator("textarea").fill("Never mind")
    expect_draft(page)
    page.locator("textarea").fill("")
    expect(page.get_by_text("Draft kept on this phone")).to_be_hidden()
    assert drafts_on(page) == []


def test_a_form_that_is_killed_after_an_answer_has_it(lasting_phone: Phone) -> None:
    # Scenario 25. Given a form with two answers, without network
    page = lasting_phone.keep_week(FORM)
    lasting_phone.lose_network()
    for name, value in (("Sleep", 3), ("Smiling the way I want", 6)):
        group = page.get_by_role("group", name=name)
        group.get_by_role("radio", name=f"{value} of 10", exact=True).check()
    expect_draft(page)
    # when the browser is killed
    lasting_phone.kill()
    # then they are chosen again
    page = lasting_phone.open(FORM)
    expect(page.get_by_role("group", name="Sleep").get_by_role("status")).to_have_text("3 of 10")
    # and kept, they are no draft any more, also after another kill
    page.get_by_role("button", name="Keep these answers").click()
    expect(page.locator("[data-form-kept]")).to_be_visible()
    lasting_phone.kill()
    page = lasting_phone.open(FORM)
    expect(page.locator("form[data-form] input:checked")).to_have_count(0)
    assert drafts_on(page) == []
    assert [one["type"] for one in outbox(page)][-1] == "form.finish"


@pytest.mark.worker(False)
def test_going_back_to_what_was_begun_makes_no_second_draft(phone: Phone) -> None:
    # Given a line that is being typed, and a look at another page meanwhile
    page = phone.open(WRITING)
    page.locator("textarea").fill("Soup, no spill")
    expect_draft(page)
    phone.open("/help")
    # when somebody goes back, where the browser itself puts the words back
    page.go_back()
    expect(page.locator("html[data-ready]")).to_be_attached()
    expect(page.locator("textarea")).to_have_value("Soup, no spill")
    wait_until(page, ONE_DRAFT)
    # and saves the line
    with sending(page):
        page.locator("form.writing .act button").click()
    # then it is nowhere offered once more
    assert drafts_on(page) == []
    page = phone.open(WRITING)
    expect(page.locator("textarea")).to_have_value("")


@pytest.mark.worker(False)
def test_going_back_to_a_form_makes_no_second_one(phone: Phone) -> None:
    # Given a form with an answer, and a look at another page meanwhile
    page = phone.open(FORM)
    page.locator("form[data-form] input[type=radio]").first.check(force=True)
    expect_draft(page)
    (before,) = drafts_on(page)
    phone.open("/help")
    # when somebody goes back, and chooses on
    page.go_back()
    expect(page.locator("html[data-ready]")).to_be_attached()
    expect_draft(page)
    # then it is the same form
    wait_until(page, ONE_DRAFT)
    (now,) = drafts_on(page)
    assert (now["form_id"], now["answers"]) == (before["form_id"], before["answers"])
