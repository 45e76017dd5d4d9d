"""A check-in beside the mood, by the plain form: what it asks, keeps, changes and warns about."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import Tag
from sqlmodel import Session
from starlette.testclient import TestClient
from uuid_utils.compat import uuid7

from backend.services.following import FollowingDraft, PinDraft, follow
from tests.conftest import House
from tests.parsed import only, soup
from tests.people import NOW, TODAY, Someone, dan, event, settle

CHEEK, EYE = "rating:cheek:left:tight", "rating:eye:left:eye_pain"
ANSWERS = f"/check-in/answers?d={TODAY}"
FOLLOWED = FollowingDraft(
    pinned=(
        PinDraft(key="tight", zone="cheek", side="left"),
        PinDraft(key="Jaw click"),
        PinDraft(key="worry"),
    ),
    own=("Jaw click",),
    energy=True,
    sleep=True,
    eye_care=True,
)


@pytest.fixture
def followed(house: House, her: Someone) -> Someone:
    """Amina, following all there is."""

    return choose(house, her, FOLLOWED)


def choose(house: House, someone: Someone, wanted: FollowingDraft) -> Someone:
    """Follow this from now on, and nothing else."""

    def chosen(session: Session) -> Someone:
        follow(session, someone.id, wanted)
        return someone

    return house.settle(chosen)


def posted(day: date = TODAY, **answers: Any) -> dict[str, Any]:
    return {"id": str(uuid7()), "day": day.isoformat(), **answers}


def rated(answers: Mapping[str, Any], day: date = TODAY, **more: Any) -> dict[str, Any]:
    return posted(day, **more) | dict(answers)


def kept(phone: TestClient) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = phone.get("/api/v1/check-ins").json()["items"]
    return items


def row(phone: TestClient, path: str = "/check-in") -> Tag:
    found = soup(phone.get(path).text).select_one(".mood-row")
    assert found is not None
    return found


def test_before_anything_is_chosen_only_the_mood_is_asked(phone: TestClient) -> None:
    page = soup(phone.get("/check-in").text)
    place = page.select_one("[data-check-in]")
    assert place is not None
    assert not place.get_text(strip=True)
    assert "data-asks" not in place.attrs
    assert "Choose what else to follow" in page.get_text()
    assert not soup(phone.get(ANSWERS).text).select("fieldset.scale, .counter")


@pytest.mark.usefixtures("followed")
def test_what_is_followed_is_asked_and_nothing_is_chosen_before(phone: TestClient) -> None:
    page = soup(phone.get(ANSWERS).text)
    legends = [one.find(string=True) for one in page.select("fieldset.scale > legend")]
    assert legends == [
        "Tight or stiff face, left cheek", "Jaw click", "Worry", "Energy", "Sleep last night",
        "Does the eye close fully?", "Eye pain", "Red eye",
    ]  # fmt: skip
    assert page.select("fieldset.scale [checked], input[type=checkbox][checked]") == []
    assert [one.get_text(strip=True) for one in page.select("fieldset.scale output")] == [
        "not yet"
    ] * 8
    assert [one.get_text() for one in page.select(".counter .t")] == [
        "Eye drops", "Eye ointment", "Tape at night", "Blink breaks"
    ]  # fmt: skip


@pytest.mark.usefixtures("followed")
def test_the_whole_form_is_kept_as_one_check_in_and_told_in_words(phone: TestClient) -> None:
    answers = {CHEEK: "4", "rating:::Jaw click": "0", "energy": "6", "sleep": "0"}
    form = rated(answers, mood="3", tags=["work", "wind，child, work"], note="Two < three")
    answer = phone.post("/check-in", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/check-in?d={TODAY}")
    (entry,) = kept(phone)
    assert entry["symptoms"] == [
        {"key": "tight", "zone": "cheek", "side": "left", "rating": 4},
        {"key": "Jaw click", "zone": None, "side": None, "rating": 0},
    ]
    assert (entry["mood"], entry["energy"], entry["sleep"]) == (3, 6, 0)
    assert entry["tags"] == ["work", "wind", "child"]
    parts = [one.get_text(" ", strip=True) for one in row(phone).select(".parts > span")]
    assert parts == [
        "Tight or stiff face, left cheek 4", "Jaw click 0", "Energy 6", "Sleep last night 0",
        "work", "wind", "child",
    ]  # fmt: skip
    assert "Two < three" in row(phone).get_text()
    assert phone.post("/check-in", data=form).status_code == 303
    assert len(kept(phone)) == 1


@pytest.mark.usefixtures("followed")
def test_a_check_in_is_changed_and_what_is_no_longer_asked_can_be_too(
    house: House, phone: TestClient, her: Someone
) -> None:
    form = rated({CHEEK: "4", "rating:::Jaw click": "2", "energy": "3"})
    phone.post("/check-in", data=form)
    choose(house, her, FollowingDraft())
    link = row(phone).select_one(".edit-link")
    assert link is not None
    page = soup(phone.get(str(link["href"])).text)
    chosen = {one["name"]: one["value"] for one in page.select("fieldset.scale [checked]")}
    assert chosen == {CHEEK: "4", "rating:::Jaw click": "2", "energy": "3"}
    changed = rated({CHEEK: "5"}, note="Later")
    assert phone.post(str(link["href"]), data=changed).status_code == 303
    (entry,) = kept(phone)
    assert entry["symptoms"] == [{"key": "tight", "zone": "cheek", "side": "left", "rating": 5}]
    assert (entry["energy"], entry["note"], entry["id"]) == (None, "Later", form["id"])


@pytest.mark.usefixtures("followed")
def test_the_same_as_yesterday_is_one_press(phone: TestClient) -> None:
    assert 'name="same"' not in phone.get(ANSWERS).text
    before = TODAY - timedelta(days=1)
    phone.post("/check-in", data=rated({CHEEK: "6", "energy": "2"}, before))
    phone.post("/check-in", data=rated({CHEEK: "3"}, before, mood="2", tags="work", note="Old"))
    assert 'name="same"' in phone.get(ANSWERS).text
    assert phone.post("/check-in", data=rated({"energy": "9"}, same="1")).status_code == 303
    entry = kept(phone)[0]
    assert entry["symptoms"] == [{"key": "tight", "zone": "cheek", "side": "left", "rating": 3}]
    assert (entry["energy"], entry["mood"], entry["tags"], entry["note"]) == (9, None, [], None)


@pytest.mark.usefixtures("followed")
def test_a_red_eye_is_a_sign_however_little_to_somebody_with_a_numb_face(
    house: House, phone: TestClient
) -> None:
    numb = house.phone(house.settle(lambda session: settle(session, gates=("numb_face",))))
    for asking, told in ((phone, False), (numb, True)):
        cards = soup(asking.get("/check-in/answers").text).select_one(
            "dialog[data-symptom=eye_red]"
        )
        assert cards is not None
        assert cards["data-from"] == ("1" if told else "7")
        sent = {"id": str(uuid7()), "day": TODAY.isoformat(), "rating:eye:left:eye_red": "2"}
        page = asking.get(asking.post("/check-in", data=sent).headers["location"])
        assert ("something that needs a doctor today" in soup(page.text).get_text()) is told
        there = {"place": "eye-left", "symptom": "eye_red", "rating": "2", "day": TODAY.isoformat()}
        led = asking.post("/check-in/where", data=there | {"id": str(uuid7())}).headers["location"]
        assert ("sign=eye_red" in led) is told


def test_a_sign_is_told_at_the_top_and_the_entry_is_kept_first(phone: TestClient) -> None:
    for rating, told in (("6", False), ("7", True)):
        answer = phone.post("/check-in", data=rated({EYE: rating}))
        page = soup(phone.get(answer.headers["location"]).text)
        cards = page.select(".red-flag-above")
        assert bool(cards) is told
    words = cards[0].get_text(" ")
    assert "These can be signs of something that needs a doctor today." in words
    assert "Go to an eye department today." in words
    assert "you have" not in words.lower()
    assert cards[0].select("a[href='/help-now']")
    assert "private, no-store" in phone.get(answer.headers["location"]).headers["cache-control"]
    assert "X-Facekind-User" not in phone.get(answer.headers["location"]).headers
    assert len(kept(phone)) == 2
    # and a lid that will not close is for the next days: a quiet line
    quiet = phone.post("/check-in", data=rated({"rating:eye:left:eye_open": "9"}))
    page = soup(phone.get(quiet.headers["location"]).text)
    assert not page.select(".red-flag-above")
    assert "See an optometrist or an eye clinic within days." in page.get_text()


WRONG: dict[str, dict[str, Any]] = {
    "nothing": {},
    "eleven": {CHEEK: "11"},
    "minus one": {"energy": "-1"},
    "a word": {"sleep": "well"},
    "half": {CHEEK: "4.5"},
    "no such place": {"rating:heel:left:tight": "4"},
    "no such side": {"rating:cheek:up:tight": "4"},
    "no name": {"rating:::": "4"},
    "a long name": {f"rating:::{'x' * 61}": "4"},
    "nul in a tag": {"tags": "a\0b", "mood": "3"},
    "nul in a note": {"note": "a\0b"},
    "a long note": {"note": "я" * 200_000},
    "a long tag": {"tags": "x" * 41},
    "twenty-one tags": {"tags": ",".join(str(n) for n in range(21))},
    "an unknown field": {"mood": "3", "colour": "blue"},
    "twice": {"note": ["one", "two"]},
}


@pytest.mark.usefixtures("followed")
@pytest.mark.parametrize("what", list(WRONG))
def test_what_cannot_be_kept_comes_back_with_a_sentence(phone: TestClient, what: str) -> None:
    answer = phone.post("/check-in", data=rated(WRONG[what]))
    assert answer.status_code == 422
    page = soup(answer.text)
    assert page.title is not None
    assert page.title.get_text().startswith("Error: ")
    assert page.select_one(".errsum li")
    assert kept(phone) == []
    if what == "a long note":
        note = page.select_one("textarea")
        assert note is not None
        assert note.get_text().strip() == "я" * 200_000


@pytest.mark.usefixtures("followed")
@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        "\u202eשלום\u200f",
        "🙂👩🏽‍🦽",
        "'; drop table--",
        "a\u0301" * 20,
    ],
)
def test_any_words_come_back_as_they_were_written(phone: TestClient, words: str) -> None:
    phone.post("/check-in", data=rated({"note": words, "tags": words[:40]}))
    (entry,) = kept(phone)
    assert entry["note"] == words
    assert only(row(phone), ".said-of > .text").get_text() == words


@pytest.mark.usefixtures("followed")
def test_the_kept_form_is_of_no_day_and_new_once_what_is_followed_is(
    house: House, phone: TestClient, her: Someone
) -> None:
    first = phone.get("/check-in/answers")
    etag = first.headers["etag"]
    version = version_of(first.text, "[data-answers]")
    assert version_of(phone.get("/check-in").text, "[data-check-in]") == version
    phone.post("/care", data=posted(kind="drops", count="1"))
    known = {"If-None-Match": etag}
    assert phone.get("/check-in/answers", headers=known).status_code == 304
    choose(house, her, FollowingDraft(sleep=True))
    again = phone.get("/check-in/answers", headers=known)
    assert again.status_code == 200
    assert version_of(again.text, "[data-answers]") != version


def version_of(text: str, selector: str) -> str:
    place = soup(text).select_one(selector)
    assert place is not None
    return str(place["data-version"])


def test_dan_cannot_see_or_change_her_check_in(
    house: House, phone: TestClient, followed: Someone
) -> None:
    form = rated({CHEEK: "4"})
    phone.post("/check-in", data=form)
    his = house.phone(house.settle(dan))
    path = f"/check-in/entries/{form['id']}"
    assert his.get(path).status_code == 404
    assert his.post(path, data=rated({CHEEK: "9"})).status_code == 404
    assert f"{form['id']}" not in his.get(f"/check-in?kept={form['id']}").text
    assert kept(phone)[0]["symptoms"][0]["rating"] == 4
    assert followed.id


@pytest.mark.usefixtures("followed")
def test_eye_care_is_counted_up_and_down_by_plain_forms(phone: TestClient) -> None:
    def counted() -> str:
        place = soup(phone.get(ANSWERS).text).select_one("[data-care=drops] output")
        assert place is not None
        return place.get_text()

    assert counted() == "none yet"
    for _ in range(2):
        answer = phone.post("/care", data=posted(kind="drops", count="1"))
        assert (answer.status_code, answer.headers["location"]) == (303, ANSWERS)
    assert counted() == "2 times"
    less = soup(phone.get(ANSWERS).text).select_one("#less-drops")
    assert less is not None
    form = {str(one["name"]): str(one["value"]) for one in less.select("input")}
    assert phone.post(str(less["action"]), data=form).status_code == 303
    assert counted() == "once"
    assert phone.post(str(less["action"]), data=posted(of=form["of"])).status_code == 303
    assert len(phone.get("/api/v1/care").json()["items"]) == 1
    for wrong in ({"kind": "drops", "count": "0"}, {"kind": "bleach", "count": "1"}, {}):
        assert phone.post("/care", data=posted() | wrong).status_code == 422


@pytest.mark.parametrize("door", ["outbox", "plain form", "API"])
def test_eye_care_is_the_same_through_every_door(
    phone: TestClient, her: Someone, door: str
) -> None:
    entry, path = str(uuid7()), "/api/v1/care"
    body = {"kind": "tape", "count": 1}
    dated = body | {"local_date": TODAY.isoformat()}
    if door == "outbox":
        sync(phone, her, "care.add", body, entry)
    elif door == "plain form":
        phone.post(
            "/care", data={"id": entry, "day": TODAY.isoformat(), "kind": "tape", "count": 1}
        )
    else:
        assert phone.put(f"{path}/{entry}", json=dated).status_code == 201
    (kept_,) = phone.get(path).json()["items"]
    assert (kept_["id"], kept_["kind"], kept_["count"]) == (entry, "tape", 1)
    if door == "outbox":
        sync(phone, her, "care.edit", body | {"count": 2, "of": entry})
    elif door == "API":
        match = {"If-Match": str(kept_["seq"])}
        assert phone.put(f"{path}/{entry}", json=dated | {"count": 2}, headers=match).is_success
    if door != "plain form":
        assert phone.get(f"{path}/{entry}").json()["count"] == 2
    if door == "outbox":
        sync(phone, her, "care.remove", {"of": entry})
    elif door == "plain form":
        phone.post(f"/care/{entry}/remove", data=posted(of=entry))
    else:
        assert phone.delete(f"{path}/{entry}").status_code == 204
    assert phone.get(path).json()["items"] == []


def sync(
    phone: TestClient, her: Someone, kind: str, said: dict[str, object], entry: str | None = None
) -> None:
    """Send one event as a phone's outbox does."""
    events = [event(kind, said, event_id=entry)]
    sent = {"v": 1, "user": her.patient.key, "sent_at": NOW.isoformat(), "events": events}
    (result,) = phone.post("/sync", json=sent).json()["results"]
    assert result["status"] == "applied"
