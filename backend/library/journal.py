"""Reads what the writing page offers: beginnings for a line, and tags to choose from."""

from backend.domain.journal import LONGEST_TAG, parted
from backend.domain.vocabulary import Offer
from backend.library.shelf import Entry, Shelf

LONGEST_BEGINNING = 40
"""More would not fit on one line of a phone."""

MOST_OFFERED = 10
"""Tags that are offered; as many of one's own then fit beside them."""


def read_prompts(shelf: Shelf) -> dict[str, Offer]:
    """Read every beginning, in order. Refuses one that is longer than a line."""
    return {entry.id: _offer(entry, LONGEST_BEGINNING) for entry in shelf.entries("prompts")}


def read_tags(shelf: Shelf) -> dict[str, Offer]:
    """Read the tags that are offered, in order. Refuses a word that would be read as several."""
    entries = shelf.entries("tags")
    if len(entries) > MOST_OFFERED:
        raise entries[-1].data.broken(f"at most {MOST_OFFERED} tags are offered")
    tags = {entry.id: _offer(entry, LONGEST_TAG) for entry in entries}
    for entry in entries:
        if parted([tags[entry.id].text]) != (tags[entry.id].text,):
            raise entry.words.broken(f"tag '{entry.id}' has to be one tag")
    return tags


def _offer(entry: Entry, longest: int) -> Offer:
    words = entry.words.fields("text")["text"]
    if len(words.text()) > longest:
        raise words.broken(f"'{entry.id}' is longer than {longest} characters")
    reviewed_by = entry.data.fields("reviewed_by")["reviewed_by"].maybe_text()
    return Offer(entry.id, words.text(), reviewed_by)
