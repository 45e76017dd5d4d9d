"""Progress for programs."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient
from uuid_utils.compat import uuid7

from tests.conftest import House
from tests.people import TODAY, dan


def rate(phone: TestClient, rating: int) -> None:
    body = {"id": str(uuid7()), "day": TODAY.isoformat()}
    assert phone.post("/check-in", data=body | {"mood": str(rating)}).status_code == 303


def test_without_days_it_is_the_default_window(phone: TestClient) -> None:
    rate(phone, 4)
    answer = phone.get("/api/v1/progress")
    assert answer.status_code == 200
    said = answer.json()
    assert said["window"] == "visit"
    assert said["period"]["until"] == TODAY.isoformat()
    assert said["mood"]["days"] == [{"day": TODAY.isoformat(), "value": 4}]
    assert said["mood"]["weeks"][-1]["median"] is None
    assert said["mood"]["better"] == "higher"


def test_from_and_to_are_included(phone: TestClient) -> None:
    rate(phone, 4)
    since = TODAY - timedelta(days=6)
    said = phone.get(f"/api/v1/progress?from={since}").json()
    assert said["period"] == {"since": since.isoformat(), "until": TODAY.isoformat()}
    yesterday = TODAY - timedelta(days=1)
    before = phone.get(f"/api/v1/progress?from={since}&to={yesterday}").json()
    assert before["mood"] is None


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=2026-11-20&to=2026-11-10", "to"),
        ("to=2026-11-10", "from"),
        ("from=2026-12-20", "to"),
        ("from=2026-02-30", "from"),
        ("from=yesterday", "from"),
        ("from=0001-01-01", "from"),
        ("from=%00", "from"),
    ],
)
def test_days_that_are_wrong_get_a_sentence(phone: TestClient, query: str, field: str) -> None:
    answer = phone.get(f"/api/v1/progress?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [one["field"] for one in answer.json()["errors"]] == [field]


def test_nobody_sees_anybody_elses(house: House, phone: TestClient) -> None:
    rate(phone, 4)
    his = house.phone(house.settle(dan))
    assert his.get("/api/v1/progress").json()["mood"] is None
    assert house.stranger().get("/api/v1/progress").status_code == 401


def test_what_is_followed_is_there_without_the_single_answers(phone: TestClient) -> None:
    def put(path: str, body: dict[str, object]) -> None:
        answer = phone.put(f"/api/v1{path}/{uuid7()}", json=body)
        assert answer.status_code in {200, 201}, answer.text

    day = {"local_date": TODAY.isoformat()}
    put("/care", day | {"kind": "drops", "count": 2})
    put("/synkinesis", day | {"cells": [{"doing": "smile", "moves": "eye", "level": 1}]})
    letter = {"scale": "house_brackmann", "on": TODAY.isoformat(), "clinician": "Dr Roth"}
    put("/gradings", letter | {"numbers": {"grade": 3}})
    said = phone.get("/api/v1/progress").json()
    assert [(week["drops"], week["days"]) for week in said["care"]] == [(2, 1)]
    assert said["linked"][0]["entry"]["cells"] == [{"doing": "smile", "moves": "eye", "level": 1}]
    assert said["gradings"] == [letter | {"numbers": {"grade": 3}}]
    assert (said["screened"], said["energy"], said["sleep"]) == ([], None, None)
