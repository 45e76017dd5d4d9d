"""What the server refused: it stays on the phone until somebody copies, mends or discards it."""

import pytest
from playwright.sync_api import expect

from tests.browser.phone import (
    Phone,
    expect_status,
    expect_waiting,
    outbox,
    sending,
    wait_for_entries,
    write_line,
)
from tests.browser.place import Place
from tests.browser.test_accessibility import assert_clean
from tests.browser.test_this_phone import (
    OTHERS,
    WORDS,
    alter,
    cards,
    days_ago,
    expect_said,
    refuse,
    see_phone,
)

pytestmark = pytest.mark.browser

NO_CLIPBOARD = """() => {
  navigator.clipboard.writeText = () => Promise.reject(new DOMException('', 'NotAllowedError'));
}"""
SELECTED = "() => String(getSelection()).trim()"
ALTER_ALL = """({ id, local_date }) => new Promise((resolve) => {
  const asked = indexedDB.open('facekind');
  asked.onsuccess = () => {
    const store = asked.result.transaction('outbox', 'readwrite').objectStore('outbox');
    const found = store.get(id);
    found.onsuccess = () => store.put({ ...found.result, local_date });
    store.transaction.oncomplete = () => { asked.result.close(); resolve(); };
  };
})"""


@pytest.mark.worker(False)
def test_a_refused_entry_stays_with_its_words_and_holds_nothing_up(
    place: Place, phone: Phone
) -> None:
    # Scenario 27. Given three lines offline, of which the server will refuse the first
    page = refuse(phone, WORDS, OTHERS, "Third.", type="poem.add")
    # then the others are sent
    assert [one.payload["text"] for one in place.written("journal.add")] == [OTHERS, "Third."]
    # and it is shown with the reason and its own words, and is there after a reload
    for _ in range(2):
        card = cards(page, "needs")
        expect(card).to_have_count(1)
        expect(card.locator(".reason")).to_contain_text("does not know this kind of entry")
        expect(card.locator(".text").first).to_have_text(WORDS)
        page = see_phone(phone)
    # and it can be copied
    phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy", exact=True).click()
    expect_said(page, "Copied.")
    assert WORDS in page.evaluate("navigator.clipboard.readText()")
    # and where a browser does not let us copy, it is selected
    page.evaluate(NO_CLIPBOARD)
    page.get_by_role("button", name="Copied").click()
    expect_said(page, "It is selected")
    assert page.evaluate(SELECTED) == WORDS
    # and trying again loses nothing either
    page.get_by_role("button", name="Try again").click()
    expect_said(page, "It was refused again.")
    expect(cards(page, "needs").locator(".text").first).to_have_text(WORDS)
    assert len(outbox(page)) == 3


@pytest.mark.worker(False)
def test_what_has_another_number_is_sent_as_a_new_entry(place: Place, phone: Phone) -> None:
    # Scenario 28. Given a line that was sent, and one with the same number and other words
    page = phone.open("/journal/new")
    with sending(page):
        write_line(page, OTHERS)
    (first,) = outbox(page)
    alter(page, OTHERS, state="pending", payload={"text": WORDS})
    page.reload()
    # when it is sent
    expect_status(page, "needs")
    # then it is shown as what it is, and is still here
    page = see_phone(phone)
    expect(cards(page, "needs").locator(".reason")).to_contain_text(
        "already kept, with other words"
    )
    expect(cards(page, "needs").locator(".text").first).to_have_text(WORDS)
    assert_clean(page)
    # and as a new entry it arrives, beside the other one
    page.get_by_role("button", name="Send it as a new entry").click()
    expect_said(page, "Sent. It is in your account")
    expect(cards(page, "needs")).to_have_count(0)
    written = place.written("journal.add")
    assert [one.payload["text"] for one in written] == [OTHERS, WORDS]
    assert first["id"].replace("-", "") == written[0].id != written[1].id


@pytest.mark.worker(False)
@pytest.mark.parametrize("back", [0, 12])
def test_an_entry_whose_day_does_not_fit_is_filed_under_another(
    place: Place, phone: Phone, back: int
) -> None:
    # Given a line whose day is two months before it was written
    page = refuse(phone, WORDS, local_date=days_ago(place, 60))
    expect(cards(page, "needs").locator(".reason")).to_contain_text("File it under which day?")
    field = page.get_by_label("File it under which day?")
    expect(field).to_have_value(place.today)
    # when a day is chosen that can not be
    field.fill(days_ago(place, 31))
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text("Choose today or one of the last 30 days.")).to_be_visible()
    expect(field).to_be_focused()
    assert_clean(page)
    # and then one that can
    field.fill(days_ago(place, back))
    page.get_by_role("button", name="Send it again").click()
    # then it is in the account, once, under that day
    expect_said(page, "Sent. It is in your account")
    (written,) = place.written("journal.add")
    assert (written.day, written.payload["text"]) == (days_ago(place, back), WORDS)
    # and the page says so, with the focus at its top
    expect(page.locator("[data-none=only]")).to_be_visible()
    expect(page.locator("h1")).to_be_focused()


