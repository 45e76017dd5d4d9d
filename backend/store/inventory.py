"""What there are tables and columns for."""

from collections.abc import Mapping

from sqlmodel import SQLModel

from backend.store import account_tables, tables

MODELS = (account_tables, tables)
"""The modules whose classes are the tables."""


def columns_by_table() -> Mapping[str, tuple[str, ...]]:
    """Give the columns of every table, by the tables' names."""
    return {table.name: tuple(table.columns.keys()) for table in SQLModel.metadata.tables.values()}
