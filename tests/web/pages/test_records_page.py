"""A person's record as files: read back as a spreadsheet would, whatever was written in them."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send
from uuid_utils.compat import uuid7

from backend.app import create_app
from backend.domain.records import RecordKind
from backend.settings import Settings
from backend.web.sheets import SHEETS
from backend.web.spreadsheets import as_csv
from tests.conftest import Clock, House
from tests.hostile import WORDS
from tests.people import NOW, TODAY, Someone, amina, dan, event, tick

DAY = TODAY.isoformat()
HEADINGS = {kind: [str(said) for said in sheet.columns.values()] for kind, sheet in SHEETS.items()}
LONG = '\u6bcf\u5929 a, "b"\r\n' * 1_600
"""20 800 characters would be too many; the journal takes 20 000."""


@dataclass(frozen=True)
class Reader:
    """Somebody's browser, and how she reads the files it fetches."""

    phone: TestClient
    someone: Someone

    def rows(self, kind: str, **span: str) -> list[dict[str, str]]:
        """Give a file as a spreadsheet reads it."""
        answer = self.phone.get(f"/records/{kind}.csv", params=span)
        assert answer.status_code == 200, answer.text
        text = answer.content.decode("utf-8-sig")
        assert answer.content.startswith(b"\xef\xbb\xbf")
        return list(csv.DictReader(StringIO(text, newline="")))

    def put(self, address: str, body: dict[str, Any]) -> str:
        entry_id = str(uuid7())
        answer = self.phone.put(f"/api/v1/{address}/{entry_id}", json=body)
        assert answer.status_code == 201, answer.text
        return entry_id

    def send(self, kind: str, payload: dict[str, object], **more: Any) -> None:
        body = {"v": 1, "user": self.someone.patient.key, "sent_at": NOW.isoformat()}
        answer = self.phone.post("/sync", json=body | {"events": [event(kind, payload, **more)]})
        assert answer.json()["results"][0]["status"] == "applied", answer.text


def reader_in(house: House) -> Reader:
    someone = house.settle(amina)
    return Reader(house.phone(someone), someone)


@pytest.fixture
def hers(house: House) -> Reader:
    return reader_in(house)


@pytest.fixture
def on_both(database_url: str, tmp_path: Path) -> Iterator[Reader]:
    """Amina's browser, once on each database."""
    clock = Clock()
    app = create_app(Settings(data_dir=tmp_path, database_url=database_url), now=clock)
    yield reader_in(House(app, clock, app.state.engines))
    app.state.engines.dispose()


def live(hers: Reader) -> None:
    """Put one of each thing there."""
    symptoms = [
        {"key": "tight", "zone": "cheek", "side": "left", "rating": 6},
        {"key": "eye_dry", "rating": 0},
    ]
    checked = {"mood": 2, "energy": 4, "sleep": 0, "tags": ["wind", "bus"], "note": "so, so"}
    hers.put("check-ins", checked | {"local_date": DAY, "symptoms": symptoms})
    hers.put("journal", {"local_date": DAY, "text": "mine", "tags": ["a"], "never_share": True})
    hers.put("care", {"local_date": DAY, "kind": "drops", "count": 3})
    cells = [{"doing": "smile", "moves": "eye", "level": n} for n in (2,)]
    hers.put("synkinesis", {"local_date": DAY, "cells": cells})
    form = {"local_date": DAY, "version": "1", "finished": True}
    worried = {"gad1": 2, "gad2": 1, "phq1": 1, "phq2": 1}
    hers.put("questionnaires/forms", form | {"instrument": "phq4", "answers": worried})
    begun = {"instrument": "own_function", "answers": {"smile": 3}, "finished": False}
    hers.put("questionnaires/forms", form | begun)
    letter = {"scale": "sunnybrook", "on": DAY, "clinician": "Dr Chen"}
    hers.put("gradings", letter | {"numbers": {"composite": -5, "resting": 10}})
    hers.put("treatments", {"kind": "therapy", "on": DAY, "until": DAY, "note": "weekly"})
    hers.put("visits", {"on": DAY, "with_whom": "Dr Chen", "questions": ["Why?"], "goal": "a cup"})
    item = hers.someone.item("warm_compress")
    hers.send("item.set", tick(item, seconds=300))
    hers.send("item.set", tick(hers.someone.item("rest_scan"), state="skipped", reason="eye"))
    hers.send("day.kind", {"kind": "flare"})
    hers.send("session.felt", {"effort": 3, "pain": 1, "items": [str(item.id)]})


