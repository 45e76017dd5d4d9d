"""Linked movements as a page; and the same answer by outbox, plain form and API."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session
from starlette.testclient import TestClient
from uuid_utils.compat import uuid7

from backend.domain.synkinesis import MEANT, Doing, Moves
from backend.services.following import FollowingDraft, follow
from tests.conftest import House
from tests.parsed import above, only, soup
from tests.people import NOW, TODAY, Someone, dan, event

PATH, API = "/check-in/linked", "/api/v1/synkinesis"
CELLS = [
    {"doing": "smile", "moves": "eye", "level": 2},
    {"doing": "eat", "moves": "neck", "level": 0},
]
OTHERS = [{"doing": "smile", "moves": "eye", "level": 3}]


def posted(**cells: str) -> dict[str, str]:
    return {"id": str(uuid7()), "day": TODAY.isoformat(), **cells}


def kept(phone: TestClient) -> list[Any]:
    found: list[Any] = phone.get(API).json()["items"]
    return found


def fields(cells: list[dict[str, Any]]) -> dict[str, str]:
    return {f"{one['doing']}_{one['moves']}": str(one["level"]) for one in cells}


class Outbox:
    """A phone."""

    def __init__(self, phone: TestClient, her: Someone) -> None:
        self.phone, self.key = phone, her.patient.key

    def say(self, kind: str, payload: dict[str, Any], of: str | None = None) -> str:
        said = event(kind, payload | ({"of": of} if of else {}))
        batch = {"v": 1, "user": self.key, "sent_at": NOW.isoformat(), "events": [said]}
        (result,) = self.phone.post("/sync", json=batch).json()["results"]
        assert result["status"] == "applied", result
        return str(said["id"])

    def add(self) -> str:
        return self.say("synkinesis.add", {"cells": CELLS})

    def edit(self, of: str) -> None:
        self.say("synkinesis.edit", {"cells": OTHERS}, of)

    def remove(self, of: str) -> None:
        self.say("synkinesis.remove", {}, of)


class PlainForm(Outbox):
    """A browser without JavaScript."""

    def add(self) -> str:
        data = posted(**fields(CELLS), smile_chin="")
        answer = self.phone.post(PATH, data=data)
        assert (answer.status_code, answer.headers["location"]) == (303, PATH)
        return data["id"]

    def edit(self, of: str) -> None:
        answer = self.phone.post(PATH, data=posted(**fields(OTHERS), of=of))
        assert answer.status_code == 303

    def remove(self, of: str) -> None:
        away = f"{PATH}/{of}/remove"
        for _ in range(2):
            assert self.phone.post(away, data=posted(of=of)).status_code == 303


class Program(Outbox):
    """A script with the API."""

    def put(self, of: str, cells: list[dict[str, Any]], **headers: str) -> Any:
        body = {"local_date": TODAY.isoformat(), "cells": cells}
        return self.phone.put(f"{API}/{of}", json=body, headers=headers)

    def add(self) -> str:
        of = str(uuid7())
        assert self.put(of, CELLS).status_code == 201
        return of

    def edit(self, of: str) -> None:
        seq = self.phone.get(f"{API}/{of}").json()["seq"]
        assert self.put(of, OTHERS, **{"If-Match": str(seq)}).status_code == 200

    def remove(self, of: str) -> None:
        assert self.phone.delete(f"{API}/{of}").status_code == 204


@pytest.mark.parametrize("way", [Outbox, PlainForm, Program])
def test_every_door_adds_changes_and_takes_out_alike(
    phone: TestClient, her: Someone, way: Callable[[TestClient, Someone], Outbox]
) -> None:
    before = len(phone.get("/api/v1/events").json())
    door = way(phone, her)
    of = door.add()
    (entry,) = kept(phone)
    assert (entry["id"], entry["day"]) == (of, TODAY.isoformat())
    assert sorted(map(str, entry["cells"])) == sorted(map(str, CELLS))
    door.edit(of)
    (entry,) = kept(phone)
    assert (entry["id"], entry["cells"]) == (of, OTHERS)
    door.remove(of)
    assert kept(phone) == []
    made = phone.get("/api/v1/events").json()[before:]
    kinds = ["synkinesis.add", "synkinesis.edit", "synkinesis.remove"]
    assert [one["type"] for one in made] == kinds
    assert [one["payload"].get("of") for one in made] == [None, of, of]


def test_it_asks_every_cell_that_can_move_along_and_answers_none(phone: TestClient) -> None:
    page = soup(phone.get(PATH).text)
    assert only(page, "h1").get_text() == "Linked movements"
    asked = [one["name"] for one in page.select("#grid select")]
    assert len(asked) == len(set(asked)) == len(Doing) * len(Moves) - len(MEANT)
    assert page.select("#grid option[selected]") == []
    assert {one["data-level"] for one in page.select("#grid button[data-cell]")} == {""}
    names = [one["aria-label"] for one in page.select("#grid [aria-label]")]
    assert {"Smile, eye", "Close my eyes: nothing moves along"} <= set(names)
    assert len(names) == len(set(names))
    words = page.get_text(" ")
    assert "so that you and your therapist can see" in words
    assert "Our own words, not a validated scale." in words
    assert len(page.select("#grid td.own")) == len(MEANT)


def test_the_days_answer_is_there_to_go_on_with(phone: TestClient, her: Someone) -> None:
    of = PlainForm(phone, her).add()
    page = soup(phone.get(PATH).text)
    assert only(page, ".linked-form input[name=of]")["value"] == of
    chosen = {
        str(above(one, "select")["name"]): one["value"]
        for one in page.select("#grid option[selected]")
    }
    assert chosen == {"smile_eye": "2", "eat_neck": "0"}
    table = only(page, "[data-list=linked] table")
    assert only(table, "caption").get_text() == "24 Nov 2026"
    digits = {one["data-cell"]: one.get_text() for one in table.select("td[data-cell]")}
    assert {cell: digit for cell, digit in digits.items() if digit} == {
        "smile eye": "2",
        "eat neck": "0",
    }


def test_yesterdays_answer_is_only_shown(house: House, phone: TestClient, her: Someone) -> None:
    PlainForm(phone, her).add()
    house.clock.moment += timedelta(days=1)
    page = soup(phone.get(PATH).text)
    assert page.select(".linked-form input[name=of]") == []
    assert page.select("#grid option[selected]") == []
    assert only(page, "[data-list=linked] caption").get_text() == "24 Nov 2026"


def followed(house: House, her: Someone, **what: object) -> None:
    with Session(house.engines.writing) as session, session.begin():
        follow(session, her.id, FollowingDraft.model_validate(what))


def told(phone: TestClient) -> str:
    return only(soup(phone.get(PATH).text), "[data-linked-last]").get_text()


def test_it_says_when_it_was_done_and_when_it_is_due(
    house: House, phone: TestClient, her: Someone
) -> None:
    assert told(phone) == "Not answered yet."
    assert "It is not asked for regularly." in phone.get(PATH).text
    PlainForm(phone, her).add()
    assert told(phone) == "Last answered on 24 Nov 2026."
    followed(house, her, linked=True, linked_every=14)
    assert told(phone) == "Last answered on 24 Nov 2026, due again on 8 Dec 2026."
    assert "It is not asked for regularly." not in phone.get(PATH).text


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({}, "Please answer at least one cell."),
        ({"smile_eye": "4"}, "This number is outside its range."),
        ({"smile_eye": "true"}, "This must be a whole number."),
        ({"smile_mouth": "1"}, "There is a field here that Facekind does not know."),
        ({"whistle_eye": "1"}, "There is a field here that Facekind does not know."),
        ({"smile_eye": "9" * 200_000}, "This number is outside its range."),
        ({"smile_eye": "2", "smile_ear": "\u202e1"}, "There is a field here"),
    ],
)
def test_what_cannot_be_kept_comes_back_with_a_sentence_and_what_was_chosen(
    phone: TestClient, cells: dict[str, str], says: str
) -> None:
    answer = phone.post(PATH, data=posted(**cells, **({"eat_chin": "1"} if cells else {})))
    assert answer.status_code == 422
    page = soup(answer.text)
    assert says in only(page, ".errsum").get_text()
    assert kept(phone) == []
    assert [one["value"] for one in page.select("select[name=eat_chin] [selected]")] == (
        ["1"] if cells else []
    )


def test_a_cell_that_comes_twice_is_refused(phone: TestClient) -> None:
    answer = phone.post(PATH, data=posted() | {"smile_eye": ["1", "2"]})
    assert answer.status_code == 422
    assert "more than once" in answer.text
    assert kept(phone) == []


def test_dan_finds_nothing_of_hers(house: House, phone: TestClient, her: Someone) -> None:
    of = PlainForm(phone, her).add()
    his = house.phone(house.settle(dan))
    assert of not in his.get(PATH).text
    assert his.post(f"{PATH}/{of}/remove", data=posted(of=of)).status_code == 404
    assert his.post(PATH, data=posted(of=of, smile_eye="1")).status_code == 404
    assert len(kept(phone)) == 1


def test_the_phone_is_told_when_its_copy_is_as_good(
    house: House, phone: TestClient, her: Someone
) -> None:
    first = phone.get(PATH)
    asked = {"If-None-Match": first.headers["etag"]}
    assert phone.get(PATH, headers=asked).status_code == 304
    phone.post("/check-in", data=posted(mood="3"))
    assert phone.get(PATH, headers=asked).status_code == 304
    PlainForm(phone, her).add()
    again = phone.get(PATH, headers=asked)
    assert again.status_code == 200
    assert int(again.headers["x-facekind-seq"]) > int(first.headers["x-facekind-seq"])
    followed(house, her, linked=True)
    assert phone.get(PATH, headers={"If-None-Match": again.headers["etag"]}).status_code == 200


def row(phone: TestClient) -> str:
    links = soup(phone.get("/check-in").text).select('a[href="/check-in/linked"]')
    return " ".join(one.get_text(" ", strip=True) for one in links)


def test_the_days_page_leads_here_when_it_is_followed_and_says_when_it_is_due(
    house: House, phone: TestClient, her: Someone
) -> None:
    assert row(phone) == ""
    followed(house, her, linked=True)
    assert row(phone).startswith("Linked movements: due What moves along")
    PlainForm(phone, her).add()
    assert row(phone) == ("Linked movements Last done on 24 Nov 2026, due again on 22 Dec 2026")
    house.clock.moment += timedelta(days=28)
    assert row(phone).startswith("Linked movements: due Last done on 24 Nov 2026")
    away = soup(phone.get("/check-in").text).select_one('a[href="/check-in/where"]')
    assert away is not None


@pytest.mark.parametrize("path", [PATH, "/check-in/where"])
def test_both_take_few_queries_however_much_was_said(
    house: House, phone: TestClient, path: str
) -> None:
    place = {"key": "tight", "rating": 5, "zone": "cheek", "side": "left"}
    for n in range(12):
        day = (TODAY - timedelta(days=n)).isoformat()
        phone.put(f"{API}/{uuid7()}", json={"local_date": day, "cells": CELLS})
        said = {"local_date": day, "symptoms": [place]}
        assert phone.put(f"/api/v1/check-ins/{uuid7()}", json=said).status_code == 201
    asked: list[str] = []
    for engine in (house.engines.reading, house.engines.writing):
        sa.event.listen(engine, "before_cursor_execute", lambda *told: asked.append(str(told[2])))
    assert phone.get(path).status_code == 200
    assert sum(one.lstrip().startswith("SELECT") for one in asked) <= 5


def test_it_speaks_chinese(phone: TestClient) -> None:
    phone.post("/language", data={"language": "zh-Hans"})
    page = soup(phone.get(PATH).text)
    assert only(page, "h1").get_text() == "联带运动"
    assert "微笑，眼睛" in {one.get("aria-label") for one in page.select("select")}
    assert "不是经过验证的量表" in page.get_text()
