"""Progress: counts first, gaps as gaps, and own dates that are wrong."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from sqlmodel import Session
from starlette.testclient import TestClient
from uuid_utils.compat import uuid7

from backend.domain.visits import Visit
from backend.store import visits
from bench.years import live
from tests.conftest import House
from tests.people import NOW, TODAY, Someone, ben, dan, event, send, settle

TITLE = "Dry or gritty eye"


def ago(n: int) -> date:
    return TODAY - timedelta(days=n)


def soup(phone: TestClient, address: str = "/progress") -> BeautifulSoup:
    answer = phone.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def heading(page: BeautifulSoup) -> str:
    assert page.h1 is not None
    return page.h1.get_text(strip=True)


@pytest.fixture
def write(house: House) -> Callable[..., None]:
    """Do something in a writing transaction."""

    def do(action: Callable[[Session], Any]) -> None:
        with Session(house.engines.writing, expire_on_commit=False) as session, session.begin():
            action(session)

    return do


@pytest.fixture
def full(house: House, her: Someone, write: Callable[..., None]) -> TestClient:
    """Amina's phone after a month of noting everything, with a visit and an injection."""
    write(lambda session: live(session, her.id, her.items, days=33, until=TODAY))
    return house.phone(her)


def test_somebody_new_is_told_what_makes_the_first_picture(house: House) -> None:
    page = soup(house.phone(house.settle(ben)))
    text = page.get_text()
    assert heading(page) == "The last 12 weeks"
    assert "No visit is noted yet" in text
    assert text.count("Three days with an answer make the first picture.") == 1
    assert "Mood, not answered" in text
    assert "0 of 0" not in text
    assert page.select("svg.chart") == []


def test_two_days_answered_make_no_picture_and_are_counted(house: House, her: Someone) -> None:
    with Session(house.engines.writing) as session, session.begin():
        for day in (TODAY, TODAY - timedelta(days=1)):
            symptoms = [{"key": "mood", "rating": 4}]
            said = {"mood": 3, "symptoms": symptoms}
            send(session, her, event("checkin.add", said, day=day))
    page = soup(house.phone(her))
    assert page.select("svg.chart") == []
    assert [one.get_text() for one in page.select(".few li")] == [
        "mood, 2 days answered",
        "Mood, 2 days answered",
        "Effort in sessions, not answered",
        "Pain in sessions, not answered",
    ]


def test_counts_come_before_charts_and_everything_has_its_place(full: TestClient) -> None:
    page = soup(full)
    assert heading(page) == "Since your last visit"
    page = soup(full, "/progress?window=4w")
    titles = [title.get_text(strip=True) for title in page.select("main h2")]
    assert titles[0].startswith("You showed up on")
    assert titles[1:3] == ["Week by week", "Marked on the charts"]
    assert titles[3] == TITLE
    order = ["Mood", "Effort in sessions", "Pain in sessions", "4-week check-in"]
    assert [title for title in titles if title in order] == order
    assert len(page.select("svg.chart")) == 7
    assert page.select(".ovals .oval[data-shown=done]")
    assert "As of 24 November, 9:00." in page.get_text()


def test_each_chart_says_which_way_is_better_and_holds_its_numbers(full: TestClient) -> None:
    for chart in soup(full, "/progress?window=4w").select(".charted"):
        assert "is better" in chart.get_text()
        assert chart.select("details table")
        picture = chart.select_one("svg.chart")
        assert picture is not None
        assert picture["role"] == "img"


def test_ids_are_unique_and_nothing_is_styled_inline(full: TestClient) -> None:
    page = soup(full, "/progress?window=all")
    ids = [str(one["id"]) for one in page.select("[id]")]
    assert len(ids) == len(set(ids))
    assert page.select("[style]") == []


def test_the_window_chips_say_which_is_shown(
    full: TestClient, her: Someone, write: Callable[..., None]
) -> None:
    kept = Visit(uuid7(), ago(1), "Dr Chen", (), "", held=True, followed_up=True, seq=1)
    write(lambda session: visits.save_visit(session, her.id, kept, now=NOW))
    for address, chip in (
        ("/progress", "From 23 Nov"),
        ("/progress?window=4w", "4 weeks"),
        ("/progress?window=12w", "12 weeks"),
        ("/progress?window=all", "All"),
    ):
        current = soup(full, address).select(".windows [aria-current]")
        assert [one.get_text(strip=True) for one in current] == [chip]


def test_own_dates_are_kept_in_the_address(full: TestClient) -> None:
    page = soup(full, f"/progress?window=own&since={ago(9)}&until={ago(3)}")
    assert heading(page) == "15 Nov 2026 to 21 Nov 2026"
    values = {str(one["name"]): one["value"] for one in page.select(".own-dates [name]")}
    assert values == {"window": "own", "since": str(ago(9)), "until": str(ago(3))}


