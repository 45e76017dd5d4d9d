"""The doctor's page over HTTP: what opens a link, what does not, and what it costs."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.conftest import House
from tests.people import Someone, amina

USUAL = ["routine", "symptoms", "function", "treatments", "questions"]


def made(phone: TestClient, **more: Any) -> dict[str, Any]:
    answer = phone.post("/api/v1/share-links", json={"categories": USUAL, **more})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def secrets_of(link: dict[str, Any]) -> dict[str, str]:
    token, key = link["link"].partition("/v#")[2].split(".")
    return {"token": token, "key": key}


def test_a_doctor_opens_a_link_with_its_passcode(house: House, phone: TestClient) -> None:
    link = made(phone)
    doctor = house.stranger()
    asked = doctor.post("/v", json=secrets_of(link))
    assert asked.status_code == 401
    assert asked.json()["remainingAttempts"] == 10
    opened = doctor.post(
        "/v", json=secrets_of(link) | {"passcode": link["passcode"], "recipient": "Dr Chen"}
    )
    assert opened.status_code == 200, opened.text
