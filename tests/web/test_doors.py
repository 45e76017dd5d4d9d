"""Who and what may come in at all."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sqlmodel import Session
from starlette.requests import Request
from starlette.testclient import TestClient
from starlette.types import Message

from backend.app import create_app
from backend.domain.credentials import CodeKind
from backend.services.devices import open_session
from backend.services.joining import make_code
from backend.settings import Settings
from backend.web import middleware
from backend.web.askers import asker
from backend.web.cookies import session_token
from backend.web.dependencies import host_name
from backend.web.middleware import SECURITY_HEADERS
from backend.web.pace import Pace
from tests.conftest import House
from tests.entering import PASSPHRASE, give_passphrase
from tests.people import TODAY, Someone, amina, dan


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


UNKNOWN = ["evil.example", "127.0.0.1.evil.example", "localhost.", "192.168.1.5:8000", ""]


@pytest.mark.parametrize("host", UNKNOWN)
def test_unknown_hosts_are_not_answered(house: House, host: str) -> None:
    phone = house.phone(house.settle(amina))
    for path in ("/today", "/", "/join", "/about", "/healthz", "/sw.js", "/api/v1/days/today"):
        answer = phone.get(path, headers={"Host": host})
        assert answer.status_code == 400
        assert "does not answer under this name" in answer.text
        assert "Amina" not in answer.text


def test_a_phone_at_a_number_reads_why_that_cannot_work_and_the_three_ways(house: House) -> None:
    numbers = {"Host": "192.168.1.5:8000"}
    phone = house.stranger()
    page = BeautifulSoup(phone.get("/", headers=numbers).text, "html.parser")
    words = page.get_text()
    for said in ("a number such as 192.168.1.5", "no passkey", "could be lost", "self-hosting.md"):
        assert said in words
    assert len(page.select("ol li")) == 3
    # What the page is made of, and help, come under any name.
    for sheet in page.select("link[rel=stylesheet], link[rel=icon], script[src]"):
        address = str(sheet.get("href") or sheet["src"])
        assert phone.get(address, headers=numbers).status_code == 200
    assert {str(link["href"]) for link in page.select("a")} == {"#main", "/help-now"}
    assert phone.get("/help-now", headers=numbers).status_code == 200
    assert phone.get("/", headers=numbers | {"Accept": "application/json"}).json()["status"] == 400


def test_two_hosts_at_once_are_none(house: House) -> None:
    asked = [("Host", "127.0.0.1:8000"), ("Host", "evil.example")]
    assert house.stranger().get("/about", headers=asked).status_code == 400
    assert house.stranger().get("/help-now", headers=asked).status_code == 400


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
    for path in ("/", "/today", "/start", "/sign-in", "/join", "/pair", "/v"):
        answer = phone.get(path, headers={name: "127.0.0.1"})
        assert answer.status_code == 403
        assert "This connection is not https" in answer.text
        assert "Amina" not in answer.text
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


PUBLIC = "https://rehab.example.org"
PROXY, STRANGER = ("192.0.2.1", 40000), ("198.51.100.9", 40000)
FORWARDED = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"}


@pytest.fixture
def public(house: House, tmp_path: Path) -> Iterator[House]:
    """The same people on a server that others reach through a proxy."""
    url = house.engines.writing.url.render_as_string(hide_password=False)
    settings = Settings(
        data_dir=tmp_path, database_url=url, public_url=PUBLIC, trusted_proxies=("192.0.2.0/28",)
    )
    app = create_app(settings, now=house.clock)
    yield House(app, house.clock, app.state.engines)
    app.state.engines.dispose()


def through(house: House, hand: tuple[str, int] = PROXY) -> TestClient:
    """A browser that opens the public address; `hand` is who connects to this server."""
    return TestClient(
        house.app,
        base_url=PUBLIC.replace("https", "http"),
        headers=FORWARDED | {"Sec-Fetch-Site": "same-origin"},
        follow_redirects=False,
        client=hand,
    )


def secured(house: House) -> Someone:
    def with_a_passphrase(session: Session) -> Someone:
        her = amina(session)
        give_passphrase(session, her)
        return her

    return house.settle(with_a_passphrase)


def token_of(house: House, her: Someone) -> str:
    with Session(house.engines.writing) as session, session.begin():
        return open_session(session, her.id, now=house.clock())


def test_through_its_proxy_the_public_name_answers_over_https(public: House) -> None:
    browser = through(public)
    answer = browser.get("/")
    assert answer.status_code == 200
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    browser.cookies.set("__Host-facekind", token_of(public, secured(public)))
    assert browser.get("/today").status_code == 200


@pytest.mark.parametrize("name", [b"\xa0__Host-facekind", b"\x85__Host-facekind", b"facekind"])
def test_a_neighbouring_site_signs_nobody_in_as_somebody_else(name: bytes) -> None:
    sent = [(b"cookie", name + b"=planted; " + name + b"-asking=planted")]
    scope = {"type": "http", "scheme": "https", "path": "/", "headers": sent}
    request = Request(scope | {"server": ("rehab.example.org", 443)})
    assert session_token(request) is None
    assert asker(request).key == ""


def test_a_passkey_shown_at_another_port_of_our_name_opens_nothing(public: House) -> None:
    for host, status in (("", 200), (":443", 200), (":8443", 422), (":99999", 422)):
        asked = {"Host": f"rehab.example.org{host}", "Accept": "application/json"}
        answer = through(public).post("/sign-in/passkey/options", headers=asked)
        assert answer.status_code == status, host


def test_whoever_has_a_whole_network_of_addresses_is_one_asker(public: House) -> None:
    def asks(address: str) -> int:
        browser = through(public)
        browser.headers["X-Forwarded-For"] = address
        return browser.post("/pair").status_code

    public.app.state.ways_in_pace = Pace(2)
    told = [asks(f"2001:db8::{number}") for number in range(1, 4)]
    assert told == [422, 422, 429]
    assert asks("2001:db8:0:1::1") == 422


def test_the_cookie_over_https_is_bound_to_its_host(public: House) -> None:
    browser = through(public)
    browser.cookies.set("facekind", token_of(public, secured(public)))
    assert browser.get("/today").headers["location"].startswith("/")
    with Session(public.engines.writing) as session, session.begin():
        code = make_code(session, CodeKind.INVITE, now=public.clock())
    form = {"code": code, "name": "Ben", "passphrase": PASSPHRASE}
    cookie = browser.post("/join", data=form).headers["set-cookie"]
    assert cookie.startswith("__Host-facekind=")
    parts = {part.strip().lower() for part in cookie.split(";")}
    assert {"secure", "httponly", "samesite=lax", "path=/", "max-age=15552000"} <= parts
    assert not any(part.startswith("domain") for part in parts)


def test_what_a_stranger_says_of_their_connection_is_not_believed(public: House) -> None:
    stranger = through(public, STRANGER)
    stranger.cookies.set("__Host-facekind", token_of(public, secured(public)))
    for path in ("/", "/today", "/sign-in", "/api/v1/days/today"):
        answer = stranger.get(path)
        assert answer.status_code == 403
        assert "not https" in answer.text
        assert "strict-transport-security" not in answer.headers


def test_a_proxy_that_says_http_is_believed_too(public: House) -> None:
    plain = through(public).get("/", headers={"X-Forwarded-Proto": "http"})
    assert plain.status_code == 403


def test_the_proxys_own_other_names_stay_unknown(public: House) -> None:
    assert through(public).get("/", headers={"Host": "other.example.org"}).status_code == 400


def test_another_origin_of_the_same_host_is_another_site(public: House) -> None:
    browser = through(public)
    del browser.headers["Sec-Fetch-Site"]
    for origin, status in (
        (PUBLIC, 303),
        ("http://rehab.example.org", 403),
        (f"{PUBLIC}:444", 403),
        ("null", 403),
    ):
        answer = browser.post("/language", data={"language": "en"}, headers={"Origin": origin})
        assert answer.status_code == status, origin


def test_with_a_public_address_nobody_is_in_without_a_credential(public: House) -> None:
    her = public.settle(amina)
    browser = through(public)
    browser.cookies.set("__Host-facekind", token_of(public, her))
    assert browser.get("/today").status_code == 303
    assert browser.post("/start", data={"zone": "UTC"}).status_code == 422
    assert browser.post("/start/enter").status_code == 422
    here = public.phone(her)
    assert here.get("/today").status_code == 303


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


def test_a_small_body_need_not_say_its_length(house: House) -> None:
    phone = house.phone(house.settle(amina))
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    sent = phone.post("/journal", content=iter([b"text=a+line&day=2026-11-24"]), headers=form)
    assert sent.status_code == 303
    assert len(phone.get("/api/v1/journal").json()["items"]) == 1


def test_ten_kilobytes_of_cookies_are_too_much(house: House) -> None:
    for headers in ({"Cookie": "a=" + "x" * 10_000}, {"X-Anything": "x" * 10_000}):
        answer = house.stranger().get("/", headers=headers)
        assert answer.status_code == 431
        assert "The browser sent too much around its request." in answer.text


def test_a_body_that_trickles_in_is_not_waited_for(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(middleware, "SLOWEST_BODY_S", 0.05)
    answered: list[Message] = []
    begun = iter([{"type": "http.request", "body": b"language=", "more_body": True}])

    async def receive() -> Message:
        for message in begun:
            return message
        await asyncio.Event().wait()  # the rest never comes
        raise AssertionError("not reached")

    async def send(message: Message) -> None:
        answered.append(message)

    headers = {
        "host": "127.0.0.1:8000",
        "sec-fetch-site": "same-origin",
        "content-type": "application/x-www-form-urlencoded",
    }
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/language",
        "raw_path": b"/language",
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 40000),
        "server": ("127.0.0.1", 8000),
    }
    # In a thread of its own: a browser that this worker drives keeps a loop in the test's thread.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(house.app(scope, receive, send))).result()
    assert answered[0]["status"] == 408


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