def test_each_file_holds_what_was_entered_on_both_databases(on_both: Reader) -> None:
    live(on_both)
    found = {kind: on_both.rows(kind) for kind in RecordKind}
    for kind, rows in found.items():
        assert rows, kind
        assert list(rows[0]) == HEADINGS[kind]
    at = {"Day": DAY, "Time": "09:00"}
    assert found[RecordKind.CHECK_INS] == [
        at | {"Mood, 1 lowest to 5 highest": "2", "Energy, 0 to 10": "4", "Sleep, 0 to 10": "0",
              "Tags": "wind, bus", "Note": "so, so"}
    ]  # fmt: skip
    tight, dry = found[RecordKind.SYMPTOMS]
    assert list(tight.values()) == [
        DAY, "09:00", "tight", "Tight or stiff face", "contracture or hypertonia", "cheek", "left",
        "left cheek", "6"
    ]  # fmt: skip
    assert (dry["Symptom"], dry["Where"], dry["Rating, 0 to 10"]) == ("Dry or gritty eye", "", "0")
    assert found[RecordKind.JOURNAL] == [
        at | {"Text": "mine", "Tags": "a", "Never share": "TRUE"}
    ]  # fmt: skip
    (care,) = found[RecordKind.EYE_CARE]
    assert (care["Key"], care["What"], care["How often"]) == ("drops", "Drops", "3")
    (linked,) = found[RecordKind.LINKED_MOVEMENTS]
    assert (linked["What you do, key"], linked["What moves along, key"]) == ("smile", "eye")
    assert linked["How much, 0 to 3"] == "2"
    assert linked["What you do"]
    asked = {row["Question, key"]: row for row in found[RecordKind.QUESTIONNAIRES]}
    assert set(asked) == {"gad1", "gad2", "phq1", "phq2", "smile"}
    assert (asked["gad1"]["Answer"], asked["gad1"]["Finished"]) == ("2", "TRUE")
    assert asked["smile"]["Finished"] == "FALSE"
    assert asked["smile"]["Question"] == "Smiling the way I want"
    assert asked["phq1"]["Form"] == asked["phq2"]["Form"] != asked["smile"]["Form"]
    (score,) = found[RecordKind.SCORES]
    assert (score["Total"], score["Highest total"], score["Range, key"]) == ("5", "12", "mild")
    (letter,) = found[RecordKind.GRADINGS]
    assert (letter["Composite score"], letter["Resting"], letter["Grade"]) == ("-5", "10", "")
    (treated,) = found[RecordKind.TREATMENTS]
    assert list(treated.values()) == [DAY, DAY, "therapy", "Therapy", "weekly"]
    (visit,) = found[RecordKind.VISITS]
    assert list(visit.values()) == [DAY, "FALSE", "Dr Chen", "a cup", "Why?", "", ""]
    steps = {row["Step, key"]: row for row in found[RecordKind.STEPS]}
    assert steps["warm_compress"]["State, key"] == "done"
    assert steps["warm_compress"]["Minutes planned"].isdigit()
    assert steps["warm_compress"]["Seconds by the timer"] == "300"
    assert steps["rest_scan"]["State"] == "Skipped: eye sore"
    assert found[RecordKind.DAYS] == [{"Day": DAY, "Key": "flare", "Kind of day": "Flare day"}]
    assert list(found[RecordKind.SESSIONS][0].values()) == [DAY, "09:00", "3", "1", "1"]


def test_headings_and_words_are_in_the_language_that_is_read(hers: Reader) -> None:
    live(hers)
    hers.phone.post("/language", data={"language": "zh-Hans"})
    for kind in RecordKind:
        (headings, *_) = csv.reader(
            StringIO(hers.phone.get(f"/records/{kind}.csv").content.decode("utf-8-sig"))
        )
        assert len(set(headings)) == len(headings) == len(HEADINGS[kind])
        assert all(re.search("[\u4e00-\u9fff]", heading) for heading in headings), headings
    (row,) = hers.rows("days")
    assert DAY in row.values()
    assert "flare" in row.values()


