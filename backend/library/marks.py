"""YAML values that know where they stand, so that every complaint names a file and a line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import yaml

ROOT = Path(__file__).resolve().parents[2]
STR, INT, BOOL, NULL, DATE = (
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "bool", "null", "timestamp")
)
Word = TypeVar("Word", bound=StrEnum)

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C where PyYAML has it: the library is read several times faster at each start."""


class LibraryBroken(Exception):
    """The library's data is wrong. The message is "file:line: what is wrong"."""


@dataclass(frozen=True)
class Place:
    """A value in a file and the line it is named on. Reading it as something else is refused."""

    file: Path
    line: int
    node: yaml.Node

    def broken(self, what: str) -> LibraryBroken:
        """Make a complaint about this place."""
        return _complaint(self.file, self.line, what)

    def entries(self) -> dict[str, "Place"]:
        """Read a mapping in its order. A key that stands twice is refused."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.broken("expected names with values")
        found: dict[str, Place] = {}
        for key, value in self.node.value:
            place = Place(self.file, key.start_mark.line + 1, value)
            if key.value in found:
                raise place.broken(f"'{key.value}' stands twice")
            found[key.value] = place
        return found

    def fields(self, *needed: str, maybe: tuple[str, ...] = ()) -> dict[str, "Place"]:
        """Read a mapping with known keys only. `maybe` may be missing; nothing else may."""
        found = self.entries()
        for name, place in found.items():
            if name not in (*needed, *maybe):
                raise place.broken(f"unknown key '{name}'")
        for name in needed:
            if name not in found:
                raise self.broken(f"'{name}' is missing")
        return found

    def items(self) -> tuple["Place", ...]:
        """Read a list."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.broken("expected a list")
        return tuple(Place(self.file, node.start_mark.line + 1, node) for node in self.node.value)

    def text(self) -> str:
        """Read words. A bare number or yes is refused, so that 000 and NO stay what they are."""
        words = self._scalar(STR, "words (in quotes if they look like a number)").strip()
        if not words:
            raise self.broken("empty text")
        return words

    def texts(self) -> tuple[str, ...]:
        return tuple(place.text() for place in self.items())

    def number(self) -> int:
        return int(self._scalar(INT, "a whole number"))

    def flag(self) -> bool:
        return self._scalar(BOOL, "true or false").lower() == "true"

    def day(self) -> date:
        try:
            return date.fromisoformat(self._scalar(DATE, "a date"))
        except ValueError:
            raise self.broken("expected a date like 2026-11-24") from None

    def is_null(self) -> bool:
        return self.node.tag == NULL

    def maybe_text(self) -> str | None:
        return None if self.is_null() else self.text()

    def choice(self, words: type[Word], what: str) -> Word:
        """Read one word of a closed list."""
        said = self.text()
        try:
            return words(said)
        except ValueError:
            raise self.broken(f"unknown {what} '{said}'") from None

    def span(self) -> tuple[int, int]:
        """Read [low, high]."""
        ends = [place.number() for place in self.items()]
        if len(ends) != 2:  # noqa: PLR2004 (a range has two ends)
            raise self.broken("expected [low, high]")
        low, high = ends
        if low > high:
            raise self.broken(f"low {low} is more than high {high}")
        if low < 0:
            raise self.broken(f"low {low} is less than nothing")
        return low, high

    def key_of(self, known: Mapping[str, object], what: str) -> str:
        """Read the id of something that exists."""
        name = self.text()
        if name not in known:
            raise self.broken(f"unknown {what} '{name}'")
        return name

    def scalars(self) -> Iterator["Place"]:
        """Give every single value below, for checks that do not care what it means."""
        if isinstance(self.node, yaml.MappingNode):
            for place in self.entries().values():
                yield from place.scalars()
        elif isinstance(self.node, yaml.SequenceNode):
            for place in self.items():
                yield from place.scalars()
        else:
            yield self

    def _scalar(self, tag: str, expected: str) -> str:
        if self.node.tag != tag:
            raise self.broken(f"expected {expected}")
        return str(self.node.value)


def read(file: Path) -> Place:
    """Read a file as one place, its first line."""
    if not file.is_file():
        raise _complaint(file, 1, "the file is missing")
    try:
        node = yaml.compose(file.read_text(encoding="utf-8"), Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise _complaint(file, mark.line + 1 if mark else 1, f"not YAML: {error.problem}") from None
    if node is None:
        raise _complaint(file, 1, "the file is empty")
    return Place(file, 1, node)


def _complaint(file: Path, line: int, what: str) -> LibraryBroken:
    shown = file.relative_to(ROOT) if file.is_relative_to(ROOT) else file
    return LibraryBroken(f"{shown.as_posix()}:{line}: {what}")
