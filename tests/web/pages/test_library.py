"""The library: every step and reading in full, and what strangers get."""

from datetime import timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup, Tag
from sqlmodel import Session
from starlette.testclient import TestClient

from backend.domain.library import Step
from backend.domain.sides import Side
from backend.library import read_library
from backend.services.plans import GatesDraft, SideDraft, save_gates, save_side
from tests.conftest import House
from tests.people import NOW, TODAY, Someone, ben, dan

PATHS = ["/library", "/library/steps", "/library/readings"]
LIBRARY = read_library("en")
PRESCRIBED = {"rx_topical", "rx_b_vitamins"}


def read(phone: TestClient, path: str) -> BeautifulSoup:
    return BeautifulSoup(phone.get(path).text, "html.parser")


def words(part: BeautifulSoup | Tag) -> str:
    return " ".join(part.get_text(" ").split())


def prescribe(house: House, her: Someone) -> None:
    with Session(house.engines.writing) as session, session.begin():
        draft = GatesDraft(prescribed=("rx_topical",))
        save_gates(session, her.id, draft, today=TODAY, now=NOW)


def change_side(house: House, her: Someone) -> None:
    with Session(house.engines.writing) as session, session.begin():
        draft = SideDraft(side=Side.RIGHT, onset_year=2024, onset_month=3)
        save_side(session, her.id, draft, today=TODAY, now=NOW)


@pytest.mark.parametrize(
    ("path", "name"),
    [("/library", "Library"), ("/library/steps", "Steps"), ("/library/readings", "Readings")],
)
def test_each_page_has_one_main_heading_and_stands_under_more(
    phone: TestClient, path: str, name: str
) -> None:
    page = read(phone, path)
    assert [words(heading) for heading in page.find_all("h1")] == [name]
    current = page.select_one("nav.tabs a[aria-current=page]")
    assert current is not None
    assert current["href"] == "/more"


@pytest.mark.parametrize("path", PATHS)
def test_headings_never_leave_out_a_level(phone: TestClient, path: str) -> None:
    main = read(phone, path).select_one("main")
    assert main is not None
    levels = [int(heading.name[1]) for heading in main.find_all(["h1", "h2", "h3", "h4"])]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("path", PATHS)
def test_an_id_stands_once(phone: TestClient, path: str) -> None:
    ids = [tag["id"] for tag in read(phone, path).select("[id]")]
    assert len(ids) == len(set(ids))


def test_every_row_leads_to_an_article(phone: TestClient) -> None:
    for book in PATHS[1:]:
        rows = [str(row["href"]) for row in read(phone, "/library").select("a.row")]
        led_to = [row.partition("#")[2] for row in rows if row.startswith(f"{book}#")]
        assert led_to == [one["id"] for one in read(phone, book).select(".book > article")]
        assert led_to


def test_every_step_is_there_but_what_nobody_prescribed(
    house: House, phone: TestClient, her: Someone
) -> None:
    found = {one["id"] for one in read(phone, "/library/steps").select("article")}
    assert found == set(LIBRARY.steps) - PRESCRIBED
    assert "Prescribed" not in words(read(phone, "/library"))
    prescribe(house, her)
    found = {one["id"] for one in read(phone, "/library/steps").select("article")}
    assert found == set(LIBRARY.steps) - {"rx_b_vitamins"}
    assert phone.get("/library").text.count("/library/steps#rx_topical") == 1


def test_every_step_says_all_that_is_known(phone: TestClient) -> None:
    page = read(phone, "/library/steps")
    for article in page.select("article"):
        step = LIBRARY.steps[str(article["id"])]
        title = page.find(id=str(article["aria-labelledby"]))
        assert title is not None
        assert title.get_text() == step.title
        check_all_is_said(step, words(article))


def check_all_is_said(step: Step, said: str) -> None:
    evidence = step.evidence
    told = (step.why, step.how, step.how_long, evidence.label, evidence.note, evidence.about or "")
    lists = (*step.not_when, *step.not_today, *step.cautions)
    for sentence in (*told, *lists, *(rule.text for rule in step.stop_rules)):
        assert " ".join(sentence.split()) in said
    for key in evidence.sources:
        assert f"{key} {LIBRARY.sources[key]}" in said
    assert f"Grade {evidence.grade}:" in said
    assert "Compiled November 2026." in said
    assert "Not yet reviewed by a clinician." in said


