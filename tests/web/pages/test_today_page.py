"""The day's page: roles, labels, the plain form, and what strangers get."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup, Tag
from sqlmodel import Session
from starlette.testclient import TestClient
from uuid_utils.compat import uuid7

from backend.domain.sides import Side
from backend.services.plans import SideDraft, save_side
from tests.conftest import House
from tests.parsed import soup
from tests.people import NOW, TODAY, Someone, ben, dan


def form(her: Someone, step: str, state: str, day: date = TODAY, **more: str) -> dict[str, str]:
    fields = {"id": str(uuid7()), "day": day.isoformat(), "occurrence": "1", "state": state}
    return fields | {"item_id": str(her.item(step).id)} | more


def post_tick(phone: TestClient, fields: dict[str, str]) -> int:
    return phone.post(f"/today/items/{fields['item_id']}/1", data=fields).status_code


def states(phone: TestClient) -> dict[str, str]:
    day = phone.get("/api/v1/days/today").json()
    return {one["step"]["id"]: one["state"] for one in day["items"]}


def test_one_heading_names_the_day_and_one_step_is_next(phone: TestClient) -> None:
    page = soup(phone.get("/today").text)
    assert [heading.get_text().split()[0] for heading in page.find_all("h1")] == ["Tuesday"]
    assert len(page.select('[data-group="next"] li.step')) == 1
    main = page.select_one("main")
    assert main is not None
    assert (main["data-day"], main["data-when"]) == ("2026-11-24", "today")


def test_a_page_carries_what_the_phone_needs_to_keep_it(phone: TestClient, her: Someone) -> None:
    answer = phone.get("/today?d=2026-11-26")
    headers = answer.headers
    assert headers["X-Facekind-User"] == her.patient.key
    assert headers["X-Facekind-Day"] == "2026-11-26"
    day_ms = int(headers["X-Facekind-Ends"]) - int(headers["X-Facekind-Begins"])
    assert day_ms == 24 * 3600 * 1000
    assert headers["Cache-Control"] == "private, no-store"
    main = soup(answer.text).select_one("main")
    assert main is not None
    assert main["data-seq"] == headers["X-Facekind-Seq"]
    assert main["data-zone"] == "Europe/London"
    assert main["data-day-starts"] == "04:00"


def test_an_unchanged_page_is_not_sent_again_and_a_changed_one_is(
    phone: TestClient, her: Someone
) -> None:
    known = {"If-None-Match": phone.get("/today").headers["ETag"]}
    assert phone.get("/today", headers=known).status_code == 304
    post_tick(phone, form(her, "rest_scan", "done"))
    assert phone.get("/today", headers=known).status_code == 200


def test_tomorrow_the_same_etag_is_old(house: House, phone: TestClient) -> None:
    known = {"If-None-Match": phone.get("/today?d=2026-11-25").headers["ETag"]}
    house.clock.moment += timedelta(days=1)
    assert phone.get("/today?d=2026-11-25", headers=known).status_code == 200


def test_the_plain_form_ticks_takes_back_and_skips(phone: TestClient, her: Someone) -> None:
    assert post_tick(phone, form(her, "rest_scan", "done")) == 303
    assert states(phone)["rest_scan"] == "done"
    assert post_tick(phone, form(her, "rest_scan", "undone")) == 303
    assert states(phone)["rest_scan"] == "undone"
    assert post_tick(phone, form(her, "rest_scan", "skipped", reason="eye")) == 303
    assert states(phone)["rest_scan"] == "skipped"
    assert "eye sore" in phone.get("/today").text.lower()


def test_the_plain_form_sent_twice_is_one_event(phone: TestClient, her: Someone) -> None:
    fields = form(her, "rest_scan", "done")
    assert [post_tick(phone, fields), post_tick(phone, fields)] == [303, 303]
    assert len(phone.get("/api/v1/events").json()) == 1


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"state": "maybe"}, 422),
        ({"occurrence": "0"}, 422),
        ({"occurrence": "true"}, 422),
        ({"item_id": "seven"}, 422),
        ({"item_id": "01a20d9f-a5c4-77fa-be3b-b624a54a241f"}, 404),
        ({"reason": "eye"}, 422),
        ({"day": "2026-02-30"}, 404),
        ({"day": "2025-01-01"}, 422),
        ({"id": "seven"}, 404),
        ({"extra": "1"}, 422),
    ],
)
def test_a_tick_that_makes_no_sense_stores_nothing(
    phone: TestClient, her: Someone, change: dict[str, str], status: int
) -> None:
    fields = form(her, "rest_scan", "done")
    answer = phone.post(f"/today/items/{fields['item_id']}/1", data=fields | change)
    assert answer.status_code == status
    assert soup(answer.text).find("h1")
    assert phone.get("/api/v1/events").json() == []


def test_an_older_day_can_be_corrected_and_lies_where_it_was(
    phone: TestClient, her: Someone
) -> None:
    day = TODAY - timedelta(days=30)
    assert post_tick(phone, form(her, "rest_scan", "done", day)) == 303
    page = soup(phone.get(f"/today?d={day}").text)
    assert page.select('[data-group="done"] li')
    assert states(phone)["rest_scan"] == "undone"


@pytest.mark.parametrize("day", ["2026-10-24", "2026-12-01", "yesterday", "", "2026-13-01"])
def test_a_day_out_of_reach_is_404_with_a_way_to_today(phone: TestClient, day: str) -> None:
    answer = phone.get(f"/today?d={day}")
    assert answer.status_code == 404
    assert soup(answer.text).select('a[href="/today"]')


def test_a_rest_day_in_one_tap_folds_nothing_that_calms(phone: TestClient) -> None:
    fields = {"id": str(uuid7()), "day": TODAY.isoformat(), "kind": "rest"}
    assert phone.post("/today/kind", data=fields).status_code == 303
    assert phone.get("/api/v1/days/today").json()["kind"] == "rest"


def test_dan_never_touches_aminas_day(house: House, phone: TestClient, her: Someone) -> None:
    his = house.phone(house.settle(dan))
    assert post_tick(his, form(her, "rest_scan", "done")) == 404
    assert states(phone)["rest_scan"] == "undone"
    assert her.patient.key not in his.get("/today").text
    assert str(her.items[0].id) not in his.get("/today").text


def test_consistency_is_a_sentence_without_streaks(house: House) -> None:
    page = house.phone(house.settle(ben)).get("/today").text
    assert "planned days" not in page
    assert "streak" not in page.lower()


def test_a_return_is_welcomed_on_today_only_and_once(phone: TestClient, her: Someone) -> None:
    words = "Welcome back. Your plan is as you left it; one short step is plenty."
    assert words in phone.get("/today").text
    assert words not in phone.get(f"/today?d={TODAY - timedelta(days=1)}").text
    assert words not in phone.get(f"/today?d={TODAY + timedelta(days=1)}").text
    post_tick(phone, form(her, "rest_scan", "done"))
    assert words not in phone.get("/today").text


@pytest.mark.parametrize("path", ["/today", "/check-in", "/journal/new", "/journal", "/plan"])
def test_pages_take_a_fixed_number_of_queries(house: House, phone: TestClient, path: str) -> None:
    asked: list[str] = []

    def count(*happened: object) -> None:
        asked.append(str(happened[2]))

    for engine in (house.engines.reading, house.engines.writing):
        sa.event.listen(engine, "before_cursor_execute", count)
    assert phone.get(path).status_code == 200
    assert sum(one.lstrip().startswith("SELECT") for one in asked) <= 10
    assert not any(one.lstrip().startswith(("INSERT", "UPDATE", "DELETE")) for one in asked)


def pictures(page: BeautifulSoup) -> dict[str, Tag]:
    """Give each step's drawing by the step's title."""
    rows = page.select("li.step:has(figure.drawing)")
    return {part(row, ".t").get_text(): part(row, "figure.drawing") for row in rows}


def part(whole: Tag, selector: str) -> Tag:
    """Give what has to be there."""
    found = whole.select_one(selector)
    assert found is not None, selector
    return found


def test_a_face_step_shows_where_it_goes_once_and_says_it(phone: TestClient) -> None:
    page = soup(phone.get("/today").text)
    found = pictures(page)
    assert {"Warm damp cloth", "Gentle face massage", "Pressure points"} <= set(found)
    assert "Walk, cycle or easy jog" not in found
    for row in page.select("li.step"):
        assert len(row.select("figure.drawing svg")) <= 1
    for figure in found.values():
        picture = figure.select_one("svg[role=img]")
        assert picture is not None
        assert len(str(picture["aria-label"])) > 20
        assert "{" not in str(picture["aria-label"])
        assert all("/icons/face.svg#" in str(use["href"]) for use in picture.select("use"))


@pytest.mark.parametrize(
    ("side", "said", "marks"),
    [
        (Side.LEFT, "your left", {"cloth-left"}),
        (Side.RIGHT, "your right", {"cloth-right"}),
        (Side.BOTH, "both sides", {"cloth-left", "cloth-right"}),
    ],
)
def test_the_drawing_lies_on_her_own_affected_side(
    house: House, her: Someone, phone: TestClient, side: Side, said: str, marks: set[str]
) -> None:
    with Session(house.engines.writing) as session, session.begin():
        draft = SideDraft(side=side, onset_year=2024, onset_month=3)
        save_side(session, her.id, draft, today=TODAY, now=NOW)
    figures = pictures(soup(phone.get("/today").text))
    cloth, massage = figures["Warm damp cloth"], figures["Gentle face massage"]
    assert cloth["data-side"] == side
    assert part(cloth, "figcaption").get_text() == said
    assert f"lies on {said}," in str(part(cloth, "svg")["aria-label"])
    assert {str(use["href"]).partition("#")[2] for use in cloth.select(".marks use")} == marks
    assert massage["data-side"] == "both"
