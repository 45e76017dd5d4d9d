"""Deleting an account: no row, no file and no link keeps anything of the person."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from backend.domain.accounts import Patient
from backend.domain.journal import searchable
from backend.services.erasing import erase
from backend.services.transactions import Transactions
from backend.store.account_tables import ChallengeRow, PatientRow
from backend.store.engines import Engines, open_engines
from tests.people import NOW, Someone, dan, settle

TABLES = SQLModel.metadata.sorted_tables
CANARIES = ("canary-in-her-words", "金丝雀的话")


def made_up(column: sa.Column[Any], about: Mapping[str, Any]) -> object:
    """Make up what a row could hold; a foreign key points at the row made before it."""
    for key in column.foreign_keys:
        return about[f"{key.column.table.name}.{key.column.name}"]
    kind = column.type
    kind = kind.impl_instance if isinstance(kind, sa.TypeDecorator) else kind
    if isinstance(kind, sa.Enum):
        return kind.enums[0]
    if isinstance(kind, sa.JSON):
        return list(CANARIES)
    made: dict[type, object] = {
        UUID: uuid4(),
        str: f"{uuid4().hex} {CANARIES[0]}"[: getattr(kind, "length", None) or 80],
        bytes: CANARIES[0].encode() + uuid4().bytes,
        int: 1,
        bool: False,
        date: date(2026, 11, 24),
        datetime: NOW,
        time: time(4),
    }
    return made[kind.python_type]


def fill(engines: Engines, patient: Patient) -> frozenset[str]:
    """Give somebody a row in every table that can hold one of theirs; tells which those are."""
    about: dict[str, Any] = {"patient.id": patient.id}
    filled = set()
    with engines.writing.begin() as connection:
        for table in TABLES:
            if "patient_id" not in table.columns:
                continue
            values = {column.name: made_up(column, about) for column in table.columns}
            connection.execute(table.insert().values(values))
            about |= {f"{table.name}.{name}": value for name, value in values.items()}
            filled.add(table.name)
    return frozenset(filled)


def holding(engines: Engines, patient: Patient) -> frozenset[str]:
    """Find the tables in which a value is the person's id or key."""
    theirs = {patient.id, str(patient.id), patient.id.hex, patient.key}
    found = set()
    with engines.reading.connect() as connection:
        for table in TABLES:
            rows = connection.execute(sa.select(table)).all()
            if any(value in theirs for row in rows for value in row if _plain(value)):
                found.add(table.name)
    return frozenset(found)


def _plain(value: object) -> bool:
    return isinstance(value, str | UUID)


def counts(engines: Engines) -> dict[str, int]:
    with engines.reading.connect() as connection:
        counted = sa.func.count()
        return {
            table.name: connection.execute(sa.select(counted).select_from(table)).scalar_one()
            for table in TABLES
        }


def somebody(engines: Engines, person: Callable[[Session], Someone]) -> Someone:
    with Session(engines.writing, expire_on_commit=False) as session, session.begin():
        return person(session)


def newcomer(session: Session) -> Someone:
    """Somebody without a plan: every row is one that `fill` made up."""
    return settle(session, programmes=())


@pytest.fixture
def her(engines: Engines) -> Someone:
    someone = somebody(engines, newcomer)
    with engines.writing.begin() as connection:  # the rows of a first start make way for ours
        for table in reversed(TABLES):
            if "patient_id" in table.columns:
                connection.execute(table.delete())
    return someone


def test_no_row_keeps_anything_of_her_and_nobody_else_loses_one(
    engines: Engines, her: Someone
) -> None:
    others = somebody(engines, dan)
    fill_his = counts(engines)
    filled = fill(engines, her.patient)
    assert filled | {"patient"} <= holding(engines, her.patient)
    assert {name for name, n in counts(engines).items() if n > fill_his[name]} == filled
    assert erase(Transactions(engines), her.patient)
    assert holding(engines, her.patient) == frozenset()
    assert counts(engines) == fill_his | {"patient": 1}
    assert "patient" in holding(engines, others.patient)


def test_every_table_holds_either_somebody_s_rows_or_nobody_s() -> None:
    """A new table has to say whose its rows are, or stand here with its reason."""
    nobodys = {"patient", "challenge", "sign_in_failure"}
    assert {table.name for table in TABLES if "patient_id" not in table.columns} == nobodys
    for table in TABLES:
        for key in table.foreign_key_constraints:
            assert key.ondelete == "CASCADE", key.name


def test_what_a_passkey_was_to_sign_goes_too(engines: Engines, her: Someone) -> None:
    with Session(engines.writing) as session, session.begin():
        for digest, key in (("a" * 64, her.patient.key), ("b" * 64, None)):
            session.add(
                ChallengeRow(challenge_digest=digest, asker="", user_key=key, expires_at=NOW)
            )
    erase(Transactions(engines), her.patient)
    assert counts(engines)["challenge"] == 1


def test_deleting_twice_is_no_error(engines: Engines, her: Someone) -> None:
    assert erase(Transactions(engines), her.patient)
    assert erase(Transactions(engines), her.patient)
    assert counts(engines)["patient"] == 0


def sqlite_files(url: str) -> bytes:
    """Give every byte of the database's files."""
    file = Path(sa.make_url(url).database or "")
    return b"".join(one.read_bytes() for one in sorted(file.parent.glob(f"{file.name}*")))


@pytest.fixture
def engines_of_file(sqlite_url: str) -> Iterator[Engines]:
    opened = open_engines(sqlite_url)
    yield opened
    opened.dispose()


def canary_rows(engines: Engines) -> Patient:
    patient = somebody(engines, newcomer).patient
    with engines.writing.begin() as connection:
        for n in range(300):  # more than a page, so that trees are split and pages freed
            text = f"{CANARIES[n % 2]} {n} " * (1 + n % 40)
            connection.execute(
                SQLModel.metadata.tables["journal"].insert(),
                {
                    "patient_id": patient.id,
                    "id": uuid4(),
                    "day": date(2026, 11, 24),
                    "recorded_at": datetime(2026, 11, 24, tzinfo=UTC),
                    "offset_min": 0,
                    "zone": "Europe/London",
                    "event_id": uuid4(),
                    "corrected_at": NOW,
                    "removed": False,
                    "seq": n,
                    "text": text,
                    "tags": [],
                    "never_share": False,
                    "folded": searchable(text, ()),
                },
            )
    return patient


def test_the_files_hold_nothing_of_what_she_wrote(
    sqlite_url: str, engines_of_file: Engines
) -> None:
    patient = canary_rows(engines_of_file)
    canaries = [one.encode() for one in CANARIES]
    assert all(one in sqlite_files(sqlite_url) for one in canaries)
    assert erase(Transactions(engines_of_file), patient)
    left = sqlite_files(sqlite_url)
    assert [one for one in (*canaries, patient.key.encode()) if one in left] == []


def test_somebody_reading_for_long_keeps_no_row_alive(
    sqlite_url: str, engines_of_file: Engines
) -> None:
    patient = canary_rows(engines_of_file)
    sa.event.listen(
        engines_of_file.writing,
        "checkout",
        lambda connection, *_: connection.execute("PRAGMA busy_timeout=20"),
    )
    with engines_of_file.reading.connect() as reader:
        reader.execute(sa.select(PatientRow)).all()
        assert not erase(Transactions(engines_of_file), patient)
    assert "patient" not in holding(engines_of_file, patient)
    assert erase(Transactions(engines_of_file), patient)
    assert CANARIES[0].encode() not in sqlite_files(sqlite_url)
