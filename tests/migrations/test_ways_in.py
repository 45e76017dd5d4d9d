"""A database from before there were ways in: people stay signed in, their programs work."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from backend.domain.activity import ActivityKind
from backend.domain.tokens import TokenScope
from backend.services.activity import note
from backend.services.devices import end_device, read_devices, who_is
from backend.services.sealing import digest
from backend.services.tokens import owner_of_token
from backend.store.accounts import read_patient
from backend.store.engines import Engines, open_engines
from tests.migrations.conftest import to
from tests.people import NOW

BEFORE = "c476e5e2b3b5"
TOKENS = ("first browser", "second browser")
PROGRAMS = ("first program", "second program")


def settle_before(engines: Engines) -> None:
    """Two people as the version before kept them: each a browser and a program."""
    tables = sa.MetaData()
    with engines.writing.begin() as raw:
        tables.reflect(raw)
        for browser, program in zip(TOKENS, PROGRAMS, strict=True):
            key = uuid4()
            owner = key.hex if raw.dialect.name == "sqlite" else key
            raw.execute(
                tables.tables["patient"].insert(),
                {
                    "id": owner,
                    "key": browser,
                    "zone": "Europe/London",
                    "day_starts": NOW.time().replace(hour=4, minute=0),
                    "language": "en",
                    "created_at": NOW,
                    "agreed_at": NOW,
                    "seq": 7,
                    "name": "Amina",
                },
            )
            raw.execute(
                tables.tables["session"].insert(),
                {
                    "token_digest": digest(browser),
                    "patient_id": owner,
                    "created_at": NOW,
                    "seen_on": NOW.date(),
                    "ends_at": NOW + timedelta(days=180),
                },
            )
            raw.execute(
                tables.tables["api_token"].insert(),
                {
                    "token_digest": digest(program),
                    "patient_id": owner,
                    "name": program,
                    "created_at": NOW,
                },
            )


@pytest.fixture
def moved(empty_url: str) -> Iterator[Engines]:
    """The database of the version before, brought to today's."""
    to(empty_url, BEFORE)
    engines = open_engines(empty_url)
    settle_before(engines)
    engines.dispose()
    to(empty_url, "head")
    yield engines
    engines.dispose()


def test_everybody_is_still_signed_in_and_may_end_that(moved: Engines) -> None:
    with Session(moved.writing) as session, session.begin():
        for token in TOKENS:
            present = who_is(session, token, now=NOW)
            assert present is not None
            assert (present.patient.key, present.patient.seq) == (token, 7)
            assert (present.secured, present.device.proved(NOW)) == (False, False)
            (device,) = read_devices(session, present.patient.id, now=NOW)
            end_device(session, present.patient.id, device.id, now=NOW)
            assert who_is(session, token, now=NOW) is None


def test_programs_may_do_what_they_did(moved: Engines) -> None:
    with Session(moved.reading) as session:
        found = [owner_of_token(session, program) for program in PROGRAMS]
    assert [one[1].scopes for one in found if one] == [frozenset(TokenScope)] * 2
    assert len({one[1].id for one in found if one}) == 2


def test_recent_activity_cannot_be_changed_there_either(moved: Engines) -> None:
    with Session(moved.writing) as session, session.begin():
        present = who_is(session, TOKENS[0], now=NOW)
        assert present is not None
        note(session, present.patient.id, ActivityKind.PROVED, now=NOW)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), moved.writing.begin() as raw:
        raw.exec_driver_sql("UPDATE activity SET about = 'x'")


def test_the_way_back_keeps_people_sessions_and_programs(moved: Engines, empty_url: str) -> None:
    with Session(moved.writing) as session, session.begin():
        present = who_is(session, TOKENS[0], now=NOW)
        assert present is not None
        note(session, present.patient.id, ActivityKind.PROVED, now=NOW)
    moved.dispose()
    to(empty_url, BEFORE, back=True)
    with moved.reading.connect() as raw:
        for table, rows in (("patient", 2), ("session", 2), ("api_token", 2)):
            assert raw.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == rows  # noqa: S608
    moved.dispose()
    to(empty_url, "head")
    with Session(moved.reading) as session:
        again = who_is(session, TOKENS[0], now=NOW)
        assert again is not None
        assert read_patient(session, again.patient.id) == again.patient