def test_whatever_was_written_comes_back_and_nothing_is_a_formula(on_both: Reader) -> None:
    odd = (
        *WORDS[::4],
        *WORDS[-9:],
        "\tx",
        "\rx",
        "\uff1d1+1",
        "'already",
        'a "b", c\r\nd',
        "\U0001f600",
    )
    for n, word in enumerate(odd):
        at = NOW - timedelta(minutes=n + 1)
        on_both.send("journal.add", {"text": word, "tags": [word[:40].strip() or "x"]}, at=at)
    on_both.put("journal", {"local_date": DAY, "text": LONG[:20_000]})
    rows = on_both.rows("journal")
    assert len(rows) == len(odd) + 1
    assert rows.pop()["Text"] == LONG[:20_000]
    for row, word in zip(rows, reversed(odd), strict=True):
        risky = word.startswith(("=", "+", "-", "@", "\t", "\r", "\uff1d"))
        assert row["Text"] == ("'" + word if risky else word)
        for cell in (row["Text"], row["Tags"]):
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("blank", [" ", "  ", "\u00a0", "\u3000", "\ufeff", "\u200b", " \ufeff"])
def test_blanks_before_it_hide_no_formula(blank: str) -> None:
    rows = [(f"{blank}=1+1", f"{blank}\uff1d1", f"{blank}word = 1")]
    text = b"".join(as_csv(["a", "b", "c"], rows)).decode("utf-8-sig")
    (row,) = list(csv.reader(StringIO(text, newline="")))[1:]
    assert row == [f"'{blank}=1+1", f"'{blank}\uff1d1", f"{blank}word = 1"]


def test_own_names_of_symptoms_are_no_formulas_either(hers: Reader) -> None:
    name = '=HYPERLINK("https://evil.example","x")'
    hers.put("check-ins", {"local_date": DAY, "symptoms": [{"key": name, "rating": 3}]})
    (row,) = hers.rows("symptoms")
    assert (row["Key"], row["Symptom"]) == ("'" + name, "'" + name)
    assert row["Rating, 0 to 10"] == "3"


def test_the_days_asked_for_are_the_days_given(hers: Reader) -> None:
    for back in (0, 3, 9):
        day = (TODAY - timedelta(days=back)).isoformat()
        hers.put("care", {"local_date": day, "kind": "drops", "count": 1 + back})
    since, until = (str(TODAY - timedelta(days=n)) for n in (3, 1))

    def counts(**span: str) -> list[str]:
        return [row["How often"] for row in hers.rows("eye-care", **span)]

    assert counts() == ["10", "4", "1"]
    assert counts(**{"from": since}) == ["4", "1"]
    assert counts(to=until) == ["10", "4"]
    assert counts(**{"from": since, "to": until}) == ["4"]
    assert counts(**{"from": "2020-01-01", "to": "2020-12-31"}) == []


@pytest.mark.parametrize("kind", RecordKind)
def test_a_file_of_nothing_is_its_headings_alone(house: House, kind: RecordKind) -> None:
    newcomer = house.phone(house.settle(dan))
    answer = newcomer.get(f"/records/{kind}.csv")
    assert answer.content.decode("utf-8-sig").count("\r\n") == 1
    assert next(csv.reader([answer.content.decode("utf-8-sig")])) == HEADINGS[kind]


