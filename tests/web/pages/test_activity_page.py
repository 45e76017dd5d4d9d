"""Recent activity, in plain words and the person's own hours."""

from datetime import timedelta

from sqlmodel import Session
from starlette.testclient import TestClient

from backend.domain.activity import ActivityKind
from backend.services.activity import note
from backend.web.pages.activity import WORDS
from tests.conftest import House
from tests.parsed import only, soup
from tests.people import NOW, Someone, dan


def happened(house: House, someone: Someone, *rows: tuple[ActivityKind, str]) -> None:
    with Session(house.engines.writing) as session, session.begin():
        for minutes, (kind, about) in enumerate(rows):
            note(session, someone.id, kind, about, now=NOW + timedelta(minutes=minutes))


def rows(phone: TestClient) -> list[str]:
    page = soup(phone.get("/account/activity").text)
    return [" ".join(row.get_text().split()) for row in page.select("[data-list=activity] li")]


def test_the_newest_comes_first_with_day_and_hour_in_her_own_zone(
    house: House, phone: TestClient, her: Someone
) -> None:
    happened(
        house,
        her,
        (ActivityKind.SIGN_IN_FAILED, "Chrome, Android"),
        (ActivityKind.PASSKEY_ADDED, "My <b>phone</b>"),
    )
    assert rows(phone) == [
        "A passkey was added 24 Nov 2026, 9:01. My <b>phone</b>",
        "Somebody tried to sign in with a wrong passphrase 24 Nov 2026, 9:00. Chrome, Android",
    ]
    phone.post("/settings/zone", data={"zone": "Asia/Shanghai"})
    assert "24 Nov 2026, 17:01." in rows(phone)[0]


def test_what_somebody_else_may_have_tried_is_marked(
    house: House, phone: TestClient, her: Someone
) -> None:
    happened(house, her, (ActivityKind.SIGNED_IN, ""), (ActivityKind.PASSKEY_REFUSED, "Old key"))
    marked = soup(phone.get("/account/activity").text).select("[data-list=activity] li:has(.icon)")
    assert [only(row, "bdi").get_text() for row in marked] == ["Old key"]


def test_every_kind_has_words() -> None:
    assert set(WORDS) == set(ActivityKind)


def test_it_says_what_to_do_and_how_long_rows_are_kept(phone: TestClient) -> None:
    page = soup(phone.get("/account/activity").text)
    assert "Nothing yet." in page.get_text()
    assert "Each is kept for 24 months" in page.get_text()
    assert page.select_one("form[action='/account/devices/end-others'] button")
    assert page.select_one("a[href='/account/passphrase']")


def test_dan_sees_none_of_amina_s_rows(house: House, her: Someone) -> None:
    happened(house, her, (ActivityKind.SIGNED_IN, "Chrome, Android"))
    assert rows(house.phone(house.settle(dan))) == []
    assert house.stranger().get("/account/activity").status_code == 303
