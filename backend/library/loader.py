"""Reads the clinical library once per language and refuses to start when a reference is wrong."""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from backend.domain.library import (
    Avoid,
    Country,
    Gate,
    GateEffect,
    HelpLine,
    Library,
    RedFlag,
    Stage,
    StageWords,
    Step,
    Urgency,
)
from backend.library.instruments import read_instruments
from backend.library.journal import read_prompts, read_tags
from backend.library.marks import Place
from backend.library.programmes import read_programmes
from backend.library.readings import read_readings
from backend.library.shelf import Entry, Shelf, languages
from backend.library.steps import (
    Label,
    Shared,
    read_evidence,
    read_labels,
    read_steps,
    read_stop_rules,
)
from backend.library.symptoms import read_symptoms
from backend.library.synkinesis import read_linked

FOLDER = Path(__file__).resolve().parent


@lru_cache
def read_library(language: str) -> Library:
    """Give the library in a language. Raises KeyError for a language without words."""
    return load(FOLDER, language)


def load(folder: Path, language: str) -> Library:
    """Read and check a library folder. Raises LibraryBroken naming file and line."""
    if language not in languages(folder):
        raise KeyError(language)
    shelf = Shelf(folder, language)
    _check_wording(shelf)
    sources = {key: place.text() for key, place in shelf.structure("sources").entries().items()}
    labels = read_labels(shelf, sources)
    gates = {entry.id: _gate(entry) for entry in shelf.entries("gates")}
    red_flags = {entry.id: _red_flag(entry) for entry in shelf.entries("red_flags")}
    steps = read_steps(shelf, Shared(gates, *read_stop_rules(shelf), labels, sources))
    _check_gates_matter(shelf, gates, steps)
    return Library(
        language=language,
        steps=steps,
        programmes=read_programmes(shelf, steps),
        gates=gates,
        red_flags=red_flags,
        countries=_countries(shelf),
        stages=_stages(shelf.words("stages")),
        avoid=tuple(_avoid(entry, labels, sources) for entry in shelf.entries("avoid")),
        movement_rules=tuple(_movement_rule(entry) for entry in shelf.entries("movement_rules")),
        sources=sources,
        readings=read_readings(shelf, sources),
        symptoms=read_symptoms(shelf, red_flags),
        linked=read_linked(shelf),
        instruments=read_instruments(shelf),
        prompts=read_prompts(shelf),
        tags=read_tags(shelf),
    )


def _gate(entry: Entry) -> Gate:
    data = entry.data.fields("effect", maybe=("ends_after_days",))
    words = entry.words.fields("question", "reason", maybe=("note",))
    return Gate(
        id=entry.id,
        effect=data["effect"].choice(GateEffect, "effect"),
        ends_after_days=data["ends_after_days"].number() if "ends_after_days" in data else None,
        question=words["question"].text(),
        reason=words["reason"].text(),
        note=words["note"].text() if "note" in words else None,
    )


def _check_gates_matter(shelf: Shelf, gates: Mapping[str, Gate], steps: Mapping[str, Step]) -> None:
    """Refuse a gate that would switch nothing off though it says it does, or a note without one."""
    named = {name for step in steps.values() for name in step.gates}
    places = shelf.structure("gates").entries()
    for gate in gates.values():
        if gate.effect is GateEffect.NAMED_STEPS and gate.id not in named:
            raise places[gate.id].broken(f"gate '{gate.id}' is named by no step")
        if gate.effect is GateEffect.NOTE_ONLY and gate.note is None:
            raise places[gate.id].broken(f"gate '{gate.id}' is a note only, and has none")


def _red_flag(entry: Entry) -> RedFlag:
    urgency = entry.data.fields("urgency")["urgency"].choice(Urgency, "urgency")
    words = entry.words.fields("sign", "action")
    return RedFlag(entry.id, urgency, words["sign"].text(), words["action"].text())


def _countries(shelf: Shelf) -> dict[str, Country]:
    lines = {entry.id: _help_line(entry) for entry in shelf.entries("help_lines")}
    return {entry.id: _country(entry, lines) for entry in shelf.entries("countries")}


def _help_line(entry: Entry) -> HelpLine:
    data = entry.data.fields("number", "source", "checked_on")
    number = data["number"].text()
    if not re.fullmatch(r"\+?[0-9][0-9 ]*", number):
        raise data["number"].broken(f"'{number}' is not a number to call")
    if not data["source"].text().startswith(("https://", "http://")):
        raise data["source"].broken("a source is the address of a public page")
    return HelpLine(
        number=number,
        name=entry.words.fields("name")["name"].text(),
        source=data["source"].text(),
        checked_on=data["checked_on"].day(),
    )


def _country(entry: Entry, lines: Mapping[str, HelpLine]) -> Country:
    data = entry.data.fields("emergency", "crisis")
    emergency = data["emergency"]
    return Country(
        code=entry.id,
        name=entry.words.fields("name")["name"].text(),
        emergency=None if emergency.is_null() else lines[emergency.key_of(lines, "help line")],
        crisis=tuple(lines[one.key_of(lines, "help line")] for one in data["crisis"].items()),
    )


def _stages(words: Place) -> dict[Stage, StageWords]:
    found = words.fields(*Stage)
    return {stage: _stage_words(found[stage]) for stage in Stage}


def _stage_words(place: Place) -> StageWords:
    words = place.fields("title", "description", "fits", "leave_out")
    return StageWords(
        title=words["title"].text(),
        description=words["description"].text(),
        fits=words["fits"].text(),
        leave_out=words["leave_out"].text(),
    )


def _avoid(entry: Entry, labels: Mapping[str, Label], sources: Mapping[str, str]) -> Avoid:
    data = entry.data.fields("evidence")
    words = entry.words.fields("title", "why", "note")
    return Avoid(
        id=entry.id,
        title=words["title"].text(),
        why=words["why"].text(),
        evidence=read_evidence(data["evidence"], words["note"], labels, sources),
    )


def _movement_rule(entry: Entry) -> str:
    entry.data.fields()
    return entry.words.fields("text")["text"].text()


def _check_wording(shelf: Shelf) -> None:
    """Refuse words that claim an effect, name a diagnosis or speak of a good and a bad side."""
    forbidden = shelf.words("forbidden").texts()
    pattern = re.compile("|".join(_whole(words) for words in forbidden), re.IGNORECASE)
    for file in shelf.word_files():
        for place in file.scalars():
            found = pattern.search(str(place.node.value))
            if found:
                raise place.broken(f"forbidden words '{found.group()}'")


def _whole(words: str) -> str:
    """Match whole words where a script has spaces between them, and anywhere where it has not."""
    escaped = re.escape(words).replace(r"\ ", r"\s+")
    return rf"\b{escaped}\b" if words.isascii() else escaped
