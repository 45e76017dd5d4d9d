"""Visits: getting ready, saying that one was there, and what it changed. All by plain forms."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from bs4 import Tag
from starlette.testclient import TestClient

from backend.domain.library import Kind, Step
from backend.domain.plans import PlanVersion, addable
from backend.domain.visits import Visit
from backend.library import read_library
from backend.store import plans, visits
from tests.conftest import House
from tests.parsed import soup
from tests.people import TODAY, Someone, dan

YESTERDAY, TOMORROW = str(TODAY - timedelta(days=1)), str(TODAY + timedelta(days=1))


def kept(house: House, someone: Someone) -> tuple[Visit, ...]:
    with house.read() as session:
        return visits.read_visits(session, someone.id)


def versions(house: House, someone: Someone) -> tuple[PlanVersion, ...]:
    with house.read() as session:
        return plans.read_versions(session, someone.id)


def make(phone: TestClient, **fields: str) -> str:
    """Note a visit and give the address it leads to."""
    answer = phone.post("/visits", data=fields)
    assert answer.status_code == 303
    return str(answer.headers["location"])


def fields_of(form: Tag | None) -> dict[str, list[str]]:
    """Give what a browser would send of a form as it stands."""
    assert form is not None
    sent: dict[str, list[str]] = {}
    for one in form.select("input[name], textarea[name]"):
        if one.get("type") == "checkbox" and not one.has_attr("checked"):
            continue
        value = str(one.get("value", "")) if one.name == "input" else one.get_text()
        sent.setdefault(str(one["name"]), []).append(value.removeprefix("\n"))
    return sent


def test_an_appointment_leads_to_its_page_with_three_questions_and_a_goal(
    house: House, phone: TestClient, her: Someone
) -> None:
    address = make(phone, on=TOMORROW, with_whom="Dr <Chen>")
    page = soup(phone.get(address).text)
    assert [one.get_text() for one in page.select("h1")] == ["Visit, 25 Nov 2026"]
    assert "Dr <Chen>" in page.get_text()
    assert len(page.select("textarea[name=questions]")) == 3
    assert page.select_one("a[href='/report']") is not None
    assert page.select_one("a[href='/sharing']") is not None
    assert page.select_one("form[action$='/held']") is None
    for control in page.select("main :is(input, textarea):not([type=hidden])"):
        assert page.find("label", attrs={"for": str(control["id"])}) is not None
    form = fields_of(page.select_one(f"form[action='{address}']"))
    form |= {"questions": ["Would injections help?", "", "And the tape?"], "goal": ["a cup"]}
    assert phone.post(address, data=form).headers["location"] == f"{address}?saved=visit"
    (visit,) = kept(house, her)
    assert visit.questions == ("Would injections help?", "And the tape?")
    assert (visit.goal, visit.with_whom, visit.held) == ("a cup", "Dr <Chen>", False)
    again = soup(phone.get(f"{address}?saved=visit").text)
    assert "Saved." in again.get_text()


def test_an_empty_page_may_be_saved(house: House, phone: TestClient, her: Someone) -> None:
    address = make(phone, on=TOMORROW)
    form = fields_of(soup(phone.get(address).text).select_one(f"form[action='{address}']"))
    assert phone.post(address, data=form).status_code == 303
    (visit,) = kept(house, her)
    assert (visit.questions, visit.goal) == ((), "")


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"on": "1800-01-01"}, "on", "This is not a day of the calendar."),
        ({"on": "2200-01-01"}, "on", "within the next two years"),
        ({"on": "never"}, "on", "This is not a day of the calendar."),
        ({"on": ""}, "on", "Something is missing here."),
        ({"with_whom": "x" * 81}, "with_whom", "at most 80 characters"),
        ({"questions": ["fine", "x" * 301, ""]}, "questions.1", "at most 300 characters"),
        ({"questions": ["fine", "", "a\0b"]}, "questions.2", "cannot be kept (NUL)"),
        ({"goal": "x" * 200_000}, "goal", "at most 200 characters"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_all_that_was_typed_comes_back(
    house: House,
    phone: TestClient,
    her: Someone,
    wrong: dict[str, str | list[str]],
    field: str,
    sentence: str,
) -> None:
    address = make(phone, on=TOMORROW)
    before = kept(house, her)
    fields = {"on": TOMORROW, "questions": ["fine", "<i>two</i>", ""], "goal": "tea"} | wrong
    answer = phone.post(address, data=fields)
    assert answer.status_code == 422
    page = soup(answer.text)
    summary = page.find("a", attrs={"href": f"#{field}"})
    assert isinstance(summary, Tag)
    assert sentence in summary.get_text()
    control = page.find(id=field)
    assert isinstance(control, Tag)
    assert control["aria-invalid"] == "true"
    typed = [one.get_text().removeprefix("\n") for one in page.select("[name=questions]")]
    assert typed == fields["questions"]
    assert kept(house, her) == before


def test_a_fourth_question_is_refused_with_a_sentence(phone: TestClient) -> None:
    address = make(phone, on=TOMORROW)
    answer = phone.post(address, data={"on": TOMORROW, "questions": ["a", "b", "c", "d"]})
    assert answer.status_code == 422
    assert "more than one entry can hold" in answer.text


def test_on_the_day_the_visit_is_over_and_the_day_after_one_is_asked(
    house: House, phone: TestClient, her: Someone
) -> None:
    address = make(phone, on=str(TODAY))
    assert "The visit is over" in phone.get(address).text
    house.clock.moment += timedelta(days=1)
    for path in (address, "/visits"):
        page = soup(phone.get(path).text)
        assert "Were you there on 24 Nov 2026?" in page.get_text()
        yes = page.select_one(f"form[action='{address}/held']")
        assert yes is not None
    assert phone.post(f"{address}/held").headers["location"] == f"{address}/after"
    (visit,) = kept(house, her)
    assert visit.held
    assert "Were you there" not in phone.get("/visits").text


def test_who_was_not_there_chooses_another_day(
    house: House, phone: TestClient, her: Someone
) -> None:
    address = make(phone, on=str(TODAY))
    house.clock.moment += timedelta(days=2)
    later = str(TODAY + timedelta(days=9))
    assert phone.post(address, data={"on": later}).status_code == 303
    (visit,) = kept(house, her)
    assert (str(visit.on), visit.held) == (later, False)


def test_a_visit_to_come_cannot_be_over(house: House, phone: TestClient, her: Someone) -> None:
    address = make(phone, on=TOMORROW)
    answer = phone.post(f"{address}/held")
    assert answer.status_code == 422
    assert "This visit is still to come." in answer.text
    assert phone.get(f"{address}/after").headers["location"] == address
    assert phone.post(f"{address}/after", data={"note": "x"}).status_code == 422
    assert not kept(house, her)[0].held


def test_a_visit_noted_late_was_held_and_asks_only_when_it_is_fresh(phone: TestClient) -> None:
    assert make(phone, on=YESTERDAY).endswith("/after")
    assert make(phone, on="2024-05-01") == "/visits"


def test_what_changed_becomes_one_version_and_its_words_stand_on_the_plan(
    house: House, phone: TestClient, her: Someone
) -> None:
    address = make(phone, on=YESTERDAY).removesuffix("/after")
    before = versions(house, her)
    page = soup(phone.get(f"{address}/after").text)
    form = fields_of(page.select("form[action$='/after']")[1])
    assert form["stays"] == form["shown"] == [str(item.id) for item in before[-1].items]
    form["stays"] = form["stays"][1:]
    form |= {"add": ["eye_drops"], "note": ["Stop <b>the brow raise</b>"]}
    for _ in range(2):
        answer = phone.post(f"{address}/after", data=form)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{address}?saved=plan")
    after = versions(house, her)
    assert len(after) == len(before) + 1
    assert after[-1].note == "Stop <b>the brow raise</b>"
    assert after[-1].items[:-1] == before[-1].items[1:]
    plan = phone.get("/plan").text
    assert "After the visit: Stop <b>the brow raise</b>" in soup(plan).get_text()
    assert "<b>the brow raise" not in plan
    assert phone.get(f"{address}/after").headers["location"] == address


def test_nothing_changed_is_one_tap(house: House, phone: TestClient, her: Someone) -> None:
    address = make(phone, on=YESTERDAY).removesuffix("/after")
    assert f"{address}/after" in phone.get(address).text
    before = versions(house, her)
    assert phone.post(f"{address}/after", data={}).status_code == 303
    assert versions(house, her) == before
    assert kept(house, her)[0].followed_up
    assert f"{address}/after" not in phone.get(address).text


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"note": "x" * 201}, "note", "at most 200 characters"),
        ({"note": "a\0b"}, "note", "cannot be kept (NUL)"),
        ({"paused": "perhaps"}, "paused", "Error:"),
        ({"shown": ["nonsense"]}, "stays", "Error:"),
    ],
)
def test_a_refused_change_keeps_ticks_and_words(
    house: House,
    phone: TestClient,
    her: Someone,
    wrong: dict[str, str | list[str]],
    field: str,
    sentence: str,
) -> None:
    address = make(phone, on=YESTERDAY)
    before = versions(house, her)
    shown = [str(item.id) for item in her.items]
    fields = {"shown": shown, "stays": shown[2:], "add": "eye_drops", "note": "less"} | wrong
    answer = phone.post(address, data=fields)
    assert answer.status_code == 422
    page = soup(answer.text)
    assert sentence in page.select(f"#{field}-error")[0].get_text()
    assert page.select_one(f".errsum a[href='#{field}']") is not None
    ticked = [str(one["value"]) for one in page.select("[name=stays][checked]")]
    assert ticked == shown[2:]
    note = page.select_one("#note")
    assert note is not None
    assert note["value"] == fields["note"]
    assert page.select_one("#add option[selected]") is not None
    assert versions(house, her) == before
    assert not kept(house, her)[0].followed_up


def test_a_change_over_a_cap_is_said_beside_the_steps(
    house: House, phone: TestClient, her: Someone
) -> None:
    *few, too_much = _movements_to_add(house, her)
    for step in few:
        phone.post("/plan/items", data={"step_id": step.id})
    for item in versions(house, her)[-1].items:
        for minutes in range(1, 11):
            phone.post(f"/plan/items/{item.id}", data={"minutes": str(minutes), "times": "1"})
    address = make(phone, on=YESTERDAY)
    before = versions(house, her)
    answer = phone.post(address, data={"add": too_much.id, "note": "more"})
    assert answer.status_code == 422
    page = soup(answer.text)
    assert "10 minutes in one go" in page.select("#stays-error")[0].get_text()
    assert page.select("#note")[0]["value"] == "more"
    assert versions(house, her) == before
    assert not kept(house, her)[0].followed_up


def _movements_to_add(house: House, her: Someone) -> list[Step]:
    steps = addable(versions(house, her)[-1], read_library("en"))
    return [step for step in steps if step.kind is Kind.ACTIVE]


def test_a_removal_is_undone_by_one_tap(house: House, phone: TestClient, her: Someone) -> None:
    address = make(phone, on=YESTERDAY, with_whom="Dr Chen").removesuffix("/after")
    fields = {"on": YESTERDAY, "with_whom": "Dr Chen", "questions": ["Why?"], "goal": "tea"}
    phone.post(address, data=fields)
    phone.post(f"{address}/after", data={})
    (before,) = kept(house, her)
    form = fields_of(soup(phone.get(address).text).select_one("form[action$='/remove']"))
    for _ in range(2):
        answer = phone.post(f"{address}/remove", data=form)
        assert answer.status_code == 200
        assert kept(house, her) == ()
    assert phone.get(address).status_code == 404
    assert phone.post(address, data=fields).status_code == 404
    undo = fields_of(soup(answer.text).select_one(".undo form"))
    assert phone.post("/visits", data=undo).headers["location"] == "/visits"
    (back,) = kept(house, her)
    assert (back.id, back.questions, back.goal) == (before.id, ("Why?",), "tea")
    assert (back.held, back.followed_up) == (True, True)


@pytest.mark.parametrize("verb", ["", "/held", "/after", "/remove"])
def test_dan_opening_amina_s_visit_gets_404(
    house: House, phone: TestClient, her: Someone, verb: str
) -> None:
    address = make(phone, on=YESTERDAY, with_whom="Dr Chen").removesuffix("/after")
    before = kept(house, her)
    stranger = house.phone(house.settle(dan))
    assert stranger.get(address).status_code == 404
    assert stranger.get(f"{address}/after").status_code == 404
    assert stranger.post(f"{address}{verb}", data={}).status_code == 404
    assert "Dr Chen" not in stranger.get("/visits").text
    assert kept(house, her) == before


@pytest.mark.parametrize("address", ["/visits/x", "/visits/01a20f38-0d6b-75ec-902d-1ee093beda07"])
def test_an_address_of_nothing_is_not_here(phone: TestClient, address: str) -> None:
    assert phone.get(address).status_code == 404
    assert phone.get(f"{address}/after").status_code == 404


def test_what_changed_is_told_in_sentences(phone: TestClient) -> None:
    phone.post("/treatments", data={"kind": "surgery", "on": YESTERDAY})
    address = make(phone, on=TOMORROW)
    text = soup(phone.get(address).text).get_text()
    assert "The last 12 weeks" in text
    assert "No earlier visit is noted yet." in text
    assert "No rating changed by more than day-to-day change." in text
    assert "Operation (surgery), 23 Nov 2026." in text
    make(phone, on=str(TODAY - timedelta(days=20)))
    assert "Since the last visit on 4 Nov 2026" in soup(phone.get(address).text).get_text()


@pytest.mark.parametrize("path", ["/visits", "{visit}", "{past}", "{past}/after"])
def test_pages_take_a_fixed_number_of_queries(house: House, phone: TestClient, path: str) -> None:
    past = make(phone, on=YESTERDAY).removesuffix("/after")
    visit = make(phone, on=TOMORROW)
    for n in range(20):
        make(phone, on=str(TODAY - timedelta(days=n + 2)))
    asked: list[str] = []

    def count(*happened: object) -> None:
        asked.append(str(happened[2]))

    for engine in (house.engines.reading, house.engines.writing):
        sa.event.listen(engine, "before_cursor_execute", count)
    assert phone.get(path.format(visit=visit, past=past)).status_code == 200
    assert sum(one.lstrip().startswith("SELECT") for one in asked) <= 22
    assert not any(one.lstrip().startswith(("INSERT", "UPDATE", "DELETE")) for one in asked)
