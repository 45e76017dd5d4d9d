"""The 4-week check-in as a page: what it asks, keeping it by a plain post, when it is due."""

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient
from uuid_utils.compat import uuid7

from backend.domain.questionnaires import FUNCTION, FUNCTION_ITEMS, Form
from backend.store.questionnaires import read_finished
from tests.conftest import House
from tests.parsed import only, soup
from tests.people import NOW, TODAY, Someone, dan, event, send

PATH = "/check-in/function"


def posted(**answers: str) -> dict[str, str]:
    return {"id": str(uuid7()), "day": TODAY.isoformat(), **answers}


def forms(house: House, someone: Someone) -> tuple[Form, ...]:
    with house.read() as session:
        return read_finished(session, someone.id, FUNCTION)


def done(house: House, someone: Someone, *, days_ago: int) -> None:
    """Finish a form some days ago."""
    at, about = NOW - timedelta(days=days_ago), {"form_id": str(uuid7()), "instrument": FUNCTION}
    said = [("form.answer", {"item": "smile", "answer": 4}), ("form.finish", {})]

    def finish(session: object) -> Someone:
        for kind, more in said:
            body = event(kind, {**about, "version": "1", **more}, day=at.date(), at=at)
            send(session, someone, body)  # type: ignore[arg-type]
        return someone

    house.settle(finish)


def test_it_asks_ten_things_and_one_of_change_and_nothing_is_chosen(phone: TestClient) -> None:
    page = soup(phone.get(PATH).text)
    assert only(page, "h1").get_text() == "4-week check-in"
    scales = page.select("fieldset.scale")
    assert [scale["id"] for scale in scales] == list(FUNCTION_ITEMS)
    for scale in scales:
        assert [one["value"] for one in scale.select("input")] == [str(n) for n in range(11)]
        assert only(scale, "output").get_text() == "not yet"
    assert [one["value"] for one in page.select("input[name=impression]")] == list("12345")
    assert page.select("[checked]") == []
    words = page.get_text(" ")
    for said in ("so that a doctor", "all optional", "lower is better", "not a validated scale"):
        assert said in words
    assert "no score" in words


def test_every_control_has_a_name_of_its_own(phone: TestClient) -> None:
    page = soup(phone.get(PATH).text)
    names = [one["aria-label"] for one in page.select("button[aria-label]")]
    assert len(names) == len(set(names)) == 31
    legends = [one.get_text() for one in page.select("legend")]
    assert len(legends) == len(set(legends)) == 11


def test_a_plain_post_keeps_a_form(house: House, phone: TestClient, her: Someone) -> None:
    answer = phone.post(PATH, data=posted(smile="6", sleep="0", impression="2", pain=""))
    assert (answer.status_code, answer.headers["location"]) == (303, PATH)
    (form,) = forms(house, her)
    assert form.answers == {"smile": 6, "sleep": 0, "impression": 2}
    assert (form.day, form.language) == (TODAY, "en")
    shown = only(soup(phone.get(PATH).text), "[data-last-done]").get_text()
    assert "Last done on 24 Nov 2026, due again on 22 Dec 2026." in shown


def test_posted_twice_it_is_one_form(house: House, phone: TestClient, her: Someone) -> None:
    data = posted(smile="6")
    for _ in range(2):
        assert phone.post(PATH, data=data).status_code == 303
    assert len(forms(house, her)) == 1
    changed = phone.post(PATH, data=data | {"smile": "7"})
    assert changed.status_code == 409
    assert "begin a new form" in changed.text
    assert forms(house, her)[0].answers == {"smile": 6}


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({}, "Please answer at least one question."),
        ({"smile": ""}, "Please answer at least one question."),
        ({"smile": "11", "sleep": "3"}, "This number is outside its range."),
        ({"impression": "0"}, "This number is outside its range."),
        ({"smile": "true"}, "This must be a whole number."),
        ({"smile": "3\0"}, "This must be a whole number."),
        ({"gad1": "3"}, "There is a field here that Facekind does not know."),
        ({"smile": "9" * 200_000}, "This number is outside its range."),
    ],
)
def test_what_cannot_be_kept_comes_back_with_a_sentence(
    house: House, phone: TestClient, her: Someone, answers: dict[str, str], says: str
) -> None:
    answer = phone.post(PATH, data=posted(**answers))
    assert answer.status_code == 422
    page = soup(answer.text)
    assert says in only(page, ".errsum").get_text()
    assert only(page, "title").get_text().startswith("Error: ")
    for link in page.select(".errsum a"):
        if link["href"] != "#gad1":
            assert page.select_one(str(link["href"])), "every link leads somewhere"
    assert forms(house, her) == ()
    chosen = {one["name"]: one["value"] for one in page.select("input[checked]")}
    assert chosen == ({"sleep": "3"} if "sleep" in answers else {})


