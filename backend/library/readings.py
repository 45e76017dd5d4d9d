"""Reads the short readings and checks that each names the sources it stands on."""

from collections.abc import Mapping

from backend.domain.library import Reading
from backend.library.shelf import Entry, Shelf

FIELDS = ("sources", "reviewed_by")
WORDS = ("title", "summary", "text")
MAYBE_WORDS = ("points", "close")


def read_readings(shelf: Shelf, sources: Mapping[str, str]) -> dict[str, Reading]:
    """Read every reading, in order. Refuses one without text or without a known source."""
    return {entry.id: _reading(entry, sources) for entry in shelf.entries("readings")}


def _reading(entry: Entry, sources: Mapping[str, str]) -> Reading:
    data = entry.data.fields(*FIELDS)
    words = entry.words.fields(*WORDS, maybe=MAYBE_WORDS)
    reading = Reading(
        id=entry.id,
        title=words["title"].text(),
        summary=words["summary"].text(),
        text=words["text"].texts(),
        points=words["points"].texts() if "points" in words else (),
        close=words["close"].text() if "close" in words else None,
        sources=tuple(one.key_of(sources, "source") for one in data["sources"].items()),
        reviewed_by=data["reviewed_by"].maybe_text(),
    )
    if not reading.text:
        raise words["text"].broken(f"reading '{entry.id}' has no text")
    if not reading.sources:
        raise data["sources"].broken(f"reading '{entry.id}' names no source")
    return reading