@pytest.mark.parametrize(
    ("since", "until", "field", "words"),
    [
        (str(ago(3)), str(ago(9)), "until", "The last day comes before the first."),
        ("", str(ago(9)), "since", "Choose both a first and a last day."),
        (str(ago(-3)), str(ago(-9)), "since", "Choose a date that is not in the future."),
        ("2026-02-30", str(ago(1)), "since", "This is not a day of the calendar."),
        ("x" * 5000, "<b>", "since", "This is not a day of the calendar."),
        ("\0", "\u202e🙂", "since", "This is not a day of the calendar."),
        ("9999-12-31", "9999-12-31", "since", "This is not a day of the calendar."),
    ],
)
def test_own_dates_that_are_wrong_come_back_as_typed_with_a_sentence(
    full: TestClient, since: str, until: str, field: str, words: str
) -> None:
    query = {"window": "own", "since": since, "until": until}
    answer = full.get("/progress", params=query)
    assert answer.status_code == 422
    page = BeautifulSoup(answer.text, "html.parser")
    assert page.title is not None
    assert page.title.get_text().startswith("Error: ")
    error = page.select_one(f"#{field}-error")
    assert error is not None
    assert words in error.get_text()
    typed = page.select_one("input[name=until]")
    assert typed is not None
    assert typed["value"] == until
    assert page.select_one("details.own-dates[open]")
    assert page.select_one(f".errsum a[href='#{field}']")


@pytest.mark.parametrize(
    "query", ["window=never", "window=", "window=4w&window=12w", "axis=%00", "utm_source=x"]
)
def test_an_odd_address_is_never_a_crash(full: TestClient, query: str) -> None:
    assert full.get(f"/progress?{query}").status_code in {200, 422}


def test_the_time_axis_may_count_from_an_injection(full: TestClient) -> None:
    page = soup(full, "/progress?window=4w&axis=injection")
    current = page.select("[aria-label='What the time axis counts'] [aria-current]")
    assert [one.get_text(strip=True) for one in current] == ["By days since an injection"]
    assert "Days since an injection" in page.get_text()


def test_without_an_injection_there_is_no_such_axis(phone: TestClient) -> None:
    page = soup(phone, "/progress?axis=injection")
    assert page.select("[aria-label='What the time axis counts']") == []


def test_function_stands_without_a_sum(full: TestClient) -> None:
    page = soup(full, "/progress?window=all")
    table = page.select_one("table.function")
    assert table is not None
    assert len(table.select("tbody tr")) == 10
    text = " ".join(page.get_text().split())
    assert "lower is better" in text
    assert "not a validated scale" in text
    assert {one.get_text(strip=True) for one in table.select(".verdict")} <= {
        "the same",
        "noticeable, better",
        "noticeable, worse",
        "within day-to-day change",
    }


@pytest.fixture
def following(house: House, her: Someone, write: Callable[..., None]) -> TestClient:
    """Amina's phone after three days of energy, eye care, linked movements, forms and a letter."""
    cells = [{"doing": "smile", "moves": "eye", "level": 2}]

    def follow(session: Session) -> None:
        for n in (1, 2, 3):
            form_id: dict[str, Any] = {
                "form_id": str(uuid7()),
                "instrument": "phq4",
                "version": "1",
            }
            items = ("gad1", "gad2", "phq1", "phq2")[: 5 - n]
            noted: list[tuple[str, dict[str, Any]]] = [
                ("checkin.add", {"energy": 4, "sleep": 7}),
                ("care.add", {"kind": "drops", "count": n}),
                ("synkinesis.add", {"cells": cells}),
                *(("form.answer", form_id | {"item": one, "answer": 3}) for one in items),
                *([("form.finish", form_id)] if n < 3 else []),
            ]
            for kind, payload in noted:
                body = event(kind, payload, day=ago(n), at=NOW - timedelta(days=n))
                assert send(session, her, body).status == "applied"

    write(follow)
    phone = house.phone(her)
    letter = {
        "scale": "house_brackmann", "on": str(ago(2)), "clinician": "Dr <i>Roth",
        "numbers": {"grade": 4},
    }  # fmt: skip
    assert phone.put(f"/api/v1/gradings/{uuid7()}", json=letter).status_code == 201
    return phone


def sections(page: BeautifulSoup) -> dict[str, str]:
    """Give the text of each card by its heading."""
    return {
        card.h2.get_text(strip=True): " ".join(card.get_text(" ").split())
        for card in page.select("main section.card")
        if card.h2
    }


