"""Bringing a database to today's tables, and telling whether it is there."""

from pathlib import Path
from tempfile import TemporaryDirectory

from alembic.command import check, upgrade
from alembic.config import Config

ROOT = Path(__file__).parents[2]


def _config(url: str) -> Config:
    config = Config(toml_file=ROOT / "pyproject.toml")
    config.set_main_option("script_location", str(ROOT / "alembic"))
    config.attributes["url"] = url
    return config


def migrate(url: str) -> None:
    """Bring the database to today's tables; does nothing when it is there."""
    upgrade(_config(url), "head")


def check_migrations() -> None:
    """Migrate a new database and raise CommandError when the code describes other tables."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'check.sqlite3'}"
        migrate(url)
        check(_config(url))
