"""How to put Facekind on a home screen, for whoever asks."""

import pytest
from bs4 import BeautifulSoup

from tests.conftest import House
from tests.parsed import only

ANDROID = "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/156.0 Mobile Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) Version/26.0 Mobile Safari/604.1"


@pytest.mark.parametrize(
    ("browser", "first", "opened"),
    [
        (ANDROID, "android", ["android"]),
        (IPHONE, "apple", ["apple"]),
        ("Mozilla/5.0 (X11; Linux x86_64)", "android", ["android", "apple"]),
        ("", "android", ["android", "apple"]),
    ],
)
def test_the_steps_for_this_phone_come_first(
    house: House, browser: str, first: str, opened: list[str]
) -> None:
    answer = house.stranger().get("/install", headers={"User-Agent": browser})
    assert answer.status_code == 200
    page = BeautifulSoup(answer.text, "html.parser")
    parts = page.select("details[data-for]")
    assert parts[0]["data-for"] == first
    assert [one["data-for"] for one in parts if one.has_attr("open")] == opened
    assert all(len(one.select("ol li")) == 4 for one in parts)


def test_the_limits_are_told_plainly_and_what_nobody_tried_says_so(house: House) -> None:
    page = BeautifulSoup(house.stranger().get("/install").text, "html.parser")
    words = only(page, "main").get_text()
    for said in (
        "keeps its own things",
        "7 days",
        "sign in there once more",
        "A private window keeps nothing",
        "We have not tried it on a device yet",
    ):
        assert said in words
    button = page.select_one("install-button")
    assert button is not None
    assert button.has_attr("hidden")


def test_more_leads_there(house: House) -> None:
    phone = house.stranger()
    phone.post("/start", data={"zone": "UTC"})
    assert 'href="/install"' in phone.get("/more").text