def test_what_somebody_follows_has_its_own_cards(following: TestClient) -> None:
    page = soup(following, "/progress?window=4w")
    said = sections(page)
    for title in ("Energy", "Sleep"):
        assert "Higher is better." in said[title]
    assert page.select("table.linked td[data-level='2']")
    eye = said["Eye care"]
    assert "23 Nov 1 day noted 1" in eye
    assert "16 Nov 2 days noted 5" in eye
    assert "neither good nor bad" in eye
    forms = said["Questionnaires of mood and worry"]
    assert "23 Nov 12 of 12 severe" in forms
    assert "22 Nov no score" in forms
    assert "1 finished form has an answer missing, so it has no score." in forms
    assert "1 form was begun and not finished, so it has no score." in forms
    assert "0–2 none, 3–5 mild, 6–8 moderate, 9–12 severe" in forms
    assert "a range, not a diagnosis" in forms
    assert "Nobody is watching these answers." in forms
    letters = said["Gradings from letters"]
    assert "House-Brackmann 22 Nov, Dr <i>Roth Grade IV I to VI; lower is better." in letters


def test_no_line_is_drawn_through_sums_or_gradings(following: TestClient) -> None:
    page = soup(following, "/progress?window=4w")
    drawn = [one.get_text(strip=True) for one in page.select("svg.chart title")]
    assert drawn == ["Energy", "Sleep"]


def test_what_nobody_follows_takes_no_room(phone: TestClient) -> None:
    page = soup(phone)
    for title in ("Energy", "Sleep", "Eye care", "Linked movements", "Gradings from letters"):
        assert title not in sections(page)
    assert "PHQ" not in page.get_text()
    assert "Energy, not answered" not in page.get_text()


def test_what_is_followed_is_told_in_chinese_too(following: TestClient) -> None:
    following.post("/language", data={"language": "zh-Hans"})
    said = sections(soup(following, "/progress?window=4w"))
    assert {"精力", "睡眠", "联带运动", "眼部护理", "心情与担忧问卷", "医生信中的分级"} <= set(said)
    assert "不是诊断" in said["心情与担忧问卷"]


def test_a_kept_copy_is_as_good_until_something_is_written(full: TestClient) -> None:
    first = full.get("/progress?window=4w")
    known = {"If-None-Match": first.headers["etag"]}
    assert first.headers["x-facekind-user"]
    assert full.get("/progress?window=4w", headers=known).status_code == 304
    assert full.get("/progress?window=12w", headers=known).status_code == 200
    added = {"id": str(uuid7()), "day": TODAY.isoformat(), "mood": "5"}
    assert full.post("/check-in", data=added).status_code == 303
    assert full.get("/progress?window=4w", headers=known).status_code == 200


def test_progress_is_the_fourth_of_five_tabs(full: TestClient) -> None:
    tabs = soup(full).select(".tabs a")
    assert [tab["href"] for tab in tabs] == [
        "/today",
        "/check-in",
        "/journal",
        "/progress",
        "/more",
    ]
    assert tabs[3]["aria-current"] == "page"
    ways = {str(link["href"]) for link in soup(full).select("main a.row")}
    assert {"/visits", "/sharing", "/treatments", "/gradings", "/check-in/function"} <= ways


def test_in_chinese_it_says_the_same(full: TestClient) -> None:
    assert full.post("/language", data={"language": "zh-Hans"}).status_code == 303
    page = soup(full, "/progress?window=4w")
    assert heading(page) == "最近 4 周"
    assert "越低越好" in page.get_text()
    assert page.select("svg.chart title")


def test_whoever_is_signed_out_is_sent_to_the_door(house: House) -> None:
    answer = house.stranger().get("/progress")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_dan_sees_nothing_of_aminas(house: House, full: TestClient) -> None:
    assert TITLE in full.get("/progress?window=4w").text
    his = soup(house.phone(house.settle(dan)), "/progress?window=all")
    assert TITLE not in his.get_text()
    assert his.select("svg.chart") == []


def test_five_years_ask_the_database_no_more_than_two_months(
    house: House, write: Callable[..., None]
) -> None:
    counts = []
    for length in (60, 1826):
        someone = house.settle(
            lambda session, n=length: settle(session, began_on=ago(n - 1), onset=(2019, 3))
        )
        write(lambda s, p=someone, n=length: live(s, p.id, p.items, days=n, until=TODAY))
        phone = house.phone(someone)
        phone.get("/today")
        asked: list[str] = []

        def note(*args: Any, into: list[str] = asked) -> None:
            into.append(str(args[2]))

        for engine in (house.engines.reading, house.engines.writing):
            sa.event.listen(engine, "before_cursor_execute", note)
        assert phone.get("/progress?window=4w").status_code == 200
        for engine in (house.engines.reading, house.engines.writing):
            sa.event.remove(engine, "before_cursor_execute", note)
        counts.append(len([one for one in asked if "SELECT" in one]))
    assert counts[0] == counts[1] <= 16
