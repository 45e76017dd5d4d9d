"""Making the report of what is inside its scope."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from statistics import fmean

from backend.domain.followed import Screened, care_weeks, graded_of, linked_of, screened_of
from backend.domain.journal import JournalEntry
from backend.domain.library import Library
from backend.domain.materials import Material, in_one_line, within
from backend.domain.periods import Period, monday
from backend.domain.plans import OffReason, PlanVersion, needs_referral, steps_on, version_on
from backend.domain.progress import (
    Better,
    DayValue,
    Mark,
    MarkKind,
    Measure,
    by_days_answered,
    flares_of,
    function_items,
    measure,
)
from backend.domain.questionnaires import IMPRESSION, Form
from backend.domain.reports import (
    PAINFUL,
    Asked,
    Attention,
    AttentionKind,
    Average,
    Function,
    Head,
    JournalLine,
    JournalPart,
    LeftOut,
    Rated,
    Report,
    Routine,
    StepDays,
    TreatmentLog,
)
from backend.domain.routine import routine_days, routine_weeks
from backend.domain.sharing import Category, Scope
from backend.domain.today import DayKind, SkipReason
from backend.domain.visits import MOST_QUESTIONS, Visit, last_visit, next_visit

MOST_SYMPTOMS = 4
MOST_STEPS = 8
MOST_TREATMENTS = 8
MOST_GRADINGS = 4
JOURNAL_ROOM = 3_600
"""Half-width characters of journal that the second page holds; one of Han counts as two."""

SCORES_ROOM = 900
"""What the questionnaires above the journal take of it."""

FIRST_HAN = "\u2e80"
"""Where signs begin that are as wide as they are high."""

LONGEST_LINE = 600
"""Characters of one journal entry that are shown; the rest is left to the person to tell."""

LONGEST_NOTE = 160
"""Characters of what was written to a treatment; eight times 500 would be a page of their own."""

LINE_ROOM = 60
"""What the day, the margin and the broken last line of an entry take."""

MOOD, ENERGY, SLEEP = "mood", "energy", "sleep"
INJECTIONS = frozenset({MarkKind.BOTULINUM_TOXIN, MarkKind.INJECTIONS})


def compose(
    material: Material,
    scope: Scope,
    *,
    period: Period,
    made_at: datetime,
    made_on: date,
    library: Library,
) -> Report:
    """Make the report of what is inside the scope; nothing else can reach it.

    `made_at` is the moment with the person's own offset, `made_on` their day. Starts are the first
    values inside the period, never earlier ones.
    """
    inside = within(material, scope, period, today=made_on)
    visits = [one.on for one in inside.marks if one.kind is MarkKind.VISIT and one.on < made_on]
    visit_on = max(visits, default=None)
    rated = _rated(inside.symptoms, period, visit_on)
    function = _function(inside.forms, visit_on)
    version = version_on(inside.versions, period.until)
    mood = measure(MOOD, inside.moods, period, better=Better.HIGHER, least=1, most=5)
    energy = _upwards(ENERGY, inside.energy, period, visit_on)
    sleep = _upwards(SLEEP, inside.sleep, period, visit_on)
    screened = screened_of(inside.screening, period)
    gradings = graded_of(inside.gradings, period)
    has = scope.categories.__contains__
    return Report(
        language=scope.language,
        window=scope.window.window,
        period=period,
        made_at=made_at,
        made_on=made_on,
        head=_head(inside, version, made_on),
        shared=tuple(one for one in Category if has(one)),
        not_shared=tuple(one for one in Category if not has(one)),
        attention=_attention(
            inside,
            _changes(rated, function, energy, sleep),
            screened,
            version,
            min(period.until, made_on),
        ),
        asked=_asked(inside.visits, period, made_on) if has(Category.QUESTIONS) else None,
        last_visit_on=visit_on,
        symptoms=rated[:MOST_SYMPTOMS],
        more_symptoms=len(rated[MOST_SYMPTOMS:]),
        days_rated=len({one.day for every in rated for one in every.measure.days}),
        function=function,
        routine=_routine(inside, version, period, made_on, library)
        if has(Category.ROUTINE)
        else None,
        treatments=_treatments(inside.marks, made_on)
        if has(Category.TREATMENTS) or has(Category.EARLIER_TREATMENTS)
        else None,
        marks=tuple(mark for mark in inside.marks if mark.on in period),
        mood=Rated(mood, _at_visit(mood, visit_on)) if inside.moods else None,
        journal=_journal(inside.journal, JOURNAL_ROOM - (SCORES_ROOM if screened else 0))
        if has(Category.JOURNAL)
        else None,
        energy=energy,
        sleep=sleep,
        linked=linked_of(inside.linked),
        care=care_weeks(inside.care, period),
        gradings=gradings[:MOST_GRADINGS],
        more_gradings=len(gradings[MOST_GRADINGS:]),
        screened=screened,
    )


def _head(inside: Material, version: PlanVersion | None, made_on: date) -> Head:
    answers = version.answers if version else None
    onset = answers.onset_on if answers else None
    return Head(
        name=in_one_line(inside.name or ""),
        side=answers.side if answers else None,
        onset_on=onset,
        months=(made_on.year - onset.year) * 12 + made_on.month - onset.month if onset else None,
        cause=in_one_line(inside.cause or ""),
        stage=answers.stage if answers else None,
    )


def _rated(
    symptoms: Mapping[str, Sequence[tuple[date, int]]], period: Period, visit_on: date | None
) -> tuple[Rated, ...]:
    """Give every symptom rated, those answered on most days first.

    Only those that are shown have all weeks of the period: the others need their change alone, and
    somebody may have named a thousand in fifty years.
    """
    keys = by_days_answered(symptoms, period)
    shown = [measure(key, symptoms[key], period) for key in keys[:MOST_SYMPTOMS]]
    others = [measure(key, symptoms[key], _span(symptoms[key])) for key in keys[MOST_SYMPTOMS:]]
    return tuple(Rated(one, _at_visit(one, visit_on)) for one in (*shown, *others))


def _span(ratings: Sequence[tuple[date, int]]) -> Period:
    """Give the days from the first answer to the last."""
    days = [day for day, _ in ratings]
    return Period(min(days), max(days))


def _at_visit(rated: Measure, visit_on: date | None) -> float | None:
    """Give the median of the visit's week, or of the last week before it that has one.

    A period that begins with the visit has no week before: then the week after stands for it.
    """
    if visit_on is None:
        return None
    until = monday(visit_on)
    known = {week.starts: week.median for week in rated.known}
    before = [starts for starts in known if starts <= until]
    return known[max(before)] if before else known.get(until + timedelta(weeks=1))


def _function(forms: Sequence[Form], visit_on: date | None) -> Function | None:
    if not forms:
        return None
    ordered = sorted(forms, key=lambda form: (form.day, form.seq))
    said = [form for form in ordered if IMPRESSION in form.answers]
    impression = DayValue(said[-1].day, said[-1].answers[IMPRESSION]) if said else None
    return Function(
        function_items(ordered, last_visit_on=visit_on),
        len(ordered),
        ordered[0].day,
        ordered[-1].day,
        impression,
    )


def _upwards(
    key: str, ratings: Sequence[tuple[date, int]], period: Period, visit_on: date | None
) -> Rated | None:
    """Give a 0–10 rating that goes up as it gets better; None when it was never rated."""
    if not ratings:
        return None
    found = measure(key, ratings, period, better=Better.HIGHER)
    return Rated(found, _at_visit(found, visit_on))


def _changes(
    rated: Sequence[Rated], function: Function | None, energy: Rated | None, sleep: Rated | None
) -> Iterator[Attention]:
    """Give how everything changed that is compared with its start."""
    for one in rated:
        yield Attention(AttentionKind.SYMPTOM, one.measure.key, one.measure.change)
    for item in function.items if function else ():
        yield Attention(AttentionKind.FUNCTION, item.key, item.change)
    for kind, upwards in ((AttentionKind.ENERGY, energy), (AttentionKind.SLEEP, sleep)):
        if upwards is not None:
            yield Attention(kind, change=upwards.measure.change)


def _attention(
    inside: Material,
    changes: Iterable[Attention],
    screened: Sequence[Screened],
    version: PlanVersion | None,
    day: date,
) -> tuple[Attention, ...]:
    found: list[Attention] = []
    if version is not None and needs_referral(version.answers, day):
        found.append(Attention(AttentionKind.NO_MOVEMENT))
    found += [
        Attention(AttentionKind.SCREENING, one.instrument, score=one.pressing)
        for one in screened
        if one.pressing
    ]
    found += [
        one
        for one in changes
        if one.change is not None and one.change.noticeable and not one.change.better
    ]
    pains = [one.pain for one in inside.felt if one.pain is not None]
    painful = sum(pain >= PAINFUL for pain in pains)
    if painful:
        found.append(Attention(AttentionKind.PAINFUL_SESSIONS, count=painful, total=len(pains)))
    for reason, kind in (
        (SkipReason.PAIN, AttentionKind.SKIPPED_FOR_PAIN),
        (SkipReason.EYE, AttentionKind.SKIPPED_FOR_EYE),
    ):
        days = {day for day, why in inside.skips if why is reason}
        if days:
            found.append(Attention(kind, count=len(days)))
    return tuple(found)


def _asked(visits: Sequence[Visit], period: Period, today: date) -> Asked | None:
    """Give what the next appointment is for; without one, or when it says nothing yet, the last."""
    for visit in (next_visit(visits, today=today), last_visit(visits, today=period.until)):
        if visit is None:
            continue
        questions = tuple(filter(None, map(in_one_line, visit.questions)))
        if questions or visit.goal.strip():
            return Asked(questions[:MOST_QUESTIONS], in_one_line(visit.goal))
    return None


def _routine(
    inside: Material,
    version: PlanVersion | None,
    period: Period,
    made_on: date,
    library: Library,
) -> Routine:
    last = min(period.until, made_on)
    begun = [one.effective_on for one in inside.versions]
    since = max(period.since, min(begun, default=period.until))
    days = [since + timedelta(days=n) for n in range((last - since).days + 1)]
    counted = routine_days(inside.versions, inside.done, inside.kinds, days, library)
    steps = _steps_used(inside)
    kinds = Counter(inside.kinds.values())
    return Routine(
        weeks=routine_weeks(counted, today=made_on),
        steps=steps[:MOST_STEPS],
        more_steps=len(steps[MOST_STEPS:]),
        effort=_average([one.effort for one in inside.felt]),
        pain=_average([one.pain for one in inside.felt]),
        rest=kinds[DayKind.REST],
        flare=kinds[DayKind.FLARE],
        away=kinds[DayKind.AWAY],
        flares=flares_of(inside.kinds, period),
        left_out=_left_out(version, last, library),
    )


def _steps_used(inside: Material) -> tuple[StepDays, ...]:
    """Count on how many days each step was done; the most done first."""
    step_of = {item.id: item.step_id for version in inside.versions for item in version.items}
    days: dict[str, set[date]] = defaultdict(set)
    for day, done in inside.done.items():
        for item_id in {item_id for item_id, _ in done} & step_of.keys():
            days[step_of[item_id]].add(day)
    used = [StepDays(step_id, len(on)) for step_id, on in days.items()]
    return tuple(sorted(used, key=lambda one: (-one.days, one.step_id)))


def _average(said: Iterable[int | None]) -> Average | None:
    ratings = [one for one in said if one is not None]
    return Average(fmean(ratings), len(ratings)) if ratings else None


def _left_out(version: PlanVersion | None, day: date, library: Library) -> tuple[LeftOut, ...]:
    """Say which planned steps are off on a day, by their reason."""
    if version is None:
        return ()
    by_reason: dict[tuple[OffReason, str | None, date | None], list[str]] = defaultdict(list)
    for one in steps_on(version, day, library):
        if one.off is not None and one.off.reason is not OffReason.NOT_PRESCRIBED:
            reason = (one.off.reason, one.off.gate_id, one.off.opens_on)
            by_reason[reason].append(one.item.step_id)
    return tuple(
        LeftOut(*reason, tuple(dict.fromkeys(steps))) for reason, steps in by_reason.items()
    )


def _treatments(marks: Sequence[Mark], made_on: date) -> TreatmentLog:
    newest = sorted(marks, key=lambda mark: (mark.on, mark.kind), reverse=True)
    named = tuple(replace(mark, words=_short(mark.words)) for mark in newest[:MOST_TREATMENTS])
    begun = [mark.on for mark in marks if mark.kind in INJECTIONS and mark.on <= made_on]
    since = (made_on - max(begun)).days if begun else None
    return TreatmentLog(named, len(newest[MOST_TREATMENTS:]), since)


def _short(words: str) -> str:
    return words if len(words) <= LONGEST_NOTE else f"{words[: LONGEST_NOTE - 1].rstrip()}…"


def _journal(entries: Sequence[JournalEntry], room: int) -> JournalPart:
    """Take the newest entries as far as there is room; a long one is cut."""
    newest = sorted(entries, key=lambda entry: (entry.day, entry.id), reverse=True)
    lines: list[JournalLine] = []
    for entry in newest:
        text = entry.text.strip()
        shown = text[:LONGEST_LINE]
        room -= LINE_ROOM + sum(2 if sign >= FIRST_HAN else 1 for sign in shown)
        if room < 0:
            break
        lines.append(JournalLine(entry.day, shown, len(text) > LONGEST_LINE))
    return JournalPart(tuple(lines), len(newest) - len(lines))
