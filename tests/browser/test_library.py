"""Reading the library on a phone: an address that names a step shows that step alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.phone import Phone

pytestmark = pytest.mark.browser


def test_a_row_opens_one_step_alone_and_leads_back(phone: Phone) -> None:
    # Given the library
    page = phone.open("/library")
    # when she opens a step
    page.get_by_role("link", name=re.compile("^Warm damp cloth")).click()
    # then only that one is there, from its beginning, under the way back
    expect(page.get_by_role("heading", level=2)).to_have_text(["Warm damp cloth"])
    expect(page.get_by_role("article")).to_have_count(1)
    expect(page.get_by_role("link", name="All steps")).to_be_in_viewport()
    # and the way back leads to the list
    page.get_by_role("link", name="All steps").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Library")


def test_without_a_name_the_whole_book_is_there(phone: Phone) -> None:
    # Given all readings at once
    page = phone.open("/library/readings")
    # then each of them is there
    expect(page.get_by_role("article")).to_have_count(8)
