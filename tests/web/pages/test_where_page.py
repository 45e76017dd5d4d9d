"""Where it is: a check-in with its place from the plain form, taken back again, and never Dan's."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient
from uuid_utils.compat import uuid7

from backend.services.following import FollowingDraft, follow
from tests.conftest import House
from tests.parsed import above, only, soup
from tests.people import TODAY, Someone, dan

PATH, API = "/check-in/where", "/api/v1/check-ins"
TIGHT = {"place": "cheek-left", "symptom": "tight", "rating": "5"}


def posted(**said: str) -> dict[str, str]:
    return {"id": str(uuid7()), "day": TODAY.isoformat(), **said}


def kept(phone: TestClient) -> list[Any]:
    found: list[Any] = phone.get(API).json()["items"]
    return found


def sentences(phone: TestClient, query: str = "") -> list[str]:
    rows = soup(phone.get(PATH + query).text).select("#said > li")
    return [only(row, "li > [data-words]").get_text() for row in rows]


def test_the_fourteen_places_are_a_list_that_needs_no_picture_and_no_script(
    phone: TestClient,
) -> None:
    page = soup(phone.get(PATH).text)
    assert only(page, "h1").get_text() == "Where it is"
    places = page.select("input[type=radio][name=place]")
    assert len({one["value"] for one in places}) == len(places) == 14
    names = [above(one, "label").get_text(strip=True) for one in places]
    assert {"Left cheek", "Right cheek", "Left side of the nose"} <= set(names)
    assert {one["value"] for one in places} == {one["data-place"] for one in page.select(".zone")}
    assert page.select("[checked]") == []
    sides = [one.get_text() for one in page.select(".face-map figcaption span")]
    assert sides == ["your left", "your right"]


def test_what_can_be_there_is_offered_by_its_zones_and_ones_own_too(
    house: House, phone: TestClient, her: Someone
) -> None:
    with Session(house.engines.writing) as session, session.begin():
        follow(session, her.id, FollowingDraft(own=("Jaw click",)))
    page = soup(phone.get(PATH).text)
    offered = {
        one["value"]: above(one, "label").get("data-zones")
        for one in page.select("input[type=radio][name=symptom]")
    }
    assert offered["lid_spasm"] == "eye"
    assert "neck" in str(offered["tight"])
    assert offered["Jaw click"] is None, "an own symptom may be anywhere"
    assert "headache" not in offered


def test_a_plain_form_keeps_one_check_in_with_its_place(phone: TestClient) -> None:
    data = posted(**TIGHT)
    for _ in range(2):
        answer = phone.post(PATH, data=data)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{PATH}?d={TODAY}")
    (entry,) = kept(phone)
    assert (entry["id"], entry["day"]) == (data["id"], TODAY.isoformat())
    assert entry["symptoms"] == [{"key": "tight", "rating": 5, "zone": "cheek", "side": "left"}]
    assert sentences(phone) == ["Left cheek: Tight or stiff face, 5"]
    page = soup(phone.get(PATH).text)
    assert [one["data-place"] for one in page.select(".zone[data-said]")] == ["cheek-left"]


def test_of_one_thing_at_one_place_the_last_said_stands(house: House, phone: TestClient) -> None:
    phone.post(PATH, data=posted(**TIGHT))
    house.clock.moment += timedelta(minutes=5)
    phone.post(PATH, data=posted(**TIGHT | {"rating": "2"}))
    phone.post(PATH, data=posted(**TIGHT | {"symptom": "twitch", "rating": "0"}))
    assert sentences(phone) == [
        "Left cheek: Tight or stiff face, 2",
        "Left cheek: Twitching under the skin, 0",
    ]


def test_a_past_day_has_a_map_of_its_own(phone: TestClient) -> None:
    past = (TODAY - timedelta(days=3)).isoformat()
    phone.post(PATH, data=posted(**TIGHT) | {"day": past})
    assert sentences(phone) == []
    assert len(sentences(phone, f"?d={past}")) == 1
    page = soup(phone.get(f"{PATH}?d={past}").text)
    assert "Saturday, 21 November" in only(page, "[data-other-day]").get_text()
    assert kept(phone)[0]["day"] == past
    assert phone.get(f"{PATH}?d=2020-01-01").status_code == 404


def test_taking_one_back_leaves_what_else_the_check_in_says(phone: TestClient) -> None:
    of = str(uuid7())
    symptoms = [
        {"key": "tight", "rating": 5, "zone": "cheek", "side": "left"},
        {"key": "tight", "rating": 3, "zone": "mouth", "side": "both"},
    ]
    body = {"local_date": TODAY.isoformat(), "mood": 2, "note": "Windy.", "symptoms": symptoms}
    assert phone.put(f"{API}/{of}", json=body).status_code == 201
    assert len(sentences(phone)) == 3, "both corners of the mouth, and the cheek"
    away = f"{PATH}/{of}/remove"
    cheek = posted(place="cheek-left", symptom="tight")
    for _ in range(2):
        assert phone.post(away, data=cheek).status_code == 303
    (entry,) = kept(phone)
    assert (entry["mood"], entry["note"], entry["symptoms"]) == (2, "Windy.", symptoms[1:])


def test_taking_back_all_that_a_check_in_says_takes_it_out(phone: TestClient) -> None:
    data = posted(**TIGHT)
    phone.post(PATH, data=data)
    gone = posted(place="cheek-left", symptom="tight")
    for _ in range(2):
        assert phone.post(f"{PATH}/{data['id']}/remove", data=gone).status_code == 303
        assert kept(phone) == []


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"symptom": "tight", "rating": "5"}, "Something is missing here."),
        (TIGHT | {"place": "cheek"}, "Please choose one of the answers."),
        (TIGHT | {"place": "cheek-both"}, "Please choose one of the answers."),
        (TIGHT | {"place": "ear-left"}, "Please choose one of the answers."),
        (TIGHT | {"rating": "11"}, "This number is outside its range."),
        (TIGHT | {"rating": "true"}, "This must be a whole number."),
        (TIGHT | {"symptom": "<b>" * 100}, "This is too long"),
        (TIGHT | {"zone": "cheek"}, "There is a field here that Facekind does not know."),
    ],
)
def test_what_cannot_be_kept_comes_back_with_a_sentence_and_what_was_chosen(
    phone: TestClient, said: dict[str, str], says: str
) -> None:
    answer = phone.post(PATH, data=posted(**said))
    assert answer.status_code == 422
    page = soup(answer.text)
    assert says in only(page, ".errsum").get_text()
    assert kept(phone) == []
    chosen = [one["value"] for one in page.select("input[name=symptom][checked]")]
    assert chosen == (["tight"] if said.get("symptom") == "tight" else [])


def test_a_sign_that_needs_a_doctor_is_told_after_the_plain_form_too(phone: TestClient) -> None:
    eye = posted(place="eye-right", symptom="eye_pain", rating="8")
    answer = phone.post(PATH, data=eye)
    told = soup(phone.get(answer.headers["location"]).text)
    assert "These can be signs of something that needs a doctor today." in told.get_text()
    assert len(kept(phone)) == 1
    mild = phone.post(PATH, data=posted(place="eye-right", symptom="eye_pain", rating="2"))
    assert "sign=" not in mild.headers["location"]


def test_dan_finds_nothing_of_hers(house: House, phone: TestClient) -> None:
    data = posted(**TIGHT)
    phone.post(PATH, data=data)
    his = house.phone(house.settle(dan))
    assert sentences(his) == []
    assert data["id"] not in his.get(PATH).text
    gone = posted(place="cheek-left", symptom="tight")
    assert his.post(f"{PATH}/{data['id']}/remove", data=gone).status_code == 404
    assert len(kept(phone)) == 1


def test_the_phone_is_told_when_its_copy_is_as_good(phone: TestClient) -> None:
    first = phone.get(PATH)
    asked = {"If-None-Match": first.headers["etag"]}
    phone.post("/check-in", data=posted(mood="3"))
    assert phone.get(PATH, headers=asked).status_code == 304
    phone.post(PATH, data=posted(**TIGHT))
    assert phone.get(PATH, headers=asked).status_code == 200
