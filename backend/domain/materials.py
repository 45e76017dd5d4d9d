"""What a report can be made of, and what of it lies inside a scope."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from backend.domain.followed import CareDay
from backend.domain.gradings import Grading
from backend.domain.journal import JournalEntry
from backend.domain.periods import Period
from backend.domain.plans import PlanVersion, version_on
from backend.domain.progress import Mark, MarkKind
from backend.domain.questionnaires import Form
from backend.domain.routine import Occurrence
from backend.domain.sessions import Felt
from backend.domain.sharing import Category, NameShown, Scope, initials
from backend.domain.synkinesis import Month
from backend.domain.today import DayKind, SkipReason
from backend.domain.visits import Visit, last_visit, next_visit

Said = TypeVar("Said")

OWN_KINDS = frozenset({MarkKind.VISIT, MarkKind.PLAN})
"""Marks that are no treatment: they are never shown from before the period."""


def in_one_line(text: str) -> str:
    """Put words on one line, whatever space is between them."""
    return " ".join(text.split())


@dataclass(frozen=True)
class Material:
    """All that a report can be made of, in the order it was made. `marks` are oldest first.

    Journal entries are newest first; ones that are never to be shared do not belong here, and
    are dropped once more. Months of linked movements are newest first; of `screening`, the forms of
    mood and worry, unfinished ones belong here too.
    """

    name: str | None = None
    cause: str | None = None
    moods: Sequence[tuple[date, int]] = ()
    symptoms: Mapping[str, Sequence[tuple[date, int]]] = field(default_factory=dict)
    forms: Sequence[Form] = ()
    felt: Sequence[Felt] = ()
    skips: Sequence[tuple[date, SkipReason | None]] = ()
    marks: Sequence[Mark] = ()
    visits: Sequence[Visit] = ()
    versions: Sequence[PlanVersion] = ()
    done: Mapping[date, frozenset[Occurrence]] = field(default_factory=dict)
    kinds: Mapping[date, DayKind] = field(default_factory=dict)
    journal: Sequence[JournalEntry] = ()
    energy: Sequence[tuple[date, int]] = ()
    sleep: Sequence[tuple[date, int]] = ()
    linked: Sequence[Month] = ()
    care: Sequence[CareDay] = ()
    gradings: Sequence[Grading] = ()
    screening: Sequence[Form] = ()


def within(material: Material, scope: Scope, period: Period, *, today: date) -> Material:
    """Take away everything outside the period and the ticked categories.

    The plan in force at the period's end stays for the head (side, stage, onset); its steps and
    gates only with the routine. What a person wants to ask belongs to no day.
    """
    has = scope.categories.__contains__
    routine, symptoms = has(Category.ROUTINE), has(Category.SYMPTOMS)
    return Material(
        name=_shown_name(material.name, scope.name),
        cause=material.cause,
        moods=_on_days(material.moods, period) if has(Category.MOOD) else (),
        symptoms={
            key: inside
            for key, ratings in material.symptoms.items()
            if (inside := _on_days(ratings, period))
        }
        if symptoms
        else {},
        forms=[form for form in material.forms if form.day in period and form.finished]
        if has(Category.FUNCTION)
        else (),
        felt=[one for one in material.felt if one.day in period] if routine else (),
        skips=_on_days(material.skips, period) if routine else (),
        marks=[
            _ended_inside(mark, period) for mark in material.marks if _shared(mark, scope, period)
        ],
        visits=_visits(material.visits, period, today) if has(Category.QUESTIONS) else (),
        versions=_versions(material.versions, period, routine=routine),
        done={day: done for day, done in material.done.items() if day in period} if routine else {},
        kinds={day: kind for day, kind in material.kinds.items() if day in period}
        if routine
        else {},
        journal=[one for one in material.journal if one.day in period and not one.never_share]
        if has(Category.JOURNAL)
        else (),
        energy=_on_days(material.energy, period) if symptoms else (),
        sleep=_on_days(material.sleep, period) if symptoms else (),
        linked=[one for one in material.linked if one.entry.day in period]
        if has(Category.LINKED_MOVEMENTS)
        else (),
        care=[one for one in material.care if one[0] in period] if has(Category.EYE_CARE) else (),
        gradings=[
            replace(one, clinician=in_one_line(one.clinician))
            for one in material.gradings
            if one.on in period
        ]
        if has(Category.GRADINGS)
        else (),
        screening=[form for form in material.screening if form.day in period]
        if has(Category.QUESTIONNAIRES)
        else (),
    )


def _on_days(said: Iterable[tuple[date, Said]], period: Period) -> list[tuple[date, Said]]:
    return [one for one in said if one[0] in period]


def _shown_name(name: str | None, shown: NameShown) -> str | None:
    match shown:
        case NameShown.FULL:
            return name
        case NameShown.INITIALS:
            return initials(name or "")
        case NameShown.NONE:
            return None


def _shared(mark: Mark, scope: Scope, period: Period) -> bool:
    if mark.on in period:
        return Category.TREATMENTS in scope.categories
    earlier = mark.on < period.since and mark.kind not in OWN_KINDS
    return earlier and Category.EARLIER_TREATMENTS in scope.categories


def _ended_inside(mark: Mark, period: Period) -> Mark:
    """A course that ended after the period was still going on, as far as the report knows."""
    until = mark.until if mark.until and mark.until <= period.until else None
    return replace(mark, until=until, words=in_one_line(mark.words))


def _visits(visits: Sequence[Visit], period: Period, today: date) -> list[Visit]:
    coming = next_visit(visits, today=today)
    inside = [visit for visit in visits if visit.on in period]
    past = last_visit(inside, today=period.until)
    return [visit for visit in (past, coming) if visit is not None]


def _versions(
    versions: Sequence[PlanVersion], period: Period, *, routine: bool
) -> list[PlanVersion]:
    last = version_on(versions, period.until)
    if last is None:
        return []
    if not routine:
        gates = {name: None for name in ("no_movement_yet",) if name in last.answers.gates}
        answers = replace(last.answers, gates=gates, prescribed=frozenset())
        return [replace(last, answers=answers, paused=False, programmes=(), items=(), note=None)]
    first = version_on(versions, period.since)
    return [
        replace(one, note=None)
        for one in versions
        if one.effective_on in period or one is first or one is last
    ]
