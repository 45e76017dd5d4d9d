"""Migrations: on the settings' database, foreign keys off while tables are rebuilt."""

from typing import Any

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import SQLModel

import backend.store.account_tables
import backend.store.tables  # noqa: F401 (both fill the metadata)
from backend.settings import Settings
from backend.store.engines import make_data_folder
from backend.store.types import UtcDateTime


def render_type(type_: str, thing: Any, _autogen: AutogenContext) -> str | bool:
    """Write our own types and SQLModel's strings as plain SQLAlchemy, so versions stand alone."""
    if type_ != "type":
        return False
    if isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if thing.__class__.__module__.startswith("sqlmodel"):
        return f"sa.String(length={thing.length})"
    return False


def migrate() -> None:
    """Run the wanted migrations in one transaction, then check every foreign key."""
    url = context.config.attributes.get("url") or Settings().url
    make_data_folder(url)
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if sqlite:
            # Rebuilding a table with foreign keys on would delete its children (house.md D10).
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.commit()
        context.configure(
            connection=connection,
            target_metadata=SQLModel.metadata,
            render_as_batch=True,
            render_item=render_type,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
            if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise RuntimeError("a foreign key points nowhere after this migration")
    engine.dispose()


migrate()
