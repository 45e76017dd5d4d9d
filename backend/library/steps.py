"""Builds steps, with their evidence, stop rules and gates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.domain.drawings import Drawing
from backend.domain.library import (
    FACE_HEAT_CAP,
    FOOT_HEAT_CAP,
    MOVING_KINDS,
    TOLD_STAGES,
    Evidence,
    Gate,
    GateEffect,
    Grade,
    Heat,
    Kind,
    Minutes,
    Pace,
    Range,
    Sides,
    Stage,
    Step,
    StopRule,
    Urgency,
)
from backend.domain.plans import MOST_TIMES
from backend.library.drawings import read_drawings
from backend.library.marks import Place
from backend.library.shelf import Entry, Shelf

HEAT_CAPS = {Heat.FACE: FACE_HEAT_CAP, Heat.FEET: FOOT_HEAT_CAP}
KINDS_OFF = {
    GateEffect.MOVING_OFF: MOVING_KINDS,
    GateEffect.ACTIVE_OFF: frozenset({Kind.ACTIVE}),
}
FIELDS = ("kind", "stages", "minutes", "max_times", "sides", "evidence", "reviewed_by")
MAYBE_FIELDS = ("heat", "from_seed", "gates", "stop_rules", "pace")
WORDS = ("title", "summary", "why", "how", "how_long", "note")
MAYBE_WORDS = ("not_when", "not_today", "cautions")


@dataclass(frozen=True)
class Label:
    """An evidence label that steps and cards share."""

    grade: Grade
    label: str
    about: str | None
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Shared:
    """What steps refer to by id. `default_rules` has the stop rule of each kind."""

    gates: Mapping[str, Gate]
    stop_rules: Mapping[str, StopRule]
    default_rules: Mapping[Kind, StopRule]
    labels: Mapping[str, Label]
    sources: Mapping[str, str]


def read_labels(shelf: Shelf, sources: Mapping[str, str]) -> dict[str, Label]:
    """Read the evidence labels."""
    labels = {}
    for entry in shelf.entries("evidence"):
        data = entry.data.fields("grade", maybe=("sources",))
        words = entry.words.fields("label", maybe=("about",))
        labels[entry.id] = Label(
            grade=data["grade"].choice(Grade, "grade"),
            label=words["label"].text(),
            about=words["about"].text() if "about" in words else None,
            sources=_keys(data.get("sources"), sources, "source"),
        )
    return labels


def read_stop_rules(shelf: Shelf) -> tuple[dict[str, StopRule], dict[Kind, StopRule]]:
    """Read every stop rule, and which of them each kind gets by default."""
    rules: dict[str, StopRule] = {}
    defaults: dict[Kind, StopRule] = {}
    for entry in shelf.entries("stop_rules"):
        data = entry.data.fields(maybe=("kind", "urgency"))
        urgency = data["urgency"].choice(Urgency, "urgency") if "urgency" in data else None
        text = entry.words.fields("text")["text"].text()
        rules[entry.id] = StopRule(entry.id, text, urgency)
        if "kind" in data:
            kind = data["kind"].choice(Kind, "kind")
            if kind in defaults:
                raise entry.data.broken(f"kind '{kind}' has a stop rule already")
            defaults[kind] = rules[entry.id]
    for kind in Kind:
        if kind not in defaults:
            raise shelf.structure("stop_rules").broken(f"kind '{kind}' has no stop rule")
    return rules, defaults


def read_steps(shelf: Shelf, shared: Shared) -> dict[str, Step]:
    """Read every step."""
    entries = shelf.entries("steps")
    drawings = read_drawings(shelf, {entry.id: entry for entry in entries})
    return {entry.id: _step(entry, shared, drawings.get(entry.id)) for entry in entries}


def _step(entry: Entry, shared: Shared, drawing: Drawing | None) -> Step:
    data = entry.data.fields(*FIELDS, maybe=MAYBE_FIELDS)
    words = entry.words.fields(*WORDS, maybe=MAYBE_WORDS)
    kind = data["kind"].choice(Kind, "kind")
    minutes, heat = _minutes(entry.id, data)
    gates = _gates(entry.id, data.get("gates"), shared.gates)
    return Step(
        id=entry.id,
        kind=kind,
        stages=told_stages(data["stages"]),
        minutes=minutes,
        max_times=_times(data["max_times"]),
        sides=data["sides"].choice(Sides, "sides"),
        heat=heat,
        from_seed=data["from_seed"].flag() if "from_seed" in data else False,
        gates=gates,
        reviewed_by=data["reviewed_by"].maybe_text(),
        title=words["title"].text(),
        summary=words["summary"].text(),
        why=words["why"].text(),
        how=words["how"].text(),
        how_long=words["how_long"].text(),
        not_when=_not_when(kind, gates, shared.gates) + _texts(words.get("not_when")),
        not_today=_texts(words.get("not_today")),
        cautions=_texts(words.get("cautions")),
        stop_rules=_rules(kind, data.get("stop_rules"), shared),
        evidence=read_evidence(data["evidence"], words["note"], shared.labels, shared.sources),
        pace=_pace(data.get("pace")),
        drawing=drawing,
    )


def told_stages(place: Place) -> frozenset[Stage]:
    """Read the stages something fits. "Not sure" is worked out from them, never listed."""
    stages = frozenset(one.choice(Stage, "stage") for one in place.items())
    if not stages:
        raise place.broken("no stage")
    if not stages <= TOLD_STAGES:
        raise place.broken("'not_sure' is worked out, never listed")
    return stages


def read_evidence(
    place: Place, note: Place, labels: Mapping[str, Label], sources: Mapping[str, str]
) -> Evidence:
    """Join a label with the note and the sources of what it stands on."""
    data = place.fields("label", "sources")
    label = labels[data["label"].key_of(labels, "evidence label")]
    own = _keys(data["sources"], sources, "source")
    cited = tuple(dict.fromkeys((*label.sources, *own)))
    return Evidence(label.grade, label.label, note.text(), cited, label.about)


def _minutes(name: str, data: Mapping[str, Place]) -> tuple[Minutes, Heat | None]:
    minutes = Minutes(*data["minutes"].span())
    if "heat" not in data:
        return minutes, None
    heat = data["heat"].choice(Heat, "heat")
    if minutes.high > HEAT_CAPS[heat]:
        raise data["minutes"].broken(
            f"step '{name}' warms for {minutes.high} minutes, more than {HEAT_CAPS[heat]}"
        )
    return minutes, heat


def _times(place: Place) -> int:
    times = place.number()
    if not 1 <= times <= MOST_TIMES:
        raise place.broken(f"max_times is 1 to {MOST_TIMES}")
    return times


def _gates(name: str, place: Place | None, gates: Mapping[str, Gate]) -> tuple[str, ...]:
    found = _keys(place, gates, "gate")
    for one in place.items() if place else ():
        if gates[one.text()].effect is GateEffect.NOTE_ONLY:
            raise one.broken(f"step '{name}' names gate '{one.text()}', which is a note only")
    return found


def _not_when(kind: Kind, named: Sequence[str], gates: Mapping[str, Gate]) -> tuple[str, ...]:
    """Give the reasons of all gates that would switch the step off, by name or by kind."""
    return tuple(
        gate.reason
        for gate in gates.values()
        if gate.id in named or kind in KINDS_OFF.get(gate.effect, frozenset())
    )


def _rules(kind: Kind, place: Place | None, shared: Shared) -> tuple[StopRule, ...]:
    if place is None:
        return (shared.default_rules[kind],)
    named = _keys(place, shared.stop_rules, "stop rule")
    if not named:
        raise place.broken("no stop rule; leave the key out for the rule of the kind")
    return tuple(shared.stop_rules[name] for name in named)


def _pace(place: Place | None) -> Pace | None:
    if place is None:
        return None
    data = place.fields("repeats", maybe=("hold_seconds",))
    hold = Range(*data["hold_seconds"].span()) if "hold_seconds" in data else None
    return Pace(Range(*data["repeats"].span()), hold)


def _keys(place: Place | None, known: Mapping[str, object], what: str) -> tuple[str, ...]:
    if place is None:
        return ()
    found: list[str] = []
    for one in place.items():
        if one.key_of(known, what) in found:
            raise one.broken(f"{what} '{one.text()}' stands twice")
        found.append(one.text())
    return tuple(found)


def _texts(place: Place | None) -> tuple[str, ...]:
    return place.texts() if place else ()
