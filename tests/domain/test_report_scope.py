"""Nothing outside a report's scope can reach it: over a thousand people and a hundred pages."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from uuid import UUID, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.domain.care import CareKind
from backend.domain.gradings import Grading, Scale
from backend.domain.journal import JournalEntry
from backend.domain.materials import Material
from backend.domain.periods import Period
from backend.domain.plans import PlanVersion
from backend.domain.progress import Mark, MarkKind
from backend.domain.questionnaires import FUNCTION, FUNCTION_ITEMS, IMPRESSION, Form
from backend.domain.screening import SCREENS
from backend.domain.sessions import Felt
from backend.domain.sharing import Category, NameShown, Scope
from backend.domain.synkinesis import Doing, Moves
from backend.domain.today import DayKind, SkipReason
from backend.domain.visits import Visit
from backend.services.reports import dump_report, load_report
from backend.web.reports import report_markup, report_text
from tests.reported import (
    CANARY,
    ENVIRONMENTS,
    EVERYTHING,
    ITEMS,
    LATER_ITEMS,
    MADE_AT,
    MADE_ON,
    SPACE,
    composed,
    full,
    linked,
    screening,
    version,
)


@dataclass(frozen=True)
class Entry:
    """Something a person noted: what it belongs to, its day, and whether it may be shown."""

    category: Category
    day: date
    fine: bool
    number: int


@dataclass(frozen=True)
class Case:
    """A scope, everything somebody ever noted, and only what the scope holds."""

    scope: Scope
    period: Period
    everything: Material
    inside: Material


def words(entry: Entry) -> str:
    return f"word{entry.number}" if entry.fine else f"{CANARY}{entry.number}"


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw a scope and notes inside and outside of it, the latter named by canaries."""
    since = MADE_ON - timedelta(days=draw(st.integers(0, 60)))
    period = Period(since, since + timedelta(days=draw(st.integers(0, 35))))
    ticked = draw(st.sets(st.sampled_from(list(Category)))) or {Category.SYMPTOMS}
    scope = Scope(
        frozenset(ticked),
        name=draw(st.sampled_from(NameShown)),
        language=draw(st.sampled_from(["en", "zh-Hans"])),
    )
    numbers = count(100)
    days = st.one_of(
        st.integers(0, (period.until - since).days).map(lambda n: since + timedelta(days=n)),
        st.integers(40, 400).map(lambda n: since - timedelta(days=n)),
        st.integers(40, 90).map(lambda n: period.until + timedelta(days=n)),
    )

    def entries(category: Category, most: int) -> list[Entry]:
        return [
            Entry(category, day, category in ticked and day in period, next(numbers))
            for day in draw(st.lists(days, max_size=most))
        ]

    rating = st.integers(0, 10)
    moods = [(one, draw(st.integers(1, 5))) for one in entries(Category.MOOD, 4)]
    rated = [
        (one, draw(st.sampled_from(["tight", "eye_dry", words(one)])), draw(rating))
        for one in entries(Category.SYMPTOMS, 12)
    ]
    forms = [
        (
            one,
            {
                item: draw(rating)
                for item in (*FUNCTION_ITEMS[:3], IMPRESSION)[: draw(st.integers(1, 3))]
            },
        )
        for one in entries(Category.FUNCTION, 3)
    ]
    felt = [(one, draw(st.none() | rating), draw(rating)) for one in entries(Category.ROUTINE, 4)]
    skips = [(one, draw(st.sampled_from(SkipReason))) for one in entries(Category.ROUTINE, 4)]
    kinds = [(one, draw(st.sampled_from(DayKind))) for one in entries(Category.ROUTINE, 4)]
    done = [
        (one, draw(st.sampled_from([item.id for item in (*ITEMS, *LATER_ITEMS)])))
        for one in entries(Category.ROUTINE, 8)
    ]
    journal = [(one, draw(st.booleans())) for one in entries(Category.JOURNAL, 4)]
    marks = [
        _mark(entry, draw(st.sampled_from(MarkKind)), scope, period)
        for entry in entries(Category.TREATMENTS, 5)
    ]
    visits = [_visit(entry, held=draw(st.booleans())) for entry in entries(Category.QUESTIONS, 4)]
    rises = [
        (one, draw(st.sampled_from(["energy", "sleep"])), draw(rating))
        for one in entries(Category.SYMPTOMS, 6)
    ]
    linked_months = sorted(
        (
            (
                one,
                linked(
                    one.day, (draw(st.sampled_from(Doing)), Moves.NECK, draw(st.integers(0, 3)))
                ),
            )
            for one in entries(Category.LINKED_MOVEMENTS, 3)
        ),
        key=lambda pair: pair[0].day,
        reverse=True,
    )
    care = [
        (one, (one.day, draw(st.sampled_from(CareKind)), draw(st.integers(1, 9))))
        for one in entries(Category.EYE_CARE, 6)
    ]
    gradings = [
        (one, _grading(one, draw(st.integers(1, 6)))) for one in entries(Category.GRADINGS, 3)
    ]
    screens = [
        (one, _screen(one, draw(st.sampled_from(list(SCREENS))), draw(st.integers(0, 3)),
                      finished=draw(st.booleans())))
        for one in entries(Category.QUESTIONNAIRES, 3)
    ]  # fmt: skip
    versions = [
        version(number, day, note=f"{CANARY}note", programmes=(f"{CANARY}programme",))
        for number, day in enumerate(sorted(draw(st.lists(days, max_size=4))), 1)
    ]
    versions = [replace(one, items=LATER_ITEMS) if one.number % 2 else one for one in versions]

    def material(*, only: bool) -> Material:
        def kept(entry: Entry) -> bool:
            return entry.fine or not only

        keys = dict.fromkeys(key for one, key, _ in rated if kept(one))
        by_day: dict[date, set[tuple[UUID, int]]] = {}
        for one, item_id in done:
            if kept(one):
                by_day.setdefault(one.day, set()).add((item_id, 1))
        return Material(
            name="Amina Khan",
            cause="Bell's palsy",
            moods=[(one.day, mood) for one, mood in moods if kept(one)],
            symptoms={
                key: [(one.day, said) for one, its, said in rated if its == key and kept(one)]
                for key in keys
            },
            forms=[_form(one, answers) for one, answers in forms if kept(one)],
            felt=[
                Felt(uuid5(SPACE, str(one.number)), one.day, MADE_AT, effort, pain, ())
                for one, effort, pain in felt
                if kept(one)
            ],
            skips=[(one.day, reason) for one, reason in skips if kept(one)],
            kinds={one.day: kind for one, kind in kinds if kept(one)},
            done={day: frozenset(occurrences) for day, occurrences in by_day.items()},
            journal=[
                JournalEntry(
                    uuid5(SPACE, str(one.number)),
                    one.day,
                    MADE_AT,
                    f"{CANARY} private" if private else words(one),
                    (),
                    private,
                    0,
                )
                for one, private in journal
                if kept(one) and not (private and only)
            ],
            marks=[mark for fine, mark in marks if fine or not only],
            visits=_visits(visits, scope, period, only=only),
            versions=_versions(versions, scope, period) if only else versions,
            energy=[(one.day, said) for one, key, said in rises if key == "energy" and kept(one)],
            sleep=[(one.day, said) for one, key, said in rises if key == "sleep" and kept(one)],
            linked=[month for one, month in linked_months if kept(one)],
            care=[said for one, said in care if kept(one)],
            gradings=[said for one, said in gradings if kept(one)],
            screening=[form for one, form in screens if kept(one)],
        )

    return Case(scope, period, material(only=False), material(only=True))


