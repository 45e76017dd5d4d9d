"""More, settings and about."""

import pytest
from starlette.testclient import TestClient

from backend.store import accounts
from tests.conftest import House
from tests.parsed import soup
from tests.people import ZONE, Someone


def zone(house: House, her: Someone) -> tuple[str, int]:
    with house.read() as session:
        patient = accounts.read_patient(session, her.id)
    assert patient is not None
    return patient.zone, patient.seq


def test_more_lists_only_what_is_there(phone: TestClient) -> None:
    page = soup(phone.get("/more").text)
    paths = [str(link["href"]) for link in page.select("main a.row")]
    assert paths == [
        "/plan",
        "/check-in/following",
        "/treatments",
        "/sharing",
        "/library",
        "/account",
        "/settings",
        "/this-phone",
        "/install",
        "/about",
        "/help-now",
    ]
    for path in paths:
        assert phone.get(path).status_code == 200


def test_a_chosen_zone_counts_from_now_on(house: House, phone: TestClient, her: Someone) -> None:
    _, seq = zone(house, her)
    answer = phone.post("/settings/zone", data={"zone": "Pacific/Auckland"})
    assert answer.headers["location"] == "/settings?saved=zone"
    assert zone(house, her) == ("Pacific/Auckland", seq + 1)
    page = soup(phone.get("/settings?saved=zone").text)
    assert "Your days are counted in Pacific/Auckland now." in page.get_text()
    assert page.select_one('#zone option[value="Pacific/Auckland"][selected]')


@pytest.mark.parametrize("said", ["", "Mars/Base", "Europe/London\0", "x" * 200_000, "../etc"])
def test_a_zone_that_is_none_comes_back_with_a_sentence(
    house: House, phone: TestClient, her: Someone, said: str
) -> None:
    before = zone(house, her)
    answer = phone.post("/settings/zone", data={"zone": said})
    assert answer.status_code == 422
    page = soup(answer.text)
    assert page.title is not None
    assert page.title.get_text().startswith("Error: ")
    assert page.select_one(".errsum a[href='#zone']")
    assert page.select_one("#zone[aria-invalid='true']")
    assert page.select_one(f'#zone option[value="{ZONE}"][selected]')
    assert zone(house, her) == before


def test_a_zone_that_is_an_old_name_stays_choosable(house: House) -> None:
    phone = house.stranger()
    phone.post("/start", data={"zone": "GB"})
    assert soup(phone.get("/settings").text).select_one('#zone option[value="GB"][selected]')


def test_about_says_what_it_is_and_what_nobody_has_checked(house: House) -> None:
    page = soup(house.stranger().get("/about").text)
    words = " ".join(page.get_text().split())
    assert "for adults" in words
    assert "does not diagnose, treat or monitor" in words
    assert "No clinician has reviewed" in words
    assert "S37" in words
    assert "AAO-HNSF" in words
    body = page.select_one("body")
    assert body is not None
    assert f"Version {body['data-digest']}" in words


@pytest.mark.parametrize("path", ["/more", "/settings"])
def test_a_stranger_is_sent_to_the_first_page(house: House, path: str) -> None:
    answer = house.stranger().get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
