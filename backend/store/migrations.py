"""Bringing a database to today's tables, and telling whether it is there."""

from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from alembic.command import check, upgrade
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

ROOT = Path(__file__).parents[2]


def _config(url: str) -> Config:
    config = Config(toml_file=ROOT / "pyproject.toml")
    config.set_main_option("script_location", str(ROOT / "alembic"))
    config.attributes["url"] = url
    return config


def migrate(url: str) -> None:
    """Bring the database to today's tables; does nothing when it is there."""
    upgrade(_config(url), "head")


def is_current(url: str) -> bool:
    """Tell whether a database is there and has today's tables. Changes nothing, makes no file."""
    at = sa.make_url(url)
    if at.get_backend_name() == "sqlite" and not Path(at.database or "").is_file():
        return False
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        there = MigrationContext.configure(connection).get_current_heads()
    return set(there) == set(ScriptDirectory.from_config(_config(url)).get_heads())


def check_migrations() -> None:
    """Migrate a new database and raise CommandError when the code describes other tables."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'check.sqlite3'}"
        migrate(url)
        check(_config(url))
