"""Forms for programs; and the same form through every door: outbox, plain form and API."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient
from uuid_utils.compat import uuid4, uuid7

from backend.domain.questionnaires import FUNCTION, Form
from backend.domain.screening import GAD7, PHQ4, PHQ8
from backend.store.questionnaires import read_finished
from tests.conftest import House
from tests.people import NOW, TODAY, Someone, dan, event

FORMS = "/api/v1/questionnaires/forms"
ANSWERS = {"eat_drink": 3, "smile": 6, "sleep": 0, "impression": 2}
ABOUT = {"instrument": FUNCTION, "version": "1"}


def body(**change: object) -> dict[str, object]:
    said = {"local_date": TODAY.isoformat(), **ABOUT, "answers": ANSWERS, "finished": True}
    return said | change


def forms(house: House, someone: Someone) -> tuple[Form, ...]:
    with house.read() as session:
        return read_finished(session, someone.id, FUNCTION)


def by_outbox(phone: TestClient, her: Someone, form_id: str) -> None:
    about: dict[str, object] = {"form_id": form_id, **ABOUT}
    events = [event("form.answer", about | {"item": i, "answer": n}) for i, n in ANSWERS.items()]
    batch = {"v": 1, "user": her.patient.key, "sent_at": NOW.isoformat()}
    batch["events"] = [*events, event("form.finish", about)]
    results = phone.post("/sync", json=batch).json()["results"]
    assert {one["status"] for one in results} == {"applied"}


def by_plain_form(phone: TestClient, _her: Someone, form_id: str) -> None:
    answers = {item: str(n) for item, n in ANSWERS.items()}
    data = {"id": form_id, "day": TODAY.isoformat(), **answers}
    assert phone.post("/check-in/function", data=data).status_code == 303


def by_api(phone: TestClient, _her: Someone, form_id: str) -> None:
    assert phone.put(f"{FORMS}/{form_id}", json=body()).status_code == 201


@pytest.mark.parametrize("door", [by_outbox, by_plain_form, by_api])
def test_every_door_makes_the_same_form_and_the_same_events(
    house: House,
    phone: TestClient,
    her: Someone,
    door: Callable[[TestClient, Someone, str], None],
) -> None:
    before = phone.get("/api/v1/events").json()
    form_id = str(uuid7())
    door(phone, her, form_id)
    (form,) = forms(house, her)
    assert (str(form.id), form.answers, form.day) == (form_id, ANSWERS, TODAY)
    assert (form.instrument, form.version, form.language) == (FUNCTION, "1", "en")
    made = phone.get("/api/v1/events").json()[len(before) :]
    assert [one["type"] for one in made] == ["form.answer"] * 4 + ["form.finish"]
    said = {one["payload"]["item"]: one["payload"]["answer"] for one in made[:-1]}
    assert said == ANSWERS
    assert made[-1]["payload"] == {"form_id": form_id, **ABOUT}
    assert {one["payload"]["form_id"] for one in made} == {form_id}
    assert form.seq == made[-1]["seq"]


def test_what_is_asked_comes_with_its_words(phone: TestClient) -> None:
    form, *published = phone.get("/api/v1/questionnaires").json()
    assert (form["id"], form["version"]) == (FUNCTION, "1")
    assert form["items"]["smile"] == {"id": "smile", "name": "Smiling the way I want", "hint": None}
    assert form["answers"]["1"] == "much better"
    assert [(one["id"], len(one["items"])) for one in published] == [
        (PHQ4, 4),
        (PHQ8, 8),
        (GAD7, 7),
    ]
    assert published[0]["items"]["gad1"]["name"] == "Feeling nervous, anxious or on edge"
    assert published[0]["answers"]["3"] == "Nearly every day"
    assert published[0]["credit"].startswith("Developed by Drs.")
    phone.post("/language", data={"language": "zh-Hans"})
    assert phone.get("/api/v1/questionnaires").json()[0]["items"]["sleep"]["name"] == "睡眠"
    chinese = phone.get("/api/v1/questionnaires").json()[1]
    assert (chinese["title"], chinese["language"]) == ("心情与担忧", "en")
    assert chinese["items"] == published[0]["items"]


def test_putting_twice_is_one_form(house: House, phone: TestClient) -> None:
    address = f"{FORMS}/{uuid7()}"
    first = phone.put(address, json=body())
    house.clock.moment += timedelta(minutes=3)
    again = phone.put(address, json=body())
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json() == phone.get(address).json()
    assert phone.get(FORMS).json() == {"items": [first.json()], "next": None}


def test_a_form_may_be_answered_in_parts_and_then_finished(phone: TestClient) -> None:
    address = f"{FORMS}/{uuid7()}"
    begun = phone.put(address, json=body(answers={"smile": 6}, finished=False))
    assert (begun.status_code, begun.json()["finished"]) == (201, False)
    assert phone.get(FORMS).json()["items"] == []
    phone.put(address, json=body(answers={"smile": 5, "sleep": 1}, finished=False))
    ended = phone.put(address, json=body(answers={}, finished=True))
    assert ended.status_code == 200
    assert ended.json()["answers"] == {"smile": 5, "sleep": 1}
    assert ended.json()["finished"] is True


def test_a_finished_form_takes_no_other_answers(phone: TestClient) -> None:
    address = f"{FORMS}/{uuid7()}"
    kept = phone.put(address, json=body()).json()
    assert phone.put(address, json=body(answers={"smile": 7})).status_code == 409
    assert phone.put(address, json=body(answers={"speak": 7})).status_code == 409
    assert phone.put(address, json=body(version="2")).status_code == 409
    assert phone.get(address).json() == kept


def test_forms_are_listed_newest_first_page_by_page(phone: TestClient) -> None:
    days = [TODAY - timedelta(days=n) for n in (3, 1, 2)]
    for n, day in enumerate(days):
        said = body(local_date=day.isoformat(), answers={"smile": n})
        said["occurred_at"] = (NOW - (TODAY - day)).isoformat()
        assert phone.put(f"{FORMS}/{uuid7()}", json=said).status_code == 201
    first = phone.get(FORMS, params={"limit": 2}).json()
    assert [one["answers"]["smile"] for one in first["items"]] == [1, 2]
    rest = phone.get(FORMS, params={"limit": 2, "cursor": first["next"]}).json()
    assert [one["answers"]["smile"] for one in rest["items"]] == [0]
    some = phone.get(FORMS, params={"from": days[2].isoformat(), "to": days[2].isoformat()})
    assert [one["answers"]["smile"] for one in some.json()["items"]] == [2]


BAD: dict[str, dict[str, Any]] = {
    "eleven": {"answers": {"smile": 11}},
    "a boolean": {"answers": {"smile": True}},
    "a number in words": {"answers": {"smile": "3"}},
    "an unknown item": {"answers": {"whistle": 3}},
    "an item of another form": {"answers": {"gad1": 3}},
    "an impression of nine": {"answers": {"impression": 9}},
    "NUL in an item": {"answers": {"smi\0le": 3}},
    "a list": {"answers": [3]},
    "a great many": {"answers": {f"item {n}": 3 for n in range(500)}},
    "nothing at all": {"answers": {}, "finished": False},
    "nothing, finished": {"answers": {}},
    "an unknown form": {"instrument": "phq9"},
    "an unknown version": {"version": "9"},
    "a sum": {"total": 9},
    "finished in words": {"finished": "perhaps"},
    "a day long ago": {"local_date": "2020-01-01"},
}


@pytest.mark.parametrize("what", list(BAD))
def test_what_is_no_form_is_refused_with_a_sentence(
    house: House, phone: TestClient, her: Someone, what: str
) -> None:
    address = f"{FORMS}/{uuid7()}"
    answer = phone.put(address, json=body(**BAD[what]))
    assert answer.status_code == 422
    assert answer.json()["detail"]
    assert phone.get(address).status_code == 404
    assert forms(house, her) == ()


def test_an_answer_too_many_leaves_nothing_of_its_form(phone: TestClient) -> None:
    """A form is put whole or not at all."""
    address = f"{FORMS}/{uuid7()}"
    seq = phone.get("/api/v1/days/today").json()["seq"]
    assert phone.put(address, json=body(answers=ANSWERS | {"whistle": 1})).status_code == 422
    assert phone.get(address).status_code == 404
    assert phone.get("/api/v1/days/today").json()["seq"] == seq


def test_a_form_of_mood_and_worry_carries_its_score_and_its_raw_answers(
    phone: TestClient,
) -> None:
    said = {"gad1": 2, "gad2": 1, "phq1": 1, "phq2": 1}
    address = f"{FORMS}/{uuid7()}"
    kept = phone.put(address, json=body(instrument=PHQ4, answers=said)).json()
    assert kept["answers"] == said
    assert kept["score"] == {
        "total": 5,
        "most": 12,
        "range": "mild",
        "halves": {"phq2": 2, "gad2": 3},
        "offers": [GAD7],
        "rule": "mh4",
    }
    assert kept["language"] == "en"
    assert phone.get(FORMS).json()["items"] == [kept]


def test_a_form_with_an_answer_left_out_has_no_score(phone: TestClient) -> None:
    address = f"{FORMS}/{uuid7()}"
    kept = phone.put(address, json=body(instrument=PHQ4, answers={"gad1": 3})).json()
    assert (kept["finished"], kept["score"], kept["answers"]) == (True, None, {"gad1": 3})
    own = phone.put(f"{FORMS}/{uuid7()}", json=body()).json()
    assert own["score"] is None, "our own items are never summed"


@pytest.mark.parametrize(
    ("instrument", "answers"),
    [(PHQ4, {"phq3": 1}), (PHQ8, {"gad1": 1}), (GAD7, {"smile": 1}), (PHQ8, {"phq9": 0})],
)
def test_an_answer_to_another_forms_item_is_refused_with_a_sentence(
    phone: TestClient, instrument: str, answers: dict[str, int]
) -> None:
    address = f"{FORMS}/{uuid7()}"
    answer = phone.put(address, json=body(instrument=instrument, answers=answers))
    assert (answer.status_code, answer.json()["detail"]) == (422, "This form does not ask that.")
    answer = phone.put(address, json=body(instrument=PHQ4, answers={"gad1": 4}))
    assert answer.json()["detail"] == "This number is outside its range."
    assert phone.get(address).status_code == 404


def test_a_chinese_reader_answers_in_the_language_that_was_shown(phone: TestClient) -> None:
    phone.post("/language", data={"language": "zh-Hans"})
    address = f"{FORMS}/{uuid7()}"
    kept = phone.put(address, json=body(instrument=GAD7, answers={"gad1": 1})).json()
    assert kept["language"] == "en"
    own = phone.put(f"{FORMS}/{uuid7()}", json=body()).json()
    assert own["language"] == "zh-Hans"


def test_a_forms_id_is_a_uuid_of_version_seven(phone: TestClient) -> None:
    for odd in (str(uuid4()), "nonsense"):
        assert phone.put(f"{FORMS}/{odd}", json=body()).status_code == 422


def test_dan_neither_reads_nor_changes_her_form(
    house: House, phone: TestClient, her: Someone
) -> None:
    address = f"{FORMS}/{uuid7()}"
    phone.put(address, json=body())
    him = house.settle(dan)
    his = house.phone(him)
    assert his.get(address).status_code == 404
    assert his.get(FORMS).json()["items"] == []
    assert his.put(address, json=body(answers={"smile": 9})).status_code == 201
    assert forms(house, her)[0].answers == ANSWERS
    assert forms(house, him)[0].answers == {"smile": 9}