@pytest.mark.worker(False)
def test_another_day_chosen_offline_waits_under_it(place: Place, phone: Phone) -> None:
    # Given a refused line, and then no network
    page = refuse(phone, WORDS, local_date=days_ago(place, 60))
    phone.lose_network()
    # when it is filed under a day
    page.get_by_label("File it under which day?").fill(days_ago(place, 3))
    page.get_by_role("button", name="Send it again").click()
    # then it waits under that day
    expect_said(page, "Not sent yet. It stays here")
    expect(cards(page, "waiting").locator(".text").first).to_have_text(WORDS)
    # and is sent when it can be
    phone.find_network()
    expect(page.locator("[data-none=only]")).to_be_visible()
    (written,) = place.written("journal.add")
    assert written.day == days_ago(place, 3)


@pytest.mark.worker(False)
def test_a_form_is_filed_under_another_day_as_a_whole(place: Place, phone: Phone) -> None:
    # Given the 4-week check-in, kept offline under a day that does not fit
    page = phone.open("/check-in/function")
    phone.lose_network()
    for name in ("More: Sleep", "More: Smiling the way I want"):
        page.get_by_role("button", name=name).click()
    page.locator("form[data-form] .act button").click()
    expect_waiting(page, 1)
    for entry in outbox(page):
        page.evaluate(ALTER_ALL, {"local_date": days_ago(place, 60), "id": entry["id"]})
    phone.find_network()
    expect_status(page, "needs")
    # when it is filed under another day
    page = see_phone(phone)
    expect(cards(page, "needs")).to_have_count(1)
    page.get_by_label("File it under which day?").fill(days_ago(place, 2))
    page.get_by_role("button", name="Send it again").click()
    # then all of it arrives, under that day
    expect_said(page, "Sent. It is in your account")
    written = place.written()
    assert [one.type for one in written] == ["form.answer", "form.answer", "form.finish"]
    assert {one.day for one in written} == {days_ago(place, 2)}
    assert len({one.payload["form_id"] for one in written}) == 1


@pytest.mark.worker(False)
def test_discarding_takes_two_presses(place: Place, phone: Phone) -> None:
    # Given a refused line
    page = refuse(phone, WORDS, type="poem.add")
    discard = page.locator("[data-list=needs] [data-discard]")
    # when it is tapped twice by mistake, or pressed once and left
    discard.dblclick()
    expect(discard).to_have_text("Discard for good")
    page.locator("h1").focus()
    # then it is still there, and is asked about again
    expect(discard).to_have_text("Discard")
    assert len(outbox(page)) == 1
    # and when it is pressed and pressed again, it is gone
    discard.click()
    discard.click()
    expect_said(page, "Discarded.")
    expect(page.locator("h1")).to_be_focused()
    expect(page.locator("[data-none=only]")).to_be_visible()
    assert outbox(page) == []
    assert place.written("poem.add") == []


@pytest.mark.worker(False)
def test_what_somebody_is_at_stays_while_the_page_is_told_anew(place: Place, phone: Phone) -> None:
    # Given two refused lines, a day being chosen for one of them
    page = refuse(phone, WORDS, local_date=days_ago(place, 60))
    field = page.get_by_label("File it under which day?")
    field.fill(days_ago(place, 5))
    # when something is written in another tab
    other = phone.open("/journal/new", phone.context.new_page())
    write_line(other, OTHERS)
    wait_for_entries(place, 1)
    expect(page.locator("html")).to_have_attribute("data-sync", "needs")
    # then neither the choice nor the focus is lost
    expect(field).to_have_value(days_ago(place, 5))
    expect(field).to_be_focused()


@pytest.mark.worker(False)
def test_what_another_tab_has_sent_meanwhile_is_not_sent_once_more(
    place: Place, phone: Phone
) -> None:
    # Given a refused line, which another tab has filed and sent, and this one has not heard of it
    page = refuse(phone, WORDS, local_date=days_ago(place, 60))
    alter(page, WORDS, local_date=days_ago(place, 3), state="acked", seq=1)
    # when it is filed under a day here
    page.get_by_label("File it under which day?").fill(days_ago(place, 5))
    page.get_by_role("button", name="Send it again").click()
    # then it is what it was, and not offered as a second entry
    expect(cards(page, "needs")).to_have_count(0)
    expect_said(page, "It is in your account")
    (held,) = outbox(page)
    assert (held["state"], held["local_date"]) == ("acked", days_ago(place, 3))
    assert place.written() == []
