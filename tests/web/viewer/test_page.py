"""The doctor's page before anything is opened, and who may reach it from where."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event as database_event
from sqlmodel import Session, select
from starlette.testclient import TestClient

from backend.app import create_app
from backend.services.devices import open_session
from backend.settings import Settings
from backend.store.tables import ShareAccessRow, ShareLinkRow
from tests.conftest import House
from tests.entering import give_passphrase
from tests.people import Someone
from tests.web.viewer.links import USUAL, made, outcomes, right, secrets_of


def test_looking_at_the_page_touches_nothing_and_knows_nobody(
    house: House, phone: TestClient, doctor: TestClient
) -> None:
    link = made(phone)
    asked: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    for engine in (house.engines.reading, house.engines.writing):
        database_event.listen(engine, "before_cursor_execute", note)
    hers, theirs = phone.get("/v"), doctor.get("/v")
    assert phone.head("/v").status_code == doctor.head("/v?" + link["link"]).status_code == 200
    assert asked == []
    assert hers.content == theirs.content
    assert "set-cookie" not in theirs.headers
    for engine in (house.engines.reading, house.engines.writing):
        database_event.remove(engine, "before_cursor_execute", note)
    assert outcomes(phone, link) == []


def test_the_pages_own_headers_are_stricter_on_every_answer(
    phone: TestClient, doctor: TestClient
) -> None:
    link = made(phone)
    answers = [
        doctor.get("/v"),
        doctor.head("/v"),
        doctor.post("/v", json=secrets_of(link)),
        doctor.post("/v", json=right(link)),
        doctor.post("/v", json={}),
        doctor.post("/v", json=right(link) | {"token": "x"}),
        doctor.put("/v"),
        doctor.post("/v", json=right(link), headers={"Sec-Fetch-Site": "cross-site"}),
    ]
    assert [one.status_code for one in answers] == [200, 200, 401, 200, 422, 404, 405, 403]
    for one in answers:
        policy = one.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; ")
        assert "form-action 'none'" in policy
        assert policy.endswith("require-trusted-types-for 'script'; trusted-types 'none'")
        assert one.headers["Referrer-Policy"] == "no-referrer"
        assert one.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert one.headers["Cache-Control"] == "no-store"
        assert one.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "access-control-allow-origin" not in one.headers


def test_another_sites_page_opens_nothing(phone: TestClient, doctor: TestClient) -> None:
    link = made(phone)
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):
        assert doctor.post("/v", json=right(link), headers=headers).status_code == 403
    assert outcomes(phone, link) == []


# Crashes


PROXY = ("192.0.2.1", 40000)


def outside(house: House, tmp_path: Path, public: str | None, **more: Any) -> House:
    url = str(house.engines.writing.url.render_as_string(hide_password=False))
    settings = Settings(
        data_dir=tmp_path, database_url=url, public_url=public, trusted_proxies=(PROXY[0],), **more
    )
    app = create_app(settings, now=house.clock)
    return House(app, house.clock, app.state.engines)


def secured(house: House, her: Someone) -> None:
    """Give her a credential: with a public address nobody is in without one."""
    with Session(house.engines.writing) as session, session.begin():
        give_passphrase(session, her)


def through(house: House, her: Someone | None = None, hand: tuple[str, int] = PROXY) -> TestClient:
    """A browser that opens the public address through the proxy, hers or anybody's."""
    browser = TestClient(
        house.app,
        base_url="http://rehab.example.org",
        headers={
            "X-Forwarded-For": "203.0.113.7",
            "X-Forwarded-Proto": "https",
            "Origin": "https://rehab.example.org",
        },
        follow_redirects=False,
        client=hand,
    )
    if her is not None:
        browser.cookies.set("__Host-facekind", proved(house, her))
    return browser


def proved(house: House, her: Someone) -> str:
    """Let her have shown her credential just now; gives her session's token."""
    with Session(house.engines.writing) as session, session.begin():
        return open_session(session, her.id, now=house.clock(), proved=True)


def test_under_the_public_name_she_signs_in_and_her_doctor_opens_the_link(
    house: House, her: Someone, tmp_path: Path
) -> None:
    secured(house, her)
    public = outside(house, tmp_path, "https://rehab.example.org")
    phone, doctor = through(public, her), through(public)
    link = made(phone)
    assert link["link"].startswith("https://rehab.example.org/v#")
    assert doctor.get("/v").status_code == 200
    assert doctor.post("/v", json=right(link)).status_code == 200
    for path in ("/today", "/sharing", "/api/v1/share-links"):
        assert phone.get(path).status_code == 200
        assert doctor.get(path).status_code in {303, 401}
    assert doctor.get("/").status_code == 200
    for path in ("/v/x", "/v2"):
        assert phone.get(path).status_code == 404
    public.engines.dispose()


@pytest.mark.parametrize(
    ("public", "hand", "status"),
    [
        (None, PROXY, 400),
        ("https://other.example.org", PROXY, 400),
        ("https://rehab.example.org", ("198.51.100.9", 40000), 403),
    ],
)
def test_under_another_name_or_without_the_proxy_the_doctors_page_stays_closed(
    house: House, tmp_path: Path, public: str | None, hand: tuple[str, int], status: int
) -> None:
    closed = outside(house, tmp_path, public)
    assert through(closed, hand=hand).get("/v").status_code == status
    assert through(closed, hand=hand).post("/v", json={}).status_code == status
    closed.engines.dispose()


def test_on_a_public_name_without_https_no_link_is_made(
    house: House, her: Someone, tmp_path: Path
) -> None:
    secured(house, her)
    plain = outside(house, tmp_path, "http://rehab.example.org")
    phone = plain.stranger()
    phone.cookies.set("facekind", proved(plain, her))
    refused = phone.post("/api/v1/share-links", json={"categories": USUAL})
    assert refused.status_code == 422
    assert "https" in refused.json()["detail"]
    with house.read() as session:
        assert session.exec(select(ShareLinkRow)).all() == []
        assert session.exec(select(ShareAccessRow)).all() == []
    plain.engines.dispose()
