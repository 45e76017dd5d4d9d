"""How it goes: reading a period's counts, ratings, function and marks together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session

from backend.domain.accounts import Patient
from backend.domain.days import OLDEST_ENTRY
from backend.domain.errors import NotFound
from backend.domain.followed import care_weeks, graded_of, screened_of
from backend.domain.periods import Period, Window, WindowChoice, period_of
from backend.domain.plans import PlanVersion
from backend.domain.progress import (
    Better,
    DayValue,
    Measure,
    Progress,
    flares_of,
    function_items,
    marks_in,
    measure,
    most_answered,
)
from backend.domain.questionnaires import FUNCTION, IMPRESSION
from backend.domain.routine import Occurrence, RoutineWeek, routine_days, routine_weeks, row_of_days
from backend.domain.today import DayKind
from backend.domain.treatments import CLOCK_KINDS, Treatment, days_since
from backend.domain.visits import visit_before
from backend.library import read_library
from backend.services.shapes import Day, Draft
from backend.services.synkinesis import read_months
from backend.services.today import LOOK_BACK, read_consistency
from backend.services.treatments import marks_of
from backend.store import accounts, gradings, plans, treatments, visits
from backend.store import progress as store
from backend.store import today as days

LEAST_MOOD, MOST_MOOD = 1, 5


class WindowDraft(Draft):
    """A window as an address or a form asks for it; the two days belong to `own` only."""

    window: Window = Window.SINCE_VISIT
    since: Day | None = None
    until: Day | None = None

    @property
    def choice(self) -> WindowChoice:
        if self.window is not Window.OWN:
            return WindowChoice(self.window)
        return WindowChoice(self.window, self.since, self.until)


@dataclass(frozen=True)
class Rated:
    """What was rated in a period, as measures; None for what was not answered at all."""

    mood: Measure | None
    symptoms: tuple[Measure, ...]
    energy: Measure | None
    sleep: Measure | None
    effort: Measure | None
    pain: Measure | None


def read_period(session: Session, patient_id: UUID, choice: WindowChoice, *, today: date) -> Period:
    """Give the days of a window. Raises RuleBroken for own dates that are wrong."""
    last = visit_before(visits.read_visits(session, patient_id), today=today)
    versions = plans.read_versions(session, patient_id) if choice.window is Window.ALL else ()
    begun_on = _begun_on(session, patient_id, choice, versions)
    return period_of(
        choice, today=today, last_visit_on=last.on if last else None, begun_on=begun_on
    )


def _begun_on(
    session: Session, patient_id: UUID, choice: WindowChoice, versions: Sequence[PlanVersion]
) -> date | None:
    """Give the first day anything is known of; only "all" asks for it."""
    if choice.window is not Window.ALL:
        return None
    firsts = [version.effective_on for version in versions]
    noted = store.read_first_day(session, patient_id)
    return min([*firsts, noted] if noted else firsts, default=None)


def read_progress(
    session: Session, patient_id: UUID, choice: WindowChoice, *, today: date
) -> Progress:
    """Give everything that is known of a period, counts first.

    Only plan versions, visits, treatments and forms are read beyond the period, and what the
    count of the last 21 planned days asks for. Raises RuleBroken for own dates that are wrong.
    """
    patient = accounts.read_patient(session, patient_id)
    if patient is None:
        raise NotFound
    known = visits.read_visits(session, patient_id)
    treated = treatments.read_treatments(session, patient_id)
    versions = plans.read_versions(session, patient_id)
    last = visit_before(known, today=today)
    last_visit_on = last.on if last else None
    begun_on = _begun_on(session, patient_id, choice, versions)
    period = period_of(choice, today=today, last_visit_on=last_visit_on, begun_on=begun_on)
    lately, kinds = _kinds(session, patient_id, period, today=today)
    back = Period(today - LOOK_BACK, today)
    done = store.read_done_occurrences(session, patient_id, period, back)
    counted = read_consistency(
        session,
        patient,
        versions,
        lately,
        today=today,
        done=[(day, item) for day in done if day in back for item, _ in done[day]],
    )
    rated = _rated(session, patient_id, period)
    # Everything means letters too, though nothing was noted here when they were written.
    lettered = Period(date.min, period.until) if choice.window is Window.ALL else period
    forms = store.read_forms(
        session, patient_id, function=Period(date.min, period.until), screening=period
    )
    asked = [form for form in forms if form.instrument == FUNCTION]
    return Progress(
        window=choice.window,
        period=period,
        last_visit_on=last_visit_on,
        consistency=counted,
        row=row_of_days(counted, lately, today=today),
        weeks=_weeks(patient, versions, done, kinds, period, today=today),
        mood=rated.mood,
        symptoms=rated.symptoms,
        energy=rated.energy,
        sleep=rated.sleep,
        effort=rated.effort,
        pain=rated.pain,
        linked=read_months(session, patient_id, period),
        care=care_weeks(store.read_care(session, patient_id, period), period),
        screened=screened_of(forms, period),
        gradings=graded_of(gradings.read_gradings(session, patient_id), lettered),
        function=function_items(asked, last_visit_on=last_visit_on),
        impression=tuple(
            DayValue(form.day, form.answers[IMPRESSION])
            for form in asked
            if form.day in period and IMPRESSION in form.answers
        ),
        marks=marks_in(marks_of(treated, known, versions), period),
        flares=flares_of(kinds, period),
        clock_from=_clock_from(treated, period),
        since_injection=days_since(treated, today),
        seq=patient.seq,
    )


def _kinds(
    session: Session, patient_id: UUID, period: Period, *, today: date
) -> tuple[Mapping[date, DayKind], Mapping[date, DayKind]]:
    """Give the kinds of the days that are counted back from today, and of those of the period."""
    back = Period(today - timedelta(days=OLDEST_ENTRY), today)
    kinds = days.read_kinds(
        session, patient_id, since=min(back.since, period.since), until=max(today, period.until)
    )
    lately, inside = (
        {day: kind for day, kind in kinds.items() if day in wanted} for wanted in (back, period)
    )
    return lately, inside


def _weeks(
    patient: Patient,
    versions: Sequence[PlanVersion],
    done: Mapping[date, frozenset[Occurrence]],
    kinds: Mapping[date, DayKind],
    period: Period,
    *,
    today: date,
) -> tuple[RoutineWeek, ...]:
    """Count the weeks of a period, from the first plan on."""
    if not versions:
        return ()
    since = max(period.since, min(version.effective_on for version in versions))
    counted = routine_days(
        versions,
        done,
        kinds,
        [since + timedelta(days=n) for n in range((period.until - since).days + 1)],
        read_library(patient.language),
    )
    return routine_weeks(counted, today=today)


def _rated(session: Session, patient_id: UUID, period: Period) -> Rated:
    ratings = store.read_ratings(session, patient_id, period)
    felt = store.read_effort_and_pain(session, patient_id, period)
    mood = measure(
        "mood", ratings.moods, period, better=Better.HIGHER, least=LEAST_MOOD, most=MOST_MOOD
    )
    effort = measure("effort", [(d, effort) for d, effort, _ in felt if effort is not None], period)
    pain = measure("pain", [(day, pain) for day, _, pain in felt if pain is not None], period)
    energy = measure("energy", ratings.energy, period, better=Better.HIGHER)
    sleep = measure("sleep", ratings.sleep, period, better=Better.HIGHER)
    return Rated(
        mood=_answered(mood),
        symptoms=most_answered(ratings.symptoms, period),
        energy=_answered(energy),
        sleep=_answered(sleep),
        effort=_answered(effort),
        pain=_answered(pain),
    )


def _answered(one: Measure) -> Measure | None:
    return one if one.answered else None


def _clock_from(treated: Sequence[Treatment], period: Period) -> date | None:
    before = [one.on for one in treated if one.kind in CLOCK_KINDS and one.on <= period.since]
    return max(before, default=None)
