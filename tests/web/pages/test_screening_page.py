"""PHQ-4, PHQ-8 and GAD-7 as pages: what they ask, keeping, the result in words, what is offered."""

from datetime import timedelta
from json import loads
from uuid import UUID

import pytest
import sqlalchemy as sa
from bs4 import Tag
from starlette.testclient import TestClient
from uuid_utils.compat import uuid7

from backend.domain.questionnaires import FUNCTION, Form
from backend.domain.screening import GAD7, PHQ4, PHQ8, SCREENS
from backend.services.following import read_following
from backend.store.questionnaires import read_finished
from tests.conftest import House
from tests.parsed import only, soup
from tests.people import TODAY, Someone, dan
from tests.screened import done

PATH = "/check-in/phq4"
CALM = {"gad1": "0", "gad2": "1", "phq1": "0", "phq2": "0"}
POSITIVE = {"gad1": "1", "gad2": "1", "phq1": "2", "phq2": "2"}


def shown(whole: Tag, selector: str) -> list[Tag]:
    """Give what is found and neither hidden nor inside what is hidden."""
    found = [one for one in whole.select(selector) if not one.has_attr("hidden")]
    return [one for one in found if not one.find_parent(hidden=True)]


def posted(**answers: str) -> dict[str, str]:
    return {"id": str(uuid7()), "day": TODAY.isoformat(), **answers}


def forms(house: House, someone: Someone, instrument: str = PHQ4) -> tuple[Form, ...]:
    with house.read() as session:
        return read_finished(session, someone.id, instrument)


def part(phone: TestClient, path: str = PATH) -> str:
    """Give which part of the page is shown: form, result or tomorrow."""
    return str(shown(soup(phone.get(path).text), "[data-part]")[0]["data-part"])


@pytest.mark.parametrize("name", list(SCREENS))
def test_it_asks_what_was_published_and_says_why_and_who_watches(
    phone: TestClient, name: str
) -> None:
    page = soup(phone.get(f"/check-in/{name}").text)
    questions = page.select("fieldset.one-of-four")
    assert [one["id"] for one in questions] == list(SCREENS[name].items)
    for one in questions:
        assert [radio["value"] for radio in one.select("input")] == list("0123")
        assert [radio["name"] for radio in one.select("input")] == [one["id"]] * 4
    assert page.select("[checked]") == []
    words = page.get_text(" ", strip=True)
    assert "Over the last 2 weeks, how often have you been bothered" in words
    assert "Nobody is watching these answers. This is not an emergency service." in words
    assert "Developed by Drs. Robert L. Spitzer" in words
    assert only(page, ".lead").get_text()
    assert len(shown(page, 'main a[href="/help-now"]')) >= 2
    assert "shown in English" not in words


def test_a_plain_post_keeps_a_form_and_says_the_result_in_words(
    house: House, phone: TestClient, her: Someone
) -> None:
    answer = phone.post(PATH, data=posted(**POSITIVE))
    assert (answer.status_code, answer.headers["location"]) == (303, PATH)
    (form,) = forms(house, her)
    assert form.answers == {"gad1": 1, "gad2": 1, "phq1": 2, "phq2": 2}
    assert (form.day, form.language) == (TODAY, "en")
    page = soup(phone.get(PATH).text)
    assert part(phone) == "result"
    assert only(page, "[data-total]").get_text() == "6 of 12, range: moderate"
    assert [one["data-rule"] for one in shown(page, "[data-rule]")] == ["mh4"]
    assert "worth a conversation" in shown(page, "[data-rule]")[0].get_text()
    assert [one["data-offer"] for one in shown(page, "[data-offer]")] == [PHQ8]
    assert "you have" not in only(page, "main").get_text().lower()
    row = only(page, "[data-filled]")
    assert row["data-filled"] == str(form.id)
    answers = [(dt.get_text(), dd.get_text()) for dt, dd in zip(row("dt"), row("dd"), strict=True)]
    assert ("Feeling down, depressed, or hopeless", "More than half the days") in answers


@pytest.mark.parametrize(
    ("name", "answer", "rule", "says"),
    [
        (PHQ8, "3", "mh2", "talk to a doctor today"),
        (GAD7, "3", "mh3", "a counsellor this week"),
        (PHQ8, "0", "mh6", "reason enough to talk"),
    ],
)
def test_a_longer_form_says_what_fits_its_range(
    phone: TestClient, name: str, answer: str, rule: str, says: str
) -> None:
    path = f"/check-in/{name}"
    phone.post(path, data=posted(**dict.fromkeys(SCREENS[name].items, answer)))
    page = soup(phone.get(path).text)
    (said,) = shown(page, "[data-rule]")
    assert said["data-rule"] == rule
    assert says in said.get_text()
    assert shown(page, "[data-offer]") == []
    assert shown(page, '[data-part="result"] a[href="/help-now"]')


