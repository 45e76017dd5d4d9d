"""Migrations make exactly the tables that the code describes, on both databases."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import Session, SQLModel

from backend.store.engines import Engines
from backend.store.migrations import check_migrations, migrate
from tests.people import amina, known


def test_the_tables_are_those_of_the_code(engines: Engines) -> None:
    with engines.reading.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_migrating_again_changes_nothing(database_url: str, engines: Engines) -> None:
    with Session(engines.writing) as session, session.begin():
        her = amina(session)
    engines.dispose()
    migrate(database_url)
    with Session(engines.reading) as session:
        assert known(session, her.id).items == her.items


def test_the_check_runs_on_a_database_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACEKIND_DATA_DIR", str(tmp_path / "untouched"))
    check_migrations()
    assert not (tmp_path / "untouched").exists()


def test_rows_that_make_no_sense_are_refused_by_the_database_itself(engines: Engines) -> None:
    with Session(engines.writing) as session, session.begin():
        her = amina(session)
    insert = sa.text("UPDATE plan_item SET times = 3 WHERE patient_id = :id")
    key = her.id.hex if engines.writing.dialect.name == "sqlite" else her.id
    with engines.writing.begin() as connection, pytest.raises(sa.exc.IntegrityError):
        connection.execute(insert, {"id": key})


def test_erasing_a_patient_takes_everything_of_theirs(engines: Engines) -> None:
    with Session(engines.writing) as session, session.begin():
        her = amina(session)
    key = her.id.hex if engines.writing.dialect.name == "sqlite" else her.id
    with engines.writing.begin() as connection:
        connection.execute(sa.text("DELETE FROM patient WHERE id = :id"), {"id": key})
        for table in ("plan_version", "plan_item"):
            assert connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar() == 0  # noqa: S608
