"""The REST verbs: translators of a few lines into an event."""

from datetime import timedelta

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient
from uuid_utils.compat import uuid4, uuid7

from backend.domain.tokens import TokenScope
from backend.services.tokens import TokenDraft, mint_token
from tests.conftest import House
from tests.people import NOW, TODAY, Someone, dan

CHECK_IN = {"local_date": TODAY.isoformat(), "mood": 4}
LINE = {"local_date": TODAY.isoformat(), "text": "A line."}
DROPS = {"local_date": TODAY.isoformat(), "kind": "drops", "count": 2}
SMILE = {"doing": "smile", "moves": "eye", "level": 2}
LINKED = {"local_date": TODAY.isoformat(), "cells": [SMILE]}

ENTRIES = [("check-ins", CHECK_IN), ("journal", LINE), ("care", DROPS), ("synkinesis", LINKED)]
OTHERS = [
    ("check-ins", CHECK_IN, {"mood": 1}),
    ("journal", LINE, {"text": "Other."}),
    ("care", DROPS, {"count": 3}),
    ("synkinesis", LINKED, {"cells": [SMILE | {"level": 0}]}),
]


@pytest.mark.parametrize(("noun", "body"), ENTRIES)
def test_putting_twice_is_one_entry(
    house: House, phone: TestClient, noun: str, body: dict[str, object]
) -> None:
    address = f"/api/v1/{noun}/{uuid7()}"
    first = phone.put(address, json=body)
    house.clock.moment += timedelta(minutes=3)
    again = phone.put(address, json=body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json() == phone.get(address).json()
    assert len(phone.get(f"/api/v1/{noun}").json()["items"]) == 1


@pytest.mark.parametrize(("noun", "body", "other"), OTHERS)
def test_another_body_under_the_same_id_is_a_conflict(
    phone: TestClient, noun: str, body: dict[str, object], other: dict[str, object]
) -> None:
    address = f"/api/v1/{noun}/{uuid7()}"
    phone.put(address, json=body)
    before = phone.get(address).json()
    assert phone.put(address, json=body | other).status_code == 409
    assert phone.get(address).json() == before


@pytest.mark.parametrize(("noun", "body", "other"), OTHERS)
def test_if_match_makes_it_an_edit(
    phone: TestClient, noun: str, body: dict[str, object], other: dict[str, object]
) -> None:
    address = f"/api/v1/{noun}/{uuid7()}"
    seq = phone.put(address, json=body).json()["seq"]
    edited = phone.put(address, json=body | other, headers={"If-Match": str(seq)})
    assert edited.status_code == 200
    assert edited.json()["seq"] > seq
    assert other.items() <= phone.get(address).json().items()
    stale = phone.put(address, json=body, headers={"If-Match": str(seq)})
    assert stale.status_code == 409
    wrong = phone.put(address, json=body, headers={"If-Match": "*"})
    assert wrong.status_code == 422


@pytest.mark.parametrize(("noun", "body"), ENTRIES)
def test_what_is_deleted_is_gone(phone: TestClient, noun: str, body: dict[str, object]) -> None:
    address = f"/api/v1/{noun}/{uuid7()}"
    phone.put(address, json=body)
    assert phone.delete(address).status_code == 204
    assert phone.get(address).status_code == 404
    assert phone.delete(address).status_code == 404
    assert phone.get(f"/api/v1/{noun}").json()["items"] == []


@pytest.mark.parametrize(
    ("noun", "body"),
    [
        ("check-ins", CHECK_IN | {"mood": True}),
        ("check-ins", CHECK_IN | {"mood": 11}),
        ("check-ins", {"local_date": "2026-02-31", "mood": 3}),
        ("check-ins", {"local_date": 20260101, "mood": 3}),
        ("check-ins", {"mood": 3}),
        ("check-ins", {"local_date": TODAY.isoformat()}),
        ("check-ins", CHECK_IN | {"unknown": 1}),
        ("journal", LINE | {"text": ""}),
        ("journal", LINE | {"text": "x" * 200_000}),
        ("journal", LINE | {"text": "nul\0"}),
        ("journal", LINE | {"never_share": "yes"}),
        ("journal", LINE | {"local_date": "2020-01-01"}),
        ("journal", LINE | {"occurred_at": "0001-01-01T00:00:00Z"}),
        ("journal", LINE | {"tz": "Middle/Earth"}),
        ("care", DROPS | {"count": 0}),
        ("care", DROPS | {"count": 100}),
        ("care", DROPS | {"count": True}),
        ("care", DROPS | {"kind": "acid"}),
        ("synkinesis", LINKED | {"cells": []}),
        ("synkinesis", LINKED | {"cells": [SMILE, SMILE | {"level": 1}]}),
        ("synkinesis", LINKED | {"cells": [SMILE] * 1000}),
        ("synkinesis", LINKED | {"cells": [SMILE | {"level": 4}]}),
        ("synkinesis", LINKED | {"cells": [SMILE | {"level": True}]}),
        ("synkinesis", LINKED | {"cells": [SMILE | {"moves": "mouth"}]}),
        ("synkinesis", LINKED | {"cells": [SMILE | {"doing": "whistle"}]}),
    ],
)
def test_bad_input_is_a_problem_and_nothing_is_stored(
    phone: TestClient, noun: str, body: dict[str, object]
) -> None:
    answer = phone.put(f"/api/v1/{noun}/{uuid7()}", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == 422
    assert problem["title"]
    assert problem["detail"]
    assert phone.get(f"/api/v1/{noun}").json()["items"] == []


def test_an_id_that_is_no_uuid7_is_refused(phone: TestClient) -> None:
    assert phone.put(f"/api/v1/check-ins/{uuid4()}", json=CHECK_IN).status_code == 422
    assert phone.put("/api/v1/check-ins/seven", json=CHECK_IN).status_code == 422


def test_lists_are_newest_first_and_paged(phone: TestClient) -> None:
    for n in range(5):
        day = (TODAY - timedelta(days=n)).isoformat()
        phone.put(f"/api/v1/journal/{uuid7()}", json={"local_date": day, "text": f"{n} days ago"})
    first = phone.get("/api/v1/journal", params={"limit": 2}).json()
    second = phone.get("/api/v1/journal", params={"limit": 2, "cursor": first["next"]}).json()
    third = phone.get("/api/v1/journal", params={"limit": 2, "cursor": second["next"]}).json()
    texts = [entry["text"] for page in (first, second, third) for entry in page["items"]]
    assert texts == [f"{n} days ago" for n in range(5)]
    assert third["next"] is None


def test_from_to_and_q_narrow_the_journal(phone: TestClient) -> None:
    for n, text in enumerate(["Tea", "coffee", "TEA again"]):
        day = (TODAY - timedelta(days=n)).isoformat()
        phone.put(f"/api/v1/journal/{uuid7()}", json={"local_date": day, "text": text})
    found = phone.get("/api/v1/journal", params={"q": "tea"}).json()["items"]
    assert [entry["text"] for entry in found] == ["Tea", "TEA again"]
    since = (TODAY - timedelta(days=1)).isoformat()
    found = phone.get("/api/v1/journal", params={"from": since, "to": since}).json()["items"]
    assert [entry["text"] for entry in found] == ["coffee"]
    assert phone.get("/api/v1/journal", params={"q": "%"}).json()["items"] == []


def test_setting_a_state_that_already_holds_makes_no_event(phone: TestClient, her: Someone) -> None:
    item = her.item("rest_scan")
    address = f"/api/v1/days/today/items/{item.id}/occurrences/1"
    first = phone.put(address, json={"state": "done"})
    again = phone.put(address, json={"state": "done"})
    assert first.status_code == again.status_code == 200
    assert first.json()["seq"] == again.json()["seq"]
    skipped = phone.put(address, json={"state": "skipped", "reason": "eye"})
    assert skipped.json()["seq"] == first.json()["seq"] + 1


@pytest.mark.parametrize(
    ("address", "body", "status"),
    [
        ("days/today/items/{other}/occurrences/1", {"state": "done"}, 404),
        ("days/today/items/{item}/occurrences/0", {"state": "done"}, 422),
        ("days/today/items/{item}/occurrences/25", {"state": "done"}, 422),
        ("days/2026-13-01/items/{item}/occurrences/1", {"state": "done"}, 404),
        ("days/2025-01-01/items/{item}/occurrences/1", {"state": "done"}, 404),
        ("days/2026-11-28/items/{item}/occurrences/1", {"state": "done"}, 422),
        ("days/today/items/{item}/occurrences/1", {"state": "maybe"}, 422),
        ("days/today/items/{item}/occurrences/1", {"state": "done", "reason": "eye"}, 422),
    ],
)
def test_an_occurrence_that_makes_no_sense_is_refused(
    phone: TestClient, her: Someone, address: str, body: dict[str, str], status: int
) -> None:
    path = address.format(item=her.item("rest_scan").id, other=uuid7())
    assert phone.put(f"/api/v1/{path}", json=body).status_code == status


def test_a_bearer_token_needs_no_origin(house: House, her: Someone) -> None:
    with Session(house.engines.writing) as session, session.begin():
        draft = TokenDraft(name="script", scopes=(TokenScope.WRITE,))
        token = mint_token(session, her.id, draft, now=NOW)
    script = house.stranger()
    del script.headers["Sec-Fetch-Site"]
    script.headers["Authorization"] = f"Bearer {token}"
    assert script.put(f"/api/v1/check-ins/{uuid7()}", json=CHECK_IN).status_code == 201
    assert script.get("/today").status_code == 303
    script.headers["Authorization"] = "Bearer wrong"
    assert script.get("/api/v1/days/today").status_code == 401


def test_dan_asking_for_aminas_things_gets_404(
    house: House, phone: TestClient, her: Someone
) -> None:
    check_in, line = uuid7(), uuid7()
    phone.put(f"/api/v1/check-ins/{check_in}", json=CHECK_IN)
    seq = phone.put(f"/api/v1/journal/{line}", json=LINE).json()["seq"]
    his = house.phone(house.settle(dan))
    for address in (f"/api/v1/check-ins/{check_in}", f"/api/v1/journal/{line}"):
        assert his.get(address).status_code == 404
        assert his.delete(address).status_code == 404
    edit = his.put(f"/api/v1/journal/{line}", json=LINE, headers={"If-Match": str(seq)})
    assert edit.status_code == 404
    item = her.item("rest_scan").id
    path = f"/api/v1/days/today/items/{item}/occurrences/1"
    assert his.put(path, json={"state": "done"}).status_code == 404
    assert his.get("/api/v1/events").json() == []
    assert phone.get(f"/api/v1/journal/{line}").status_code == 200


def test_a_persons_history_is_theirs_to_read(phone: TestClient) -> None:
    phone.put(f"/api/v1/journal/{uuid7()}", json=LINE)
    phone.put(f"/api/v1/check-ins/{uuid7()}", json=CHECK_IN)
    events = phone.get("/api/v1/events").json()
    assert [one["type"] for one in events] == ["journal.add", "checkin.add"]
    later = phone.get("/api/v1/events", params={"after_seq": events[0]["seq"]}).json()
    assert [one["type"] for one in later] == ["checkin.add"]


def test_the_library_and_the_plan_can_be_read(phone: TestClient) -> None:
    assert len(phone.get("/api/v1/steps").json()) == 31
    assert len(phone.get("/api/v1/programmes").json()) == 6
    plan = phone.get("/api/v1/plan").json()
    assert plan["answers"]["side"] == "left"
    assert plan["items"]
