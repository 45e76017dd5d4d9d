"""Looking for one's own words: by word, by tag, by day, by month, and on this day."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import Session
from starlette.testclient import TestClient
from uuid_utils.compat import uuid7

from tests.conftest import House
from tests.parsed import soup
from tests.people import NOW, TODAY, Someone, dan, event, send
from tests.searching import write_lines


def write(phone: TestClient, text: str, *tags: str, day: date = TODAY, **more: str) -> str:
    entry_id = str(uuid7())
    fields = {"id": entry_id, "day": day.isoformat(), "text": text, "tags": list(tags), **more}
    assert phone.post("/journal", data=fields).status_code == 303
    return entry_id


def write_long_ago(house: House, someone: Someone, text: str, day: date) -> None:
    """Keep a line that a phone wrote on that day."""
    at = NOW - (TODAY - day)
    body = event("journal.add", {"text": text}, day=day, at=at)
    with Session(house.engines.writing) as session, session.begin():
        assert send(session, someone, body, now=at).seq


def found(phone: TestClient, address: str) -> tuple[str, list[str]]:
    page = soup(phone.get(address).text)
    said = page.select_one(".found")
    texts = [one.get_text() for one in page.select(".entry > .text")]
    return (" ".join(said.get_text().split()) if said else "", texts)


def test_words_are_found_however_they_are_typed_and_counted(phone: TestClient) -> None:
    write(phone, "Un café noir, no spill.")
    write(phone, "今天喝茶，没有洒。")
    assert found(phone, "/journal?q=CAFE") == ("1 entry found.", ["Un café noir, no spill."])
    assert found(phone, "/journal?q=喝茶") == ("1 entry found.", ["今天喝茶，没有洒。"])
    page = soup(phone.get("/journal?q=喝茶").text)
    (field,) = page.select("form[role=search] input[name=q]")
    assert field["value"] == "喝茶"
    assert page.select_one(f"label[for={field['id']}]")


def test_nothing_found_is_said_kindly_and_nothing_sought_is_everything(phone: TestClient) -> None:
    write(phone, "Tea.")
    said, texts = found(phone, "/journal?q=coffee")
    assert (said, texts) == ("Nothing found.", [])
    for nothing in ("", "%20%20", "%CC%81"):
        assert "Tea." in phone.get(f"/journal?q={nothing}").text


def test_older_matches_keep_the_words_and_the_number(
    house: House, phone: TestClient, her: Someone
) -> None:
    with Session(house.engines.writing) as session, session.begin():
        write_lines(session, her.id, 70, until=TODAY, often=2)
    page = soup(phone.get("/journal?q=heron").text)
    seen = [one["data-entry"] for one in page.select(".entry[data-entry]")]
    link = page.find("a", string="Older entries")
    assert link is not None
    assert "q=heron" in str(link["href"])
    rest = soup(phone.get(str(link["href"])).text)
    assert rest.select_one(".found")
    seen += [one["data-entry"] for one in rest.select(".entry[data-entry]")]
    assert len(seen) == len(set(seen)) == 35
    assert rest.find("a", string="Older entries") is None


def test_a_tag_leads_to_its_entries(phone: TestClient) -> None:
    write(phone, "One.", "cold wind", "Café, mum")
    write(phone, "Two.", "wind")
    page = soup(phone.get("/journal").text)
    links = {one.get_text(): str(one["href"]) for one in page.select(".tags a")}
    assert list(links) == ["wind", "cold wind", "Café", "mum"]
    said, texts = found(phone, links["Café"])
    assert (said, texts) == ("Tag: Café. 1 entry found.", ["One."])
    assert found(phone, links["wind"])[1] == ["Two."]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/journal?q=a%00b", 422),
        ("/journal?q=" + "x" * 60_000, 422),
        ("/journal?tag=" + "x" * 60_000, 422),
        ("/journal?q=%3Cscript%3Ealert(1)%3C/script%3E", 200),
        ("/journal?q=%E2%80%8F%D7%A9%D7%9C%D7%95%D7%9D", 200),
        ("/journal?q=%25%25__%5C", 200),
        ("/journal?q=%F0%9F%98%80", 200),
        ("/journal?on=2026-02-30", 422),
        ("/journal?on=yesterday", 422),
        ("/journal/month?m=2026-13", 404),
        ("/journal/month?m=2026-1", 404),
        ("/journal/month?m=", 404),
        ("/journal/month?m=9999-12", 404),
        ("/journal/month?m=1969-12", 404),
        ("/journal/month?m=2027-01", 404),
        ("/journal/month?m=1970-01", 200),
    ],
)
def test_odd_questions_get_a_sentence(phone: TestClient, address: str, status: int) -> None:
    write(phone, "Tea.")
    answer = phone.get(address)
    assert answer.status_code == status
    assert "<script>alert" not in answer.text
    if status == 422:
        page = soup(answer.text)
        assert page.title is not None
        assert page.title.get_text().startswith("Error: ")
        assert page.select(".seek .err")
        assert not page.select(".entry")


def test_dan_finds_nothing_of_aminas(house: House, phone: TestClient) -> None:
    write(phone, "Tea.", "work")
    his = house.phone(house.settle(dan))
    for address in ("/journal?q=tea", "/journal?tag=work", f"/journal?on={TODAY}", "/journal"):
        assert "Tea." not in his.get(address).text
    assert his.get("/api/v1/journal?q=tea").json()["items"] == []
    assert not soup(his.get("/journal/month").text).select(".month a")


def test_the_api_finds_words_and_tags(phone: TestClient) -> None:
    write(phone, "Un café noir.", "cold wind")
    for words in ("CAFE", "Wind"):
        items = phone.get("/api/v1/journal", params={"q": words}).json()["items"]
        assert [one["text"] for one in items] == ["Un café noir."]
    assert phone.get("/api/v1/journal", params={"q": "tea"}).json()["items"] == []


def test_a_month_names_its_days_with_entries_and_leads_to_them(
    house: House, phone: TestClient, her: Someone
) -> None:
    write(phone, "One.")
    write(phone, "Two.")
    write_long_ago(house, her, "Long ago.", date(2026, 9, 30))
    page = soup(phone.get("/journal/month?m=2026-11").text)
    assert [one.get_text() for one in page.select("th")] == [
        "Mo",
        "Tu",
        "We",
        "Th",
        "Fr",
        "Sa",
        "Su",
    ]
    (cell,) = page.select(".month a")
    assert cell["aria-label"] == "Tuesday, 24 November, 2 entries"
    assert found(phone, str(cell["href"]))[1] == ["Two.", "One."]
    days = page.select(".month tbody td")
    assert len(days) == 42
    assert [one.get_text() for one in days[:7]] == ["", "", "", "", "", "", "1"]
    before, after = page.select_one("a[rel=prev]"), page.select_one("a[rel=next]")
    assert before is not None
    assert after is None
    assert before["href"] == "/journal/month?m=2026-10"
    first = soup(phone.get("/journal/month?m=2026-09").text)
    assert first.select_one("a[rel=prev]") is None
    assert len(first.select(".month a")) == 1


def test_on_this_day_is_closed_and_has_the_same_day_of_other_months_and_years(
    house: House, phone: TestClient, her: Someone
) -> None:
    assert not soup(phone.get("/journal").text).select("details.like")
    for text, day in (
        ("A month ago.", date(2026, 10, 24)),
        ("A month and a day ago.", date(2026, 10, 23)),
        ("A year ago.", date(2025, 11, 24)),
        ("Three years ago.", date(2023, 11, 24)),
    ):
        write_long_ago(house, her, text, day)
    page = soup(phone.get("/journal").text)
    (like,) = page.select("details.like")
    assert not like.has_attr("open")
    texts = [one.get_text() for one in like.select(".entry > .text")]
    assert texts == ["A month ago.", "A year ago.", "Three years ago."]
    assert "2023" in like.get_text()
    assert not like.select("form, [data-entry]")
    link = like.select_one("a[href='/journal?on=2025-11-24']")
    assert link is not None
    assert found(phone, str(link["href"]))[1] == ["A year ago."]
    his = house.phone(house.settle(dan))
    assert not soup(his.get("/journal").text).select("details.like")


def test_a_day_says_beside_its_words_how_one_felt(phone: TestClient) -> None:
    write(phone, "Tea.")
    for mood, rating in ((1, 9), (4, 3)):
        body = {
            "local_date": TODAY.isoformat(),
            "mood": mood,
            "symptoms": [
                {"key": "tight", "rating": rating},
                {"key": "tight", "zone": "cheek", "side": "left", "rating": rating + 1},
                {"key": "<my> own", "rating": rating},
            ],
        }
        assert phone.put(f"/api/v1/check-ins/{uuid7()}", json=body).status_code == 201
    (said,) = soup(phone.get("/journal").text).select(".day-told")
    assert said.get_text() == (
        "Good; Tight or stiff face 3; Tight or stiff face, left cheek 4; <my> own 3"
    )


def test_the_journal_takes_few_queries_however_many_days(
    house: House, phone: TestClient, her: Someone
) -> None:
    with Session(house.engines.writing) as session, session.begin():
        write_lines(session, her.id, 400, until=TODAY)
    asked: list[str] = []

    def count(*happened: object) -> None:
        asked.append(str(happened[2]))

    for engine in (house.engines.reading, house.engines.writing):
        sa.event.listen(engine, "before_cursor_execute", count)
    for address, most in (
        ("/journal", 6),
        ("/journal?q=heron", 6),
        ("/journal/month", 5),
        ("/journal/new", 10),
    ):
        asked.clear()
        assert phone.get(address).status_code == 200
        assert sum(one.lstrip().startswith("SELECT") for one in asked) <= most, (address, asked)
