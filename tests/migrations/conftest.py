"""Databases of versions before, and the way from one version to another."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.command import downgrade, upgrade
from alembic.config import Config

from backend.store.migrations import ROOT


@pytest.fixture
def empty_url(database_url: str) -> Iterator[str]:
    """A database on which no migration ran."""
    url = sa.make_url(database_url)
    if url.get_backend_name() == "sqlite":
        yield str(url.set(database=str(Path(url.database or "").with_name("before.sqlite3"))))
        return
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    yield url.render_as_string(hide_password=False)


def to(url: str, revision: str, *, back: bool = False) -> None:
    config = Config(toml_file=ROOT / "pyproject.toml")
    config.set_main_option("script_location", str(ROOT / "alembic"))
    config.attributes["url"] = url
    (downgrade if back else upgrade)(config, revision)
