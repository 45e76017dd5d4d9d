"""Grades copied from a clinic letter: plain forms, ranges in words, undo, nothing worked out."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from bs4 import Tag
from starlette.testclient import TestClient

from backend.domain.gradings import Grading
from backend.store import gradings
from tests.conftest import House
from tests.parsed import soup
from tests.people import TODAY, Someone, dan

BEFORE = str(TODAY - timedelta(days=60))
HOUSE = {"scale": "house_brackmann", "grade": "3", "on": BEFORE, "clinician": "Dr Chen"}
SUNNYBROOK = {"scale": "sunnybrook", "composite": "44", "on": BEFORE, "clinician": "Dr Chen"}
EFACE = {"scale": "eface", "total": "68", "on": BEFORE, "clinician": "Dr Chen"}


def kept(house: House, someone: Someone) -> tuple[Grading, ...]:
    with house.read() as session:
        return gradings.read_gradings(session, someone.id)


def copy(phone: TestClient, fields: dict[str, str]) -> None:
    answer = phone.post("/gradings", data=fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/gradings")


def test_a_letter_is_copied_and_each_scale_says_which_way_is_better(
    house: House, phone: TestClient, her: Someone
) -> None:
    empty = soup(phone.get("/gradings").text).get_text(" ")
    assert "Facekind never works out a grade." in empty
    assert "Nothing copied yet." in empty
    assert "need a connection" in empty
    parts = {"resting": "10", "voluntary": "60", "synkinesis": "6"}
    copy(phone, SUNNYBROOK | parts)
    copy(phone, HOUSE | {"on": str(TODAY)})
    copy(phone, EFACE | {"on": str(TODAY - timedelta(days=900))})
    rows = [row.get_text(" ") for row in soup(phone.get("/gradings").text).select(".log > li")]
    assert [one.scale for one in kept(house, her)] == ["house_brackmann", "sunnybrook", "eface"]
    assert "House-Brackmann, Grade III" in rows[0]
    assert "I to VI; lower is better." in rows[0]
    assert "Resting 10, Voluntary movement 60, Synkinesis 6" in rows[1]
    assert "Sunnybrook, Composite score 44" in rows[1]
    assert "0 to 100; higher is better." in rows[1]
    assert "eFACE, Total score 68" in rows[2]
    assert "Dr Chen" in rows[2]


def test_every_field_has_a_label_and_an_id_of_its_own(phone: TestClient) -> None:
    page = soup(phone.get("/gradings").text)
    ids = [str(one["id"]) for one in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    controls = page.select("form[action='/gradings'] :is(input, select)")
    named = {str(one["name"]) for one in controls}
    assert named == {
        "id", "scale", "on", "clinician", "grade", "composite", "resting", "voluntary",
        "synkinesis", "total", "static", "dynamic",
    }  # fmt: skip
    for control in controls:
        if control.get("type") not in {"hidden", "radio"}:
            assert page.select_one(f'label[for="{control["id"]}"]') is not None
    grades = page.select(".choice:has([name=grade])")
    assert [one.get_text(" ", strip=True).split()[0] for one in grades] == [
        "I", "II", "III", "IV", "V", "VI"
    ]  # fmt: skip


def test_the_same_form_sent_twice_is_one_grading(
    house: House, phone: TestClient, her: Someone
) -> None:
    form = soup(phone.get("/gradings").text).select_one("input[name=id]")
    assert form is not None
    for _ in range(2):
        copy(phone, HOUSE | {"id": str(form["value"])})
    assert len(kept(house, her)) == 1


@pytest.mark.parametrize(
    ("fields", "wrong", "field", "sentence"),
    [
        (HOUSE, {"grade": "7"}, "grade", "lies between 1 and 6"),
        (HOUSE, {"grade": ""}, "grade", "at least one number of the letter"),
        (HOUSE, {"grade": "III"}, "grade", "Choose one of the grades."),
        (HOUSE, {"composite": "44"}, "composite", "This scale has no such number."),
        (HOUSE, {"on": ""}, "on", "Write the day of the grading"),
        (HOUSE, {"on": "1984-12-31"}, "on", "Choose a year from 1985 on."),
        (HOUSE, {"on": "2200-01-01"}, "on", "not in the future"),
        (HOUSE, {"clinician": ""}, "clinician", "Something is missing here."),
        (HOUSE, {"clinician": "x" * 200_000}, "clinician", "at most 80 characters"),
        (HOUSE, {"clinician": "a\0b"}, "clinician", "cannot be kept (NUL)"),
        (SUNNYBROOK, {"composite": "101"}, "composite", "lies between -15 and 100"),
        (SUNNYBROOK, {"composite": "-16"}, "composite", "lies between -15 and 100"),
        (SUNNYBROOK, {"composite": "forty"}, "composite", "Write a whole number"),
        (SUNNYBROOK, {"composite": "44.5"}, "composite", "Write a whole number"),
        (SUNNYBROOK, {"composite": "true"}, "composite", "Write a whole number"),
        (SUNNYBROOK, {"composite": "1e400"}, "composite", "Write a whole number"),
        (SUNNYBROOK, {"composite": "9" * 200_000}, "composite", "lies between"),
        (SUNNYBROOK, {"resting": "21"}, "resting", "lies between 0 and 20"),
        (SUNNYBROOK, {"voluntary": "19"}, "voluntary", "lies between 20 and 100"),
        (SUNNYBROOK, {"synkinesis": "16"}, "synkinesis", "lies between 0 and 15"),
        (EFACE, {"static": "101"}, "static", "lies between 0 and 100"),
        (EFACE, {"total": ""}, "total", "at least one number of the letter"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_what_was_typed_stays(
    house: House,
    phone: TestClient,
    her: Someone,
    fields: dict[str, str],
    wrong: dict[str, str],
    field: str,
    sentence: str,
) -> None:
    sent = fields | wrong
    answer = phone.post("/gradings", data=sent)
    assert answer.status_code == 422
    page = soup(answer.text)
    assert page.title is not None
    assert page.title.get_text().startswith("Error:")
    summary = page.select_one(".errsum")
    assert summary is not None
    assert sentence in summary.get_text()
    form = page.select_one("details[open] form")
    assert form is not None
    shown = {str(one["name"]): str(one.get("value", "")) for one in form.select("input.input")}
    assert shown.items() <= ({name: "" for name in shown} | sent).items()
    if field in shown:
        control = page.select_one(f"#{fields['scale']}-{field}")
        assert control is not None
        assert control["aria-invalid"] == "true"
        assert page.select_one(f".errsum a[href='#{control['id']}']") is not None
        assert page.select_one(f"#{control['id']}-error") is not None
    assert kept(house, her) == ()


@pytest.mark.parametrize("said", ["-1", "-15", "\u22127", " -7 ", "-\uff17"])
def test_a_composite_no_face_has_is_asked_about_and_kept_once_they_looked_again(
    house: House, phone: TestClient, her: Someone, said: str
) -> None:
    answer = phone.post("/gradings", data=SUNNYBROOK | {"composite": said})
    assert answer.status_code == 422
    page = soup(answer.text)
    assert "This is rare: please look at the letter again." in page.get_text()
    assert page.select_one("input[name=sure]:not([checked])") is not None
    assert kept(house, her) == ()
    copy(phone, SUNNYBROOK | {"composite": said, "sure": "true"})
    (one,) = kept(house, her)
    assert one.unusual
    again = soup(phone.get(f"/gradings/{one.id}").text)
    assert again.select_one("input[name=sure][checked]") is not None


def test_numbers_are_read_as_people_copy_them(
    house: House, phone: TestClient, her: Someone
) -> None:
    copy(phone, SUNNYBROOK | {"composite": " \uff14\uff14 ", "resting": "05"})
    assert kept(house, her)[0].numbers == {"composite": 44, "resting": 5}


def test_an_unknown_scale_is_refused_in_a_sentence(phone: TestClient) -> None:
    answer = phone.post("/gradings", data=HOUSE | {"scale": "mine"})
    assert answer.status_code == 422
    assert "Choose the scale that the letter names." in answer.text


def test_a_clinicians_name_is_shown_as_words(phone: TestClient) -> None:
    copy(
        phone,
        HOUSE | {"clinician": "<script>alert(1)</script> \u05e9\u05dc\u05d5\u05dd \U0001f600"},
    )
    answer = phone.get("/gradings").text
    assert "<script>alert" not in answer
    assert (
        "<script>alert(1)</script> \u05e9\u05dc\u05d5\u05dd \U0001f600" in soup(answer).get_text()
    )


def test_a_grading_is_changed(house: House, phone: TestClient, her: Someone) -> None:
    copy(phone, HOUSE)
    (one,) = kept(house, her)
    address = f"/gradings/{one.id}"
    chosen = soup(phone.get(address).text).select_one("input[name=grade][checked]")
    assert chosen is not None
    assert chosen["value"] == "3"
    wrong = phone.post(address, data=HOUSE | {"grade": "9", "clinician": "Dr Li"})
    assert wrong.status_code == 422
    assert soup(wrong.text).select_one("input[name=clinician][value='Dr Li']") is not None
    assert phone.post(address, data=HOUSE | {"grade": "2"}).status_code == 303
    (changed,) = kept(house, her)
    assert (changed.id, changed.numbers) == (one.id, {"grade": 2})


@pytest.mark.parametrize("fields", [HOUSE, SUNNYBROOK | {"composite": "-4", "sure": "true"}])
def test_a_removal_is_undone_by_one_tap_even_when_remove_was_tapped_twice(
    house: House, phone: TestClient, her: Someone, fields: dict[str, str]
) -> None:
    copy(phone, fields | {"clinician": "Li & <Chen>"})
    before = kept(house, her)
    address = f"/gradings/{before[0].id}"
    remove = soup(phone.get(address).text).select_one(f"form[action='{address}/remove']")
    for _ in range(2):
        answer = phone.post(f"{address}/remove", data=_fields(remove))
        assert answer.status_code == 200
        assert kept(house, her) == ()
    assert phone.get(address).status_code == 404
    assert phone.post(address, data=fields).status_code == 404
    undo = soup(answer.text).select_one(".undo form")
    assert isinstance(undo, Tag)
    assert phone.post(str(undo["action"]), data=_fields(undo)).status_code == 303
    (back,) = kept(house, her)
    assert (back.id, back.on, back.clinician, back.numbers) == (
        before[0].id, before[0].on, "Li & <Chen>", before[0].numbers
    )  # fmt: skip


def _fields(form: Tag | None) -> dict[str, str]:
    assert form is not None
    return {str(one["name"]): str(one["value"]) for one in form.select("input")}


@pytest.mark.parametrize("verb", ["", "/remove"])
def test_dan_opening_amina_s_grading_gets_404(
    house: House, phone: TestClient, her: Someone, verb: str
) -> None:
    copy(phone, HOUSE | {"clinician": "Leeds"})
    (one,) = kept(house, her)
    stranger = house.phone(house.settle(dan))
    assert stranger.get(f"/gradings/{one.id}").status_code == 404
    assert stranger.post(f"/gradings/{one.id}{verb}", data={}).status_code == 404
    assert "Leeds" not in stranger.get("/gradings").text
    assert kept(house, her) == (one,)


@pytest.mark.parametrize(
    "address", ["/gradings/x", "/gradings/01a20f38-0d6b-75ec-902d-1ee093beda07"]
)
def test_an_address_of_nothing_is_not_here(phone: TestClient, address: str) -> None:
    assert phone.get(address).status_code == 404
    assert phone.post(address, data={}).status_code == 404


def test_the_list_takes_few_queries_however_long_it_is(house: House, phone: TestClient) -> None:
    for n in range(30):
        copy(phone, HOUSE | {"on": str(TODAY - timedelta(days=n))})
    asked: list[str] = []

    def count(*happened: object) -> None:
        asked.append(str(happened[2]))

    for engine in (house.engines.reading, house.engines.writing):
        sa.event.listen(engine, "before_cursor_execute", count)
    page = soup(phone.get("/gradings").text)
    assert len(page.select(".log > li")) == 30
    assert sum(one.lstrip().startswith("SELECT") for one in asked) <= 5


@pytest.mark.parametrize("page", ["/treatments", "/progress"])
def test_the_way_here_is_on_the_pages_about_the_next_visit(phone: TestClient, page: str) -> None:
    assert soup(phone.get(page).text).select_one("a[href='/gradings']") is not None
