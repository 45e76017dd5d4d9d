"""What is out of range, of another form or no text at all: a sentence, and nothing lost.

Each comes by every way in: from the phone beside two good entries, from a program, and from a
plain form. Never an error of the server, and what was there before stays as it was.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from starlette.testclient import TestClient
from uuid_utils.compat import uuid7

from backend.app import create_app
from backend.settings import Settings
from tests.conftest import Clock, House
from tests.people import NOW, TODAY, Someone, amina, event

DAY = TODAY.isoformat()
LONG = "\u957f" * 200_000
SCREEN = {"form_id": "019ab000-0000-7000-8000-00000000000a", "instrument": "phq4", "version": "1"}
CELL = {"doing": "smile", "moves": "eye", "level": 2}
WRONG: list[tuple[str, dict[str, Any]]] = [
    ("checkin.add", {"mood": 0}),
    ("checkin.add", {"mood": 6}),
    ("checkin.add", {"mood": True}),
    ("checkin.add", {"mood": "3"}),
    ("checkin.add", {"mood": 2.5}),
    ("checkin.add", {"energy": 11}),
    ("checkin.add", {"energy": -1}),
    ("checkin.add", {"sleep": False}),
    ("checkin.add", {"sleep": 10**400}),
    ("checkin.add", {"symptoms": [{"key": "tight", "rating": 11}]}),
    ("checkin.add", {"symptoms": [{"key": "tight", "rating": True}]}),
    ("checkin.add", {"symptoms": [{"key": "", "rating": 1}]}),
    ("checkin.add", {"symptoms": [{"key": "a\0b", "rating": 1}]}),
    ("checkin.add", {"symptoms": [{"key": "x" * 61, "rating": 1}]}),
    ("checkin.add", {"symptoms": [{"key": "tight", "zone": "<b>", "rating": 1}]}),
    ("checkin.add", {"symptoms": [{"key": "tight", "side": "mine", "rating": 1}]}),
    ("checkin.add", {"symptoms": [{"key": "tight"}] * 61}),
    ("checkin.add", {"tags": [" "]}),
    ("checkin.add", {"tags": ["x" * 41]}),
    ("checkin.add", {"tags": [str(n) for n in range(21)]}),
    ("checkin.add", {"note": "a\0b"}),
    ("checkin.add", {"note": LONG[:2001]}),
    ("journal.add", {"text": "x", "tags": ["a\0b"]}),
    ("journal.add", {"text": "x", "tags": [LONG[:41]]}),
    ("journal.add", {"text": "x", "never_share": 1}),
    ("journal.add", {"text": LONG[:20_001]}),
    ("care.add", {"kind": "drops", "count": 0}),
    ("care.add", {"kind": "drops", "count": 100}),
    ("care.add", {"kind": "drops", "count": True}),
    ("care.add", {"kind": "drops", "count": "3"}),
    ("care.add", {"kind": "drops", "count": 10**400}),
    ("care.add", {"kind": "<script>", "count": 1}),
    ("care.add", {"kind": "drops", "count": 1, "dose": "5 ml"}),
    ("synkinesis.add", {"cells": []}),
    ("synkinesis.add", {"cells": [CELL | {"level": 4}]}),
    ("synkinesis.add", {"cells": [CELL | {"level": True}]}),
    ("synkinesis.add", {"cells": [CELL | {"doing": "whistle"}]}),
    ("synkinesis.add", {"cells": [CELL | {"moves": "mouth"}]}),
    ("synkinesis.add", {"cells": [CELL, CELL]}),
    ("synkinesis.add", {"cells": [CELL] * 100_0}),
    ("form.answer", SCREEN | {"item": "gad1", "answer": 4}),
    ("form.answer", SCREEN | {"item": "gad1", "answer": -1}),
    ("form.answer", SCREEN | {"item": "gad1", "answer": True}),
    ("form.answer", SCREEN | {"item": "gad1", "answer": "1"}),
    ("form.answer", SCREEN | {"item": "phq3", "answer": 1}),
    ("form.answer", SCREEN | {"item": "smile", "answer": 1}),
    ("form.answer", SCREEN | {"item": "\u202e<b>", "answer": 1}),
    ("form.answer", SCREEN | {"instrument": "phq9", "item": "phq9", "answer": 1}),
    ("form.answer", SCREEN | {"version": "2", "item": "gad1", "answer": 1}),
    ("form.answer", SCREEN | {"instrument": LONG[:41], "item": "gad1", "answer": 1}),
    ("form.finish", SCREEN | {"form_id": "019ab000-0000-7000-8000-0000000000ff"}),
]
GOOD = ("checkin.add", {"mood": 3, "tags": ["wind"]})
NOUNS = {
    "checkin.add": "check-ins",
    "journal.add": "journal",
    "care.add": "care",
    "synkinesis.add": "synkinesis",
}


@pytest.fixture(scope="module")
def door(
    migrated_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[TestClient, Someone]]:
    """Amina's browser; what comes is refused, so one house is enough."""
    folder = tmp_path_factory.mktemp("odd")
    file = folder / "facekind.sqlite3"
    file.write_bytes(migrated_file.read_bytes())
    clock = Clock()
    app = create_app(Settings(data_dir=folder, database_url=f"sqlite:///{file}"), now=clock)
    house = House(app, clock, app.state.engines)
    someone = house.settle(amina)
    yield house.phone(someone), someone
    app.state.engines.dispose()


