"""The page of a phone that is handed over: the report, and one way out."""

import re

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from sqlmodel import Session
from starlette.testclient import TestClient

from backend.store import accounts
from bench.years import live
from tests.conftest import House
from tests.people import TODAY, Someone, amina, ben, dan

PATH = "/hand-over"
SUMMARIES = ["/progress", "/report", PATH]


def read(phone: TestClient, path: str = PATH) -> BeautifulSoup:
    return BeautifulSoup(phone.get(path).text, "html.parser")


def write_something(house: House, her: Someone) -> None:
    with Session(house.engines.writing) as session, session.begin():
        accounts.next_seq(session, her.id)


def test_it_is_the_same_report_as_its_owner_sees(phone: TestClient) -> None:
    shown = read(phone, "/report").select_one("article.rep")
    assert shown is not None
    assert read(phone).select_one("article.rep") == shown
    assert len(read(phone).select("h1")) == 1


def test_it_has_no_way_on_but_the_way_back(phone: TestClient) -> None:
    page = read(phone)
    ways = page.select("a[href], form, button[type=submit]")
    # The second and third are shown only by the owner's script (js/offline/hands.js).
    assert [way["href"] for way in ways] == ["#main", "/report", PATH, "/report?given-back"]
    assert page.select(".before a") == ways[1:3]
    assert page.select_one("nav, sync-status, .help, .foot") is None


def test_the_address_that_gives_it_back_is_the_report_on_the_server(phone: TestClient) -> None:
    answer = phone.get("/report?given-back")
    assert answer.status_code == 200
    assert "article" in answer.text


@pytest.mark.parametrize("path", SUMMARIES)
def test_a_page_that_looks_back_says_what_it_shows_and_is_not_made_twice(
    house: House, her: Someone, phone: TestClient, path: str
) -> None:
    answer = phone.get(path)
    seq = answer.headers["X-Facekind-Seq"]
    main = read(phone, path).select_one("main")
    assert main is not None
    assert main["data-seq"] == seq
    # The same again is not sent again, and says up to where it is still right
    known = {"If-None-Match": answer.headers["ETag"]}
    again = phone.get(path, headers=known)
    assert again.status_code == 304
    assert again.headers["X-Facekind-Seq"] == seq
    # and whatever was written makes it new
    write_something(house, her)
    newer = phone.get(path, headers=known)
    assert newer.status_code == 200
    assert int(newer.headers["X-Facekind-Seq"]) == int(seq) + 1


def test_nobody_else_sees_it(house: House, phone: TestClient) -> None:
    answer = house.stranger().get(PATH, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"
    other = house.phone(house.settle(dan)).get(PATH)
    mine = phone.get(PATH)
    assert other.headers["X-Facekind-User"] != mine.headers["X-Facekind-User"]
    assert other.headers["ETag"] != mine.headers["ETag"]


def test_somebody_without_entries_can_hand_the_phone_over_too(house: House) -> None:
    page = read(house.phone(house.settle(ben)))
    assert page.select_one("article.rep") is not None
    assert page.select_one(".giving summary") is not None


def count_queries(house: House, phone: TestClient) -> int:
    asked: list[str] = []

    def note(*args: object) -> None:
        asked.append(str(args[2]))

    sa.event.listen(house.engines.reading, "before_cursor_execute", note)
    assert phone.get(PATH).status_code == 200
    sa.event.remove(house.engines.reading, "before_cursor_execute", note)
    return len([one for one in asked if re.match(r"\s*SELECT", one)])


def test_a_month_of_entries_costs_no_more_queries_than_a_week(house: House) -> None:
    asked = []
    for days in (7, 30):
        her = house.settle(amina)
        with Session(house.engines.writing, expire_on_commit=False) as session, session.begin():
            live(session, her.id, her.items, days=days, until=TODAY)
        asked.append(count_queries(house, house.phone(her)))
    assert asked[1] <= asked[0]
