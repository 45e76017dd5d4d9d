"""Tags, other days, what an entry said before, and putting one back, all without a script."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient
from uuid_utils.compat import uuid7

from backend.library import read_library
from tests.conftest import House
from tests.parsed import only, soup
from tests.people import NOW, TODAY, Someone, dan, event


def fields(text: str, *tags: str, **more: str) -> dict[str, str | list[str]]:
    said = {"id": str(uuid7()), "day": TODAY.isoformat(), "text": text, **more}
    return {**said, "tags": list(tags)}


def entries(phone: TestClient) -> list[dict[str, object]]:
    items: list[dict[str, object]] = phone.get("/api/v1/journal").json()["items"]
    return items


def test_chosen_and_typed_tags_are_kept_once_each(phone: TestClient) -> None:
    sent = fields("Tea.", "eating", "eye", "冷风，说话、 my  mum ,eating,")
    assert phone.post("/journal", data=sent).status_code == 303
    (entry,) = entries(phone)
    assert entry["tags"] == ["eating", "eye", "冷风", "说话", "my mum"]


def test_tags_are_the_same_through_every_door(phone: TestClient, her: Someone) -> None:
    tags = ["eating", "cold wind"]
    phone.post("/journal", data=fields("Form.", "eating", "cold wind"))
    body = {"local_date": TODAY.isoformat(), "text": "Program.", "tags": tags}
    assert phone.put(f"/api/v1/journal/{uuid7()}", json=body).status_code == 201
    batch = {"v": 1, "user": her.patient.key, "sent_at": NOW.isoformat()}
    sent = event("journal.add", {"text": "Outbox.", "tags": tags})
    answer = phone.post("/sync", json=batch | {"events": [sent]})
    assert answer.json()["results"][0]["status"] == "applied"
    assert [one["tags"] for one in entries(phone)] == [tags] * 3


@pytest.mark.parametrize(
    ("tags", "says"),
    [
        (["x" * 41], "at most 40 characters"),
        ([",".join(f"tag {n}" for n in range(21))], "more than one entry can hold"),
        (["nul\0byte"], "NUL"),
        (["长" * 200_000], "at most 40 characters"),
    ],
)
def test_tags_that_cannot_be_kept_come_back_as_typed_with_a_sentence(
    phone: TestClient, tags: list[str], says: str
) -> None:
    answer = phone.post("/journal", data=fields("Tea.", "eating", *tags))
    assert answer.status_code == 422
    page = soup(answer.text)
    (own,) = page.select("input#own-tags")
    assert says in only(page, "#own-tags-error").get_text()
    assert page.select(f'.errsum a[href="#{own["id"]}"]')
    assert str(own["value"])[:20] == tags[0].replace(",", ", ").replace("\0", "\ufffd")[:20] or (
        "\0" in tags[0]
    )
    assert [one["value"] for one in page.select('input[type=checkbox][name="tags"][checked]')] == [
        "eating"
    ]
    assert only(page, "textarea").get_text().strip() == "Tea."
    assert page.select("details.fold[open] #own-tags")
    assert entries(phone) == []


def test_markup_and_right_to_left_tags_are_words(phone: TestClient) -> None:
    phone.post("/journal", data=fields("Tea.", '"><script>alert(1)</script>', "שלום", "😀"))
    text = phone.get("/journal").text
    assert "<script>alert" not in text
    links = [str(one["href"]) for one in soup(text).select(".tags a")]
    assert len(links) == 3
    for link in links:
        assert "Tea." in phone.get(link).text


def test_the_change_page_has_the_tags_and_changes_them(phone: TestClient) -> None:
    sent = fields("Tea.", "eating", "mum")
    phone.post("/journal", data=sent)
    page = soup(phone.get(f"/journal/{sent['id']}").text)
    chosen = [one["value"] for one in page.select('input[type=checkbox][name="tags"][checked]')]
    assert chosen == ["eating"]
    assert only(page, "#own-tags")["value"] == "mum"
    changed = fields("Tea.", "work, dad", of=str(sent["id"]))
    assert phone.post(f"/journal/{sent['id']}", data=changed).status_code == 303
    assert entries(phone)[0]["tags"] == ["work", "dad"]


def test_a_line_can_be_about_another_day(phone: TestClient) -> None:
    page = soup(phone.get("/journal/new").text)
    (day,) = page.select('form.writing input[name="day"]')
    assert (day["type"], day["value"]) == ("date", TODAY.isoformat())
    assert (day["min"], day["max"]) == ((TODAY - timedelta(days=30)).isoformat(), str(TODAY))
    then = (TODAY - timedelta(days=3)).isoformat()
    answer = phone.post("/journal", data=fields("Then.", day=then))
    assert answer.headers["location"] == f"/journal/new?d={then}"
    assert entries(phone)[0]["day"] == then
    for wrong in (TODAY - timedelta(days=31), TODAY + timedelta(days=2)):
        answer = phone.post("/journal", data=fields("Wrong.", day=wrong.isoformat()))
        assert answer.status_code == 422
        assert "Wrong." in answer.text
    assert len(entries(phone)) == 1


def test_two_beginnings_are_shown_and_turn_by_the_day(house: House, phone: TestClient) -> None:
    def offered() -> tuple[list[str], int]:
        items = soup(phone.get("/journal/new").text).select("first-words li")
        shown = [one.get_text() for one in items if not one.has_attr("hidden")]
        return shown, len(items)

    today, number = offered()
    assert (len(today), number) == (2, len(read_library("en").prompts))
    assert offered() == (today, number)
    seen = set(today)
    for _ in range(number // 2 - 1):
        house.clock.moment += timedelta(days=1)
        seen |= set(offered()[0])
    assert len(seen) == number


def test_earlier_wordings_are_listed_newest_first_and_only_to_their_owner(
    house: House, phone: TestClient
) -> None:
    sent = fields("First <b>words</b>.", "eating")
    of = str(sent["id"])
    phone.post("/journal", data=sent)
    assert not soup(phone.get(f"/journal/{of}").text).find("a", string="What it said before")
    for text in ("Second.", "Third."):
        house.clock.moment += timedelta(minutes=5)
        phone.post(f"/journal/{of}", data=fields(text, of=of))
    link = soup(phone.get(f"/journal/{of}").text).find("a", string="What it said before")
    assert link is not None
    page = soup(phone.get(str(link["href"])).text)
    assert [one.get_text() for one in page.select(".entry > .text")] == [
        "Second.",
        "First <b>words</b>.",
    ]
    assert [one.get_text() for one in page.select(".wordings .m b")] == [
        "24 Nov 2026, 9:05",
        "24 Nov 2026, 9:00",
    ]
    assert [one.get_text() for one in page.select(".tags a")] == ["eating"]
    his = house.phone(house.settle(dan))
    for address in (f"/journal/{of}/history", f"/journal/{of}/removed"):
        assert his.get(address).status_code == 404
    assert phone.get(f"/journal/{uuid7()}/history").status_code == 404


def test_what_is_removed_can_be_put_back_with_all_it_had(house: House, phone: TestClient) -> None:
    sent = fields("Tea.", "eating", never_share="true")
    of = str(sent["id"])
    phone.post("/journal", data=sent)
    assert phone.get(f"/journal/{of}/removed").headers["location"] == f"/journal/{of}"
    house.clock.moment += timedelta(minutes=1)
    gone = phone.post(f"/journal/{of}/remove", data={"day": TODAY.isoformat(), "of": of})
    assert entries(phone) == []
    assert phone.get(f"/journal/{of}/history").status_code == 404
    page = soup(phone.get(gone.headers["location"]).text)
    (form,) = page.select("main form")
    assert form.get_text(strip=True) == "Put it back"
    back = {str(one["name"]): str(one["value"]) for one in form.select("input")}
    his = house.phone(house.settle(dan))
    assert his.post(str(form["action"]), data=back).status_code == 404
    house.clock.moment += timedelta(minutes=1)
    for _ in range(2):
        assert phone.post(str(form["action"]), data=back).status_code == 303
    (entry,) = entries(phone)
    assert (entry["text"], entry["tags"], entry["never_share"]) == ("Tea.", ["eating"], True)
    kinds = [one["type"] for one in phone.get("/api/v1/events?after_seq=0").json()]
    assert kinds == ["journal.add", "journal.remove", "journal.edit"]
    page = soup(phone.get(f"/journal/{of}/history").text)
    assert "always said what it says now" in page.get_text()
