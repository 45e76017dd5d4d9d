"""What an attacker and a gremlin tried, once each."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import structlog
from bs4 import BeautifulSoup
from sqlmodel import Session
from starlette.testclient import TestClient
from uuid_utils.compat import uuid7

from backend.domain.accounts import Patient
from backend.domain.errors import Conflict
from backend.services import journal
from backend.services.daily import Making, entry_kept, make, put_entry
from backend.services.journal import JournalEditDraft
from backend.store.engines import Engines
from backend.web.middleware import SECURITY_HEADERS
from tests.conftest import House
from tests.people import NOW, TODAY, Someone, amina, event, send


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "bad",
    [
        {"payload": {"a": nested(300)}},
        {"id": "\ud800"},
        {"id": "x" * 5000},
        {"payload": {"symptoms": [{"\ud800": 1}]}},
        {"payload": {"\ud800": 1}},
        {"type": "\ud800"},
    ],
)
def test_a_poisoned_event_never_harms_its_neighbours(
    phone: TestClient, her: Someone, bad: dict[str, object]
) -> None:
    events = [event("checkin.add", {"mood": 3}), event("checkin.add", {"mood": 3}) | bad]
    body = {"v": 1, "user": her.patient.key, "sent_at": NOW.isoformat(), "events": events}
    headers = {"Content-Type": "application/json"}
    answer = phone.post("/sync", content=json.dumps(body).encode(), headers=headers)
    assert answer.status_code == 200
    assert [one["status"] for one in answer.json()["results"]] == ["applied", "rejected"]


def test_true_is_no_version_number(phone: TestClient, her: Someone) -> None:
    body = {"v": True, "user": her.patient.key, "sent_at": NOW.isoformat(), "events": []}
    assert phone.post("/sync", json=body).status_code == 422


def test_a_crash_is_answered_with_every_header_and_nothing_of_what_was_sent(
    phone: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_given: object, **_more: object) -> None:
        raise RuntimeError("SECRETWORDS")

    monkeypatch.setattr("backend.web.pages.journal.read_entries", crash)
    with structlog.testing.capture_logs() as lines:
        answer = phone.get("/journal")
    assert answer.status_code == 500
    assert {name: answer.headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "SECRETWORDS" not in answer.text
    assert "SECRETWORDS" not in str(lines)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/journal?q=a%00b", 422),
        ("/api/v1/events?after_seq=9999999999999999999", 422),
        ("/today?d=20261124", 404),
        ("/today?d=2026-W48-2", 404),
        ("/api/v1/days/20261124", 404),
        ("/journal?older=9999-12-31_x", 404),
    ],
)
def test_odd_questions_are_told_so(phone: TestClient, address: str, status: int) -> None:
    assert phone.get(address).status_code == status


@pytest.mark.parametrize("path", ["/today", "/help-now", "/nothing-here", "/api/v1/days/today"])
def test_head_is_get_without_its_body(phone: TestClient, path: str) -> None:
    phone.get(path)  # the first answer also sets the language's cookie
    whole, head = phone.get(path), phone.head(path)
    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert set(head.headers) == set(whole.headers)
    assert head.headers.get("etag") == whole.headers.get("etag")


def test_head_never_does_what_a_form_does(phone: TestClient) -> None:
    assert phone.head("/session/end").status_code == 405
    assert phone.get("/today").status_code == 200


@pytest.mark.parametrize("zone", ["Europe", "__pycache__", "America/Argentina"])
def test_a_folder_is_no_time_zone(phone: TestClient, zone: str) -> None:
    body = {"local_date": TODAY.isoformat(), "text": "x", "tz": zone}
    assert phone.put(f"/api/v1/journal/{uuid7()}", json=body).status_code == 422


def test_the_last_day_of_all_is_no_day(phone: TestClient) -> None:
    assert phone.post("/journal", data={"text": "", "day": "9999-12-31"}).status_code == 404


def test_a_sender_does_not_choose_how_bytes_become_letters(phone: TestClient) -> None:
    body = b'--XX\r\nContent-Disposition: form-data; name="text"\r\n\r\n\\ud800\r\n--XX--\r\n'
    for charset in ("unicode_escape", "punycode", "undefined"):
        kind = {"Content-Type": f"multipart/form-data; boundary=XX; charset={charset}"}
        assert phone.post("/journal", content=body, headers=kind).status_code == 400


def test_a_bearer_opens_the_api_only(house: House) -> None:
    house.settle(amina)
    stranger = house.stranger()
    del stranger.headers["Sec-Fetch-Site"]
    headers = {"Authorization": "Bearer x"}
    assert stranger.post("/start/enter", headers=headers).status_code == 403


def test_a_line_of_two_months_ago_can_still_be_changed_and_taken_out(
    house: House, phone: TestClient, her: Someone
) -> None:
    then = NOW - timedelta(days=60)
    body = event("journal.add", {"text": "Old."}, day=then.date(), at=then)
    with Session(house.engines.writing) as session, session.begin():
        send(session, her, body)
    page = BeautifulSoup(phone.get(f"/journal/{body['id']}").text, "html.parser")
    fields = {
        str(field["name"]): str(field.get("value", ""))
        for field in page.select("form.writing input[type=hidden]")
    }
    changed = phone.post(f"/journal/{body['id']}", data=fields | {"text": "New."})
    assert changed.status_code == 303
    entry = phone.get(f"/api/v1/journal/{body['id']}").json()
    assert (entry["text"], entry["day"]) == ("New.", then.date().isoformat())
    gone = {"day": fields["day"], "of": body["id"]}
    for _ in range(2):
        assert phone.post(f"/journal/{body['id']}/remove", data=gone).status_code == 303
    assert phone.get("/api/v1/journal").json()["items"] == []


def test_a_change_that_is_refused_keeps_what_was_typed(phone: TestClient) -> None:
    fields = {"id": str(uuid7()), "day": TODAY.isoformat(), "text": "First."}
    phone.post("/journal", data=fields)
    of = fields["id"]
    far = {"day": "2026-01-01", "of": of, "text": "Typed with care."}
    answer = phone.post(f"/journal/{of}", data=far)
    assert answer.status_code == 422
    assert "Typed with care." in answer.text
    assert phone.post(f"/journal/{of}", data=far | {"of": str(uuid7())}).status_code == 404


def _at_once(work: Any, times: int) -> list[Any]:
    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(work, range(times)))


def _settled(engines: Engines) -> Patient:
    with Session(engines.writing, expire_on_commit=False) as session, session.begin():
        return amina(session).patient


def test_of_ten_edits_that_read_the_same_entry_one_wins(engines: Engines) -> None:
    patient, entry_id = _settled(engines), uuid7()
    said = {"occurred_at": None, "zone": None}
    with Session(engines.writing) as session, session.begin():
        making = Making(patient, TODAY, NOW, entry_id)
        put_entry(session, making, "journal.add", {"text": "First."}, **said)
        seq = journal.read_entry(session, patient.id, entry_id).seq

    def edit(n: int) -> bool:
        with Session(engines.writing) as session, session.begin():
            if entry_kept(session, patient.id, "journal", entry_id) != seq:
                return False
            draft = JournalEditDraft(of=entry_id, text=f"Edit {n}.")
            make(session, Making(patient, TODAY, NOW), "journal.edit", draft)
            return True

    assert sum(_at_once(edit, 10)) == 1


def test_the_same_entry_put_ten_times_at_once_is_one_and_no_conflict(engines: Engines) -> None:
    patient, entry_id = _settled(engines), uuid7()

    def put(n: int) -> bool | str:
        making = Making(patient, TODAY, NOW + timedelta(milliseconds=n), entry_id)
        try:
            with Session(engines.writing) as session, session.begin():
                said = {"text": "Once."}
                return put_entry(session, making, "journal.add", said, occurred_at=None, zone=None)
        except Conflict:
            return "conflict"

    assert sorted(map(str, _at_once(put, 10))) == [*["False"] * 9, "True"]