def test_a_steps_headings_follow_its_content(phone: TestClient) -> None:
    article = read(phone, "/library/steps").find(id="warm_compress")
    assert isinstance(article, Tag)
    assert [words(heading) for heading in article.find_all("h3")] == [
        "Why",
        "How",
        "How long",
        "When to stop",
        "When not to",
        "Not today if",
        "Mind",
        "Evidence",
        "Sources",
    ]


def test_every_reading_is_there_in_full_with_its_sources(phone: TestClient) -> None:
    page = read(phone, "/library/readings")
    assert [one["id"] for one in page.select("article")] == list(LIBRARY.readings)
    for reading in LIBRARY.readings.values():
        article = page.find(id=reading.id)
        assert isinstance(article, Tag)
        said = words(article)
        for sentence in (reading.title, *reading.text, *reading.points, reading.close or ""):
            assert " ".join(sentence.split()) in said
        for key in reading.sources:
            assert f"{key} {LIBRARY.sources[key]}" in said
        assert "Not yet reviewed by a clinician." in said


def test_the_index_names_what_is_advised_against_and_every_source(phone: TestClient) -> None:
    said = words(read(phone, "/library"))
    for card in LIBRARY.avoid:
        assert f"{card.title} {card.why}" in said
    for key, source in LIBRARY.sources.items():
        assert f"{key} {source}" in said


def test_the_way_back_and_help_are_on_each_page(phone: TestClient) -> None:
    for path in PATHS[1:]:
        page = read(phone, path)
        back = page.select_one("main a.back")
        assert back is not None
        place = str(back["href"]).partition("#")[2]
        assert read(phone, "/library").find(id=place)
        assert page.select_one('header a[href="/help-now"]')


def test_the_drawing_shows_her_own_side(house: House, phone: TestClient, her: Someone) -> None:
    def shown() -> str:
        article = read(phone, "/library/steps").find(id="warm_compress")
        assert isinstance(article, Tag)
        figure = article.select_one("figure.drawing")
        assert figure is not None
        return str(figure["data-side"])

    assert shown() == "left"
    known = {"If-None-Match": phone.get("/library/steps").headers["ETag"]}
    change_side(house, her)
    assert phone.get("/library/steps", headers=known).status_code == 200
    assert shown() == "right"


@pytest.mark.parametrize("path", PATHS)
def test_the_phone_may_keep_it_and_asks_whether_it_changed(
    house: House, phone: TestClient, her: Someone, path: str
) -> None:
    first = phone.get(path)
    assert first.headers["X-Facekind-User"] == her.patient.key
    assert "X-Facekind-Day" not in first.headers
    known = {"If-None-Match": first.headers["ETag"]}
    again = phone.get(path, headers=known)
    assert (again.status_code, again.content) == (304, b"")
    house.clock.moment += timedelta(days=1)
    assert phone.get(path, headers=known).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_another_persons_copy_is_not_hers(house: House, phone: TestClient, path: str) -> None:
    known = {"If-None-Match": phone.get(path).headers["ETag"]}
    answer = house.phone(house.settle(dan)).get(path, headers=known)
    assert answer.status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_dan_reads_nothing_of_hers(
    house: House, phone: TestClient, her: Someone, path: str
) -> None:
    prescribe(house, her)
    assert phone.get(path).status_code == 200
    his = house.phone(house.settle(dan)).get(path).text
    assert her.patient.key not in his
    assert "rx_topical" not in his


@pytest.mark.parametrize("path", PATHS)
def test_nobody_is_sent_to_the_first_page(house: House, path: str) -> None:
    answer = house.stranger().get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


@pytest.mark.parametrize("path", PATHS)
def test_pages_take_a_fixed_number_of_queries(house: House, phone: TestClient, path: str) -> None:
    asked: list[str] = []

    def count(*happened: object) -> None:
        asked.append(str(happened[2]))

    for engine in (house.engines.reading, house.engines.writing):
        sa.event.listen(engine, "before_cursor_execute", count)
    assert phone.get(path).status_code == 200
    assert sum(one.lstrip().startswith("SELECT") for one in asked) <= 6
    assert not any(one.lstrip().startswith(("INSERT", "UPDATE", "DELETE")) for one in asked)


def test_somebody_without_a_plan_can_read_too(house: House) -> None:
    phone = house.stranger()
    phone.post("/start", data={"zone": "Europe/London"})
    for path in PATHS:
        assert phone.get(path).status_code == 200
    assert house.phone(house.settle(ben)).get("/library/steps").status_code == 200
