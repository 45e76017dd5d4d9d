"""Where somebody is signed in: a lost phone is signed out in one press, and nobody else's."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from bs4 import BeautifulSoup
from sqlmodel import Session
from starlette.testclient import TestClient

from backend.domain.activity import ActivityKind
from backend.services.activity import read_recent
from backend.services.devices import open_session, who_is
from backend.store import devices as store
from backend.web.pages.devices import ShownDevice, shown_devices
from tests.conftest import House
from tests.people import NOW, Someone, amina, dan


def sign_in(house: House, someone: Someone, name: str) -> tuple[TestClient, str]:
    with Session(house.engines.writing) as session, session.begin():
        token = open_session(session, someone.id, now=house.clock(), device=name)
    client = house.stranger()
    client.cookies.set("facekind", token)
    return client, token


def listed(house: House, token: str) -> tuple[ShownDevice, ...]:
    with house.read() as session:
        present = who_is(session, token, now=house.clock())
        assert present is not None
        return shown_devices(session, present, now=house.clock())


def test_the_browser_that_asks_comes_first_then_the_one_used_last(house: House) -> None:
    her = house.settle(amina)
    _, here = sign_in(house, her, "Firefox, Linux")
    house.clock.moment += timedelta(days=1)
    sign_in(house, her, "Chrome, Android")
    house.clock.moment += timedelta(days=1)
    sign_in(house, her, "Safari, iPad")
    names = [(one.name, one.here) for one in listed(house, here)]
    assert names == [
        ("Firefox, Linux", True),
        ("Safari, iPad", False),
        ("Chrome, Android", False),
    ]


def test_a_lost_phone_is_signed_out_and_the_others_stay(house: House) -> None:
    her = house.settle(amina)
    laptop, here = sign_in(house, her, "Firefox, Linux")
    lost, _ = sign_in(house, her, "Chrome, Android")
    tablet, _ = sign_in(house, her, "Safari, iPad")
    gone = next(one for one in listed(house, here) if one.name == "Chrome, Android")
    answer = laptop.post(f"/account/devices/{gone.id}/end")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account?ended=one#devices")
    assert lost.get("/today").status_code == 303
    assert [one.get("/today").status_code for one in (laptop, tablet)] == [200, 200]
    with house.read() as session:
        newest = read_recent(session, her.id)[0]
    assert (newest.kind, newest.about) == (ActivityKind.DEVICE_ENDED, "Chrome, Android")


def test_all_others_are_signed_out_at_once_and_this_one_stays(house: House) -> None:
    her, stranger = house.settle(amina), house.settle(dan)
    laptop, _ = sign_in(house, her, "Firefox, Linux")
    lost, _ = sign_in(house, her, "Chrome, Android")
    his, _ = sign_in(house, stranger, "Firefox, Linux")
    answer = laptop.post("/account/devices/end-others")
    assert answer.headers["location"] == "/account?ended=others#devices"
    assert lost.get("/today").status_code == 303
    assert [one.get("/today").status_code for one in (laptop, his)] == [200, 200]


def test_dan_cannot_sign_amina_out(house: House) -> None:
    her, stranger = house.settle(amina), house.settle(dan)
    hers, token = sign_in(house, her, "Chrome, Android")
    his, _ = sign_in(house, stranger, "Firefox, Linux")
    there = listed(house, token)[0].id
    answers = [his.post(f"/account/devices/{one}/end").status_code for one in (there, uuid4())]
    assert answers == [404, 404]
    assert hers.get("/today").status_code == 200


@pytest.mark.parametrize("path", ["end-others", f"{UUID(int=7)}/end"])
def test_a_program_signs_nobody_out(house: House, path: str) -> None:
    house.settle(amina)
    program = {"Authorization": "Bearer x"}
    answer = house.stranger().post(f"/account/devices/{path}", headers=program)
    assert answer.status_code == 401


def test_the_list_in_words(house: House) -> None:
    her = house.settle(amina)
    _, here = sign_in(house, her, "Firefox, Linux")
    sign_in(house, her, "")
    with house.read() as session:
        assert len(store.read_devices(session, her.id, idle_since=NOW.date(), now=NOW)) == 2
    env = house.app.state.environments["en"]
    source = '{% from "components/devices.html" import devices %}{{ devices(shown, "one") }}'
    html = env.from_string(source).render(shown=listed(house, here))
    page = BeautifulSoup(html, "html.parser")
    rows = [" ".join(row.get_text().split()) for row in page.select("[data-list=devices] li")]
    assert rows == [
        "Firefox, Linux this one Since 24 Nov 2026. Last used on 24 Nov 2026.",
        "A browser Sign out, A browser Since 24 Nov 2026. Last used on 24 Nov 2026.",
    ]
    assert "Signed out there." in page.get_text()
    assert page.select_one("form[action='/account/devices/end-others']")
