"""The 4-week check-in on a phone: offline, after a killed tab, kept once and whole."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.phone import (
    SIZE,
    Phone,
    expect_status,
    expect_waiting,
    outbox,
    sending,
)
from tests.browser.place import Place, Written

pytestmark = pytest.mark.browser

PATH = "/check-in/function"
ITEMS = ("Eating and drinking neatly", "Smiling the way I want", "Sleep")


def scale(page: Page, name: str) -> Locator:
    """Give a question by what it asks."""
    return page.get_by_role("group", name=name)


def rate(page: Page, name: str, value: int) -> None:
    """Answer a question by its bar."""
    scale(page, name).get_by_role("radio", name=f"{value} of 10", exact=True).check()


def expect_rated(page: Page, name: str, said: str) -> None:
    expect(scale(page, name).get_by_role("status")).to_have_text(said)


def keep(page: Page) -> None:
    page.get_by_role("button", name="Keep these answers").click()


def expect_kept(page: Page) -> None:
    """The page says so, the form is gone, and the focus is where it is said."""
    expect(page.get_by_role("heading", name="Your answers are kept")).to_be_visible()
    expect(page.locator("[data-form-kept]")).to_be_focused()
    expect(page.locator("form[data-form]")).to_be_hidden()


def answers(place: Place) -> dict[str, int]:
    """What the server has of the one form there is, which is finished."""
    written = place.written()
    assert [one.type for one in written] == ["form.answer"] * (len(written) - 1) + ["form.finish"]
    assert len({one.payload["form_id"] for one in written}) == 1
    return {one.payload["item"]: one.payload["answer"] for one in written[:-1]}


def days(written: list[Written]) -> set[str]:
    return {one.day for one in written}


def test_a_form_filled_in_offline_survives_a_killed_tab_and_is_kept_once(
    place: Place, lasting_phone: Phone
) -> None:
    # Given the week on the phone, and no network
    page = lasting_phone.keep_week()
    lasting_phone.lose_network()
    lasting_phone.open("/check-in")
    page.get_by_role("link", name="4-week check-in").click()
    # when some questions are answered, and the browser is killed
    for name, value in zip(ITEMS, (2, 7, 0), strict=True):
        rate(page, name, value)
    page.get_by_text("a little better").click()
    expect(page.get_by_text("Draft kept on this phone")).to_be_visible()
    lasting_phone.restart(offline=True)
    # then the answers are there again, and on the list of what is only on this phone
    page = lasting_phone.open("/this-phone")
    draft = page.locator("section[data-some=begun]")
    expect(draft).to_contain_text("Begun, not saved")
    expect(draft).to_contain_text("Smiling the way I want: 7")
    lasting_phone.open(PATH)
    expect_rated(page, "Sleep", "0 of 10")
    expect(page.get_by_role("radio", name="a little better")).to_be_checked()
    # and when one is taken back, one is changed, and they are kept
    page.get_by_role("button", name="Clear: Sleep").click()
    expect_rated(page, "Sleep", "not yet")
    page.get_by_role("button", name="Less: Smiling the way I want").click()
    keep(page)
    # then the phone has them, in words, as one thing
    expect_kept(page)
    expect(page.get_by_text("Last done on")).to_be_visible()
    expect_waiting(page, 1)
    lasting_phone.open("/this-phone")
    expect(page.locator("[data-list=waiting] .card")).to_have_count(1)
    expect(page.locator("[data-list=waiting] .t")).to_have_text("4-week check-in")
    said = page.locator("[data-list=waiting] p.text")
    expect(said).to_contain_text("Smiling the way I want: 6")
    expect(said).to_contain_text("compared with 4 weeks ago: a little better")
    lasting_phone.open("/check-in")
    expect(page.locator(".function-row .t").first).to_have_text("4-week check-in")
    expect(page.locator(".function-row .m").first).to_contain_text("Last done on")
    # and when the network is back, the server has exactly this one form
    with sending(page):
        lasting_phone.find_network()
    assert answers(place) == {"eat_drink": 2, "smile": 6, "impression": 2}
    assert days(place.written()) == {place.today}
    # and nothing is left to be filled in again
    lasting_phone.open(PATH)
    expect(page.locator("form[data-form] input:checked")).to_have_count(0)
    expect(page.get_by_text("Last done on")).to_be_visible()


def test_online_it_is_kept_and_sent_and_the_next_form_is_another(
    place: Place, phone: Phone
) -> None:
    # Given the page
    page = phone.open(PATH)
    # when a question is answered by the buttons beside it and kept
    page.get_by_role("button", name="More: Sleep").click()
    expect_rated(page, "Sleep", "5 of 10")
    with sending(page):
        keep(page)
    # then it is said, and stored
    expect_kept(page)
    assert answers(place) == {"sleep": 5}
    # and a second form, kept at once afterwards, is a form of its own
    page = phone.open(PATH)
    rate(page, "Sleep", 4)
    with sending(page):
        keep(page)
    finished = place.written("form.finish")
    assert len({one.payload["form_id"] for one in finished}) == 2


def test_nothing_answered_is_said_and_nothing_is_kept(place: Place, phone: Phone) -> None:
    # Given the page without an answer
    page = phone.open(PATH)
    # when it is to be kept
    keep(page)
    # then a sentence says what is missing, until something is answered
    missing = page.get_by_role("alert").filter(has_text="Please answer at least one question.")
    expect(missing).to_be_visible()
    assert outbox(page) == []
    rate(page, "Sleep", 1)
    expect(missing).to_be_hidden()
    assert place.written() == []


def test_a_full_phone_keeps_the_answers_in_the_form(place: Place, phone: Phone) -> None:
    # Given a form with answers on a phone whose storage takes no more, and no network
    page = phone.keep_week(PATH)
    phone.lose_network()
    page.evaluate(
        "() => { IDBObjectStore.prototype.add = () => { throw new DOMException('', 'full'); }; }"
    )
    rate(page, "Sleep", 3)
    # when they are to be kept
    keep(page)
    # then the page says that they are not, and loses none
    expect_status(page, "not-saved")
    expect_rated(page, "Sleep", "3 of 10")
    expect(page.get_by_text("Draft kept on this phone")).to_be_visible()
    assert outbox(page) == []
    assert place.written() == []


def test_a_form_is_sent_whole_whatever_else_waits(place: Place, phone: Phone) -> None:
    """The server puts the phone's clock right once a request: answers and finish go together."""
    # Given 45 moods said without a network
    page = phone.keep_week(PATH)
    phone.lose_network()
    page.evaluate(
        """async () => {
          const { keep } = await import(
            document.querySelector('link[href*="js/offline/outbox.js"]').href);
          for (let n = 0; n < 45; n++) await keep('checkin.add', { mood: 1 + (n % 5) });
        }"""
    )
    # and a form with every question answered
    for group in page.locator("fieldset.scale").all():
        group.get_by_role("radio", name="4 of 10", exact=True).check()
    keep(page)
    expect_kept(page)
    expect_waiting(page, 46)
    # when the network is back
    sent: list[list[str]] = []
    page.on(
        "request",
        lambda asked: (
            sent.append([one["type"] for one in asked.post_data_json["events"]])
            if asked.url.endswith("/sync") and asked.post_data_json
            else None
        ),
    )
    phone.find_network()
    expect_waiting(page, 0)
    # then each request held all of the form or nothing of it
    assert sum(len(one) for one in sent) >= 56
    for one in sent:
        assert len(one) <= 50
        assert one.count("form.answer") in (0, 10)
        assert one.count("form.finish") == one.count("form.answer") // 10
    assert len(place.written("form.answer")) == 10
    assert len(place.written("form.finish")) == 1