def test_a_question_left_open_is_kept_without_a_total(
    house: House, phone: TestClient, her: Someone
) -> None:
    phone.post(PATH, data=posted(gad1="3", gad2="3", phq1="3"))
    assert forms(house, her)[0].answers == {"gad1": 3, "gad2": 3, "phq1": 3}
    page = soup(phone.get(PATH).text)
    assert shown(page, "[data-has-score]") == []
    assert "a question was left open" in shown(page, "[data-no-score]")[0].get_text()
    assert shown(page, "[data-rule], [data-offer]") == []
    assert "No total" in only(page, "[data-filled] [data-said]").get_text()


def test_posted_twice_it_is_one_form(house: House, phone: TestClient, her: Someone) -> None:
    data = posted(**CALM)
    for _ in range(2):
        assert phone.post(PATH, data=data).status_code == 303
    assert len(forms(house, her)) == 1
    assert phone.post(PATH, data=data | {"gad1": "3"}).status_code == 409


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({}, "Please answer at least one question."),
        ({"gad1": "4", "phq1": "3"}, "This number is outside its range."),
        ({"gad1": "-1"}, "This number is outside its range."),
        ({"gad1": "true"}, "This must be a whole number."),
        ({"phq8": "3"}, "There is a field here that Facekind does not know."),
        ({"smile": "3"}, "There is a field here that Facekind does not know."),
        ({"gad1": "9" * 200_000}, "This number is outside its range."),
    ],
)
def test_what_cannot_be_kept_comes_back_with_a_sentence(
    house: House, phone: TestClient, her: Someone, answers: dict[str, str], says: str
) -> None:
    answer = phone.post(PATH, data=posted(**answers))
    assert answer.status_code == 422
    page = soup(answer.text)
    assert says in only(page, ".errsum").get_text()
    assert forms(house, her) == ()
    chosen = {one["name"]: one["value"] for one in page.select("input[checked]")}
    assert chosen == ({"phq1": "3"} if "phq1" in answers else {})


def test_a_form_begun_elsewhere_goes_on_with_what_was_answered(
    house: House, phone: TestClient, her: Someone
) -> None:
    form_id = done(house, her, PHQ4, {"gad1": 2, "phq2": 1}, days_ago=3, finished=False)
    page = soup(phone.get(PATH).text)
    chosen = {one["name"]: one["value"] for one in page.select("input[checked]")}
    assert chosen == {"gad1": "2", "phq2": "1"}
    form = only(page, "form[data-form]")
    assert only(form, "input[name=id]")["value"] == form_id
    told = loads(str(form["data-open"]))
    assert (told["id"], told["begun"]) == (form_id, "2026-11-21")
    assert told["answers"] == {"gad1": 2, "phq2": 1}
    phone.post(PATH, data={**posted(**CALM), "id": form_id})
    (kept,) = forms(house, her)
    assert (str(kept.id), kept.answers["gad1"], kept.day) == (form_id, 0, TODAY - timedelta(days=3))


def test_a_form_begun_two_weeks_ago_is_not_gone_on_with(
    house: House, phone: TestClient, her: Someone
) -> None:
    done(house, her, PHQ4, {"gad1": 2}, days_ago=14, finished=False)
    page = soup(phone.get(PATH).text)
    assert page.select("[checked]") == []
    assert only(page, "form[data-form]")["data-open"] == ""


def test_the_phone_has_the_cut_offs_of_the_domain_as_data(phone: TestClient) -> None:
    form = only(soup(phone.get(PATH).text), "form[data-form]")
    rules = loads(str(form["data-rules"]))
    assert rules["cuts"] == [[0, "none"], [3, "mild"], [6, "moderate"], [9, "severe"]]
    assert rules["triggers"] == [
        ["mh3", "phq4", 9],
        ["mh4", "phq2", 3],
        ["mh4", "gad2", 3],
        ["mh4", "phq4", 6],
    ]
    assert rules["otherwise"] == "mh6"
    assert form["data-open-days"] == "14"


def test_a_declined_form_is_not_offered_again_by_these_answers(
    house: House, phone: TestClient, her: Someone
) -> None:
    phone.post(PATH, data=posted(**POSITIVE))
    answer = phone.post("/check-in/phq8/decline")
    assert (answer.status_code, answer.headers["location"]) == (303, "/check-in")
    assert shown(soup(phone.get(PATH).text), "[data-offer]") == []
    with house.read() as session:
        assert read_following(session, her.id).declined == {PHQ8: TODAY}
    house.clock.moment += timedelta(days=14)
    later = {**posted(**POSITIVE), "day": (TODAY + timedelta(days=14)).isoformat()}
    assert phone.post(PATH, data=later).status_code == 303
    assert [one["data-offer"] for one in shown(soup(phone.get(PATH).text), "[data-offer]")] == [
        PHQ8
    ]


