"""The report's page: what the doctor will see, and the form that decides it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from bs4 import Tag
from sqlmodel import Session
from starlette.testclient import TestClient
from uuid_utils.compat import uuid7

from backend.services.reports import read_choice
from tests.conftest import House
from tests.parsed import only, soup
from tests.people import NOW, TODAY, Someone, dan, event, send, settle

USUAL = {
    "categories": ["routine", "symptoms", "function", "treatments", "questions"],
    "window": "visit",
    "name": "initials",
    "language": "en",
}
HOSTILE = '<script>alert("x")</script> \u202eabc 🙂'


def report(phone: TestClient) -> Tag:
    found = soup(phone.get("/report").text).select_one("article.rep")
    assert found is not None
    return found


def headings(part: Tag) -> list[str]:
    return [str(one.find(string=True)).strip() for one in part.select("h2")]


def test_the_parts_stand_in_a_doctors_order(phone: TestClient) -> None:
    page = soup(phone.get("/report").text)
    assert len(page.select("h1")) == 1
    assert headings(report(phone)) == [
        "Needs attention",
        "Questions",
        "At a glance",
        "Function check-in",
        "Routine",
        "Treatments and visits",
        "For the clinician",
    ]


def test_that_nobody_verified_it_is_the_first_line(phone: TestClient) -> None:
    first = next(iter(report(phone).stripped_strings))
    assert first == "Entered by the patient, not verified"


def test_what_was_chosen_is_shown_and_kept(house: House, her: Someone, phone: TestClient) -> None:
    wanted = USUAL | {
        "categories": ["mood", "journal"],
        "window": "4w",
        "name": "full",
        "full_name": "Amina Khan",
        "cause": "Bell's palsy",
        "language": "zh-Hans",
    }
    answer = phone.post("/report", data=wanted)
    assert (answer.status_code, answer.headers["location"]) == (303, "/report")
    shown = report(phone)
    assert shown["lang"] == "zh-Hans"
    assert "Amina Khan" in shown.text
    assert "Bell's palsy" in shown.text
    assert "未分享：日常步骤、症状" in shown.text
    with house.read() as session:
        assert read_choice(session, her.id).language == "zh-Hans"


def test_the_page_around_it_speaks_its_owners_language(phone: TestClient) -> None:
    phone.post("/report", data=USUAL | {"language": "zh-Hans"})
    page = soup(phone.get("/report").text)
    assert page.html is not None
    assert page.html["lang"] == "en"
    assert "What it shows" in page.text


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"window": "own"}, "since", "Choose both a first and a last day."),
        (
            {"window": "own", "since": "2026-11-20", "until": "2026-11-01"},
            "until",
            "The last day comes before the first. Please swap them.",
        ),
        (
            {"window": "own", "since": "20.11.2026"},
            "since",
            "Write a day of the calendar, or choose another period.",
        ),
        ({"name": "full"}, "full_name", "Please write the name that the page should show."),
        ({"window": "forever"}, "window", "Please choose one of the answers."),
        ({"full_name": "x" * 81}, "full_name", "This is too long: at most 80 characters."),
        ({"cause": "x" * 200_000}, "cause", "This is too long: at most 120 characters."),
    ],
)
def test_what_cannot_be_comes_back_with_a_sentence_beside_it(
    phone: TestClient, said: dict[str, str], field: str, sentence: str
) -> None:
    answer = phone.post("/report", data=USUAL | said)
    page = soup(answer.text)
    assert answer.status_code == 422
    assert page.title is not None
    assert page.title.text.startswith("Error:")
    assert page.select_one(f"#{field}-error") is not None
    assert sentence in only(page, f"#{field}-error").text
    assert page.select_one("details.rep-choice[open]") is not None
    typed = page.select_one(f"#{field}[value], [name={field}][checked]")
    if field != "window" and said.get(field):
        assert typed is not None
        assert typed["value"] == said[field]
    assert [one["value"] for one in page.select("[name=categories][checked]")] == USUAL[
        "categories"
    ]


def test_a_choice_of_before_shows_no_part_that_came_later(
    house: House, her: Someone, phone: TestClient
) -> None:
    before = [*USUAL["categories"], "earlier_treatments", "mood", "journal"]
    phone.post("/report", data=USUAL | {"categories": before})
    follow(house, her)
    page = soup(phone.get("/report").text)
    ticked = {str(one["value"]) for one in page.select("[name=categories][checked]")}
    assert ticked == set(before)
    assert page.select(".rep-linked, .rep-eye, .rep-letters, .rep-scores") == []
    assert "PHQ" not in report(phone).get_text()


def test_ranges_of_mood_and_worry_are_there_for_who_ticks_them(
    house: House, her: Someone, phone: TestClient
) -> None:
    follow(house, her)
    usual = report(phone)
    assert "PHQ" not in usual.get_text()
    assert (
        "Not shared: treatments from before this period, mood, questionnaires" in usual.get_text()
    )
    assert usual.select_one(".rep-linked") is not None
    assert usual.select_one(".rep-eye") is not None
    phone.post("/report", data=USUAL | {"categories": ["questionnaires"]})
    shown = report(phone)
    scores = shown.select_one(".rep-scores")
    assert scores is not None
    said = " ".join(scores.get_text().split())
    assert "PHQ-4 23 Nov, 12 of 12, range: severe." in said
    assert "(0–2 none, 3–5 mild, 6–8 moderate, 9–12 severe)" in said
    attention = shown.select_one(".rep-attention")
    assert attention is not None
    assert "PHQ-4 range: severe (12 of 12, 23 Nov), patient-entered." in attention.get_text()


def follow(house: House, her: Someone) -> None:
    """Note eye care, linked movements and a form of mood and worry, a day ago."""
    day, at = TODAY - timedelta(days=1), NOW - timedelta(days=1)
    named: dict[str, object] = {"form_id": str(uuid7()), "instrument": "phq4", "version": "1"}
    cells = [{"doing": "smile", "moves": "eye", "level": 2}]
    noted: list[tuple[str, dict[str, object]]] = [
        ("care.add", {"kind": "drops", "count": 2}),
        ("synkinesis.add", {"cells": cells}),
        *(
            ("form.answer", named | {"item": item, "answer": 3})
            for item in ("gad1", "gad2", "phq1", "phq2")
        ),
        ("form.finish", named),
    ]
    with Session(house.engines.writing) as session, session.begin():
        for kind, payload in noted:
            assert send(session, her, event(kind, payload, day=day, at=at)).status == "applied"


def test_nothing_ticked_is_told_so(phone: TestClient) -> None:
    answer = phone.post("/report", data=USUAL | {"categories": []})
    assert answer.status_code == 422
    assert soup(answer.text).select_one("#categories-error") is not None


@pytest.mark.parametrize("name", ["a\0b", "two\nlines", "\ud800"])
def test_a_name_that_cannot_be_kept_is_a_sentence(phone: TestClient, name: str) -> None:
    body = "&".join(
        [
            *(f"categories={one}" for one in USUAL["categories"]),
            "window=visit",
            "language=en",
            "name=initials",
        ]
    )
    typed = name.encode("utf-8", "surrogatepass").hex()
    encoded = "".join(f"%{typed[n : n + 2]}" for n in range(0, len(typed), 2))
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = phone.post("/report", content=f"{body}&full_name={encoded}", headers=headers)
    assert 400 <= answer.status_code < 500 or answer.status_code == 303
    assert phone.get("/report").status_code == 200


def test_a_hostile_name_is_only_a_name(phone: TestClient) -> None:
    phone.post("/report", data=USUAL | {"name": "full", "full_name": HOSTILE, "cause": HOSTILE})
    page = phone.get("/report").text
    assert "<script>alert" not in page
    shown = report(phone).select_one("h1 bdi")
    assert shown is not None
    assert shown.text == HOSTILE


def test_a_page_without_a_plan_says_what_is_missing(house: House) -> None:
    newcomer = house.settle(settle, programmes=(), onset=None)
    page = house.phone(newcomer).get("/report")
    assert page.status_code == 200
    assert "No day of a routine counts yet in this period." in page.text
    assert "start not stated" in page.text


def test_many_worse_symptoms_are_named_in_part_and_counted(
    house: House, her: Someone, phone: TestClient
) -> None:
    with Session(house.engines.writing) as session, session.begin():
        for ago in (20, 19, 18, 4, 3, 2):
            day = TODAY - timedelta(days=ago)
            rating = 2 if ago > 10 else 8
            symptoms = [{"key": f"own {n}", "rating": rating} for n in range(40)]
            body = event(
                "checkin.add", {"symptoms": symptoms}, day=day, at=NOW - timedelta(days=ago)
            )
            send(session, her, body)
    attention = report(phone).select_one(".rep-attention")
    assert attention is not None
    assert attention.get_text().count("2 to 8") == 6
    assert "34 more" in attention.get_text()


def test_a_symptom_is_named_in_the_persons_words_and_the_doctors(
    house: House, her: Someone, phone: TestClient
) -> None:
    symptoms = [{"key": "tight", "rating": 5}, {"key": "own words", "rating": 5}]
    with Session(house.engines.writing) as session, session.begin():
        send(session, her, event("checkin.add", {"symptoms": symptoms}))
    terms = [one.get_text() for one in report(phone).select(".rep-term")]
    assert terms == ["(contracture or hypertonia)"]


def test_the_phones_copy_is_as_good_until_something_changes(
    house: House, her: Someone, phone: TestClient
) -> None:
    first = phone.get("/report")
    again = phone.get("/report", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    with Session(house.engines.writing) as session, session.begin():
        send(session, her, event("checkin.add", {"symptoms": [{"key": "tight", "rating": 3}]}))
    changed = phone.get("/report", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert "data-seq" in changed.text


def test_dan_sees_his_own_report_only(house: House, phone: TestClient) -> None:
    phone.post("/report", data=USUAL | {"name": "full", "full_name": "Amina Khan"})
    other = house.phone(house.settle(dan)).get("/report")
    assert other.status_code == 200
    assert "Amina" not in other.text
    assert house.stranger().get("/report").status_code == 303
    assert house.stranger().post("/report", data=USUAL).status_code == 401


def test_the_page_takes_few_queries_however_much_there_is(
    house: House, her: Someone, phone: TestClient
) -> None:
    def queries() -> int:
        counted: list[str] = []

        def count(*given: object) -> None:
            counted.append(str(given[2]))

        sa.event.listen(house.engines.reading, "before_cursor_execute", count)
        phone.get("/report")
        sa.event.remove(house.engines.reading, "before_cursor_execute", count)
        return len(counted)

    phone.post("/report", data=USUAL | {"categories": [*USUAL["categories"], "mood", "journal"]})
    phone.get("/report")
    few = queries()
    with Session(house.engines.writing) as session, session.begin():
        for n in range(20):
            at = NOW - timedelta(days=n)
            said = {"mood": 3, "symptoms": [{"key": "tight", "rating": 3}]}
            send(session, her, event("checkin.add", said, day=at.date(), at=at))
            send(session, her, event("journal.add", {"text": f"Line {n}."}, day=at.date(), at=at))
    assert queries() == few
