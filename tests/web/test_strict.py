"""JSON that two readers could read in two ways, and forms that say one thing twice."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient
from uuid_utils.compat import uuid7

from backend.web.strict import DEEPEST, Unreadable, read_json
from tests.people import NOW, TODAY, Someone, event

JSON = {"Content-Type": "application/json"}


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


@pytest.mark.parametrize(
    "text",
    [
        b'{"text": "one", "text": "two"}',
        b'{"a": {"b": 1, "b": 1}}',
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": "\xff"}',
        b"\xff\xfe{\x00}\x00",
        b'{"a": 1',
        b"",
        nested(DEEPEST + 2),
        nested(100_000),
        b'{"a":' * 100_000,
        b"1" * 5000,
    ],
)
def test_what_is_not_plainly_json_cannot_be_read(text: bytes) -> None:
    with pytest.raises(Unreadable):
        read_json(text)


def test_what_is_plainly_json_is_read() -> None:
    assert read_json('{"a": ["é", 1.5, null, true, {"b": ""}]}'.encode()) == {
        "a": ["é", 1.5, None, True, {"b": ""}]
    }
    assert read_json(nested(DEEPEST)) is not None


@pytest.mark.parametrize("path", ["/api/v1/share-links", "/v", "/sync", "/sign-in/passkey"])
@pytest.mark.parametrize("body", [b'{"a": 1, "a": 2}', b'{"a": NaN}', b'"\xff"', nested(2000)])
def test_every_reader_of_json_refuses_it_in_words(
    phone: TestClient, path: str, body: bytes
) -> None:
    answer = phone.post(path, content=body, headers=JSON | {"Accept": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["detail"] == "This request could not be read. Nothing was stored."


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", None])
def test_json_is_json_only_where_it_says_so(phone: TestClient, kind: str | None) -> None:
    body = json.dumps({"local_date": TODAY.isoformat(), "text": "x"}).encode()
    headers = {} if kind is None else {"Content-Type": kind}
    answer = phone.put(f"/api/v1/journal/{uuid7()}", content=body, headers=headers)
    assert answer.status_code == 422
    assert phone.get("/api/v1/journal").json()["items"] == []


def test_an_event_as_deep_as_a_well_is_refused_alone(phone: TestClient, her: Someone) -> None:
    deep: Any = 1
    for _ in range(450):
        deep = [deep]
    events = [event("checkin.add", {"mood": 3}), event("checkin.add", {"mood": deep})]
    body = {"v": 1, "user": her.patient.key, "sent_at": NOW.isoformat(), "events": events}
    answer = phone.post("/sync", content=json.dumps(body).encode(), headers=JSON)
    assert [one["status"] for one in answer.json()["results"]] == ["applied", "rejected"]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/check-in", [("day", TODAY.isoformat()), ("mood", "2"), ("mood", "5")]),
        ("/journal", [("day", TODAY.isoformat()), ("text", "one"), ("text", "two")]),
        ("/settings/zone", [("zone", "Europe/London"), ("zone", "Asia/Shanghai")]),
        ("/visits", [("on", TODAY.isoformat()), ("on", "2026-11-25"), ("with_whom", "x")]),
    ],
)
def test_a_single_answer_that_came_twice_is_refused_with_a_sentence(
    phone: TestClient, path: str, fields: list[tuple[str, str]]
) -> None:
    before = phone.get("/api/v1/plan").json(), phone.get("/api/v1/events").json()
    form = "&".join(f"{name}={value}" for name, value in fields)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = phone.post(path, content=form, headers=kind)
    assert answer.status_code == 422
    assert "This came more than once." in answer.text
    assert (phone.get("/api/v1/plan").json(), phone.get("/api/v1/events").json()) == before


def test_two_days_or_two_numbers_of_an_entry_are_none(phone: TestClient) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    days = f"day={TODAY}&day=2026-11-23&text=x"
    assert phone.post("/journal", content=days, headers=kind).status_code == 404
    ids = f"day={TODAY}&id={uuid7()}&id={uuid7()}&text=x"
    assert phone.post("/journal", content=ids, headers=kind).status_code == 422


def test_answers_that_may_be_several_stay_several(phone: TestClient) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    form = f"on={TODAY}&with_whom=x&questions=one&questions=two"
    assert phone.post("/visits", content=form, headers=kind).status_code == 303
    visit = phone.get("/api/v1/visits").json()["items"][0]
    assert visit["questions"] == ["one", "two"]
