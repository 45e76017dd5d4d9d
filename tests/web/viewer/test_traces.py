"""What crashes, bursts and time leave behind of a link: counts, and no secret."""

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from backend.logs import set_up_logs
from backend.services.sealing import Hasher
from backend.services.sharing import sweep_links
from backend.store.tables import ShareLinkRow
from tests.conftest import House
from tests.web.viewer.links import (
    USUAL,
    Counting,
    made,
    right,
    secrets_of,
    seen_by_her,
    stop,
    wrong,
)


class Crashing(Hasher):
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
