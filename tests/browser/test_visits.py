"""A visit from the appointment to the change it made, on a phone."""

import sqlite3
from contextlib import closing
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.phone import Phone
from tests.browser.place import Place
from tests.browser.test_accessibility import assert_clean

pytestmark = [pytest.mark.browser, pytest.mark.worker(False)]

QUESTIONS = (
    "My eye closes when I smile. Would relaxing injections help?",
    "Is the tape at night still right?",
    "Should I go on with the stretches during a flare?",
)


def sleep_over(place: Place, address: str) -> None:
    """Let the visit's day be yesterday: the server's clock is everybody's."""
    visit_id = address.rpartition("/")[2].replace("-", "")
    yesterday = (date.fromisoformat(place.today) - timedelta(days=1)).isoformat()
    with closing(sqlite3.connect(place.folder / "demo.sqlite3")) as database, database:
        done = database.execute(
            "UPDATE visit SET held_on = ? WHERE replace(id, '-', '') = ?", [yesterday, visit_id]
        )
        assert done.rowcount == 1


def versions(place: Place) -> list[tuple[int, str | None, int]]:
    """Give each version's number, its words and how many steps it has."""
    with closing(sqlite3.connect(place.folder / "demo.sqlite3")) as database:
        return database.execute(
            "SELECT number, note, (SELECT count(*) FROM plan_item i"
            " WHERE i.patient_id = v.patient_id AND i.version = v.number)"
            " FROM plan_version v ORDER BY number"
        ).fetchall()


def make_appointment(page: Page, on: str, with_whom: str) -> str:
    """Note an appointment and give the address it led to."""
    page.get_by_label("On which day?").fill(on)
    page.get_by_label("With whom? (optional)").fill(with_whom)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Visit, ")
    return page.url.removeprefix(page.url[: page.url.index("/visits")])


def test_an_appointment_becomes_a_visit_and_the_visit_a_change_of_the_plan(
    phone: Phone, place: Place
) -> None:
    # Given Amina, who has an appointment today
    page = phone.open("/more")
    page.get_by_role("link", name="Treatments and visits").click()
    page.get_by_role("link", name="Visits", exact=False).first.click()
    expect(page.get_by_role("heading", name="Visits", level=1)).to_be_visible()
    assert_clean(page)
    address = make_appointment(page, place.today, "Dr Okafor")
    # when she writes down three questions
    for n, question in enumerate(QUESTIONS, 1):
        page.get_by_label(f"Question {n}").fill(question)
    page.get_by_label("Your goal, in one line").fill("Drink from a cup in company")
    page.get_by_role("button", name="Save", exact=True).click()
    # then they are there when she comes back
    expect(page.get_by_text("Saved.")).to_be_visible()
    page = phone.open(address)
    for n, question in enumerate(QUESTIONS, 1):
        expect(page.get_by_label(f"Question {n}")).to_have_value(question)
    assert_clean(page)
    # and when she says the next day that she was there
    sleep_over(place, address)
    before = versions(place)
    page = phone.open("/visits")
    asked = page.locator("section.asked", has_text="Dr Okafor")
    expect(asked.get_by_role("heading")).to_contain_text("Were you there on")
    assert_clean(page)
    asked.get_by_role("button", name="Yes").click()
    # and that one step ends
    expect(page.get_by_role("heading", name="What changed in your plan?")).to_be_visible()
    assert_clean(page)
    page.get_by_role("checkbox", name="Warm damp cloth").uncheck()
    page.get_by_label("In your own words, one line (optional)").fill("No warmth for two weeks")
    page.get_by_role("button", name="Save what changed").click()
    # then the plan has one new version without it, with her words
    expect(page.get_by_text("Noted. What changed counts from today.")).to_be_visible()
    number, _note, steps = before[-1]
    assert versions(place) == [*before, (number + 1, "No warmth for two weeks", steps - 1)]
    page.get_by_role("link", name="Go to the plan").click()
    expect(page.locator("[data-note]")).to_contain_text("No warmth for two weeks")
    expect(page.locator("#plan").get_by_text("Edit Warm damp cloth")).to_have_count(0)
    # and both the visit and the change are marks on her charts
    page = phone.open("/progress?window=4w")
    expect(page.locator("main")).to_contain_text("No warmth for two weeks")


def test_a_treatment_taken_out_by_mistake_is_put_back_by_one_tap(phone: Phone) -> None:
    # Given a treatment that was just noted
    page = phone.open("/treatments")
    page.get_by_label("What was it?").select_option(label="Operation (surgery)")
    # an operation has no last day to fill in; a course has
    expect(page.get_by_label("Last day (optional)")).to_be_hidden()
    page.get_by_label("What was it?").select_option(label="Acupuncture")
    expect(page.get_by_label("Last day (optional)")).to_be_visible()
    page.get_by_label("Which day, or the first day of a course?").fill("2020-02-29")
    page.get_by_label("In your own words (optional)").fill("Clinic by the river")
    page.get_by_role("button", name="Keep it").click()
    row = page.get_by_role("link", name="Clinic by the river")
    expect(row).to_be_visible()
    assert_clean(page)
    # when it is removed
    row.click()
    assert_clean(page)
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("status").get_by_text("Removed.")).to_be_visible()
    expect(row).to_have_count(0)
    assert_clean(page)
    # then one tap brings it back
    page.get_by_role("button", name="Undo").click()
    expect(row).to_be_visible()
    expect(page.get_by_text("Removed.")).to_have_count(0)
