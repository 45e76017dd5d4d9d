"""Reads the symptoms a person can rate: the plain name, the clinical term, the red flags."""

from collections.abc import Mapping

from backend.domain.library import RedFlag, SymptomWords
from backend.library.shelf import Entry, Shelf

MAYBE_FIELDS = ("red_flag", "only_sudden")


def read_symptoms(shelf: Shelf, red_flags: Mapping[str, RedFlag]) -> dict[str, SymptomWords]:
    """Read every symptom, in order. Refuses a red flag that is not on the list of them."""
    return {entry.id: _symptom(entry, red_flags) for entry in shelf.entries("symptoms")}


def _symptom(entry: Entry, red_flags: Mapping[str, RedFlag]) -> SymptomWords:
    data = entry.data.fields("reviewed_by", maybe=MAYBE_FIELDS)
    words = entry.words.fields("plain", maybe=("clinical",))
    flag = data.get("red_flag")
    if flag is None and "only_sudden" in data:
        raise data["only_sudden"].broken(f"'{entry.id}' is no red flag, so not only a sudden one")
    return SymptomWords(
        id=entry.id,
        plain=words["plain"].text(),
        clinical=words["clinical"].text() if "clinical" in words else None,
        red_flag=flag.key_of(red_flags, "red flag") if flag else None,
        only_sudden=data["only_sudden"].flag() if "only_sudden" in data else False,
        reviewed_by=data["reviewed_by"].maybe_text(),
    )
