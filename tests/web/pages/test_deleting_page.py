"""Deleting an account: said plainly, done at once, and nothing of it stays."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session
from starlette.testclient import TestClient

from backend.domain.tokens import TokenScope
from backend.services.passphrases import PassphraseDraft, set_passphrase
from backend.services.tokens import TokenDraft, mint_token
from backend.store.accounts import read_patient
from backend.web.cookies import COOKIE
from tests.conftest import House
from tests.parsed import soup
from tests.people import NOW, Someone, dan

CANARY = "canary written on a bad Tuesday"
YES = {"understood": "true"}


def is_there(house: House, someone: Someone) -> bool:
    with house.read() as session:
        return read_patient(session, someone.id) is not None


def test_the_page_says_what_goes_and_what_stays(phone: TestClient) -> None:
    page = soup(phone.get("/account/delete").text)
    assert [part.get_text() for part in page.select("main .card h2")] == ["What goes", "What stays"]
    assert "Backups that whoever runs this server makes: for up to 35 days." in page.get_text()
    assert len(page.select("main form button")) == 1
    assert not page.select("input[name=understood][checked]")


def test_everything_goes_and_the_answer_makes_this_phone_forget(
    house: House, phone: TestClient, her: Someone
) -> None:
    phone.post("/journal", data={"text": CANARY, "day": "2026-11-24"})
    phone.post("/settings/name", data={"name": CANARY})
    with Session(house.engines.writing) as session, session.begin():
        draft = TokenDraft(name=CANARY, scopes=(TokenScope.READ,))
        key = mint_token(session, her.id, draft, now=NOW)
    other = house.phone(her)
    answer = phone.post("/account/delete", data=YES)
    assert answer.status_code == 200
    page = soup(answer.text)
    assert page.select_one(f"[data-gone='{her.patient.key}']")
    assert page.select_one("body[data-user]") is None
    dropped = [one for one in answer.headers.get_list("set-cookie") if one.startswith(COOKIE)]
    assert [f'{COOKIE}=""' in one and "Max-Age=0" in one for one in dropped] == [True]
    assert not is_there(house, her)
    assert [one.get("/today").status_code for one in (phone, other)] == [303, 303]
    bearer = {"Authorization": f"Bearer {key}"}
    assert house.stranger().get("/api/v1/days/today", headers=bearer).status_code == 401
    file = Path(sa.make_url(house.app.state.settings.url).database or "")
    files = [one.read_bytes() for one in file.parent.glob(f"{file.name}*")]
    assert files
    assert not any(CANARY.encode() in one for one in files)


def test_a_doctor_s_link_opens_nothing_any_more(house: House, phone: TestClient) -> None:
    shared = {"categories": ["routine"], "open_days": 7}
    made = phone.post("/api/v1/share-links", json=shared).json()
    token, key = made["link"].partition("#")[2].split(".")
    said = {"token": token, "key": key, "passcode": made["passcode"], "recipient": "Dr Chen"}
    assert house.stranger().post("/v", json=said).status_code == 200
    phone.post("/account/delete", data=YES)
    assert house.stranger().post("/v", json=said).status_code == 404


@pytest.mark.parametrize("said", [{}, {"understood": ""}, {"understood": "false"}])
def test_without_the_tick_nothing_goes(
    house: House, phone: TestClient, her: Someone, said: dict[str, str]
) -> None:
    answer = phone.post("/account/delete", data=said)
    assert answer.status_code == 422
    page = soup(answer.text)
    assert page.select_one(".errsum a[href='#understood']")
    assert "Tick that you understand" in page.get_text()
    assert is_there(house, her)


def test_whoever_picked_up_the_phone_cannot_delete_it(
    house: House, phone: TestClient, her: Someone
) -> None:
    with Session(house.engines.writing) as session, session.begin():
        said = PassphraseDraft(name="Amina", passphrase="quiet rivers 4711 at dusk")  # noqa: S106
        hasher = house.app.state.reception.passcodes
        set_passphrase(session, her.id, said, hasher=hasher, now=NOW)
    house.clock.moment = NOW + timedelta(minutes=20)
    asked = phone.get("/account/delete")
    assert asked.headers["location"] == "/sign-in/again?next=%2Faccount%2Fdelete"
    assert phone.post("/account/delete", data=YES).status_code == 403
    assert is_there(house, her)


def test_dan_s_account_is_untouched(house: House, phone: TestClient, her: Someone) -> None:
    his = house.settle(dan)
    his_phone = house.phone(his)
    before = his_phone.get("/api/v1/events?after_seq=0").json()
    assert house.stranger().post("/account/delete", data=YES).status_code == 401
    phone.post("/account/delete", data=YES)
    assert not is_there(house, her)
    assert his_phone.get("/today").status_code == 200
    assert his_phone.get("/api/v1/events?after_seq=0").json() == before


def test_it_speaks_her_language_to_the_end(phone: TestClient) -> None:
    phone.post("/language", data={"language": "zh-Hans"})
    answer = phone.post("/account/delete", data=YES)
    assert answer.status_code == 200
    assert soup(answer.text).select_one("html[lang='zh-Hans']")
