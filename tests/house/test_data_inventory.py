"""Nothing is kept without words: a new column says in /privacy what it holds."""

import sys
from pathlib import Path

import pytest

from backend.services import inventory
from backend.services.inventory import OWN, PURPOSES, ROWS, SHARED, read_inventory
from backend.store.inventory import columns_by_table

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import data_inventory  # noqa: E402 (tools are scripts, not a package)


def test_every_table_stands_under_one_purpose() -> None:
    named = [name for _, _, names in PURPOSES for name in names]
    assert sorted(named) == sorted(columns_by_table()) == sorted(ROWS)


def test_every_column_has_words_and_no_words_are_of_a_column_that_is_gone() -> None:
    there_are = columns_by_table()
    shown = {
        table.name: tuple(column for column, _ in table.columns)
        for purpose in read_inventory()
        for table in purpose.tables
    }
    assert shown == there_are
    own = {(table, column) for table, words in OWN.items() for column in words}
    assert own <= {(table, column) for table, columns in there_are.items() for column in columns}
    said_by_shared = {
        column
        for table, columns in there_are.items()
        for column in columns
        if column not in OWN.get(table, {})
    }
    assert said_by_shared == set(SHARED)


def test_a_new_column_without_words_stops_it(monkeypatch: pytest.MonkeyPatch) -> None:
    grown = {name: (*columns, "new") for name, columns in columns_by_table().items()}
    monkeypatch.setattr(inventory, "columns_by_table", lambda: grown)
    with pytest.raises(KeyError, match="new"):
        read_inventory()


def test_the_document_is_in_step() -> None:
    assert data_inventory.FILE.read_text() == data_inventory.document()
