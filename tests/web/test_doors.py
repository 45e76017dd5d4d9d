"""Who and what may come in at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from backend.app import create_app
from backend.services.devices import open_session
from backend.settings import Settings
from backend.web.dependencies import host_name
from backend.web.middleware import SECURITY_HEADERS
from tests.conftest import House
from tests.people import TODAY, amina, dan


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/today", 200),
        ("/help-now", 200),
        ("/nowhere", 404),
        ("/static/nowhere/x.css", 404),
        ("/healthz", 200),
        ("/api/v1/days/nonsense", 404),
        ("/sw.js", 200),
        ("/manifest.webmanifest", 200),
    ],
)
def test_every_answer_carries_the_security_headers(house: House, path: str, status: int) -> None:
    answer = house.phone(house.settle(amina)).get(path)
    assert answer.status_code == status
    for name, value in SECURITY_HEADERS.items():
        assert answer.headers[name] == value
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "server" not in answer.headers


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.", ""])
def test_unknown_hosts_are_not_answered(house: House, host: str) -> None:
    assert house.phone(house.settle(amina)).get("/today", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000", "localhost"])
def test_loopback_has_three_names(house: House, host: str) -> None:
    assert house.stranger().get("/", headers={"Host": host}).status_code == 200


def test_ports_and_brackets_are_told_from_names() -> None:
    assert host_name("[::1]:8000") == "[::1]"
    assert host_name("[::1]") == "[::1]"
    assert host_name("LocalHost:1") == "localhost"


@pytest.mark.parametrize(
    "name", ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via"]
)
def test_a_forwarded_request_meets_a_closed_door(house: House, name: str) -> None:
    phone = house.phone(house.settle(amina))
    for path in ("/", "/today", "/start"):
        answer = phone.get(path, headers={name: "127.0.0.1"})
        assert answer.status_code == 403
        assert "sign-in" in answer.text
    assert phone.get("/help-now", headers={name: "127.0.0.1"}).status_code == 200


def test_a_server_bound_to_the_network_is_closed(house: House, sqlite_url: str) -> None:
    her = house.settle(amina)
    with Session(house.engines.writing) as session, session.begin():
        token = open_session(session, her.id, now=house.clock())
    app = create_app(Settings(host="0.0.0.0", database_url=sqlite_url), now=house.clock)  # noqa: S104
    outside = TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False)
    outside.cookies.set("facekind", token)
    assert outside.get("/today").status_code == 403
    assert outside.post("/start", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 403
    assert outside.get("/api/v1/days/today").json()["status"] == 403
    app.state.engines.dispose()


def test_another_sites_form_is_refused_and_does_nothing(house: House) -> None:
    phone = house.phone(house.settle(amina))
    form = {"day": TODAY.isoformat(), "mood": "4"}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):
        assert phone.post("/check-in", data=form, headers=headers).status_code == 403
    assert phone.get("/api/v1/check-ins").json()["items"] == []


def test_a_body_over_the_limit_is_refused_declared_or_not(house: House) -> None:
    phone = house.phone(house.settle(amina))
    huge = b"text=" + b"x" * 2_200_000
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert phone.post("/journal", content=huge, headers=form).status_code == 413

    def drops() -> Iterator[bytes]:
        yield from (huge[n : n + 65536] for n in range(0, len(huge), 65536))

    assert phone.post("/journal", content=drops(), headers=form).status_code == 413
    assert phone.get("/api/v1/journal").json()["items"] == []


def test_nobody_signed_in_is_sent_to_the_first_page(house: House) -> None:
    stranger = house.stranger()
    for path in ("/today", "/journal", "/plan", "/check-in", "/more", "/settings"):
        answer = stranger.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_a_session_ends_when_it_is_ended(house: House) -> None:
    phone = house.phone(house.settle(amina))
    assert phone.get("/today").status_code == 200
    assert phone.post("/session/end").status_code == 303
    phone.cookies.set("facekind", "stolen-or-old")
    assert phone.get("/today").status_code == 303


def test_only_a_digest_of_the_session_is_kept(house: House, tmp_path: Path) -> None:
    phone = house.phone(house.settle(amina))
    token = phone.cookies["facekind"]
    house.engines.dispose()
    for file in tmp_path.glob("facekind.sqlite3*"):
        assert token.encode() not in file.read_bytes()


def test_a_second_person_cannot_start_or_enter_here(house: House) -> None:
    house.settle(amina)
    house.settle(dan)
    stranger = house.stranger()
    assert stranger.post("/start", data={"zone": "UTC"}).status_code == 422
    assert stranger.post("/start/enter").status_code == 422
    assert stranger.get("/start/enter").status_code == 405


def test_the_demos_code_goes_in_by_a_button_and_never_by_an_address(
    house: House, sqlite_url: str
) -> None:
    her = house.settle(amina)
    with Session(house.engines.writing) as session, session.begin():
        code = open_session(session, her.id, now=house.clock())
    app = create_app(Settings(demo=True, database_url=sqlite_url), now=house.clock)
    same_origin = {"Sec-Fetch-Site": "same-origin"}
    door = TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False)
    assert "set-cookie" not in door.get(f"/enter?code={code}").headers
    assert "set-cookie" not in door.post("/enter", data={"code": "x"}, headers=same_origin).headers
    entered = door.post("/enter", data={"code": code}, headers=same_origin)
    assert "HttpOnly" in entered.headers["set-cookie"]
    assert door.get("/today").status_code == 200
    assert house.stranger().get("/enter").status_code == 404
    app.state.engines.dispose()
