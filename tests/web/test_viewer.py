"""The doctor's page over HTTP: what opens a link, what does not, and what it costs.

On both databases. S11 to S19, S26 and S27 of the sharing reference; S11 with two server processes
is in `test_two_workers.py`.
"""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event as database_event
from sqlmodel import Session, select
from starlette.testclient import TestClient

from backend.app import create_app
from backend.logs import set_up_logs
from backend.services.sealing import Passcodes
from backend.services.sharing import sweep_links
from backend.settings import Settings
from backend.store.tables import PatientRow, ShareAccessRow, ShareLinkRow
from backend.web.links import LinkPace
from tests.conftest import Clock, House
from tests.people import Someone, dan

USUAL = ["routine", "symptoms", "function", "treatments", "questions"]


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    """The whole app on both databases."""
    clock = Clock()
    app = create_app(Settings(data_dir=tmp_path, database_url=database_url), now=clock)
    yield House(app, clock, app.state.engines)
    app.state.engines.dispose()


@pytest.fixture
def doctor(house: House) -> TestClient:
    """A browser that knows nobody here."""
    return house.stranger()


class Counting(Passcodes):
    """The real judge of passcodes, who counts how often it was asked."""

    asked = 0

    def match(self, kept: str, passcode: str) -> bool:
        self.asked += 1
        return super().match(kept, passcode)


@pytest.fixture
def judge(house: House) -> Counting:
    counting = Counting()
    house.app.state.reception = replace(house.app.state.reception, passcodes=counting)
    return counting


def hurried(house: House) -> None:
    """Let links be opened as often as a test likes."""
    house.app.state.reception = replace(house.app.state.reception, pace=LinkPace(100_000))


def made(phone: TestClient, **more: Any) -> dict[str, Any]:
    answer = phone.post("/api/v1/share-links", json={"categories": USUAL, **more})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def secrets_of(link: dict[str, Any]) -> dict[str, str]:
    token, key = link["link"].partition("/v#")[2].split(".")
    return {"token": token, "key": key}


def right(link: dict[str, Any]) -> dict[str, str]:
    return secrets_of(link) | {"passcode": link["passcode"]}


def wrong(link: dict[str, Any]) -> dict[str, str]:
    other = f"{(int(link['passcode']) + 1) % 10**6:06}"
    return secrets_of(link) | {"passcode": other}


