"""The plan's page: every change is a plain form, saved at once, and never anybody else's."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup, Tag
from sqlmodel import Session
from starlette.testclient import TestClient

from backend.domain.plans import PlanVersion
from backend.domain.sides import Side
from backend.services.plans import SideDraft, save_side
from backend.store import plans
from tests.conftest import House
from tests.parsed import soup
from tests.people import NOW, TODAY, Someone, dan, settle

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


def now(house: House, her: Someone) -> PlanVersion:
    with house.read() as session:
        return plans.read_versions(session, her.id)[-1]


def steps(house: House, her: Someone) -> list[str]:
    return [item.step_id for item in now(house, her).items]


def row(page: BeautifulSoup, her: Someone, step: str) -> Tag:
    found = page.select_one(f"#item-{her.item(step).id}")
    assert found is not None
    return found


def post(phone: TestClient, path: str, **fields: str) -> None:
    answer = phone.post(path, data=fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/plan")


def test_the_plan_shows_each_step_with_its_knobs(phone: TestClient, her: Someone) -> None:
    page = soup(phone.get("/plan").text)
    assert len(page.select("h1")) == 1
    assert len(page.select("ul.items > li[id^=item-]")) == len(her.items)
    cloth = row(page, her, "warm_compress")
    minutes = [option["value"] for option in cloth.select("select[name=minutes] option")]
    assert minutes == [str(n) for n in range(5, 11)]
    assert [option["value"] for option in cloth.select("select[name=times] option")] == ["1", "2"]
    soak = row(page, her, "foot_soak")
    assert [option["value"] for option in soak.select("select[name=times] option")] == ["1"]
    assert "optional" in soak.get_text()
    assert "About 16 minutes a day" in page.get_text()
    current = page.select_one('nav [aria-current="page"]')
    assert current is not None
    assert current["href"] == "/more"


def test_every_control_has_a_label_and_every_form_posts_to_the_plan(phone: TestClient) -> None:
    page = soup(phone.get("/plan").text)
    for control in page.select("#plan select, #plan input:not([type=hidden])"):
        named = page.select_one(f'label[for="{control.get("id")}"]') or control.find_parent("label")
        assert named, control
    for form in page.select("#plan form"):
        assert form["method"] == "post"
        assert form["action"] == form["hx-post"]
    ids = [tag["id"] for tag in page.select("[id]")]
    assert len(ids) == len(set(ids))


def test_changing_a_step_takes_effect_today_and_leaves_the_past(
    house: House, phone: TestClient, her: Someone
) -> None:
    item = her.item("warm_compress")
    post(phone, f"/plan/items/{item.id}", minutes="8", times="2")
    kept = now(house, her).item(item.id)
    assert kept is not None
    assert (kept.minutes, kept.times, kept.required) == (8, 2, False)
    assert now(house, her).effective_on == TODAY
    yesterday = phone.get(f"/api/v1/days/{TODAY - timedelta(days=1)}").json()
    before = next(one for one in yesterday["items"] if one["step"]["id"] == "warm_compress")
    assert (before["minutes"], before["times"], before["required"]) == (5, 1, True)


def test_steps_move_and_stay_at_the_ends(house: House, phone: TestClient, her: Someone) -> None:
    first, second = steps(house, her)[:2]
    path = f"/plan/items/{her.items[0].id}/move"
    post(phone, path, where="up")
    assert steps(house, her)[:2] == [first, second]
    post(phone, path, where="down")
    assert steps(house, her)[:2] == [second, first]


def test_a_step_leaves_and_comes_back_at_the_end(
    house: House, phone: TestClient, her: Someone
) -> None:
    post(phone, f"/plan/items/{her.item('acupoints').id}/remove")
    assert "acupoints" not in steps(house, her)
    assert soup(phone.get("/plan").text).select_one('input[name=step_id][value="acupoints"]')
    post(phone, "/plan/items", step_id="acupoints")
    assert steps(house, her)[-1] == "acupoints"


def test_programmes_merge_without_doubling_and_leave_again(
    house: House, phone: TestClient, her: Someone
) -> None:
    before = steps(house, her)
    post(phone, "/plan/programmes", programmes="wellbeing")
    assert steps(house, her) == before
    post(phone, "/plan/programmes", programmes="eye_care")
    assert steps(house, her)[: len(before)] == before
    assert "night_eye" in steps(house, her)
    post(phone, "/plan/programmes/eye_care/drop")
    assert steps(house, her) == before
    assert now(house, her).programmes == ("seed_daily", "wellbeing")


def test_movements_pause_until_they_are_resumed(
    house: House, phone: TestClient, her: Someone
) -> None:
    assert not soup(phone.get("/plan").text).select("#pause")
    post(phone, "/plan/programmes", programmes="paresis_retrain")
    post(phone, "/plan/pause", paused="true")
    page = soup(phone.get("/plan").text)
    assert "Movements are paused" in page.get_text()
    assert "Off for now: movements are paused." in page.get_text()
    assert now(house, her).paused
    post(phone, "/plan/pause", paused="false")
    assert not now(house, her).paused


def refused(
    phone: TestClient, path: str, fields: dict[str, str], headers: dict[str, str] | None = None
) -> tuple[BeautifulSoup, str]:
    """Post what breaks a rule; give the page that comes back and the sentence on it."""
    answer = phone.post(path, data=fields, headers=headers)
    assert answer.status_code == 422
    page = soup(answer.text)
    summary = page.select_one(".errsum[autofocus]")
    assert summary is not None
    link = summary.select_one("a")
    assert link is not None
    assert page.select_one(str(link["href"]))
    beside = page.select_one(".err")
    assert beside is not None
    assert link.get_text() in beside.get_text()
    return page, link.get_text()


def test_over_the_cap_the_row_says_so_and_keeps_what_was_chosen(
    house: House, phone: TestClient, her: Someone
) -> None:
    post(phone, "/plan/programmes", programmes="paresis_retrain")
    version = now(house, her)
    ids = {item.step_id: item.id for item in version.items}
    post(phone, f"/plan/items/{ids['emotion']}", minutes="4", times="1", required="true")
    fields = {"minutes": "3", "times": "2", "required": "true"}
    page, sentence = refused(phone, f"/plan/items/{ids['closed_smile']}", fields)
    assert "more than 10 minutes in one go" in sentence
    assert page.title is not None
    assert page.title.get_text().startswith("Error: ")
    wrong = page.select_one(f"#item-{ids['closed_smile']}")
    assert wrong is not None
    assert wrong.select_one("details[open]")
    assert wrong.select_one('select[name=minutes] option[value="3"][selected]')
    assert wrong.select_one('select[name=times] option[value="2"][selected]')
    kept = now(house, her).item(ids["closed_smile"])
    assert kept is not None
    assert (kept.minutes, kept.times) == (1, 1)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"minutes": "11"}, "choose 5 to 10 minutes"),
        ({"minutes": "0"}, "choose 5 to 10 minutes"),
        ({"minutes": "-5"}, "choose 5 to 10 minutes"),
        ({"minutes": "5", "times": "3"}, "choose 1 to 2 times a day"),
        ({"minutes": "true"}, "This must be a whole number."),
        ({"minutes": ""}, "Something is missing here."),
        ({"minutes": "5", "dose": "1"}, "a field here that Facekind does not know"),
    ],
)
def test_out_of_range_is_a_sentence_beside_the_step(
    house: House, phone: TestClient, her: Someone, fields: dict[str, str], sentence: str
) -> None:
    before = now(house, her)
    _, said = refused(phone, f"/plan/items/{her.item('warm_compress').id}", fields)
    assert sentence in said
    assert now(house, her) == before


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("/plan/items", {"step_id": "no_such_step"}, 404),
        ("/plan/items", {"step_id": "vowels_but_longer" * 9}, 422),
        ("/plan/items", {"step_id": "uncouple_eye_mouth"}, 404),
        ("/plan/items", {}, 422),
        ("/plan/items/{item}/move", {"where": "sideways"}, 422),
        ("/plan/items/nothing", {"minutes": "5"}, 404),
        ("/plan/items/00000000-0000-7000-8000-000000000000/remove", {}, 404),
        ("/plan/programmes", {"programmes": "synkinesis_release"}, 422),
        ("/plan/programmes", {"programmes": "no_such"}, 404),
        ("/plan/programmes/eye_care/drop", {}, 404),
        ("/plan/pause", {"paused": "perhaps"}, 422),
    ],
)
def test_what_cannot_be_changes_nothing(
    house: House,
    phone: TestClient,
    her: Someone,
    path: str,
    fields: dict[str, str],
    status: int,
) -> None:
    before = now(house, her)
    answer = phone.post(path.replace("{item}", str(her.items[0].id)), data=fields)
    assert answer.status_code == status
    assert now(house, her) == before


def test_htmx_gets_the_plan_and_nothing_around_it(phone: TestClient, her: Someone) -> None:
    answer = phone.get("/plan", headers=PARTIAL)
    assert "<html" not in answer.text
    assert "<h1" not in answer.text
    assert "HX-Request" in answer.headers["Vary"]
    assert soup(answer.text).select_one(f"#item-{her.items[0].id}")
    page, _ = refused(phone, f"/plan/items/{her.items[0].id}", {"minutes": "99"}, PARTIAL)
    assert not page.select("html, main")


def test_htmx_is_told_to_keep_nothing_and_run_nothing(phone: TestClient) -> None:
    page = soup(phone.get("/plan").text)
    meta = page.select_one('meta[name="htmx-config"]')
    assert meta is not None
    assert '"history": false' in str(meta["content"])
    assert '"mode": "same-origin"' in str(meta["content"])
    scripts = [str(script["src"]) for script in page.select("script")]
    assert [re.sub(r"/static/[0-9a-f]+", "", one) for one in scripts] == [
        "/js/app.js",
        "/js/elements/plan-editor.js",
        "/vendor/htmx.min.js",
    ]


def test_a_closed_gate_shows_its_reason_and_note(house: House) -> None:
    def numb(session: object) -> Someone:
        return settle(session, gates=("numb_face",))  # type: ignore[arg-type]

    him = house.settle(numb)
    page = soup(house.phone(him).get("/plan").text)
    assert "Off for now: numb face." in row(page, him, "warm_compress").get_text()
    answers = page.select_one("#answers")
    assert answers is not None
    assert "Left, since March 2024" in answers.get_text()
    assert "warmth on the face is off" in answers.get_text()
    assert "About 11 minutes a day" in page.get_text()


def test_without_answers_the_plan_asks_for_them(house: House) -> None:
    phone = house.stranger()
    assert phone.get("/plan").headers["location"] == "/"
    phone.post("/start", data={"zone": "UTC"})
    assert phone.get("/plan").headers["location"] == "/start"


@pytest.mark.parametrize("verb", ["", "/move", "/remove"])
def test_dan_changing_aminas_step_gets_404(house: House, her: Someone, verb: str) -> None:
    stranger = house.phone(house.settle(dan))
    before = now(house, her)
    fields = {"": {"minutes": "6"}, "/move": {"where": "down"}, "/remove": {}}[verb]
    answer = stranger.post(f"/plan/items/{her.items[0].id}{verb}", data=fields)
    assert answer.status_code == 404
    assert now(house, her) == before
    assert str(her.items[0].id) not in stranger.get("/plan").text


@pytest.mark.parametrize(
    "path", ["/plan", "/more", "/settings", "/start/gates", "/start/programme"]
)
def test_pages_of_the_plan_take_few_queries(house: House, phone: TestClient, path: str) -> None:
    asked: list[str] = []

    def count(*happened: object) -> None:
        asked.append(str(happened[2]))

    phone.get(path)
    for engine in (house.engines.reading, house.engines.writing):
        sa.event.listen(engine, "before_cursor_execute", count)
    assert phone.get(path).status_code == 200
    assert sum(one.lstrip().startswith("SELECT") for one in asked) <= 6
    assert not any(one.lstrip().startswith(("INSERT", "UPDATE", "DELETE")) for one in asked)


def test_both_sides_are_worth_a_specialist(house: House, phone: TestClient) -> None:
    his = house.phone(house.settle(both_sides))
    assert "Both sides at once" in his.get("/plan").text
    assert "Both sides at once" in his.get("/start/programme").text
    assert "Both sides at once" not in phone.get("/plan").text


def both_sides(session: Session) -> Someone:
    """Somebody with both sides affected."""
    him = settle(session)
    draft = SideDraft(side=Side.BOTH, onset_year=2024, onset_month=3)
    save_side(session, him.id, draft, today=TODAY, now=NOW)
    return him