@pytest.mark.parametrize("first", [FUNCTION, GAD7])
def test_the_second_long_form_of_a_day_says_tomorrow(
    house: House, phone: TestClient, her: Someone, first: str
) -> None:
    answers = {"smile": 3} if first == FUNCTION else {"gad1": 1}
    done(house, her, first, answers)
    assert part(phone, "/check-in/phq8") == "tomorrow"
    assert part(phone) == "form", "four questions are no long form"
    page = soup(phone.get("/check-in/phq8").text)
    assert "Tomorrow is soon enough" in page.get_text()
    house.clock.moment += timedelta(days=1)
    assert part(phone, "/check-in/phq8") == "form"


def test_a_long_form_that_was_filled_in_all_the_same_is_kept(
    house: House, phone: TestClient, her: Someone
) -> None:
    """Nothing is lost where two phones did not know of each other."""
    done(house, her, FUNCTION, {"smile": 3})
    assert phone.post("/check-in/phq8", data=posted(phq1="1")).status_code == 303
    assert len(forms(house, her, PHQ8)) == 1


def test_answered_twice_on_one_day_both_are_kept_and_it_says_which_counts(
    house: House, phone: TestClient, her: Someone
) -> None:
    done(house, her, PHQ4, {"gad1": 1})
    assert shown(soup(phone.get(PATH).text), "[data-twice]") == []
    done(house, her, PHQ4, {"gad1": 2})
    page = soup(phone.get(PATH).text)
    assert "the later one counts for that day" in shown(page, "[data-twice]")[0].get_text()
    assert len(page.select("[data-filled]")) == 2


def test_it_can_be_asked_every_two_weeks_from_here(
    house: House, phone: TestClient, her: Someone
) -> None:
    assert "not asked by themselves" in soup(phone.get(PATH).text).get_text()
    assert phone.post(f"{PATH}/switch").headers["location"] == PATH
    with house.read() as session:
        assert read_following(session, her.id).screening
    assert "not asked by themselves" not in soup(phone.get(PATH).text).get_text()
    phone.post(PATH, data=posted(**CALM))
    house.clock.moment += timedelta(days=1)
    assert "asked again from 8 Dec 2026 on" in soup(phone.get(PATH).text).get_text()


def test_the_phone_may_keep_the_page_until_something_on_it_changes(
    house: House, phone: TestClient, her: Someone
) -> None:
    first = phone.get(PATH)
    known = {"If-None-Match": first.headers["ETag"]}
    phone.post("/check-in", data={"id": str(uuid7()), "day": TODAY.isoformat(), "mood": "4"})
    assert phone.get(PATH, headers=known).status_code == 304
    done(house, her, PHQ4, {"gad1": 1}, finished=False)
    assert phone.get(PATH, headers=known).status_code == 200


def test_dan_sees_nothing_of_hers(house: House, phone: TestClient, her: Someone) -> None:
    data = posted(**POSITIVE)
    phone.post(PATH, data=data)
    him = house.settle(dan)
    his = house.phone(him)
    assert soup(his.get(PATH).text).select("[data-filled]") == []
    assert his.post(PATH, data=data | {"gad1": "3"}).status_code == 303
    assert forms(house, him)[0].answers["gad1"] == 3
    assert forms(house, her)[0].answers["gad1"] == 1


def test_it_takes_few_queries(house: House, phone: TestClient, her: Someone) -> None:
    for days in (40, 20, 5):
        done(house, her, PHQ4, {"gad1": 1, "gad2": 1, "phq1": 3, "phq2": 3}, days_ago=days)
    asked: list[str] = []
    for engine in (house.engines.reading, house.engines.writing):
        sa.event.listen(engine, "before_cursor_execute", lambda *told: asked.append(str(told[2])))
    assert phone.get(PATH).status_code == 200
    assert sum(one.lstrip().startswith("SELECT") for one in asked) <= 8


def test_in_chinese_it_says_that_the_questions_are_in_english(phone: TestClient) -> None:
    phone.post("/language", data={"language": "zh-Hans"})
    page = soup(phone.get(PATH).text)
    assert only(page, "h1").get_text() == "心情与担忧"
    assert "以英文显示" in page.get_text()
    assert only(page, "html")["lang"] == "zh-Hans"
    for english in page.select("fieldset.one-of-four"):
        assert english.find_parent(lang="en"), "a screen reader reads it as English"
    phone.post(PATH, data=posted(**POSITIVE))
    page = soup(phone.get(PATH).text)
    assert "值得" in shown(page, "[data-rule]")[0].get_text()
    assert "2026年11月24日" in page.get_text()


def test_a_form_id_is_never_one_of_another_sort(
    house: House, phone: TestClient, her: Someone
) -> None:
    odd = UUID("00000000-0000-4000-8000-000000000000")
    assert phone.post(PATH, data=posted(**CALM) | {"id": str(odd)}).status_code == 422
    assert forms(house, her) == ()
