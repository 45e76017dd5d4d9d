"""Reads the words for linked movements: every row, every column, the four levels."""

from collections.abc import Mapping

from backend.domain.synkinesis import STRONGEST, Doing, Moves
from backend.domain.vocabulary import LinkedWords
from backend.library.shelf import Entry, Shelf


def read_linked(shelf: Shelf) -> LinkedWords:
    """Read the words. Refuses a row, a column or a level that is missing, and one too many."""
    entries = {entry.id: entry for entry in shelf.entries("synkinesis")}
    shelf.structure("synkinesis").fields("doing", "moves", "levels")
    levels = entries["levels"].words.texts()
    if len(levels) != STRONGEST + 1:
        raise entries["levels"].words.broken(f"expected {STRONGEST + 1} levels, 0 to {STRONGEST}")
    reviewers = {_reviewer(entry) for entry in entries.values()}
    return LinkedWords(
        doing=_words(entries["doing"], Doing),
        moves=_words(entries["moves"], Moves),
        levels=levels,
        reviewed_by=None if None in reviewers else ", ".join(sorted(filter(None, reviewers))),
    )


def _words(entry: Entry, ids: type[Doing] | type[Moves]) -> Mapping[str, str]:
    found = entry.words.fields(*ids)
    return {one: found[one].text() for one in ids}


def _reviewer(entry: Entry) -> str | None:
    return entry.data.fields("reviewed_by")["reviewed_by"].maybe_text()
