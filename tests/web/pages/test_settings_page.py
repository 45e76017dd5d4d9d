"""Settings: when a day begins, the country for the numbers, and the name a doctor reads."""

from datetime import UTC, datetime, time

import pytest
from bs4 import BeautifulSoup, Tag
from sqlmodel import Session
from starlette.testclient import TestClient

from backend.domain.accounts import Patient
from backend.store import accounts
from tests.conftest import House
from tests.parsed import soup
from tests.people import Someone, dan


def one(page: BeautifulSoup, selector: str) -> Tag:
    found = page.select_one(selector)
    assert found is not None, selector
    return found


def kept(house: House, her: Someone) -> Patient:
    with house.read() as session:
        patient = accounts.read_patient(session, her.id)
    assert patient is not None
    return patient


def day_of(phone: TestClient) -> str:
    return str(one(soup(phone.get("/today").text), "main")["data-day"])


def test_a_moved_day_start_counts_from_now_and_rewrites_nothing(
    house: House, phone: TestClient, her: Someone
) -> None:
    house.clock.moment = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
    assert day_of(phone) == "2026-11-23"
    written = {"text": "awake at half past two", "day": "2026-11-23"}
    assert phone.post("/journal", data=written).status_code == 303
    before = kept(house, her)
    answer = phone.post("/settings/day-start", data={"day_starts": "00:00"})
    assert answer.headers["location"] == "/settings?saved=day-start"
    after = kept(house, her)
    assert (after.day_starts, after.seq) == (time(0), before.seq + 1)
    assert day_of(phone) == "2026-11-24"
    page = soup(phone.get("/settings?saved=day-start").text)
    assert "Your day begins at 00:00 now." in page.get_text()
    assert one(page, "#day_starts option[selected]")["value"] == "00:00"
    entries = phone.get("/api/v1/journal").json()["items"]
    assert [entry["day"] for entry in entries] == ["2026-11-23"]


def test_the_same_day_start_again_makes_no_page_old(
    house: House, phone: TestClient, her: Someone
) -> None:
    before = kept(house, her)
    phone.post("/settings/day-start", data={"day_starts": "04:00"})
    assert kept(house, her) == before


def test_a_page_the_phone_kept_is_old_once_the_day_start_moved(phone: TestClient) -> None:
    for path in ("/today", "/library"):
        first = phone.get(path)
        seen = {"If-None-Match": first.headers["etag"]}
        assert phone.get(path, headers=seen).status_code == 304
        moved = "05:00" if path == "/today" else "03:00"
        phone.post("/settings/day-start", data={"day_starts": moved})
        assert phone.get(path, headers=seen).status_code == 200


@pytest.mark.parametrize("said", ["", "07:00", "04:30", "4", "24:00", "-1:00", "04:00\0"])
def test_an_hour_that_is_none_comes_back_with_a_sentence(
    house: House, phone: TestClient, her: Someone, said: str
) -> None:
    before = kept(house, her)
    answer = phone.post("/settings/day-start", data={"day_starts": said})
    assert answer.status_code == 422
    page = soup(answer.text)
    assert page.select_one(".errsum a[href='#day_starts']")
    assert one(page, "#day_starts")["aria-invalid"] == "true"
    assert one(page, "#day_starts option[selected]")["value"] == "04:00"
    assert kept(house, her) == before


def test_a_country_is_kept_and_handed_to_the_phone(
    house: House, phone: TestClient, her: Someone
) -> None:
    assert one(soup(phone.get("/settings").text), "kept-country")["country"] == ""
    answer = phone.post("/settings/country", data={"country": "CN"})
    assert answer.headers["location"] == "/settings?saved=country"
    assert kept(house, her).country == "CN"
    page = soup(phone.get("/settings?saved=country").text)
    handed = one(page, "kept-country")
    assert (handed["country"], handed.has_attr("saved")) == ("CN", True)
    assert "opens with the numbers for China (mainland) on this phone" in page.get_text()
    assert one(page, "#country option[selected]")["value"] == "CN"


def test_the_help_page_still_knows_nobody(phone: TestClient, house: House) -> None:
    before = phone.get("/help-now").text
    phone.post("/settings/country", data={"country": "CN"})
    assert phone.get("/help-now").text == before == house.stranger().get("/help-now").text


def test_a_country_can_be_taken_back(house: House, phone: TestClient, her: Someone) -> None:
    phone.post("/settings/country", data={"country": "GB"})
    phone.post("/settings/country", data={"country": ""})
    assert kept(house, her).country is None
    page = soup(phone.get("/settings?saved=country").text)
    assert "asks for the country again" in page.get_text()
    handed = one(page, "kept-country")
    assert (handed["country"], handed.has_attr("saved")) == ("", True)


@pytest.mark.parametrize("said", ["XX", "gb", "United Kingdom", "G", "<b>"])
def test_a_country_that_is_none_comes_back_with_a_sentence(
    house: House, phone: TestClient, her: Someone, said: str
) -> None:
    answer = phone.post("/settings/country", data={"country": said})
    assert answer.status_code == 422
    assert soup(answer.text).select_one(".errsum a[href='#country']")
    assert kept(house, her).country is None


def test_a_name_is_kept_for_the_page_a_doctor_reads(
    house: House, phone: TestClient, her: Someone
) -> None:
    with Session(house.engines.writing) as session, session.begin():
        accounts.save_person(session, her.id, name=None, cause="Bell's palsy")
    before = kept(house, her)
    phone.post("/settings/name", data={"name": "  Amina Khalil "})
    after = kept(house, her)
    assert (after.name, after.cause, after.seq) == ("Amina Khalil", "Bell's palsy", before.seq + 1)
    page = soup(phone.get("/settings?saved=name").text)
    assert one(page, "#name")["value"] == "Amina Khalil"
    assert "A doctor's page shows this name" in page.get_text()
    assert 'value="Amina Khalil"' in phone.get("/report").text
    phone.post("/settings/name", data={"name": ""})
    assert kept(house, her).name is None
    assert "No name is kept." in phone.get("/settings?saved=name").text


@pytest.mark.parametrize("said", ["x" * 81, "two\nlines", "a\0b"])
def test_a_name_that_cannot_be_kept_comes_back_as_typed(
    house: House, phone: TestClient, her: Someone, said: str
) -> None:
    answer = phone.post("/settings/name", data={"name": said})
    assert answer.status_code == 422
    page = soup(answer.text)
    assert page.select_one(".errsum a[href='#name']")
    assert str(one(page, "#name")["value"])[:2] == said[:2]
    assert kept(house, her).name is None


FORMS = [
    ("day-start", {"day_starts": "05:00"}),
    ("country", {"country": "CN"}),
    ("name", {"name": "Dan"}),
]


@pytest.mark.parametrize(("what", "said"), FORMS)
def test_what_dan_chooses_is_his_alone(
    house: House, her: Someone, what: str, said: dict[str, str]
) -> None:
    before = kept(house, her)
    assert house.stranger().post(f"/settings/{what}", data=said).status_code == 401
    assert house.phone(house.settle(dan)).post(f"/settings/{what}", data=said).status_code == 303
    assert kept(house, her) == before
    extra = house.phone(her).post(f"/settings/{what}", data=said | {"patient_id": str(her.id)})
    assert extra.status_code == 422
