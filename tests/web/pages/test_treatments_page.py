"""The treatment log: plain forms, a clock in words, undo, and never anybody else's."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from bs4 import Tag
from starlette.testclient import TestClient

from backend.domain.treatments import Treatment
from backend.store import treatments
from tests.conftest import House
from tests.parsed import soup
from tests.people import TODAY, Someone, dan

LONG_AGO = str(TODAY - timedelta(days=95))


def kept(house: House, someone: Someone) -> tuple[Treatment, ...]:
    with house.read() as session:
        return treatments.read_treatments(session, someone.id)


def note(phone: TestClient, **fields: str) -> None:
    answer = phone.post("/treatments", data=fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/treatments")


def test_a_first_treatment_is_noted_and_the_days_are_counted_in_words(
    house: House, phone: TestClient, her: Someone
) -> None:
    empty = soup(phone.get("/treatments").text)
    assert "Nothing noted yet" in empty.get_text()
    assert empty.select_one(".since") is None
    note(phone, kind="botulinum_toxin", on=LONG_AGO, note="St Mary's")
    page = soup(phone.get("/treatments").text)
    text = page.get_text(" ")
    assert "95 days since the last injection" in text
    assert "Relaxing injection (botulinum toxin)" in text
    assert "Nobody has checked them." in text
    (one,) = kept(house, her)
    assert page.select_one(f'a[href="/treatments/{one.id}"]') is not None


def test_every_field_has_a_label_and_none_asks_for_a_dose(phone: TestClient) -> None:
    page = soup(phone.get("/treatments").text)
    controls = page.select("form[action='/treatments'] :is(input, select, textarea)")
    named = {str(one["name"]) for one in controls}
    assert named == {"id", "kind", "on", "until", "note"}
    for control in controls:
        if control.get("type") != "hidden":
            assert page.select_one(f'label[for="{control["id"]}"]') is not None
    assert "No amounts: a dose belongs to your doctor's letter." in page.get_text()


def test_the_same_form_sent_twice_is_one_treatment(
    house: House, phone: TestClient, her: Someone
) -> None:
    form = soup(phone.get("/treatments").text).select_one("input[name=id]")
    assert form is not None
    for _ in range(2):
        note(phone, id=str(form["value"]), kind="surgery", on=LONG_AGO)
    assert len(kept(house, her)) == 1


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"on": ""}, "on", "Write the day it was"),
        ({"on": "1800-01-01"}, "on", "Choose a year from 1920 on."),
        ({"on": "2200-01-01"}, "on", "Choose a date that is not in the future."),
        ({"on": "9999-99-99"}, "on", "Write the day it was"),
        ({"kind": ""}, "kind", "Choose what it was."),
        ({"kind": "filler"}, "kind", "Choose what it was."),
        ({"kind": "therapy", "until": "2000-01-01"}, "until", "The last day comes before"),
        ({"until": str(TODAY)}, "until", "Only a course or a therapy has a last day."),
        ({"note": "a\0b"}, "note", "cannot be kept (NUL)"),
        ({"note": "x" * 200_000}, "note", "at most 500 characters"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_comes_back(
    house: House, phone: TestClient, her: Someone, wrong: dict[str, str], field: str, sentence: str
) -> None:
    fields = {"kind": "surgery", "on": LONG_AGO, "note": "<b>Leeds</b> \u202eabc"} | wrong
    answer = phone.post("/treatments", data=fields)
    assert answer.status_code == 422
    page = soup(answer.text)
    assert page.title is not None
    assert page.title.get_text().startswith("Error:")
    summary = page.select_one(f".errsum a[href='#{field}']")
    assert summary is not None
    assert sentence in summary.get_text()
    control = page.select_one(f"#{field}")
    assert control is not None
    assert control["aria-invalid"] == "true"
    assert page.select_one(f"#{field}-error") is not None
    area = page.select_one("#note")
    assert isinstance(area, Tag)
    assert area.get_text().lstrip("\n") == fields["note"]
    assert kept(house, her) == ()


def test_own_words_are_shown_as_words(phone: TestClient) -> None:
    note(phone, kind="therapy", on=LONG_AGO, note="<script>alert(1)</script> שלום 😀")
    answer = phone.get("/treatments").text
    assert "<script>alert" not in answer
    assert "<script>alert(1)</script> שלום 😀" in soup(answer).get_text()


def test_a_treatment_is_changed(house: House, phone: TestClient, her: Someone) -> None:
    note(phone, kind="therapy", on=LONG_AGO)
    (one,) = kept(house, her)
    form = soup(phone.get(f"/treatments/{one.id}").text)
    chosen = form.select_one("select[name=kind] option[selected]")
    assert chosen is not None
    assert chosen["value"] == "therapy"
    wrong = phone.post(f"/treatments/{one.id}", data={"kind": "therapy", "on": "2200-01-01"})
    assert wrong.status_code == 422
    fields = {"kind": "therapy", "on": LONG_AGO, "until": str(TODAY), "note": "over now"}
    assert phone.post(f"/treatments/{one.id}", data=fields).status_code == 303
    (changed,) = kept(house, her)
    assert (changed.id, changed.until, changed.note) == (one.id, TODAY, "over now")


def test_a_removal_is_undone_by_one_tap_even_when_remove_was_tapped_twice(
    house: House, phone: TestClient, her: Someone
) -> None:
    note(phone, kind="surgery", on=LONG_AGO, note="Leeds & York")
    before = kept(house, her)
    address = f"/treatments/{before[0].id}"
    remove = soup(phone.get(address).text).select_one(f"form[action='{address}/remove']")
    for _ in range(2):
        answer = phone.post(f"{address}/remove", data=_fields(remove))
        assert answer.status_code == 200
        assert kept(house, her) == ()
    assert phone.get(address).status_code == 404
    assert phone.post(address, data={"kind": "surgery", "on": LONG_AGO}).status_code == 404
    undo = soup(answer.text).select_one(".undo form")
    assert isinstance(undo, Tag)
    assert phone.post(str(undo["action"]), data=_fields(undo)).status_code == 303
    (back,) = kept(house, her)
    assert (back.id, back.kind, back.on, back.note) == (
        before[0].id, before[0].kind, before[0].on, "Leeds & York"
    )  # fmt: skip


def _fields(form: Tag | None) -> dict[str, str]:
    assert form is not None
    return {str(one["name"]): str(one["value"]) for one in form.select("input")}


@pytest.mark.parametrize("verb", ["", "/remove"])
def test_dan_opening_amina_s_treatment_gets_404(
    house: House, phone: TestClient, her: Someone, verb: str
) -> None:
    note(phone, kind="surgery", on=LONG_AGO, note="Leeds")
    (one,) = kept(house, her)
    stranger = house.phone(house.settle(dan))
    assert stranger.get(f"/treatments/{one.id}").status_code == 404
    assert stranger.post(f"/treatments/{one.id}{verb}", data={}).status_code == 404
    assert "Leeds" not in stranger.get("/treatments").text
    assert kept(house, her) == (one,)


@pytest.mark.parametrize(
    "address", ["/treatments/x", "/treatments/01a20f38-0d6b-75ec-902d-1ee093beda07"]
)
def test_an_address_of_nothing_is_not_here(phone: TestClient, address: str) -> None:
    assert phone.get(address).status_code == 404
    assert phone.post(address, data={}).status_code == 404


def test_an_odd_id_is_no_treatment(phone: TestClient) -> None:
    fields = {"id": "x", "kind": "surgery", "on": LONG_AGO}
    assert phone.post("/treatments", data=fields).status_code == 404


def test_the_log_takes_few_queries_however_long_it_is(house: House, phone: TestClient) -> None:
    for n in range(30):
        note(phone, kind="therapy", on=str(TODAY - timedelta(days=n)))
        phone.post("/visits", data={"on": str(TODAY - timedelta(days=n + 1))})
    asked: list[str] = []

    def count(*happened: object) -> None:
        asked.append(str(happened[2]))

    for engine in (house.engines.reading, house.engines.writing):
        sa.event.listen(engine, "before_cursor_execute", count)
    page = soup(phone.get("/treatments").text)
    assert len(page.select(".log > li")) == 60
    assert sum(one.lstrip().startswith("SELECT") for one in asked) <= 5
