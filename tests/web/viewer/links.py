"""Links as Amina makes them, and what a doctor sends to open them."""

from dataclasses import replace
from typing import Any

from starlette.testclient import TestClient

from backend.services.sealing import Hasher
from backend.web.links import LinkPace
from tests.conftest import House

USUAL = ["routine", "symptoms", "function", "treatments", "questions"]


class Counting(Hasher):
    """The real judge of passcodes, who counts how often it was asked."""

    asked = 0

    def match(self, kept: str, passcode: str) -> bool:
        self.asked += 1
        return super().match(kept, passcode)


def made(phone: TestClient, **more: Any) -> dict[str, Any]:
    answer = phone.post("/api/v1/share-links", json={"categories": USUAL, **more})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def secrets_of(link: dict[str, Any]) -> dict[str, str]:
    token, key = link["link"].partition("/v#")[2].split(".")
    return {"token": token, "key": key}


def right(link: dict[str, Any]) -> dict[str, str]:
    return secrets_of(link) | {"passcode": link["passcode"]}


def wrong(link: dict[str, Any]) -> dict[str, str]:
    other = f"{(int(link['passcode']) + 1) % 10**6:06}"
    return secrets_of(link) | {"passcode": other}


def seen_by_her(phone: TestClient, link: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = phone.get(f"/api/v1/share-links/{link['id']}").json()
    return found


def outcomes(phone: TestClient, link: dict[str, Any]) -> list[str]:
    answer = phone.get(f"/api/v1/share-links/{link['id']}/accesses?limit=200")
    return [access["outcome"] for access in answer.json()["items"]]


def stop(phone: TestClient, link: dict[str, Any]) -> None:
    assert phone.delete(f"/api/v1/share-links/{link['id']}").status_code == 204


# What opens a link


def hurried(house: House) -> None:
    """Let links be opened as often as a test likes."""
    house.app.state.reception = replace(house.app.state.reception, pace=LinkPace(100_000))
