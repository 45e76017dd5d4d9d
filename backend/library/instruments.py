"""Reads the words of the forms and checks them against the rules that judge their answers."""

from backend.domain.library import Instrument, InstrumentItem
from backend.domain.questionnaires import BEST_FIRST, INSTRUMENTS, ITEMS
from backend.library.marks import Place
from backend.library.shelf import Entry, Shelf

WORDS = ("title", "label", "recall", "least", "most", "items", "impression")


def read_instruments(shelf: Shelf) -> dict[str, Instrument]:
    """Read every form. Refuses one that lacks an item's words, or that no rule knows."""
    return {entry.id: _instrument(entry) for entry in shelf.entries("instruments")}


def _instrument(entry: Entry) -> Instrument:
    data = entry.data.fields("version", "items", "reviewed_by")
    words = entry.words.fields(*WORDS)
    version = data["version"].text()
    if (entry.id, version) not in INSTRUMENTS:
        raise data["version"].broken(f"no rule knows '{entry.id}' in version {version}")
    if data["items"].texts() != ITEMS[entry.id]:
        raise data["items"].broken(f"the items of '{entry.id}' are not those of its rules")
    asked = words["items"].fields(*ITEMS[entry.id])
    impression = words["impression"].fields("question", "answers")
    answers = impression["answers"].texts()
    if len(answers) != len(BEST_FIRST):
        raise impression["answers"].broken(f"{len(BEST_FIRST)} answers are needed, best first")
    return Instrument(
        id=entry.id,
        version=version,
        title=words["title"].text(),
        label=words["label"].text(),
        recall=words["recall"].text(),
        least=words["least"].text(),
        most=words["most"].text(),
        items={name: _item(name, asked[name]) for name in ITEMS[entry.id]},
        question=impression["question"].text(),
        answers=dict(zip(BEST_FIRST, answers, strict=True)),
        reviewed_by=data["reviewed_by"].maybe_text(),
    )


def _item(name: str, place: Place) -> InstrumentItem:
    words = place.fields("name", maybe=("hint",))
    return InstrumentItem(
        id=name,
        name=words["name"].text(),
        hint=words["hint"].text() if "hint" in words else None,
    )
