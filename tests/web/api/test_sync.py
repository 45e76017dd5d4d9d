"""The phone's outbox over HTTP."""

import json
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient
from uuid_utils.compat import uuid7

from tests.conftest import House
from tests.people import NOW, TODAY, Someone, dan, event, tick


def batch(someone: Someone, *events: object, **change: object) -> dict[str, Any]:
    return {
        "v": 1,
        "user": someone.patient.key,
        "sent_at": NOW.isoformat(),
        "events": list(events),
    } | change


def seq_of(phone: TestClient) -> int:
    return int(phone.get("/api/v1/days/today").json()["seq"])


def test_a_batch_is_answered_in_the_order_sent(phone: TestClient, her: Someone) -> None:
    good, bad = event("checkin.add", {"mood": 4}), event("checkin.add", {"mood": 11})
    before = seq_of(phone)
    answer = phone.post("/sync", json=batch(her, good, bad, good))
    assert answer.status_code == 200
    body = answer.json()
    assert [one["status"] for one in body["results"]] == ["applied", "rejected", "duplicate"]
    assert [one["id"] for one in body["results"]] == [good["id"], bad["id"], good["id"]]
    assert body["results"][1]["reason"]
    assert body["seq"] == before + 1
    assert body["now"].startswith("2026-11-24T09:00:00")


def test_somebody_elses_key_consumes_nothing(house: House, phone: TestClient) -> None:
    him = house.settle(dan)
    before = seq_of(phone)
    answer = phone.post("/sync", json=batch(him, event("checkin.add", {"mood": 4})))
    assert answer.status_code == 409
    assert seq_of(phone) == before


def test_nobody_signed_in_consumes_nothing(house: House, her: Someone) -> None:
    answer = house.stranger().post("/sync", json=batch(her, event("checkin.add", {"mood": 4})))
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "change",
    [{"v": 2}, {"user": 7}, {"sent_at": "yesterday"}, {"events": {}}, {"extra": 1}],
)
def test_a_batch_that_makes_no_sense_is_told_so(
    phone: TestClient, her: Someone, change: dict[str, object]
) -> None:
    answer = phone.post("/sync", json=batch(her, **change))
    assert answer.status_code == 422
    assert answer.json()["errors"]


@pytest.mark.parametrize("body", ["", "{", "null", "[]", "[" * 50_000])
def test_no_json_is_no_batch(phone: TestClient, body: str) -> None:
    answer = phone.post("/sync", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in {400, 422}
    assert answer.headers["content-type"] == "application/problem+json"


def test_more_than_fifty_events_are_to_be_halved(phone: TestClient, her: Someone) -> None:
    many = [event("checkin.add", {"mood": 3}) for _ in range(51)]
    assert phone.post("/sync", json=batch(her, *many)).status_code == 413
    assert phone.post("/sync", json=batch(her, *many[:50])).status_code == 200


def test_a_batch_over_its_size_is_to_be_halved(phone: TestClient, her: Someone) -> None:
    long = event("journal.add", {"text": "字" * 200_000})
    before = seq_of(phone)
    content = json.dumps(batch(her, long), ensure_ascii=False).encode()
    answer = phone.post("/sync", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 413
    assert seq_of(phone) == before


def test_two_hundred_thousand_letters_are_refused_with_a_sentence(
    phone: TestClient, her: Someone
) -> None:
    answer = phone.post("/sync", json=batch(her, event("journal.add", {"text": "x" * 200_000})))
    result = answer.json()["results"][0]
    assert result["status"] == "rejected"
    assert "20000" in result["reason"]


def test_another_site_cannot_send_a_batch(phone: TestClient, her: Someone) -> None:
    body = batch(her, event("checkin.add", {"mood": 4}))
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ):
        assert phone.post("/sync", json=body, headers=headers).status_code == 403
    del phone.headers["Sec-Fetch-Site"]
    assert phone.post("/sync", json=body).status_code == 403
    evil = {"Origin": "http://evil.example"}
    assert phone.post("/sync", json=body, headers=evil).status_code == 403
    assert phone.post("/sync", json=body, headers={"Origin": "null"}).status_code == 403
    own = {"Origin": "http://127.0.0.1:8000"}
    assert phone.post("/sync", json=body, headers=own).status_code == 200


def test_a_tick_comes_back_on_the_day(phone: TestClient, her: Someone) -> None:
    item = her.item("rest_scan")
    phone.post("/sync", json=batch(her, event("item.set", tick(item), event_id=uuid7())))
    items = phone.get("/api/v1/days/today").json()["items"]
    assert next(i for i in items if i["item_id"] == str(item.id))["state"] == "done"


def test_a_day_that_does_not_fit_is_named_and_nothing_else_is(
    phone: TestClient, her: Someone
) -> None:
    elsewhere = [
        event("checkin.add", {"mood": 4}, day=TODAY + timedelta(days=days)) for days in (-31, 2)
    ]
    wrong = [
        event("checkin.add", {"mood": 11}),
        event("checkin.add", {"mood": 4}) | {"local_date": "2026-02-30"},
        event("item.set", tick(her.items[0]) | {"item_id": str(uuid7())}),
        event("nonsense", {}),
    ]
    good = event("checkin.add", {"mood": 4})
    sent = [*elsewhere, *wrong, good, good, good | {"payload": {"mood": 5}}]
    results = phone.post("/sync", json=batch(her, *sent)).json()["results"]
    assert [one.get("field") for one in results] == ["local_date"] * 2 + [None] * 7
    assert all("field" not in one for one in results[2:])
    assert all("which day" in one["reason"] for one in results[:2])
    again = elsewhere[0] | {"local_date": TODAY.isoformat()}
    answer = phone.post("/sync", json=batch(her, again)).json()
    assert [one["status"] for one in answer["results"]] == ["applied"]
