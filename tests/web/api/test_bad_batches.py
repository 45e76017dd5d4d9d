"""What no phone of ours sends: answered event by event, neighbours unharmed, nothing dropped."""

import json
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.conftest import House
from tests.people import NOW, Someone, dan, event, tick
from tests.web.api.test_sync import batch, seq_of

JSON = {"Content-Type": "application/json"}


def check_in() -> dict[str, object]:
    return event("checkin.add", {"mood": 3})


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = {"a": value}
    return value


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(check_in() | {"occurred_at": "1970-01-01T00:00:00Z"}, id="1970 on today"),
        pytest.param(
            check_in() | {"occurred_at": "1970-01-01T00:00:00Z", "local_date": "1970-01-01"},
            id="1970",
        ),
        pytest.param(check_in() | {"local_date": "2100-01-01"}, id="the day of 2100"),
        pytest.param(check_in() | {"id": "0b8f4c1e-0000-4000-8000-000000000000"}, id="UUIDv4"),
        pytest.param(check_in() | {"id": "1"}, id="no UUID"),
        pytest.param({"event": "purchase", "amount": 3}, id="foreign"),
        pytest.param("words", id="text"),
        pytest.param(None, id="null"),
        pytest.param([check_in()], id="a list"),
        pytest.param(check_in() | {"payload": nested(400)}, id="deep"),
        pytest.param(event("journal.add", {"text": "nul \0 here"}), id="NUL"),
        pytest.param(event("journal.add", {"text": "half \ud83d"}), id="half a character"),
        pytest.param(event("journal.add", {"text": "x" * 20_001}), id="a letter too many"),
    ],
)
def test_a_bad_event_is_answered_by_itself_and_its_neighbours_are_kept(
    phone: TestClient, her: Someone, bad: object
) -> None:
    before = seq_of(phone)
    body = json.dumps(batch(her, check_in(), bad, check_in()))
    answer = phone.post("/sync", content=body, headers=JSON)
    assert answer.status_code == 200
    results = answer.json()["results"]
    assert [one["status"] for one in results] == ["applied", "rejected", "applied"]
    assert results[1]["reason"]
    assert "seq" not in results[1]
    assert seq_of(phone) == before + 2


def test_a_time_of_2100_is_taken_for_a_clock_that_is_fast(phone: TestClient, her: Someone) -> None:
    """Whatever the clock says, nothing has happened in the future: it is put right, not refused."""
    fast = check_in() | {"occurred_at": "2100-01-01T00:00:00Z"}
    answer = phone.post("/sync", json=batch(her, check_in(), fast)).json()
    assert [one["status"] for one in answer["results"]] == ["applied"] * 2
    kept = phone.get("/api/v1/events").json()[-1]
    assert kept["occurred_at"].startswith("2100")
    assert kept["corrected_at"] == NOW.isoformat().replace("+00:00", "Z")


def test_one_id_with_two_bodies_in_a_batch_keeps_the_first_and_shows_the_second(
    phone: TestClient, her: Someone
) -> None:
    # Scenario 28. Given an entry whose number is already taken by other words, when it is sent,
    # then it is told so, and what was kept stays as it was.
    first = event("journal.add", {"text": "First."})
    other = first | {"payload": {"text": "Second."}}
    sent = batch(her, check_in(), first, other, first, check_in())
    results = phone.post("/sync", json=sent).json()["results"]
    assert [one["status"] for one in results] == [
        "applied",
        "applied",
        "conflict",
        "duplicate",
        "applied",
    ]
    assert results[2]["reason"]
    assert results[3]["seq"] == results[1]["seq"]
    (kept,) = phone.get("/api/v1/journal").json()["items"]
    assert kept["text"] == "First."
    again = phone.post("/sync", json=batch(her, other)).json()["results"]
    assert [one["status"] for one in again] == ["conflict"]


