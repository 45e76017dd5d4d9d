"""How it goes: reading a period's counts, ratings, function and marks together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session

from backend.domain.accounts import Patient
from backend.domain.days import OLDEST_ENTRY
from backend.domain.errors import NotFound
from backend.domain.periods import Period, Window, WindowChoice, period_of
from backend.domain.plans import PlanVersion
from backend.domain.progress import (
    Better,
    DayValue,
    Measure,
    Progress,
    flares_of,
    items_of,
    marks_in,
    measure,
    most_answered,
)
from backend.domain.questionnaires import IMPRESSION
from backend.domain.routine import RoutineWeek, routine_days, routine_weeks, row_of_days
from backend.domain.today import DayKind
from backend.domain.treatments import CLOCK_KINDS, Treatment, days_since
from backend.domain.visits import visit_before
from backend.library import read_library
from backend.services.shapes import Day, Draft
from backend.services.today import read_consistency
from backend.services.treatments import marks_of
from backend.store import accounts, plans, treatments, visits
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
    lately = days.read_kinds(
        session, patient_id, since=today - timedelta(days=OLDEST_ENTRY), until=today
    )
    kinds = days.read_kinds(session, patient_id, since=period.since, until=period.until)
    counted = read_consistency(session, patient, versions, lately, today=today)
    rated = _rated(session, patient_id, period)
    answers = store.read_function_answers(session, patient_id, until=period.until)
    return Progress(
        window=choice.window,
        period=period,
        last_visit_on=last_visit_on,
        consistency=counted,
        row=row_of_days(counted, lately, today=today),
        weeks=_weeks(session, patient, versions, kinds, period, today=today),
        mood=rated.mood,
        symptoms=rated.symptoms,
        effort=rated.effort,
        pain=rated.pain,
        function=items_of(answers, last_visit_on=last_visit_on),
        impression=tuple(DayValue(*one) for one in answers.get(IMPRESSION, ()) if one[0] in period),
        marks=marks_in(marks_of(treated, known, versions), period),
        flares=flares_of(kinds, period),
        clock_from=_clock_from(treated, period),
        since_injection=days_since(treated, today),
        seq=patient.seq,
    )


def _weeks(
    session: Session,
    patient: Patient,
    versions: Sequence[PlanVersion],
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
        store.read_done_occurrences(session, patient.id, period),
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
    return Rated(
        _answered(mood), most_answered(ratings.symptoms, period), _answered(effort), _answered(pain)
    )


def _answered(one: Measure) -> Measure | None:
    return one if one.answered else None


def _clock_from(treated: Sequence[Treatment], period: Period) -> date | None:
    before = [one.on for one in treated if one.kind in CLOCK_KINDS and one.on <= period.since]
    return max(before, default=None)
