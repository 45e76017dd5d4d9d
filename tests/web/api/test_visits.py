"""Treatments and visits for programs: the same drafts as the forms."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient
from uuid_utils.compat import uuid7

from tests.conftest import House
from tests.people import TODAY, dan

TREATMENT = {"kind": "therapy", "on": "2026-01-05", "until": "2026-02-05", "note": "weekly"}
VISIT = {"on": "2026-12-01", "with_whom": "Dr Chen", "questions": ["Why?"], "goal": "a cup"}


@pytest.mark.parametrize(("noun", "body"), [("treatments", TREATMENT), ("visits", VISIT)])
def test_putting_makes_then_replaces_and_deleting_takes_out(
    phone: TestClient, noun: str, body: dict[str, object]
) -> None:
    address = f"/api/v1/{noun}/{uuid7()}"
    made = phone.put(address, json=body)
    assert made.status_code == 201
    assert made.json().items() >= body.items()
    again = phone.put(address, json=body)
    assert (again.status_code, again.json()) == (200, made.json())
    changed = phone.put(address, json=body | {"on": "2026-01-06"})
    assert changed.json()["seq"] > made.json()["seq"]
    assert phone.get(f"/api/v1/{noun}").json() == {"items": [changed.json()], "next": None}
    assert phone.delete(address).status_code == 204
    assert phone.delete(address).status_code == 404
    assert phone.get(f"/api/v1/{noun}").json()["items"] == []


@pytest.mark.parametrize(
    ("noun", "body", "field"),
    [
        ("treatments", TREATMENT | {"dose": "50"}, "dose"),
        ("treatments", TREATMENT | {"until": "2025-01-01"}, "until"),
        ("treatments", TREATMENT | {"on": True}, "on"),
        ("treatments", TREATMENT | {"on": "1800-01-01", "until": None}, "on"),
        ("treatments", TREATMENT | {"note": "x" * 200_000}, "note"),
        ("treatments", TREATMENT | {"kind": ["surgery"]}, "kind"),
        ("visits", VISIT | {"diagnosis": "x"}, "diagnosis"),
        ("visits", VISIT | {"on": "2099-01-01"}, "on"),
        ("visits", VISIT | {"held": True}, "on"),
        ("visits", VISIT | {"held": "yes"}, "held"),
        ("visits", VISIT | {"questions": ["a", "b", "c", "d"]}, "questions"),
        ("visits", VISIT | {"goal": "a\0b"}, "goal"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(
    phone: TestClient, noun: str, body: dict[str, object], field: str
) -> None:
    answer = phone.put(f"/api/v1/{noun}/{uuid7()}", json=body)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert phone.get(f"/api/v1/{noun}").json()["items"] == []


@pytest.mark.parametrize(("noun", "body"), [("treatments", TREATMENT), ("visits", VISIT)])
def test_dan_sees_and_takes_out_only_his_own(
    house: House, phone: TestClient, noun: str, body: dict[str, object]
) -> None:
    address = f"/api/v1/{noun}/{uuid7()}"
    hers = phone.put(address, json=body).json()
    his = house.phone(house.settle(dan))
    assert his.get(f"/api/v1/{noun}").json()["items"] == []
    assert his.delete(address).status_code == 404
    assert his.put(address, json=body | {"on": "2026-01-02"}).status_code == 201
    assert phone.get(f"/api/v1/{noun}").json()["items"] == [hers]
    assert house.stranger().get(f"/api/v1/{noun}").status_code == 401


def test_only_ids_of_version_seven_are_put(phone: TestClient) -> None:
    address = "/api/v1/visits/00000000-0000-4000-8000-000000000000"
    assert phone.put(address, json=VISIT).status_code == 422


def test_a_visit_of_a_past_day_was_held(phone: TestClient) -> None:
    body = VISIT | {"on": (TODAY - timedelta(days=1)).isoformat()}
    assert phone.put(f"/api/v1/visits/{uuid7()}", json=body).json()["held"] is True