def _form(entry: Entry, answers: dict[str, int]) -> Form:
    form_id = uuid5(SPACE, str(entry.number))
    return Form(form_id, FUNCTION, "1", "en", entry.day, True, answers, entry.number)


def _grading(entry: Entry, grade: int) -> Grading:
    grading_id = uuid5(SPACE, str(entry.number))
    scale = Scale.HOUSE_BRACKMANN
    return Grading(grading_id, scale, entry.day, words(entry), {"grade": grade}, entry.number)


def _screen(entry: Entry, instrument: str, answer: int, *, finished: bool) -> Form:
    """A form with the same answer everywhere; every fourth one lacks the last."""
    items = SCREENS[instrument].items
    form = screening(instrument, entry.day, (answer,) * len(items), finished=finished)
    said = dict(form.answers)
    if entry.number % 4 == 0:
        del said[items[-1]]
    return replace(form, id=uuid5(SPACE, str(entry.number)), answers=said, seq=entry.number)


def _mark(entry: Entry, kind: MarkKind, scope: Scope, period: Period) -> tuple[bool, Mark]:
    earlier = (
        entry.day < period.since
        and kind not in {MarkKind.VISIT, MarkKind.PLAN}
        and Category.EARLIER_TREATMENTS in scope.categories
    )
    fine = entry.fine or earlier
    return fine, Mark(kind, entry.day, None, words(replace(entry, fine=fine)))


