"""Writing: what is refused comes back as it was typed, and nothing is anybody else's."""

import pytest
from bs4 import BeautifulSoup
from starlette.testclient import TestClient
from uuid_utils.compat import uuid7

from tests.conftest import House
from tests.people import TODAY, dan


def line(text: str, **more: str) -> dict[str, str]:
    return {"id": str(uuid7()), "day": TODAY.isoformat(), "text": text} | more


def texts(phone: TestClient) -> list[str]:
    return [entry["text"] for entry in phone.get("/api/v1/journal").json()["items"]]


def written(phone: TestClient, text: str) -> str:
    fields = line(text)
    assert phone.post("/journal", data=fields).status_code == 303
    return fields["id"]


def test_a_line_is_kept_and_shown_by_day(phone: TestClient) -> None:
    written(phone, "Tea without a straw.")
    page = BeautifulSoup(phone.get("/journal").text, "html.parser")
    assert "Tea without a straw." in page.get_text()
    assert "Tuesday" in page.get_text()


@pytest.mark.parametrize("text", ["x" * 200_000, "字" * 200_000, "nul\0byte", "   "])
def test_what_is_refused_comes_back_as_typed_with_a_sentence(phone: TestClient, text: str) -> None:
    answer = phone.post("/journal", data=line(text))
    assert answer.status_code == 422
    page = BeautifulSoup(answer.text, "html.parser")
    assert page.title is not None
    assert page.title.get_text().startswith("Error: ")
    area = page.select_one("textarea[name=text]")
    assert area is not None
    assert area.get_text().strip("\n") == text.replace("\0", "\ufffd") or text in answer.text
    assert page.select(".err")
    assert texts(phone) == []


def test_markup_is_words(phone: TestClient) -> None:
    written(phone, "<script>alert(1)</script><b>bold</b>")
    text = phone.get("/journal").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


def test_an_entry_is_changed_and_taken_out(phone: TestClient) -> None:
    of = written(phone, "First.")
    assert phone.get(f"/journal/{of}").status_code == 200
    changed = phone.post(f"/journal/{of}", data=line("Second.", of=of))
    assert changed.status_code == 303
    assert texts(phone) == ["Second."]
    removed = phone.post(f"/journal/{of}/remove", data={"day": TODAY.isoformat(), "of": of})
    assert removed.status_code == 303
    assert texts(phone) == []
    assert phone.get(f"/journal/{of}").status_code == 404


def test_a_refused_change_keeps_the_old_words_and_shows_the_new(phone: TestClient) -> None:
    of = written(phone, "First.")
    answer = phone.post(f"/journal/{of}", data=line("x" * 20_001, of=of))
    assert answer.status_code == 422
    assert "x" * 20_001 in answer.text
    assert texts(phone) == ["First."]


def test_dan_opening_aminas_line_gets_404(house: House, phone: TestClient) -> None:
    of = written(phone, "Mine.")
    his = house.phone(house.settle(dan))
    assert his.get(f"/journal/{of}").status_code == 404
    assert his.post(f"/journal/{of}", data=line("His.", of=of)).status_code == 404
    assert his.post(f"/journal/{of}/remove", data=line("", of=of)).status_code == 404
    assert texts(phone) == ["Mine."]


def test_a_mood_is_kept_taken_back_and_never_dans(house: House, phone: TestClient) -> None:
    fields = {"id": str(uuid7()), "day": TODAY.isoformat(), "mood": "4"}
    assert phone.post("/check-in", data=fields).status_code == 303
    page = BeautifulSoup(phone.get("/check-in").text, "html.parser")
    pressed = page.select('[aria-pressed="true"]')
    assert [button["value"] for button in pressed] == ["4"]
    his = house.phone(house.settle(dan))
    away = f"/check-in/{fields['id']}/remove"
    form = {"day": TODAY.isoformat(), "of": fields["id"]}
    assert his.post(away, data=form).status_code == 404
    assert phone.post(away, data=form).status_code == 303
    assert phone.get("/api/v1/check-ins").json()["items"] == []


@pytest.mark.parametrize("mood", ["0", "6", "11", "true", "good", ""])
def test_a_mood_outside_the_five_is_refused(phone: TestClient, mood: str) -> None:
    fields = {"id": str(uuid7()), "day": TODAY.isoformat(), "mood": mood}
    assert phone.post("/check-in", data=fields).status_code == 422
    assert phone.get("/api/v1/check-ins").json()["items"] == []
