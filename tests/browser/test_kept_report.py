"""The report that is kept on the phone: made anew now and then, and never taken for another one."""

import re
from html import unescape

import pytest
from playwright.sync_api import expect

from tests.browser.phone import Phone, sending, tap_tick, undone, wait_until
from tests.browser.test_hand_over import KEPT, hand_over, keep_report

pytestmark = pytest.mark.browser

REST_MS = 10 * 60 * 1000
COUNT = "path => caches.match(path).then((page) => Number(page?.headers.get('X-Facekind-Seq')))"


def test_the_report_on_the_phone_is_that_of_the_last_opening(phone: Phone) -> None:
    # Given the report on the phone, and a tick sent after that
    page = keep_report(phone)
    before = page.evaluate(KEPT, "/report")
    seq = page.evaluate(COUNT, "/report")
    begins = int(page.locator("main").get_attribute("data-begins") or 0)
    assert begins
    with sending(page):
        tap_tick(page, *undone(page))
    # when the app is opened again at once
    keep_report(phone)
    # then the report is not fetched for each tick
    assert page.evaluate(KEPT, "/report") == before
    # but when it is opened after a while, it is there as it is now, and the phone without network
    phone.worker.evaluate("(rest) => { self.now = () => Date.now() + rest; }", REST_MS + 1000)
    page = keep_report(phone)
    wait_until(page, f"async (seq) => (await ({COUNT})('/report')) > seq", seq)
    kept, newer = page.evaluate(KEPT, "/hand-over"), page.evaluate(COUNT, "/hand-over")
    assert newer > seq
    phone.lose_network()
    tap_tick(page, *undone(page))
    page = hand_over(phone)
    # shows that one, with its time
    assert page.locator("main").get_attribute("data-seq") == str(newer)
    assert made_of(page.content()) == made_of(kept)


def made_of(html: str) -> str:
    """Say when the report in a page was made, and what else stands at its beginning."""
    found = re.search(r"<article class=.rep.*?(?=<details)", html, re.S)
    assert found, html
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[0])).split())


def test_a_summary_asked_for_otherwise_is_not_taken_for_the_kept_one(phone: Phone) -> None:
    # Given the summaries on the phone, and one of them opened with a choice in its address
    page = keep_report(phone)
    phone.open("/report?window=4w")
    kept = page.evaluate(KEPT, "/report")
    # when the network is gone
    phone.lose_network()
    # then the choice says that it needs a connection, and the plain one is as it was kept
    phone.open("/report?window=4w")
    expect(page.get_by_role("heading", level=1)).to_have_text("No connection")
    phone.open("/report")
    assert made_of(page.content()) == made_of(kept)