def test_it_is_a_download_that_nobody_keeps(hers: Reader) -> None:
    answer = hers.phone.get("/records/journal.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    named = f'attachment; filename="facekind-journal-{DAY}.csv"'
    assert answer.headers["content-disposition"] == named
    assert "no-store" in answer.headers["cache-control"]
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("place", ["/records", "/records/journal.csv"])
@pytest.mark.parametrize(
    ("span", "field", "sentence"),
    [
        ({"from": "yesterday"}, "from", "This is not a day of the calendar."),
        ({"to": "2026-02-30"}, "to", "This is not a day of the calendar."),
        ({"from": "2026-03-01", "to": "2026-02-01"}, "to", "The last day comes before the first."),
        ({"from": "\u202e<b>"}, "from", "This is not a day of the calendar."),
        ({"to": "9" * 5_000}, "to", "This is not a day of the calendar."),
    ],
)
def test_days_that_cannot_be_give_the_page_with_a_sentence(
    hers: Reader, place: str, span: dict[str, str], field: str, sentence: str
) -> None:
    answer = hers.phone.get(place, params=span)
    assert answer.status_code == 422
    page = BeautifulSoup(answer.text, "html.parser")
    assert page.title is not None
    assert page.title.get_text().startswith("Error:")
    summary = page.select_one(f".errsum a[href='#{field}']")
    assert summary is not None
    assert sentence in summary.get_text()
    control = page.select_one(f"#{field}")
    assert control is not None
    assert control["value"] == span[field]


def test_the_page_leads_to_every_file_with_the_days_chosen(hers: Reader) -> None:
    page = BeautifulSoup(hers.phone.get("/records").text, "html.parser")
    links = [str(one["href"]) for one in page.select("main ul a")]
    assert links == [f"/records/{kind}.csv" for kind in RecordKind]
    assert "is not encrypted" in page.get_text()
    chosen = hers.phone.get("/records", params={"from": "2026-11-01", "to": "2026-11-24"}).text
    page = BeautifulSoup(chosen, "html.parser")
    heading = page.select_one("h2.sec")
    assert heading is not None
    assert heading.get_text() == "Files from 1 Nov 2026 to 24 Nov 2026"
    for link in page.select("main ul a"):
        assert hers.phone.get(str(link["href"])).status_code == 200
        assert str(link["href"]).endswith("?from=2026-11-01&to=2026-11-24")


@pytest.mark.parametrize("page", ["/account", "/privacy", "/progress"])
def test_other_pages_lead_here(hers: Reader, page: str) -> None:
    found = BeautifulSoup(hers.phone.get(page).text, "html.parser")
    assert found.select_one("a[href='/records']") is not None


def test_what_was_removed_or_taken_back_is_in_no_file(hers: Reader) -> None:
    gone = hers.put("journal", {"local_date": DAY, "text": "gone"})
    assert hers.phone.delete(f"/api/v1/journal/{gone}").status_code == 204
    hers.send("item.set", tick(hers.someone.item("rest_scan")))
    hers.send("item.set", tick(hers.someone.item("rest_scan"), state="undone"), at=NOW)
    assert hers.rows("journal") == []
    assert hers.rows("steps") == []


def test_dan_gets_his_own_and_a_stranger_nothing(house: House, hers: Reader) -> None:
    live(hers)
    him = house.phone(house.settle(dan))
    for kind in RecordKind:
        told = him.get(f"/records/{kind}.csv").content.decode("utf-8-sig")
        assert told.count("\r\n") == 1, kind
        assert house.stranger().get(f"/records/{kind}.csv").status_code == 303


@pytest.mark.parametrize("name", ["nothing", "journal.txt", "..%2fjournal", "JOURNAL"])
def test_a_file_there_is_not_is_not_here(hers: Reader, name: str) -> None:
    assert hers.phone.get(f"/records/{name}.csv").status_code == 404


def test_who_downloads_slowly_keeps_nobody_waiting(house: House, hers: Reader) -> None:
    for _ in range(4):
        hers.put("journal", {"local_date": DAY, "text": LONG[:20_000]})
    pool: Any = house.engines.reading.pool
    held: list[int] = []

    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            held.append(pool.checkedout())
            await send(message)

        await house.app(scope, receive, sent)

    slow = TestClient(watched, base_url=str(hers.phone.base_url), cookies=hers.phone.cookies)
    assert slow.get("/records/journal.csv").status_code == 200
    assert len(held) > 3
    assert not any(held)


def test_each_file_takes_three_queries_at_most(house: House, hers: Reader) -> None:
    live(hers)
    asked: list[str] = []

    def count(*happened: object) -> None:
        asked.append(str(happened[2]))

    def who(client: TestClient) -> int:
        asked.clear()
        client.get("/api/v1/questionnaires")  # asks for nobody's rows
        return sum(one.lstrip().startswith("SELECT") for one in asked)

    for engine in (house.engines.reading, house.engines.writing):
        sa.event.listen(engine, "before_cursor_execute", count)
    before = who(hers.phone)
    for kind in RecordKind:
        asked.clear()
        hers.phone.get(f"/records/{kind}.csv")
        assert sum(one.lstrip().startswith("SELECT") for one in asked) - before <= 3, kind


def test_the_columns_of_every_file_are_written_down() -> None:
    told = (Path(__file__).parents[3] / "docs" / "records.md").read_text()
    for kind, sheet in SHEETS.items():
        part = told.partition(f"## {kind}\n")[2].partition("\n## ")[0]
        assert re.findall("`([a-z_0-9]+)`", part.partition("Columns: ")[2]) == list(sheet.columns)