def seen_by_her(phone: TestClient, link: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = phone.get(f"/api/v1/share-links/{link['id']}").json()
    return found


def outcomes(phone: TestClient, link: dict[str, Any]) -> list[str]:
    answer = phone.get(f"/api/v1/share-links/{link['id']}/accesses?limit=200")
    return [access["outcome"] for access in answer.json()["items"]]


def stop(phone: TestClient, link: dict[str, Any]) -> None:
    assert phone.delete(f"/api/v1/share-links/{link['id']}").status_code == 204


# What opens a link


def test_a_doctor_opens_a_link_with_its_passcode(phone: TestClient, doctor: TestClient) -> None:
    link = made(phone)
    opened = doctor.post("/v", json=right(link) | {"recipient": "Dr Chen"})
    assert opened.status_code == 200
    assert opened.headers["content-type"].startswith("text/html")
    assert "<main" in opened.text
    hers = seen_by_her(phone, link)
    assert (hers["opened"], hers["failed"], hers["attempts_left"]) == (1, 0, 10)
    assert (hers["last"]["outcome"], hers["last"]["reader"]) == ("opened", "Dr Chen")


def test_the_report_speaks_the_language_it_was_shared_in(
    phone: TestClient, doctor: TestClient
) -> None:
    link = made(phone, language="zh-Hans")
    opened = doctor.post("/v", json=right(link), headers={"Accept-Language": "en"})
    assert opened.headers["Content-Language"] == "zh-Hans"
    assert 'lang="zh-Hans"' in opened.text


@pytest.mark.parametrize("mode", ["snapshot", "live"])
def test_a_snapshot_stays_as_it_was_and_a_live_link_does_not(
    house: House, phone: TestClient, doctor: TestClient, mode: str
) -> None:
    link = made(phone, mode=mode, name="full", full_name="Before Then")
    with Session(house.engines.writing) as session, session.begin():
        session.exec(select(PatientRow)).one().name = "After Now"
    text = doctor.post("/v", json=right(link)).text
    assert ("Before Then" in text, "After Now" in text) == (mode == "snapshot", mode == "live")


def test_a_passcode_may_be_typed_in_groups_and_in_full_width_digits(
    phone: TestClient, doctor: TestClient
) -> None:
    link = made(phone)
    first, second = link["passcode"][:3], link["passcode"][3:]
    wide = "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in link["passcode"])
    for typed in (f"{first} {second}", f"{first}-{second}", f" {first}–{second} ", wide):
        assert doctor.post("/v", json=secrets_of(link) | {"passcode": typed}).status_code == 200


def test_a_link_without_a_passcode_opens_at_once(phone: TestClient, doctor: TestClient) -> None:
    link = made(phone, passcode=False)
    assert doctor.post("/v", json=secrets_of(link)).status_code == 200
    assert doctor.post("/v", json=secrets_of(link) | {"passcode": "1"}).status_code == 200
    assert outcomes(phone, link) == ["opened", "opened"]


# What asking and guessing cost


def test_asking_without_a_passcode_costs_nothing(
    phone: TestClient, doctor: TestClient, judge: Counting
) -> None:
    link = made(phone)
    for given in ({}, {"passcode": ""}, {"passcode": "  - "}):
        for _ in range(5):
            asked = doctor.post("/v", json=secrets_of(link) | given)
            assert asked.status_code == 401
            assert asked.json()["remainingAttempts"] == 10
    assert outcomes(phone, link) == []
    assert judge.asked == 0


def test_ten_wrong_passcodes_in_a_lifetime_and_a_right_one_refills_nothing(
    phone: TestClient, doctor: TestClient
) -> None:
    link = made(phone)
    left = [doctor.post("/v", json=wrong(link)).json()["remainingAttempts"] for _ in range(9)]
    assert left == [9, 8, 7, 6, 5, 4, 3, 2, 1]
    assert doctor.post("/v", json=right(link)).status_code == 200
    assert seen_by_her(phone, link)["attempts_left"] == 1
    last = doctor.post("/v", json=wrong(link))
    assert (last.status_code, last.json()["remainingAttempts"]) == (401, 0)
    assert doctor.post("/v", json=right(link)).status_code == 404
    assert seen_by_her(phone, link)["failed"] == 10
    assert outcomes(phone, link) == [
        "locked",
        *["wrong_passcode"],
        "opened",
        *["wrong_passcode"] * 9,
    ]


NO_ANSWERS: list[dict[str, object]] = [
    {"passcode": ["472915"]},
    {"passcode": {"is": "472915"}},
    {"passcode": 472915},
    {"passcode": True},
    {"passcode": None},
    {"passcode": "4" * 41},
    {"passcode": "47\0"},
    {"recipient": "x" * 201},
    {"recipient": "Dr\nChen"},
    {"recipient": "Dr\x07Chen"},
    {"recipient": ["Dr Chen"]},
    {"token": 1},
    {"key": []},
    {"colour": "blue"},
]


def test_what_is_no_answer_gets_a_sentence_and_costs_nothing(
    phone: TestClient, doctor: TestClient, judge: Counting
) -> None:
    link = made(phone)
    for bad in NO_ANSWERS:
        refused = doctor.post("/v", json=right(link) | bad)
        assert refused.status_code == 422, bad
        assert refused.json()["errors"][0]["message"]
        assert link["passcode"] not in refused.text
        assert secrets_of(link)["key"] not in refused.text
    assert (judge.asked, outcomes(phone, link)) == (0, [])
    assert seen_by_her(phone, link)["attempts_left"] == 10


def test_what_is_not_json_gets_a_sentence(doctor: TestClient) -> None:
    for body in (b"", b"{", b"null", b"[]", b'"x"', b'{"token": "x"', b"\xff"):
        sent = doctor.post("/v", content=body, headers={"Content-Type": "application/json"})
        assert sent.status_code in {400, 422}, body
        assert sent.json()["detail"]


def test_ten_megabytes_of_passcode_are_too_much(
    phone: TestClient, doctor: TestClient, judge: Counting
) -> None:
    link = made(phone)
    huge = doctor.post("/v", json=secrets_of(link) | {"passcode": "4" * 10_000_000})
    assert huge.status_code == 413
    assert (judge.asked, outcomes(phone, link)) == (0, [])


def test_a_readers_name_with_markup_is_kept_as_typed(phone: TestClient, doctor: TestClient) -> None:
    link, name = made(phone), "<script>alert(1)</script> \u202eDr عالم"
    doctor.post("/v", json=right(link) | {"recipient": name})
    assert seen_by_her(phone, link)["last"]["reader"] == name


# Dead links


def mangled(secret: str) -> list[str]:
    return [
        secret[:-1],
        secret + "A",
        secret.upper(),
        secret[:20] + "\n" + secret[20:],
        "",
        "shlink:/x",
    ]


def test_links_that_are_not_open_all_answer_alike_before_any_passcode_is_judged(
    house: House, phone: TestClient, doctor: TestClient, judge: Counting
) -> None:
    unknown = made(phone)
    expired, stopped, locked, key = made(phone, open_days=1), made(phone), made(phone), made(phone)
    erased = made(house.phone(house.settle(dan)))
    for _ in range(10):
        doctor.post("/v", json=wrong(locked))
    stop(phone, stopped)
    with Session(house.engines.writing) as session, session.begin():
        found = UUID(erased["id"])
        owner = select(ShareLinkRow.patient_id).where(ShareLinkRow.id == found)
        session.delete(session.get_one(PatientRow, session.exec(owner).one()))
    house.clock.moment += timedelta(days=1)
    judged, answers = judge.asked, []
    for said in (
        right(unknown) | {"token": "A" * 43},
        right(expired),
        right(stopped),
        right(locked),
        right(erased),
        right(key) | {"key": "A" * 43},
        *(right(key) | {"key": other} for other in mangled(secrets_of(key)["key"])),
        *(right(key) | {"token": other} for other in mangled(secrets_of(key)["token"])),
    ):
        answer = doctor.post("/v", json=said)
        answers.append((answer.status_code, answer.content, sorted(answer.headers.items())))
    assert answers == [answers[0]] * len(answers)
    assert answers[0][0] == 404
    assert judge.asked == judged
    assert outcomes(phone, key) == []
    assert doctor.post("/v", json=right(key)).status_code == 200


def test_a_clock_that_is_moved_back_revives_no_link(
    house: House, phone: TestClient, doctor: TestClient
) -> None:
    link = made(phone, open_days=1)
    house.clock.moment += timedelta(days=1)
    assert doctor.post("/v", json=right(link)).status_code == 404
    house.clock.moment -= timedelta(hours=12)
    assert doctor.post("/v", json=right(link)).status_code == 404
    assert outcomes(phone, link) == ["after_end", "after_end"]


def test_knocking_at_a_dead_link_is_written_down_fifty_times(
    phone: TestClient, doctor: TestClient
) -> None:
    link = made(phone)
    stop(phone, link)
    for _ in range(60):
        assert doctor.post("/v", json=right(link)).status_code == 404
    assert outcomes(phone, link) == ["after_end"] * 50


@pytest.mark.parametrize("passcode", [True, False])
def test_stopping_holds_for_every_opening_that_begins_after_it(
    house: House, phone: TestClient, passcode: bool
) -> None:
    hurried(house)
    link = made(phone, passcode=passcode)
    said = right(link) if passcode else secrets_of(link)
    stopped, begun = Event(), Event()

    def open_one(n: int) -> tuple[bool, int]:
        after = stopped.is_set()
        status = house.stranger().post("/v", json=said).status_code
        if n > 5:
            begun.set()
        return after, status

    def stop_it() -> None:
        begun.wait()
        stop(phone, link)
        stopped.set()

    with ThreadPoolExecutor(12) as crowd:
        stopping = crowd.submit(stop_it)
        answers = list(crowd.map(open_one, range(50)))
        stopping.result()
    assert {status for after, status in answers if after} <= {404}
    assert {status for _, status in answers} <= {200, 404}
    assert house.stranger().post("/v", json=said).status_code == 404
    opened = sum(status == 200 for _, status in answers)
    assert seen_by_her(phone, link)["opened"] == opened > 0


class Stopping(Passcodes):
    """A judge so slow that the owner stops the link while the passcode is judged."""

    def __init__(self, stop_it: Callable[[], None]) -> None:
        super().__init__()
        self.stop_it = stop_it

    def match(self, kept: str, passcode: str) -> bool:
        self.stop_it()
        return super().match(kept, passcode)


def test_a_link_stopped_while_its_passcode_is_judged_does_not_open(
    house: House, phone: TestClient, doctor: TestClient
) -> None:
    link = made(phone)
    slow = Stopping(lambda: stop(phone, link))
    house.app.state.reception = replace(house.app.state.reception, passcodes=slow)
    assert doctor.post("/v", json=right(link)).status_code == 404
    assert outcomes(phone, link) == ["after_end"]


def test_parallel_right_passcodes_never_starve_each_other(
    house: House, phone: TestClient, doctor: TestClient
) -> None:
    hurried(house)
    link = made(phone)
    for _ in range(9):
        doctor.post("/v", json=wrong(link))
    with ThreadPoolExecutor(12) as crowd:
        answers = crowd.map(lambda _: house.stranger().post("/v", json=right(link)), range(24))
        assert {answer.status_code for answer in answers} == {200}
    hers = seen_by_her(phone, link)
    assert (hers["opened"], hers["failed"], hers["attempts_left"]) == (24, 9, 1)


# Looking costs nothing


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


class Crashing(Passcodes):
    """A judge whose process dies at the hash."""

    def match(self, kept: str, passcode: str) -> bool:
        raise MemoryError(len(kept + passcode))


def test_a_crash_while_judging_counts_as_a_wrong_passcode(
    house: House, phone: TestClient, doctor: TestClient
) -> None:
    link, usual = made(phone), house.app.state.reception
    house.app.state.reception = replace(usual, passcodes=Crashing())
    assert doctor.post("/v", json=right(link)).status_code == 500
    house.app.state.reception = usual
    hers = seen_by_her(phone, link)
    assert (hers["attempts_left"], hers["failed"], hers["opened"]) == (9, 1, 0)
    assert doctor.post("/v", json=right(link)).status_code == 200


def test_a_crash_at_the_last_attempt_closes_the_link_and_it_is_wiped(
    house: House, phone: TestClient, doctor: TestClient, judge: Counting
) -> None:
    link, usual = made(phone), house.app.state.reception
    for _ in range(9):
        doctor.post("/v", json=wrong(link))
    house.app.state.reception = replace(usual, passcodes=Crashing())
    doctor.post("/v", json=right(link))
    house.app.state.reception = usual
    for said in (right(link), secrets_of(link)):
        assert doctor.post("/v", json=said).status_code == 404
    assert judge.asked == 9
    house.clock.moment += timedelta(minutes=6)
    with Session(house.engines.writing) as session, session.begin():
        assert sweep_links(session, now=house.clock()) == 1
    assert sealed_parts(house) == []


@pytest.mark.parametrize("passcode", [True, False])
def test_a_crash_before_the_page_is_sent_counts_as_an_opening(
    house: House, phone: TestClient, doctor: TestClient, passcode: bool
) -> None:
    link = made(phone, passcode=passcode)
    said = right(link) if passcode else secrets_of(link)
    whole, house.app.state.environments["en"] = house.app.state.environments["en"], None
    with suppress(AttributeError):  # the page that says so cannot be drawn either
        doctor.post("/v", json=said)
    house.app.state.environments["en"] = whole
    hers = seen_by_her(phone, link)
    assert (hers["opened"], hers["attempts_left"]) == (1, 10)


# The pace


def test_a_link_opened_too_often_asks_to_wait_and_others_do_not(
    phone: TestClient, doctor: TestClient
) -> None:
    busy, calm = made(phone), made(phone, passcode=False)
    statuses = [doctor.post("/v", json=secrets_of(busy)).status_code for _ in range(30)]
    assert statuses == [401] * 30
    waits = doctor.post("/v", json=right(busy))
    assert waits.status_code == 429
    assert 1 <= int(waits.headers["Retry-After"]) <= 60
    assert waits.json()["detail"]
    assert doctor.post("/v", json=wrong(busy)).status_code == 429
    assert seen_by_her(phone, busy)["attempts_left"] == 10
    assert doctor.post("/v", json=secrets_of(calm)).status_code == 200
    stop(phone, busy)
    assert doctor.post("/v", json=right(busy)).status_code == 404


# What is left behind


def bytes_of(folder: Path) -> bytes:
    with closing(sqlite3.connect(folder / "facekind.sqlite3")) as connection:
        assert connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    return b"".join(file.read_bytes() for file in sorted(folder.glob("facekind.sqlite3*")))


def sealed_parts(house: House) -> list[bytes]:
    with house.read() as session:
        rows = session.exec(select(ShareLinkRow)).all()
        return [part for row in rows for part in (row.sealed_report, row.sealed_secret) if part]


End = Callable[[House, TestClient, dict[str, Any]], object]


def run_out(house: House, doctor: TestClient, link: dict[str, Any]) -> None:
    house.clock.moment += timedelta(days=7)
    doctor.post("/v", json=right(link))


def lock(_house: House, doctor: TestClient, link: dict[str, Any]) -> None:
    for _ in range(10):
        doctor.post("/v", json=wrong(link))


@pytest.mark.parametrize("end", [run_out, lock])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_sealed_is_left_in_the_file_of_a_link_that_is_over(
    house: House, phone: TestClient, doctor: TestClient, tmp_path: Path, end: End
) -> None:
    link = made(phone)
    sealed = sealed_parts(house)
    assert len(sealed) == 2
    before = bytes_of(tmp_path)
    assert all(part[:64] in before for part in sealed)
    end(house, doctor, link)
    assert sealed_parts(house) == []
    after = bytes_of(tmp_path)
    assert not any(part[place : place + 16] in after for part in sealed for place in (0, 32))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_neither_logs_nor_file_nor_answers_hold_what_opens_a_link(
    house: House,
    phone: TestClient,
    doctor: TestClient,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    set_up_logs(form="console", level="debug")  # to where this test reads
    day = house.clock.moment.date().isoformat()
    phone.post("/journal", data={"day": day, "text": "canary-of-the-journal"})
    link = made(phone, categories=[*USUAL, "journal"], name="full", full_name="Amina Canary")
    reader = {"recipient": "Dr Canary"}
    for said in (secrets_of(link), wrong(link), right(link), right(link) | {"passcode": [1]}):
        doctor.post("/v", json=said | reader)
    doctor.get("/v")
    seen = seen_by_her(phone, link)
    listed = phone.get("/api/v1/share-links").text
    accesses = phone.get(f"/api/v1/share-links/{link['id']}/accesses").text
    stop(phone, link)
    doctor.post("/v", json=right(link) | reader)
    logged = "".join(capfd.readouterr())
    assert "route=/v" in logged
    secrets = [*secrets_of(link).values(), link["passcode"]]
    for word in (*secrets, wrong(link)["passcode"], "Canary", "canary"):
        assert word not in logged
    kept = bytes_of(tmp_path)
    for secret in secrets:
        assert secret.encode() not in kept
        assert secret not in f"{seen}{listed}{accesses}"


# From outside


def outside(house: House, tmp_path: Path, public: str | None, **more: Any) -> House:
    url = str(house.engines.writing.url.render_as_string(hide_password=False))
    hosts = ("127.0.0.1", "localhost", "rehab.example.org")
    settings = Settings(
        data_dir=tmp_path, database_url=url, public_url=public, allowed_hosts=hosts, **more
    )
    app = create_app(settings, now=house.clock)
    return House(app, house.clock, app.state.engines)


FORWARDED = {
    "Host": "rehab.example.org",
    "X-Forwarded-For": "192.0.2.7",
    "X-Forwarded-Proto": "https",
}


def test_under_the_public_name_only_the_doctors_page_answers(
    house: House, her: Someone, tmp_path: Path
) -> None:
    public = outside(house, tmp_path, "https://rehab.example.org")
    phone, doctor = public.phone(her), public.stranger()
    link = made(phone)
    assert link["link"].startswith("https://rehab.example.org/v#")
    assert doctor.get("/v", headers=FORWARDED).status_code == 200
    at_home = FORWARDED | {"Origin": "https://rehab.example.org"}
    assert doctor.post("/v", json=right(link), headers=at_home).status_code == 200
    for path in ("/today", "/", "/start", "/sharing", "/api/v1/share-links", "/v/x", "/v2"):
        assert phone.get(path, headers=FORWARDED).status_code == 403
    public.engines.dispose()


@pytest.mark.parametrize("public", [None, "http://rehab.example.org", "https://other.example.org"])
def test_without_its_https_name_the_doctors_page_stays_closed_to_the_outside(
    house: House, tmp_path: Path, public: str | None
) -> None:
    closed = outside(house, tmp_path, public)
    assert closed.stranger().get("/v", headers=FORWARDED).status_code == 403
    closed.engines.dispose()


def test_on_a_public_name_without_https_no_link_is_made(
    house: House, her: Someone, tmp_path: Path
) -> None:
    plain = outside(house, tmp_path, "http://rehab.example.org")
    refused = plain.phone(her).post("/api/v1/share-links", json={"categories": USUAL})
    assert refused.status_code == 422
    assert "https" in refused.json()["detail"]
    with house.read() as session:
        assert session.exec(select(ShareLinkRow)).all() == []
        assert session.exec(select(ShareAccessRow)).all() == []
    plain.engines.dispose()
