"""Need help now?: for everybody, about nobody, and never a guess."""

from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from starlette.testclient import TestClient

from backend.library import read_library
from tests.conftest import House
from tests.parsed import soup
from tests.people import amina

LIBRARY = read_library("en")


@pytest.fixture
def page(house: House) -> BeautifulSoup:
    return soup(house.stranger().get("/help-now").text)


def of_country(house: House, code: str) -> BeautifulSoup:
    return soup(house.stranger().get("/help-now", params={"country": code}).text)


def seen(page: BeautifulSoup, selector: str) -> list[Tag]:
    """What a person sees of it: what is hidden, or lies in something hidden, is not."""
    return [
        tag
        for tag in page.select(selector)
        if not tag.has_attr("hidden") and not tag.find_parent(attrs={"hidden": True})
    ]


def test_every_sign_is_there_in_plain_words(page: BeautifulSoup) -> None:
    main = page.select_one("main")
    assert main is not None
    words = " ".join(main.get_text().split())
    for flag in LIBRARY.red_flags.values():
        if flag.id != "RF12":
            assert flag.sign in words, flag.id
    assert {f"RF{n:02}" for n in range(14)} <= set(LIBRARY.red_flags)
    assert "harming yourself" in words
    assert "You deserve a voice" in words
    assert "you have" not in words.lower()


def test_three_cards_and_one_more_come_in_order_of_haste(page: BeautifulSoup) -> None:
    assert [heading.get_text() for heading in page.select("section h2")] == [
        "Call straight away",
        "If you think of harming yourself",
        "See someone today",
        "See someone soon",
    ]
    assert len(page.select("h1")) == 1
    assert "Facekind is not an emergency service and nobody is watching" in page.get_text()


def test_no_country_is_guessed(house: House) -> None:
    german = {"Accept-Language": "de-DE,de;q=0.9"}
    page = soup(house.stranger().get("/help-now", headers=german).text)
    assert seen(page, 'a[href^="tel:"]') == []
    assert [p.get_text() for p in seen(page, "[data-line]")] == [
        "Call your local emergency number."
    ]
    assert page.select_one("label[for=country]")
    assert page.select("#country option[selected]") == []


@pytest.mark.parametrize(
    ("code", "number"), [("IE", "112"), ("DE", "112"), ("GB", "999"), ("US", "911"), ("AU", "000")]
)
def test_a_chosen_country_shows_its_number_and_where_it_is_from(
    house: House, code: str, number: str
) -> None:
    card = of_country(house, code).select_one("section.urgent")
    assert card is not None
    calls = seen(BeautifulSoup(str(card), "html.parser"), "a.call")
    assert [call["href"] for call in calls] == [f"tel:{number}"]
    line = LIBRARY.countries[code].emergency
    assert line is not None
    host = urlsplit(line.source).netloc
    source = calls[0].find_next_sibling("p")
    assert source is not None
    assert host in source.get_text()
    assert "looked up on 24 November 2026" in source.get_text()


@pytest.mark.parametrize("code", ["US", "CA"])
def test_988_stands_beside_the_warm_sentence_in_the_us_and_canada(house: House, code: str) -> None:
    calls = seen(of_country(house, code), "section:not(.urgent) a.btn")
    assert [call["href"] for call in calls] == ["tel:988"]


@pytest.mark.parametrize("code", ["MY", "ZZ"])
def test_a_country_without_a_sourced_number_shows_none(house: House, code: str) -> None:
    page = of_country(house, code)
    assert seen(page, 'a[href^="tel:"]') == []
    assert "Call your local emergency number." in [p.get_text() for p in seen(page, "[data-line]")]
    assert any("No public source" in p.get_text() for p in seen(page, "p"))
    assert page.select_one("#own-emergency")


@pytest.mark.parametrize("code", ["", "XX", "ie", "<script>", "IE,GB", "none"])
def test_an_unknown_country_is_none(house: House, code: str) -> None:
    page = of_country(house, code)
    assert seen(page, 'a[href^="tel:"]') == []
    assert page.select("#country option[selected]") == []


def test_every_number_in_the_page_is_one_of_the_library(page: BeautifulSoup) -> None:
    known = {
        line.number.replace(" ", "") for one in LIBRARY.countries.values() for line in one.crisis
    }
    known |= {one.emergency.number for one in LIBRARY.countries.values() if one.emergency}
    assert {str(a["href"]).removeprefix("tel:") for a in page.select('a[href^="tel:"]')} == known


@pytest.mark.parametrize("path", ["/help-now", "/about"])
def test_public_pages_know_nobody_even_with_a_cookie(house: House, path: str) -> None:
    phone: TestClient = house.phone(house.settle(amina))
    own, public = phone.get(path), house.stranger().get(path)
    assert own.text == public.text
    assert "data-user" not in own.text
    assert "data-day" not in own.text
