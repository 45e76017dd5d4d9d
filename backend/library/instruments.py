"""Reads the words of the forms and checks them against the rules that judge their answers."""

from backend.domain.questionnaires import BEST_FIRST, INSTRUMENTS, ITEMS
from backend.domain.screening import ANSWERS, SCREENS, shown_in
from backend.domain.vocabulary import Instrument, InstrumentItem
from backend.library.marks import Place, read
from backend.library.shelf import Entry, Shelf

WORDS = ("title", "label", "recall", "least", "most", "items", "impression")
PUBLISHED = "published"
"""The folder of wordings that are not ours: word for word, a file per language on record."""


def read_instruments(shelf: Shelf) -> dict[str, Instrument]:
    """Read every form. Refuses one that lacks an item's words, or that no rule knows."""
    return {entry.id: _instrument(shelf, entry) for entry in shelf.entries("instruments")}


def _instrument(shelf: Shelf, entry: Entry) -> Instrument:
    data = entry.data.fields("version", "items", "reviewed_by")
    version = data["version"].text()
    if (entry.id, version) not in INSTRUMENTS:
        raise data["version"].broken(f"no rule knows '{entry.id}' in version {version}")
    if data["items"].texts() != ITEMS[entry.id]:
        raise data["items"].broken(f"the items of '{entry.id}' are not those of its rules")
    reviewed_by = data["reviewed_by"].maybe_text()
    if entry.id in SCREENS:
        return _published(shelf, entry, version, reviewed_by)
    return _own(shelf, entry, version, reviewed_by)


def _own(shelf: Shelf, entry: Entry, version: str, reviewed_by: str | None) -> Instrument:
    words = entry.words.fields(*WORDS)
    asked = words["items"].fields(*ITEMS[entry.id])
    impression = words["impression"].fields("question", "answers")
    return Instrument(
        id=entry.id,
        version=version,
        language=shelf.language,
        title=words["title"].text(),
        label=words["label"].text(),
        why=None,
        recall=words["recall"].text(),
        least=words["least"].text(),
        most=words["most"].text(),
        items={name: _item(name, asked[name]) for name in ITEMS[entry.id]},
        question=impression["question"].text(),
        answers=_answers(impression["answers"], BEST_FIRST, "best first"),
        credit=None,
        reviewed_by=reviewed_by,
    )


def _published(shelf: Shelf, entry: Entry, version: str, reviewed_by: str | None) -> Instrument:
    """Read a published form: our words about it, and its own as they were published."""
    words = entry.words.fields("title", "label", "why")
    language = shown_in(shelf.language)
    published = read(shelf.folder / PUBLISHED / f"{language}.yaml").fields(
        "recall", "answers", "credit", *SCREENS
    )
    asked = published[entry.id].fields(*ITEMS[entry.id])
    return Instrument(
        id=entry.id,
        version=version,
        language=language,
        title=words["title"].text(),
        label=words["label"].text(),
        why=words["why"].text(),
        recall=published["recall"].text(),
        least=None,
        most=None,
        items={name: InstrumentItem(name, asked[name].text(), None) for name in ITEMS[entry.id]},
        question=None,
        answers=_answers(published["answers"], ANSWERS, "the lowest first"),
        credit=published["credit"].text(),
        reviewed_by=reviewed_by,
    )


def _answers(place: Place, numbers: range, order: str) -> dict[int, str]:
    answers = place.texts()
    if len(answers) != len(numbers):
        raise place.broken(f"{len(numbers)} answers are needed, {order}")
    return dict(zip(numbers, answers, strict=True))


def _item(name: str, place: Place) -> InstrumentItem:
    words = place.fields("name", maybe=("hint",))
    return InstrumentItem(
        id=name,
        name=words["name"].text(),
        hint=words["hint"].text() if "hint" in words else None,
    )
