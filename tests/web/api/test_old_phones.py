"""What phones of earlier versions sent, as they sent it: it waits on somebody's phone for a month.

Each file in `sent_by_old_phones` is one batch in the words of the page scripts of that day. A file
is never changed: a new kind of event, or a new way to say an old one, is a new file.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from backend.services.events import KINDS
from tests.conftest import House
from tests.people import Someone, event

SENT = Path(__file__).with_name("sent_by_old_phones")
TODAY = "/api/v1/days/today"


def sent(name: str, someone: Someone) -> dict[str, Any]:
    """Give one batch, with the person's own key and steps in it."""
    text = next(SENT.glob(f"*-{name}.json")).read_text()
    for step in ("rest_scan", "orbit_circles"):
        text = text.replace(f"{{{step}}}", str(someone.item(step).id))
    batch: dict[str, Any] = json.loads(text.replace("{user}", someone.patient.key))
    return batch


def state_of(phone: TestClient, someone: Someone, step: str) -> tuple[str, str | None]:
    items = phone.get(TODAY).json()["items"]
    item = next(one for one in items if one["item_id"] == str(someone.item(step).id))
    return item["state"], item["reason"]


def apply(phone: TestClient, batch: dict[str, Any]) -> None:
    """Send it, and again as if no answer had come."""
    for status in ("applied", "duplicate"):
        results = phone.post("/sync", json=batch).json()["results"]
        assert [one["status"] for one in results] == [status] * len(batch["events"])


def test_what_the_first_screens_sent_still_counts(phone: TestClient, her: Someone) -> None:
    apply(phone, sent("first-screens", her))
    assert state_of(phone, her, "rest_scan") == ("done", None)
    assert state_of(phone, her, "orbit_circles") == ("skipped", "eye")
    assert phone.get(TODAY).json()["kind"] == "flare"
    (check_in,) = phone.get("/api/v1/check-ins").json()["items"]
    assert check_in["mood"] == 3
    (line,) = phone.get("/api/v1/journal").json()["items"]
    assert (line["text"], line["never_share"]) == ("Drank from a cup. 没有洒。", False)


def test_what_the_first_player_sent_still_counts(phone: TestClient, her: Someone) -> None:
    apply(phone, sent("player", her))
    assert state_of(phone, her, "rest_scan") == ("done", None)
    history = phone.get("/api/v1/events").json()
    assert [one["payload"] for one in history] == [
        {
            "item_id": str(her.item("rest_scan").id),
            "occurrence": 1,
            "state": "done",
            "seconds": 118,
        },
        {"effort": 3, "pain": 0, "items": [str(her.item("rest_scan").id)]},
    ]


def test_what_the_first_function_check_in_sent_still_counts(
    phone: TestClient, her: Someone
) -> None:
    batch = sent("function-check-in", her)
    apply(phone, batch)
    form = batch["events"][0]["payload"]["form_id"]
    kept = phone.get(f"/api/v1/questionnaires/forms/{form}").json()
    assert kept["answers"] == {"smile": 6, "impression": 2}
    assert kept["finished"] is True


def test_what_the_first_four_questions_sent_still_counts(phone: TestClient, her: Someone) -> None:
    """One event as each was chosen, and all that stood on the screen with the finish."""
    batch = sent("mood-and-worry", her)
    apply(phone, batch)
    form = batch["events"][0]["payload"]["form_id"]
    kept = phone.get(f"/api/v1/questionnaires/forms/{form}").json()
    assert kept["answers"] == {"gad1": 1, "gad2": 0, "phq1": 2, "phq2": 1}
    assert (kept["finished"], kept["score"]["total"]) == (True, 4)


def test_what_the_first_longer_check_in_sent_still_counts(phone: TestClient, her: Someone) -> None:
    apply(phone, sent("what-a-face-knows", her))
    (check_in,) = phone.get("/api/v1/check-ins").json()["items"]
    assert (check_in["mood"], check_in["energy"], check_in["sleep"]) == (4, 6, 7)
    cheek = {"key": "tight", "rating": 4, "zone": "cheek", "side": "left"}
    assert check_in["symptoms"] == [
        cheek,
        {"key": "Jaw click", "rating": 0, "zone": None, "side": None},
    ]
    assert (check_in["tags"], check_in["note"]) == (["cold wind", "吃饭"], "Windy.")
    (drops,) = phone.get("/api/v1/care").json()["items"]
    assert (drops["kind"], drops["count"]) == ("drops", 2)
    (linked,) = phone.get("/api/v1/synkinesis").json()["items"]
    assert linked["cells"] == [
        {"doing": "smile", "moves": "eye", "level": 2},
        {"doing": "eat", "moves": "chin", "level": 0},
    ]


def test_every_kind_of_event_is_among_them(her: Someone) -> None:
    names = ("first-screens", "player", "function-check-in", "what-a-face-knows")
    kinds = {one["type"] for name in names for one in sent(name, her)["events"]}
    assert kinds == set(KINDS)


@pytest.mark.parametrize("version", [0, 2, -1, "1", 1.5, True, None])
def test_a_version_that_is_not_known_consumes_nothing_and_is_told_so(
    house: House, phone: TestClient, her: Someone, version: object
) -> None:
    body = {
        "v": version,
        "user": her.patient.key,
        "sent_at": house.clock().isoformat(),
        "events": [event("checkin.add", {"mood": 3})],
    }
    before = phone.get(TODAY).json()["seq"]
    answer = phone.post("/sync", json=body)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    (problem,) = answer.json()["errors"]
    assert problem["field"] == "v"
    assert problem["message"] == (
        "This version of Facekind does not know the form these entries came in. "
        "They stay on the phone."
    )
    assert phone.get(TODAY).json()["seq"] == before
    assert phone.get("/api/v1/check-ins").json()["items"] == []
