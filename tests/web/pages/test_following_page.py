"""Choosing what to follow: searched, pinned, in one's own words, and nothing lost by a mistake."""

from typing import Any

import pytest
from bs4 import Tag
from starlette.testclient import TestClient

from backend.library import read_library
from tests.parsed import soup

PATH = "/check-in/following"


def found(phone: TestClient, q: str) -> list[str]:
    page = soup(phone.get(PATH, params={"q": q}).text)
    return [str(one["value"]) for one in page.select(".ask:not([hidden]) [name=pin]")]


def followed(phone: TestClient) -> dict[str, object]:
    said: dict[str, object] = phone.get("/api/v1/following").json()
    return said


def checked(page: Tag) -> set[str]:
    return {f"{one['name']}={one['value']}" for one in page.select("input[checked]")}


def test_every_symptom_can_be_chosen_and_says_why_nothing_must_be(phone: TestClient) -> None:
    page = soup(phone.get(PATH).text)
    keys = [str(one["value"]) for one in page.select("[name=pin]")]
    assert keys == list(read_library("en").symptoms)
    assert checked(page) == set()
    words = page.get_text(" ")
    for said in ("All of it is optional", "Eye doctors ask how often", "needs a connection"):
        assert said in words


@pytest.mark.parametrize(
    ("sought", "keys"),
    [
        ("dry", ["eye_dry"]),
        ("EPIPHORA", ["eye_water"]),
        ("ｔｉｎｎｉｔｕｓ", ["tinnitus"]),
        ("眼睛干", ["eye_dry"]),
        ("流泪", ["eye_water_eating"]),
        ("zebra", []),
    ],
)
def test_a_symptom_is_found_by_its_names_in_both_languages(
    phone: TestClient, sought: str, keys: list[str]
) -> None:
    assert [key for key in found(phone, sought) if key in keys] == keys
    assert len(found(phone, sought)) == len(keys)


def test_three_are_pinned_with_their_place_and_stand_first(phone: TestClient) -> None:
    form = {
        "pin": ["worry", "tight"], "side:tight": "left", "zone:tight": "cheek", "side:worry": "",
        "side:twitch": "both", "energy": "true", "linked": "true", "linked_every": "84",
    }  # fmt: skip
    answer = phone.post(PATH, data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PATH}?saved=true")
    said = followed(phone)
    assert said["pinned"] == [
        {"key": "worry", "zone": None, "side": None},
        {"key": "tight", "zone": "cheek", "side": "left"},
    ]
    assert (said["energy"], said["sleep"], said["linked_every"]) == (True, False, 84)
    page = soup(phone.get(f"{PATH}?saved=true&q=zebra").text)
    assert [one["value"] for one in page.select(".ask:not([hidden]) [name=pin]")] == [
        "worry", "tight"
    ]  # fmt: skip
    assert "Your check-in asks this now." in page.get_text()


def test_the_only_place_of_a_symptom_is_named_with_a_side_and_not_twice(
    phone: TestClient,
) -> None:
    for side, pin in (("", (None, None)), ("left", ("eye", "left"))):
        form = {"pin": "eye_dry", "only:eye_dry": "eye", "side:eye_dry": side}
        assert phone.post(PATH, data=form).status_code == 303
        (said,) = phone.get("/api/v1/following").json()["pinned"]
        assert (said["zone"], said["side"]) == pin
        assert soup(phone.get(PATH).text).find("input", {"name": "only:eye_dry", "value": "eye"})


def test_a_symptom_in_ones_own_words_is_added_pinned_and_taken_off(phone: TestClient) -> None:
    assert phone.post(PATH, data={"add": " Jaw click "}).status_code == 303
    assert phone.post(PATH, data={"own": "Jaw click", "pin": "Jaw click"}).status_code == 303
    assert followed(phone)["own"] == ["Jaw click"]
    assert followed(phone)["pinned"] == [{"key": "Jaw click", "zone": None, "side": None}]
    form = {"own": "Jaw click", "pin": "Jaw click", "gone": "Jaw click"}
    assert phone.post(PATH, data=form).status_code == 303
    assert (followed(phone)["own"], followed(phone)["pinned"]) == ([], [])


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "four": ({"pin": ["tight", "worry", "taste", "loud"]}, "Three at most"),
    "one nobody knows": ({"pin": ["nonsense"]}, "not on the list"),
    "one twice": ({"pin": ["tight", "tight"]}, "chosen twice"),
    "a name of the list": ({"add": "tight"}, "on the list already"),
    "a name twice": ({"own": ["Jaw"], "add": "jaw"}, "there twice"),
    "a long name": ({"add": "x" * 61}, "at most 60 characters"),
    "two hundred thousand": ({"add": "я" * 200_000}, "at most 60 characters"),
    "nul": ({"add": "a\0b"}, "cannot be kept"),
    "no such place": ({"pin": ["tight"], "zone:tight": "heel"}, "choose one of the answers"),
    "no such length": ({"linked_every": "9"}, "choose one of the answers"),
    "a word for a length": ({"linked_every": "often"}, "choose one of the answers"),
    "two lengths": ({"linked_every": ["14", "28"]}, "more than once"),
}


@pytest.mark.parametrize("what", list(WRONG))
def test_what_cannot_be_followed_comes_back_as_it_was_chosen(phone: TestClient, what: str) -> None:
    form, sentence = WRONG[what]
    answer = phone.post(PATH, data=form | {"sleep": "true"})
    assert answer.status_code == 422
    page = soup(answer.text)
    told = page.select_one(".errsum")
    assert told is not None
    assert sentence in told.get_text()
    assert "sleep=true" in checked(page)
    if what == "four":
        assert {f"pin={key}" for key in form["pin"]} <= checked(page)
    assert followed(phone)["sleep"] is False


@pytest.mark.parametrize("name", ["<b>x</b>", "\u202eשלום", "🙂", "a:b:c", '"quoted"'])
def test_any_name_is_shown_as_it_was_written(phone: TestClient, name: str) -> None:
    phone.post(PATH, data={"add": name})
    phone.post(PATH, data={"own": name, "pin": name, "side:" + name: "left"})
    assert followed(phone)["pinned"] == [{"key": name, "zone": None, "side": "left"}]
    page = soup(phone.get("/check-in/answers").text)
    legend = page.select_one("fieldset.scale > legend")
    assert legend is not None
    assert legend.get_text() == f"{name}, left side"
