"""Gradings for programs: the numbers of a letter, each within its range, and never worked out."""

import json
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient
from uuid_utils.compat import uuid7

from tests.conftest import House
from tests.people import TODAY, dan

LETTER: dict[str, Any] = {"on": "2026-01-05", "clinician": "Dr Chen"}
HOUSE = LETTER | {"scale": "house_brackmann", "numbers": {"grade": 3}}
SUNNYBROOK = LETTER | {"scale": "sunnybrook", "numbers": {"composite": 44, "resting": 10}}
EFACE = LETTER | {"scale": "eface", "numbers": {"total": 68}}
PLACE = "/api/v1/gradings"


def test_putting_makes_then_replaces_and_deleting_takes_out(phone: TestClient) -> None:
    address = f"{PLACE}/{uuid7()}"
    made = phone.put(address, json=SUNNYBROOK)
    assert made.status_code == 201
    assert made.json().items() >= SUNNYBROOK.items()
    again = phone.put(address, json=SUNNYBROOK)
    assert (again.status_code, again.json()) == (200, made.json())
    changed = phone.put(address, json=SUNNYBROOK | {"numbers": {"composite": -15}})
    assert changed.status_code == 200
    assert changed.json()["seq"] > made.json()["seq"]
    assert phone.get(PLACE).json() == {"items": [changed.json()], "next": None}
    assert phone.delete(address).status_code == 204
    assert phone.delete(address).status_code == 404
    assert phone.get(PLACE).json()["items"] == []
    assert phone.put(address, json=SUNNYBROOK).status_code == 201


def test_the_newest_letter_comes_first(phone: TestClient) -> None:
    for day in ("2026-02-01", "2024-02-01", "2026-03-01"):
        phone.put(f"{PLACE}/{uuid7()}", json=HOUSE | {"on": day})
    days = [one["on"] for one in phone.get(PLACE).json()["items"]]
    assert days == ["2026-03-01", "2026-02-01", "2024-02-01"]


def numbers(body: dict[str, Any], **said: object) -> dict[str, Any]:
    return body | {"numbers": said}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (numbers(HOUSE, grade=0), "grade"),
        (numbers(HOUSE, grade=7), "grade"),
        (numbers(HOUSE, grade=10**400), "grade"),
        (numbers(HOUSE, grade=True), "numbers.grade"),
        (numbers(HOUSE, grade=3.5), "numbers.grade"),
        (numbers(HOUSE, grade="3"), "numbers.grade"),
        (numbers(HOUSE, grade=None), "numbers.grade"),
        (numbers(HOUSE, composite=44), "composite"),
        (numbers(HOUSE), "grade"),
        (numbers(SUNNYBROOK, composite=-16), "composite"),
        (numbers(SUNNYBROOK, composite=101), "composite"),
        (numbers(SUNNYBROOK, resting=21), "resting"),
        (numbers(SUNNYBROOK, voluntary=19), "voluntary"),
        (numbers(SUNNYBROOK, synkinesis=16), "synkinesis"),
        (numbers(EFACE, total=-1), "total"),
        (numbers(EFACE, **{"\u202ex": 1}), "\u202ex"),
        (EFACE | {"numbers": {f"n{n}": 1 for n in range(11)}}, "numbers"),
        (EFACE | {"numbers": [68]}, "numbers"),
        (EFACE | {"scale": "mine"}, "scale"),
        (EFACE | {"clinician": ""}, "clinician"),
        (EFACE | {"clinician": "a\nb"}, "clinician"),
        (EFACE | {"clinician": "a\0b"}, "clinician"),
        (EFACE | {"clinician": "x" * 200_000}, "clinician"),
        (EFACE | {"on": "2200-01-01"}, "on"),
        (EFACE | {"on": "1984-12-31"}, "on"),
        (EFACE | {"on": 20260105}, "on"),
        (EFACE | {"grade": 3}, "grade"),
    ],
)
def test_what_cannot_be_is_named_by_its_field(
    phone: TestClient, body: dict[str, Any], field: str
) -> None:
    answer = phone.put(f"{PLACE}/{uuid7()}", json=body)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert all(one["message"] for one in answer.json()["errors"])
    assert phone.get(PLACE).json()["items"] == []


@pytest.mark.parametrize("number", ["1e400", "-1e400", "1e2", "NaN"])
def test_a_number_no_letter_holds_is_refused(phone: TestClient, number: str) -> None:
    text = json.dumps(EFACE).replace("68", number)
    told = {"Content-Type": "application/json"}
    answer = phone.put(f"{PLACE}/{uuid7()}", content=text, headers=told)
    assert answer.status_code in {400, 422}
    assert phone.get(PLACE).json()["items"] == []


def test_an_odd_id_is_refused(phone: TestClient) -> None:
    assert phone.put(f"{PLACE}/x", json=HOUSE).status_code == 422
    assert phone.delete(f"{PLACE}/{uuid7()}").status_code == 404


def test_dan_neither_sees_nor_takes_out_what_is_amina_s(house: House, phone: TestClient) -> None:
    address = f"{PLACE}/{uuid7()}"
    phone.put(address, json=HOUSE | {"on": str(TODAY - timedelta(days=9))})
    before = phone.get(PLACE).json()
    stranger = house.phone(house.settle(dan))
    assert stranger.get(PLACE).json()["items"] == []
    assert stranger.delete(address).status_code == 404
    assert stranger.put(address, json=EFACE).status_code == 201
    assert phone.get(PLACE).json() == before
