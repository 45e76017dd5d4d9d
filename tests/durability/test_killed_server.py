"""A server that is killed at any moment: what it acknowledged is there, and nothing is twice."""

import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Timer

import httpx2
import pytest
import sqlalchemy as sa
from sqlmodel import Session

from backend.services.devices import open_session
from backend.store.engines import Engines
from backend.store.events import read_events
from tests.durability.phones import KILLED, Phone, Servers
from tests.people import NOW, amina, known

AT_A_POINT, AT_RANDOM = (2, 20), (5, 200)
"""How many kills: in the suite, and with `--long`."""

LATEST_S = 0.8
"""A random kill comes within this time of the server's start: some batches in, or before one."""

MOST = 1_000_000


@pytest.fixture
def phones(engines: Engines) -> list[Phone]:
    """Three phones of one person, who writes on all of them."""
    with Session(engines.writing, expire_on_commit=False) as session, session.begin():
        her = amina(session)
        cookies = [open_session(session, her.id, now=NOW) for _ in range(3)]
    engines.dispose()
    return [Phone(f"phone {n}", her, cookie, Random(n)) for n, cookie in enumerate(cookies)]


def kept(engines: Engines, phones: list[Phone]) -> dict[str, int]:
    """What the database holds of theirs: each event's id and its number."""
    with Session(engines.reading) as session:
        events = read_events(session, phones[0].owner.id, after_seq=0, limit=MOST)
    engines.dispose()  # the next server finds the files as the last one left them
    ids = [str(one.id) for one in events]
    assert len(set(ids)) == len(ids)
    return {str(one.id): one.seq for one in events}


def told(url: str, phone: Phone) -> list[tuple[str, int]]:
    """What the restarted server tells of the history, page by page."""
    found: list[tuple[str, int]] = []
    with httpx2.Client(
        base_url=url, headers={"Cookie": f"facekind={phone.cookie}"}, verify=False, timeout=30
    ) as client:
        assert client.get("/today").status_code == 200
        while page := client.get(
            "/api/v1/events", params={"after_seq": found[-1][1] if found else 0}
        ).json():
            found += [(one["id"], one["seq"]) for one in page]
    return found


def assert_nothing_lost(
    engines: Engines, servers: Servers, url: str, phones: list[Phone]
) -> dict[str, int]:
    """After all: a restarted server takes the rest, and everything is there exactly once."""
    rows = kept(engines, phones)
    acknowledged = {one: seq for phone in phones for one, seq in phone.acknowledged.items()}
    assert {one: rows.get(one) for one in acknowledged} == acknowledged, "before anything is sent"
    with servers.serving(url):
        for phone in phones:
            phone.empty(servers.url)
        history = told(servers.url, phones[0])
    rows = kept(engines, phones)
    assert sorted(rows) == sorted(one for phone in phones for one in phone.made)
    assert [one for one, _ in history] == list(rows)
    with Session(engines.reading) as session:
        last = known(session, phones[0].owner.id).patient.seq
        if engines.reading.dialect.name == "sqlite":
            assert session.execute(sa.text("PRAGMA integrity_check")).scalar_one() == "ok"
            assert session.execute(sa.text("PRAGMA foreign_key_check")).all() == []
    first = last - len(rows) + 1
    assert list(rows.values()) == list(range(first, last + 1)), "no gap, nothing twice"
    return rows


def print_figures(
    what: str, engines: Engines, kills: int, phones: list[Phone], rows: dict[str, int]
) -> None:
    """Say it in one line of figures, for `make soak`."""
    answers: Counter[str] = sum((phone.answers for phone in phones), Counter())
    made = sum(len(phone.made) for phone in phones)
    sys.stdout.write(
        f"\n{what} ({engines.writing.dialect.name}): {kills} kills, {made} events made, "
        f"{len(rows)} kept once, 0 lost, 0 twice; "
        f"{answers['applied']} answered applied, {answers['duplicate']} duplicate; "
        "integrity ok, seq without a gap\n"
    )


def killed_at_a_point(
    point: str, engines: Engines, servers: Servers, url: str, phones: list[Phone], kills: int
) -> list[tuple[bool, int]]:
    """Send three entries to a server that dies at this point, and the rest to the next one.

    Gives, for each kill, whether the phone was answered and how many of the three were kept.
    """
    phone, seen = phones[0], list[tuple[bool, int]]()
    for _ in range(kills):
        phone.write(3)
        before = len(kept(engines, phones))
        servers.start(url, dies=point)
        answered = phone.send(servers.url)
        assert servers.ended() == KILLED
        seen.append((answered, len(kept(engines, phones)) - before))
        with servers.serving(url):
            phone.empty(servers.url)
    return seen


def test_a_server_killed_before_the_commit_kept_nothing_and_the_phone_everything(
    engines: Engines, database_url: str, servers: Servers, phones: list[Phone], long: bool
) -> None:
    # Scenario 10. Given a server that is killed when a batch is applied and not yet committed,
    # when it is restarted and the phone sends again, then each entry is there once.
    kills = AT_A_POINT[long]
    seen = killed_at_a_point("before commit", engines, servers, database_url, phones, kills)
    assert seen == [(False, 0)] * kills
    assert phones[0].answers == {"applied": 3 * kills}
    rows = assert_nothing_lost(engines, servers, database_url, phones)
    print_figures("killed before the commit", engines, kills, phones, rows)


def test_a_server_killed_between_commit_and_answer_kept_each_entry_once(
    engines: Engines, database_url: str, servers: Servers, phones: list[Phone], long: bool
) -> None:
    # Scenario 9. Given a server that is killed when a batch is committed and not yet answered,
    # when it is restarted and the phone sends again, then each entry is there once.
    kills = AT_A_POINT[long]
    seen = killed_at_a_point("committed", engines, servers, database_url, phones, kills)
    assert seen == [(False, 3)] * kills
    assert phones[0].answers == {"duplicate": 3 * kills}
    rows = assert_nothing_lost(engines, servers, database_url, phones)
    print_figures("killed between commit and answer", engines, kills, phones, rows)


def test_a_server_killed_after_the_answer_has_what_it_acknowledged(
    engines: Engines, database_url: str, servers: Servers, phones: list[Phone], long: bool
) -> None:
    kills = AT_A_POINT[long]
    seen = killed_at_a_point("answered", engines, servers, database_url, phones, kills)
    assert seen == [(True, 3)] * kills
    assert phones[0].answers == {"applied": 3 * kills}
    rows = assert_nothing_lost(engines, servers, database_url, phones)
    print_figures("killed after the answer", engines, kills, phones, rows)


def send_until_it_dies(phone: Phone, url: str) -> None:
    """Write and send, one batch after another, until no answer comes."""
    phone.write(phone.dice.randint(1, 4))
    while phone.send(url):
        phone.write(phone.dice.randint(1, 4))


def test_whenever_a_server_is_killed_nothing_acknowledged_is_lost_and_nothing_is_twice(
    engines: Engines, database_url: str, servers: Servers, phones: list[Phone], long: bool
) -> None:
    kills, dice = AT_RANDOM[long], Random(6)
    for _ in range(kills):
        servers.start(database_url)
        Timer(dice.uniform(0, LATEST_S), servers.kill).start()
        try:
            with ThreadPoolExecutor(len(phones)) as sending:
                list(sending.map(send_until_it_dies, phones, [servers.url] * len(phones)))
        finally:
            assert servers.ended() == KILLED
    rows = assert_nothing_lost(engines, servers, database_url, phones)
    print_figures("killed at random", engines, kills, phones, rows)
