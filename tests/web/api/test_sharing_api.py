"""Doctors' links for programs: secrets once, lists by cursor, nobody else's."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient
from uuid_utils.compat import uuid7

from tests.conftest import House
from tests.people import Someone, dan

LINKS = "/api/v1/share-links"
WANTED: dict[str, Any] = {"categories": ["routine", "symptoms"]}


def make(phone: TestClient, **more: Any) -> dict[str, Any]:
    answer = phone.post(LINKS, json=WANTED | more)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def open_(doctor: TestClient, made: dict[str, Any], reader: str = "") -> int:
    token, key = made["link"].partition("#")[2].split(".")
    said = {"token": token, "key": key, "passcode": made["passcode"], "recipient": reader}
    return doctor.post("/v", json=said).status_code


def test_a_link_and_its_passcode_are_given_once(phone: TestClient) -> None:
    made = make(phone)
    secrets = [*made["link"].partition("#")[2].split("."), made["passcode"]]
    link_id = made["id"]
    for path in (LINKS, f"{LINKS}/{link_id}", f"{LINKS}/{link_id}/accesses"):
        text = phone.get(path).text
        assert not [secret for secret in secrets if secret in text]
    one = phone.get(f"{LINKS}/{link_id}").json()
    assert one | {"link": made["link"], "passcode": made["passcode"]} == made
    assert not {"token", "key", "passcode", "passcode_hash", "link"} & one.keys()


def test_what_is_left_out_is_as_it_was(phone: TestClient) -> None:
    make(phone, name="full", full_name="Amina Khan", cause="Bell's palsy")
    assert make(phone, name="full")["scope"]["name"] == "full"
    share = make(phone)
    assert (share["scope"]["name"], share["scope"]["language"]) == ("initials", "en")
    assert (share["mode"], share["has_passcode"], share["attempts_left"]) == ("snapshot", True, 10)


def test_the_same_id_twice_is_one_link(phone: TestClient) -> None:
    link_id = str(uuid7())
    first, again = make(phone, id=link_id), make(phone, id=link_id)
    assert first["link"] == again["link"]
    assert again["passcode"] is not None
    assert len(phone.get(LINKS).json()["items"]) == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"categories": []}, "categories"),
        ({"categories": ["diary"]}, "categories"),
        ({"categories": "routine"}, "categories"),
        ({"open_days": 8}, "open_days"),
        ({"open_days": True}, "open_days"),
        ({"window": "own"}, "since"),
        ({"window": "own", "since": "2026-11-09", "until": "2026-11-01"}, "until"),
        ({"window": "own", "since": "2026-02-30", "until": "2026-11-01"}, "since"),
        ({"name": "full"}, "full_name"),
        ({"name": "nickname"}, "name"),
        ({"full_name": "x" * 200_000}, "full_name"),
        ({"cause": "nul\0"}, "cause"),
        ({"language": "tlh"}, "language"),
        ({"passcode": "123456"}, "passcode"),
        ({"id": "7"}, "id"),
        ({"attempts_left": 1000}, "attempts_left"),
    ],
)
def test_a_wrong_wish_gets_a_sentence_and_makes_nothing(
    phone: TestClient, wrong: dict[str, Any], field: str
) -> None:
    refused = phone.post(LINKS, json=WANTED | wrong)
    assert refused.status_code == 422
    errors = refused.json()["errors"]
    assert any(one["field"].startswith(field) and one["message"] for one in errors)
    assert phone.get(LINKS).json()["items"] == []


def test_stopping_is_a_delete_and_holds_at_once(house: House, phone: TestClient) -> None:
    made = make(phone)
    address = f"{LINKS}/{made['id']}"
    assert open_(house.stranger(), made) == 200
    assert [phone.delete(address).status_code for _ in range(2)] == [204, 204]
    assert open_(house.stranger(), made) == 404
    assert phone.get(address).json()["revoked_at"]


def test_links_are_listed_a_page_at_a_time(house: House, phone: TestClient) -> None:
    ids = []
    for _ in range(5):
        house.clock.moment += timedelta(minutes=1)
        ids.append(make(phone)["id"])
    seen, cursor = [], ""
    for _ in range(3):
        page = phone.get(f"{LINKS}?limit=2{cursor}").json()
        seen += [one["id"] for one in page["items"]]
        cursor = f"&cursor={page['next']}"
    assert (seen, page["next"]) == (ids[::-1], None)


def test_openings_are_listed_newest_first_a_page_at_a_time(house: House, phone: TestClient) -> None:
    made, doctor = make(phone), house.stranger()
    for n in range(5):
        house.clock.moment += timedelta(minutes=1)
        assert open_(doctor, made, f"Dr {n}") == 200
    address = f"{LINKS}/{made['id']}/accesses"
    first = phone.get(f"{address}?limit=3").json()
    rest = phone.get(f"{address}?limit=3&cursor={first['next']}").json()
    readers = [one["reader"] for one in first["items"] + rest["items"]]
    assert readers == ["Dr 4", "Dr 3", "Dr 2", "Dr 1", "Dr 0"]
    assert rest["next"] is None


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "2026-11-24_x",
        "_",
        "2026-11-24T09:00:00Z_1",
        "0001-01-01T00:00:00+14:00_01a20f3c-8d78-7101-8037-05594710b700",
        "9999-12-31T23:59:59-14:00_01a20f3c-8d78-7101-8037-05594710b700",
    ],
)
def test_a_cursor_that_was_never_given_leads_nowhere(phone: TestClient, cursor: str) -> None:
    assert phone.get(LINKS, params={"cursor": cursor}).status_code == 404


def test_dan_reaches_none_of_aminas_links(house: House, phone: TestClient) -> None:
    made = make(phone)
    stranger = house.phone(house.settle(dan))
    address = f"{LINKS}/{made['id']}"
    assert stranger.get(LINKS).json()["items"] == []
    assert stranger.get(address).status_code == 404
    assert stranger.get(f"{address}/accesses").status_code == 404
    assert stranger.delete(address).status_code == 404
    assert stranger.post(LINKS, json=WANTED | {"id": made["id"]}).status_code == 404
    assert open_(house.stranger(), made) == 200


def test_nobody_signed_in_reaches_none(house: House, her: Someone) -> None:
    made = make(house.phone(her))
    stranger = house.stranger()
    for path in (LINKS, f"{LINKS}/{made['id']}"):
        assert stranger.get(path).status_code == 401
    assert stranger.post(LINKS, json=WANTED).status_code == 401


def test_a_doctors_opening_leaves_her_pages_as_they_are(house: House, phone: TestClient) -> None:
    made = make(phone)
    before = phone.get("/api/v1/days/today").json()["seq"]
    open_(house.stranger(), made)
    assert phone.get("/api/v1/days/today").json()["seq"] == before
    phone.delete(f"{LINKS}/{made['id']}")
    assert phone.get("/api/v1/days/today").json()["seq"] == before + 1


def test_a_list_of_many_links_costs_no_more_queries(house: House, phone: TestClient) -> None:
    asked: list[str] = []
    sa.event.listen(
        house.engines.reading, "before_cursor_execute", lambda *told: asked.append(str(told[2]))
    )
    counts = []
    for many in (1, 6):
        while len(phone.get(LINKS).json()["items"]) < many:
            open_(house.stranger(), make(phone))
        asked.clear()
        phone.get(LINKS)
        counts.append(len(asked))
    assert counts[0] == counts[1]