@pytest.mark.parametrize("change", [{"day": "soon"}, {"id": "nonsense"}, {"day": "2026-01-01"}])
def test_a_form_of_no_day_is_refused(
    house: House, phone: TestClient, her: Someone, change: dict[str, str]
) -> None:
    assert phone.post(PATH, data=posted(smile="6") | change).status_code in {404, 422}
    assert forms(house, her) == ()


def test_dan_keeps_his_own_and_sees_nothing_of_hers(
    house: House, phone: TestClient, her: Someone
) -> None:
    data = posted(smile="6")
    phone.post(PATH, data=data)
    him = house.settle(dan)
    his = house.phone(him)
    assert "24 Nov" not in only(soup(his.get(PATH).text), "[data-last-done]").get_text()
    assert his.post(PATH, data=data | {"smile": "9"}).status_code == 303
    assert forms(house, him)[0].answers == {"smile": 9}
    assert forms(house, her)[0].answers == {"smile": 6}


def row(phone: TestClient, query: str = "") -> str:
    return only(soup(phone.get(f"/check-in{query}").text), ".function-row").get_text(
        " ", strip=True
    )


def test_the_check_in_page_says_when_it_is_due(
    house: House, phone: TestClient, her: Someone
) -> None:
    assert row(phone).startswith("4-week check-in: due")
    done(house, her, days_ago=10)
    assert row(phone).startswith("4-week check-in Last done on 14 Nov 2026")
    assert "due again on 12 Dec 2026" in row(phone)


def test_each_day_says_what_will_be_true_on_it(
    house: House, phone: TestClient, her: Someone
) -> None:
    """The phone keeps the days ahead, so they are made for their own day."""
    done(house, her, days_ago=25)
    assert not row(phone, f"?d={TODAY + timedelta(days=2)}").startswith("4-week check-in: due")
    assert row(phone, f"?d={TODAY + timedelta(days=3)}").startswith("4-week check-in: due")


def test_the_phone_may_keep_the_page_until_something_on_it_changes(phone: TestClient) -> None:
    first = phone.get(PATH)
    assert first.headers["X-Facekind-User"]
    known = {"If-None-Match": first.headers["ETag"]}
    assert phone.get(PATH, headers=known).status_code == 304
    phone.post("/check-in", data={"id": str(uuid7()), "day": TODAY.isoformat(), "mood": "4"})
    assert phone.get(PATH, headers=known).status_code == 304
    phone.post(PATH, data=posted(smile="6"))
    assert phone.get(PATH, headers=known).status_code == 200


def test_it_takes_few_queries(house: House, phone: TestClient, her: Someone) -> None:
    for days in (200, 100, 30):
        done(house, her, days_ago=days)
    asked: list[str] = []
    for engine in (house.engines.reading, house.engines.writing):
        sa.event.listen(engine, "before_cursor_execute", lambda *told: asked.append(str(told[2])))
    assert phone.get(PATH).status_code == 200
    assert sum(one.lstrip().startswith("SELECT") for one in asked) <= 4


def test_it_speaks_chinese(phone: TestClient) -> None:
    phone.post("/language", data={"language": "zh-Hans"})
    page = soup(phone.get(PATH).text)
    assert only(page, "h1").get_text() == "4 周小结"
    assert "联带运动" in page.get_text()
    phone.post(PATH, data=posted(smile="6"))
    assert "2026年11月24日" in phone.get(PATH).text


def test_a_form_id_is_never_one_of_another_sort(
    house: House, phone: TestClient, her: Someone
) -> None:
    odd = UUID("00000000-0000-4000-8000-000000000000")
    assert phone.post(PATH, data=posted(smile="6") | {"id": str(odd)}).status_code == 422
    assert forms(house, her) == ()