def _visit(entry: Entry, *, held: bool) -> Visit:
    """A visit; which ones may be shown is judged over all of them."""
    word = f"{CANARY}{entry.number}"
    visit_id = UUID(int=entry.number)
    return Visit(visit_id, entry.day, CANARY, (word, word), word, held, held, 0)


def _visits(visits: Iterable[Visit], scope: Scope, period: Period, *, only: bool) -> list[Visit]:
    """The coming one and the last held inside the period say plain words, if they may."""
    waiting = sorted((one for one in visits if not one.held), key=lambda one: (one.on, one.id))
    ahead = [one for one in waiting if one.on >= MADE_ON]
    coming = next(iter([*ahead, *reversed(waiting)]), None)
    held = [one for one in visits if one.held and one.on in period]
    last = max(held, key=lambda one: (one.on, one.id), default=None)
    if Category.QUESTIONS not in scope.categories:
        return [] if only else list(visits)
    plain = {
        one.id: replace(one, questions=(f"word{one.id.int}",), goal="")
        for one in (coming, last)
        if one
    }
    if only:
        return list(plain.values())
    return [plain.get(one.id, one) for one in visits]


def _versions(versions: list[PlanVersion], scope: Scope, period: Period) -> list[PlanVersion]:
    """What was in force in the period; without the routine only the head of the last."""
    past = [one for one in versions if one.effective_on <= period.until]
    if not past:
        return []
    if Category.ROUTINE not in scope.categories:
        answers = replace(past[-1].answers, gates={})
        return [replace(past[-1], items=(), programmes=(), note=None, answers=answers)]
    begun = [one for one in past if one.effective_on < period.since]
    inside = [one for one in past if one.effective_on >= period.since]
    on_time = any(one.effective_on == period.since for one in inside)
    kept = inside if on_time else [*begun[-1:], *inside]
    return [replace(one, note=None) for one in kept]


@given(cases())
@settings(max_examples=1000, deadline=None)
def test_nothing_outside_the_scope_reaches_the_report(case: Case) -> None:
    report = composed(case.everything, case.scope, case.period)
    assert report == composed(case.inside, case.scope, case.period)
    kept = dump_report(report).decode()
    assert CANARY not in kept
    assert "Khan" not in kept or case.scope.name is NameShown.FULL
    assert load_report(dump_report(report)) == report


@given(cases())
@settings(max_examples=100, deadline=None)
def test_nothing_outside_the_scope_is_on_the_page(case: Case) -> None:
    report = composed(case.everything, case.scope, case.period)
    page = report_markup(ENVIRONMENTS[report.language], report)
    assert CANARY not in page
    assert CANARY not in report_text(ENVIRONMENTS[report.language], report)
    assert "Khan" not in page or case.scope.name is NameShown.FULL
    assert page == report_markup(ENVIRONMENTS[report.language], load_report(dump_report(report)))


TRACES = {
    Category.SYMPTOMS: ("Energy", "Lower than at the start", "energy 28", "rep-symptoms"),
    Category.LINKED_MOVEMENTS: ("Smile", "3→2", "rep-linked", "months answered"),
    Category.EYE_CARE: ("Nights taped", "Drops", "rep-eye", "eye care 28"),
    Category.GRADINGS: ("From letters", "House-Brackmann III", "Sunnybrook 62", "Dr Roth,"),
    Category.QUESTIONNAIRES: ("PHQ-8", "GAD-7", "moderately severe", "rep-scores", "a score"),
}
"""What each part leaves on the page and in the text of somebody who noted everything."""


@pytest.mark.parametrize("category", TRACES)
def test_a_part_that_is_not_ticked_leaves_no_trace_not_even_a_count(category: Category) -> None:
    def shown(wanted: frozenset[Category]) -> str:
        report = composed(full("Amina Khan"), Scope(categories=wanted))
        english = ENVIRONMENTS["en"]
        return report_markup(english, report) + report_text(english, report)

    everything, without = shown(EVERYTHING), shown(EVERYTHING - {category})
    assert all(trace in everything for trace in TRACES[category])
    assert not any(trace in without for trace in TRACES[category])


def test_single_answers_are_in_no_report_however_much_is_ticked() -> None:
    kept = dump_report(composed(full(), Scope(categories=EVERYTHING))).decode()
    assert "phq8" in kept
    items = {item for screen in SCREENS.values() for item in screen.items} - set(SCREENS)
    assert not any(item in kept for item in items)
