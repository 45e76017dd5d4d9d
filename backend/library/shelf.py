"""The library's files: structure in the folder itself, words in a folder per language."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from backend.library.marks import Place, read

FORBIDDEN = "forbidden.yaml"


@dataclass(frozen=True)
class Entry:
    """One id with its structure and its words."""

    id: str
    data: Place
    words: Place


@dataclass(frozen=True)
class Shelf:
    """The library's folder, read for one language."""

    folder: Path
    language: str

    def structure(self, name: str) -> Place:
        return read(self.folder / f"{name}.yaml")

    def words(self, name: str) -> Place:
        return read(self.folder / self.language / f"{name}.yaml")

    def entries(self, name: str) -> tuple[Entry, ...]:
        """Pair every id with its words, in the order of the structure.

        Words that are missing, and words for an id that does not exist, are refused.
        """
        data = self.structure(name).entries()
        words = self.words(name).entries()
        for key, place in words.items():
            if key not in data:
                raise place.broken(f"words for unknown id '{key}'")
        for key, place in data.items():
            if key not in words:
                raise place.broken(f"'{key}' has no words in {self.language}/{name}.yaml")
        return tuple(Entry(key, place, words[key]) for key, place in data.items())

    def word_files(self) -> Iterator[Place]:
        """Give every file of words, for checks on wording."""
        for file in sorted((self.folder / self.language).glob("*.yaml")):
            if file.name != FORBIDDEN:
                yield read(file)


def languages(folder: Path) -> frozenset[str]:
    """Name the languages that have a folder of words."""
    return frozenset(file.parent.name for file in folder.glob("*/steps.yaml"))