def kept(phone: TestClient) -> dict[str, int]:
    """Count what stands."""
    places = (*NOUNS.values(), "questionnaires/forms")
    asked = {place: phone.get(f"/api/v1/{place}?limit=200") for place in places}
    asked["gradings"] = phone.get("/api/v1/gradings")
    return {place: len(answer.json()["items"]) for place, answer in asked.items()}


def test_a_phone_is_told_so_one_by_one_and_the_entries_beside_are_kept(
    door: tuple[TestClient, Someone],
) -> None:
    phone, her = door
    before = kept(phone)
    wrong = []
    for start in range(0, len(WRONG), 24):
        bad = [event(kind, payload) for kind, payload in WRONG[start : start + 24]]
        sent = [one for pair in bad for one in (event(*GOOD), pair)]
        body = {"v": 1, "user": her.patient.key, "sent_at": NOW.isoformat(), "events": sent}
        answer = phone.post("/sync", json=body)
        assert answer.status_code == 200, answer.text
        for said, told in zip(sent, answer.json()["results"], strict=True):
            good = said["payload"] == GOOD[1]
            if told["status"] != ("applied" if good else "rejected"):
                wrong.append(f"{said['type']} {str(said['payload'])[:80]}: {told['status']}")
            elif not good and not (told["reason"] and told["reason"][0].isupper()):
                wrong.append(f"{said['type']}: no sentence")
    assert not wrong, "\n".join(wrong)
    assert kept(phone) == before | {"check-ins": before["check-ins"] + len(WRONG)}
    for page in ("/today", "/check-in", "/journal", "/progress", "/report"):
        assert phone.get(page).status_code == 200, page


def test_a_program_is_told_the_field(door: tuple[TestClient, Someone]) -> None:
    phone, _her = door
    before, wrong = kept(phone), []
    for kind, payload in WRONG:
        if kind not in NOUNS:
            continue
        body = payload | {"local_date": DAY}
        answer = phone.put(f"/api/v1/{NOUNS[kind]}/{uuid7()}", json=body)
        if answer.status_code != 422 or not answer.json()["errors"][0]["message"]:
            wrong.append(f"{kind} {str(payload)[:80]}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert kept(phone) == before


RANGE = "This number is outside its range."
FORMS: list[tuple[str, dict[str, Any], str]] = [
    ("/check-in", {"mood": "9"}, RANGE),
    ("/check-in", {"mood": "3", "note": "x" * 200_000}, "This is too long"),
    ("/check-in", {"mood": "true"}, "whole number"),
    ("/journal", {"text": LONG}, "This is too long"),
    ("/journal", {"text": "a\0b"}, "cannot be kept (NUL)"),
    ("/care", {"kind": "drops", "count": "100"}, RANGE),
    ("/care", {"kind": "vodka", "count": "1"}, "Please choose one of the answers."),
    ("/check-in/phq4", {"gad1": "4", "gad2": "1", "phq1": "1", "phq2": "1"}, RANGE),
    ("/check-in/phq4", {"phq3": "1"}, "Facekind does not know"),
    ("/check-in/phq4", {"gad1": "true"}, "whole number"),
    ("/check-in/linked", {"smile_eye": "4"}, RANGE),
    ("/check-in/function", {"smile": "11"}, RANGE),
    ("/check-in/following", {"add": "x" * 200_000}, "This is too long"),
    ("/check-in/following", {"add": "a\0b"}, "cannot be kept (NUL)"),
    ("/check-in/following", {"pin": ["not a symptom"]}, "This symptom is not on the list"),
    (
        "/gradings",
        {"scale": "eface", "on": DAY, "clinician": "x", "total": "101"},
        "This number lies between 0 and 100.",
    ),
]


@pytest.mark.parametrize(("place", "fields", "sentence"), FORMS)
def test_a_plain_form_comes_back_with_a_sentence_and_keeps_nothing(
    door: tuple[TestClient, Someone], place: str, fields: dict[str, Any], sentence: str
) -> None:
    phone, _her = door
    before = kept(phone)
    answer = phone.post(place, data={"day": DAY, "id": str(uuid7())} | fields)
    assert answer.status_code == 422
    assert sentence in BeautifulSoup(answer.text, "html.parser").get_text(" ")
    assert kept(phone) == before
