"""Column types that keep their promise on SQLite and PostgreSQL alike."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from pydantic_core import PydanticUndefined
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""How constraints are called; set before the first table is made."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC. Refuses naive values.

    SQLite forgets zones, so UTC is put back on reading.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def text_enum(kind: type[StrEnum], name: str) -> sa.Enum:
    """Store an enum by its value as text, with a CHECK constraint on both databases."""
    return sa.Enum(
        kind,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=True,
        length=20,
        name=name,
    )


def owner(*, primary_key: bool = False, nullable: bool = False, index: bool = False) -> Any:
    """Make the column that says whose row it is; the row goes with the person."""
    default = None if nullable else PydanticUndefined
    return Field(
        default,
        foreign_key="patient.id",
        ondelete="CASCADE",
        primary_key=primary_key,
        nullable=nullable,
        index=index,
    )


def moment(*, nullable: bool = False) -> Any:
    """Make the column of a moment in UTC."""
    return Field(sa_type=UtcDateTime, nullable=nullable)