TORN = json.dumps({"v": 1, "user": "x", "sent_at": NOW.isoformat(), "events": [check_in()]})


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(TORN[:-40].encode(), id="torn"),
        pytest.param(TORN.encode()[:-2], id="torn at its end"),
        pytest.param(TORN.replace('"v": 1', '"v": 1, "v": 1').encode(), id="a field twice"),
        pytest.param(b"\xff\xfe" + TORN.encode("utf-16-le"), id="UTF-16"),
        pytest.param(b"<html>Please sign in to this network</html>", id="a page"),
    ],
)
def test_what_cannot_be_read_consumes_nothing(phone: TestClient, body: bytes) -> None:
    before = seq_of(phone)
    answer = phone.post("/sync", content=body, headers=JSON)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert seq_of(phone) == before


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_number_that_is_none_keeps_the_whole_batch_on_the_phone_or_is_refused_alone(
    phone: TestClient, her: Someone, number: str
) -> None:
    """NaN is no JSON, so that nothing of the batch is read; 1e999 is, and no rating."""
    before = seq_of(phone)
    body = json.dumps(batch(her, check_in(), event("checkin.add", {"energy": "HERE"})))
    answer = phone.post("/sync", content=body.replace('"HERE"', number), headers=JSON)
    if number == "1e999":
        statuses = [one["status"] for one in answer.json()["results"]]
        assert (statuses, seq_of(phone)) == (["applied", "rejected"], before + 1)
    else:
        assert (answer.status_code, seq_of(phone)) == (400, before)


def test_ten_thousand_events_are_to_be_halved_until_they_fit(
    phone: TestClient, her: Someone
) -> None:
    """By count or by bytes: nothing is consumed before it fits, and then everything is."""
    many = [check_in() for _ in range(10_000)]
    before = seq_of(phone)
    fits = len(many)
    while phone.post("/sync", json=batch(her, *many[:fits])).status_code == 413:
        assert seq_of(phone) == before
        fits = (fits + 1) // 2
    assert seq_of(phone) == before + fits
    assert fits in range(25, 51)


def test_a_lone_event_of_a_megabyte_is_refused_and_harms_nothing(
    phone: TestClient, her: Someone
) -> None:
    before = seq_of(phone)
    huge = event("journal.add", {"text": "x" * 1024 * 1024})
    for events in ([check_in(), huge, check_in()], [huge]):
        answer = phone.post("/sync", json=batch(her, *events))
        assert answer.status_code == 413
        assert answer.json()["detail"]
    assert seq_of(phone) == before
    results = phone.post("/sync", json=batch(her, check_in(), check_in())).json()["results"]
    assert [one["status"] for one in results] == ["applied"] * 2


def test_a_step_and_an_entry_of_somebody_else_are_unknown_here(
    house: House, phone: TestClient, her: Someone
) -> None:
    him = house.settle(dan)
    his = event("journal.add", {"text": "His."})
    house.phone(him).post("/sync", json=batch(him, his)).raise_for_status()
    foreign = [
        event("item.set", tick(him.items[0])),
        event("journal.edit", {"of": his["id"], "text": "Hers."}),
        event("journal.remove", {"of": his["id"]}),
    ]
    results = phone.post("/sync", json=batch(her, *foreign, check_in())).json()["results"]
    assert [one["status"] for one in results] == ["rejected"] * 3 + ["applied"]
    (kept,) = house.phone(him).get("/api/v1/journal").json()["items"]
    assert kept["text"] == "His."


@pytest.mark.parametrize("off", [timedelta(days=1), timedelta(hours=-3)], ids=str)
def test_a_clock_that_is_wrong_is_put_right_and_a_later_edit_from_a_right_one_wins(
    house: House, phone: TestClient, her: Someone, off: timedelta
) -> None:
    # Scenario 16. Given a phone whose clock is a day fast or three hours slow, when its entries
    # arrive, then their times are put right, and what a right clock says later stands.
    item = her.item("rest_scan")
    wrong = house.clock() + off
    done = event("item.set", tick(item), at=wrong - timedelta(minutes=20))
    line = event("journal.add", {"text": "By the wrong clock."}, at=wrong - timedelta(minutes=19))
    said = batch(her, done, line, sent_at=wrong.isoformat())
    results = phone.post("/sync", json=said).json()["results"]
    assert [one["status"] for one in results] == ["applied"] * 2
    times = [one["corrected_at"] for one in phone.get("/api/v1/events").json()]
    assert times == ["2026-11-24T08:40:00Z", "2026-11-24T08:41:00Z"]
    later = NOW - timedelta(minutes=10)
    undone = event("item.set", tick(item, "undone"), at=later)
    edit = event("journal.edit", {"of": line["id"], "text": "By a right one."}, at=later)
    phone.post("/sync", json=batch(her, undone, edit)).raise_for_status()
    earlier = event("item.set", tick(item), at=wrong - timedelta(minutes=15))
    phone.post("/sync", json=batch(her, earlier, sent_at=wrong.isoformat())).raise_for_status()
    items = phone.get("/api/v1/days/today").json()["items"]
    assert next(one for one in items if one["item_id"] == str(item.id))["state"] == "undone"
    (kept,) = phone.get("/api/v1/journal").json()["items"]
    assert kept["text"] == "By a right one."