@pytest.fixture
def plain(browser: Browser, place: Place) -> Iterator[Page]:
    """Give a tab of a browser that runs no script."""
    context = browser.new_context(java_script_enabled=False, viewport=SIZE)
    context.add_cookies([{"name": "facekind", "value": place.cookie, "url": place.url}])
    yield context.new_page()
    context.close()


def test_without_javascript_a_form_is_filled_in_and_kept(place: Place, plain: Page) -> None:
    # Given the page in a browser without scripts
    plain.goto(place.url + PATH)
    # when nothing is answered, then the page comes back and says so
    keep(plain)
    expect(plain.get_by_role("alert")).to_contain_text("Please answer at least one question.")
    # and when some is
    rate(plain, "Sleep", 4)
    rate(plain, "Closing the eye", 9)
    plain.get_by_text("much worse").click()
    keep(plain)
    # then it is kept, and the page says when
    expect(plain.get_by_text("Last done on")).to_be_visible()
    assert answers(place) == {"close_eye": 9, "sleep": 4, "impression": 5}


@pytest.mark.parametrize("width", [320, 360])
def test_every_bar_can_be_hit_on_a_small_phone(phone: Phone, width: int) -> None:
    # Given a small phone
    phone.page.set_viewport_size({"width": width, "height": 640})
    page = phone.open(PATH)
    # then nothing is cut off, and the buttons beside the bars are large enough for a thumb
    assert page.evaluate("document.documentElement.scrollWidth") == width
    for group in page.locator("fieldset.scale").all():
        for button in group.get_by_role("button").all()[:2]:
            box = button.bounding_box()
            assert box
            assert min(box["width"], box["height"]) >= 48
        last = group.get_by_role("radio").last
        last.check()
        expect(group.get_by_role("status")).to_have_text("10 of 10")
        clear = group.get_by_role("button", name="Clear")
        box = clear.bounding_box()
        assert box
        assert box["height"] >= 48
