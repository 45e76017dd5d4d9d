"""The report: what it shows is chosen once, and it is made anew each time it is looked at."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, TypeAdapter
from sqlmodel import Session

from backend.domain.accounts import Patient
from backend.domain.composing import LONGEST_LINE, compose
from backend.domain.errors import NotFound, RuleBroken
from backend.domain.materials import Material
from backend.domain.periods import Period, Window, WindowChoice, period_of
from backend.domain.questionnaires import FUNCTION, Form
from backend.domain.reports import Report
from backend.domain.sharing import Category, NameShown, Scope
from backend.domain.wording import say
from backend.library import read_library
from backend.services.progress import read_period
from backend.services.shapes import Day, Draft, Language, PlainLine
from backend.services.synkinesis import read_months
from backend.services.treatments import marks_of
from backend.store import accounts, gradings, plans, progress, sessions, treatments, visits
from backend.store import reports as store
from backend.store import today as days

_REPORT = TypeAdapter(Report)


class ChoiceDraft(Draft):
    """What the report shows. `since` and `until` belong to the window "own".

    `full_name` and `cause` are kept for the report alone; an empty one is forgotten.
    """

    categories: Annotated[tuple[Category, ...], Field(min_length=1, max_length=len(Category))]
    window: Window = Window.SINCE_VISIT
    since: Day | None = None
    until: Day | None = None
    name: NameShown = NameShown.INITIALS
    full_name: Annotated[PlainLine, Field(max_length=80)] = ""
    cause: Annotated[PlainLine, Field(max_length=120)] = ""
    language: Language


def read_report(session: Session, patient_id: UUID, scope: Scope, *, now: datetime) -> Report:
    """Make the report of a scope as it stands at a moment. Raises NotFound for nobody.

    Only what the scope holds is read; `compose` takes everything else away once more.
    """
    patient = _patient(session, patient_id)
    today = patient.days.day_of(now)
    # A period that began today begins tomorrow for somebody who travelled west: then it is empty.
    begun = max(today, scope.window.since or today)
    period = read_period(session, patient_id, scope.window, today=begun)
    return compose(
        _material(session, patient, scope, period),
        scope,
        period=period,
        made_at=now.astimezone(patient.days.zone),
        made_on=today,
        library=read_library(scope.language),
    )


def _patient(session: Session, patient_id: UUID) -> Patient:
    patient = accounts.read_patient(session, patient_id)
    if patient is None:
        raise NotFound
    return patient


def _material(session: Session, patient: Patient, scope: Scope, period: Period) -> Material:
    has, owner = scope.categories.__contains__, patient.id
    ratings = has(Category.SYMPTOMS) or has(Category.MOOD)
    routine = has(Category.ROUTINE)
    treated = has(Category.TREATMENTS) or has(Category.EARLIER_TREATMENTS)
    since, until = period.since, period.until
    rated = progress.read_ratings(session, owner, period) if ratings else None
    forms = _forms(session, owner, scope, period)
    known = visits.read_visits(session, owner) if treated or has(Category.QUESTIONS) else ()
    versions = plans.read_versions(session, owner)
    return Material(
        name=patient.name,
        cause=patient.cause,
        moods=rated.moods if rated else (),
        symptoms=rated.symptoms if rated else {},
        forms=[form for form in forms if form.instrument == FUNCTION],
        felt=sessions.read_felt(session, owner, since=since, until=until) if routine else (),
        skips=progress.read_skips(session, owner, period) if routine else (),
        marks=marks_of(treatments.read_treatments(session, owner), known, versions)
        if treated
        else (),
        visits=known,
        versions=versions,
        done=progress.read_done_occurrences(session, owner, period) if routine else {},
        kinds=days.read_kinds(session, owner, since=since, until=until) if routine else {},
        journal=store.read_shareable(session, owner, period, longest=LONGEST_LINE + 1)
        if has(Category.JOURNAL)
        else (),
        energy=rated.energy if rated else (),
        sleep=rated.sleep if rated else (),
        linked=read_months(session, owner, period) if has(Category.LINKED_MOVEMENTS) else (),
        care=progress.read_care(session, owner, period) if has(Category.EYE_CARE) else (),
        gradings=gradings.read_gradings(session, owner) if has(Category.GRADINGS) else (),
        screening=[form for form in forms if form.instrument != FUNCTION],
    )


def _forms(session: Session, owner: UUID, scope: Scope, period: Period) -> tuple[Form, ...]:
    """Read the forms of both sorts that are ticked, in one query; none asks for nothing."""
    function = period if Category.FUNCTION in scope.categories else None
    screening = period if Category.QUESTIONNAIRES in scope.categories else None
    if function is None and screening is None:
        return ()
    return progress.read_forms(session, owner, function=function, screening=screening)


def dump_report(report: Report) -> bytes:
    """Write a report down whole, for a snapshot that is sealed."""
    return _REPORT.dump_json(report)


def load_report(kept: bytes) -> Report:
    """Read what `dump_report` wrote: the same report again."""
    return _REPORT.validate_json(kept)


def read_choice(session: Session, patient_id: UUID) -> Scope:
    """Give what the person last chose to show; before they chose, what is usual, in their
    language. Raises NotFound for nobody."""
    patient = _patient(session, patient_id)
    return store.read_choice(session, patient_id) or Scope(language=patient.language)


def save_choice(session: Session, patient_id: UUID, scope: Scope) -> None:
    """Keep what the report shows; the phone's copy counts as old then."""
    accounts.lock_patient(session, patient_id)
    if store.read_choice(session, patient_id) != scope:
        store.save_choice(session, patient_id, scope)
        accounts.next_seq(session, patient_id)


def choose(session: Session, patient_id: UUID, draft: ChoiceDraft, *, today: date) -> None:
    """Keep a choice as it was sent, with the person's name and cause.

    Raises RuleBroken for own days that make no period, and for a full name that is not there.
    """
    patient = accounts.lock_patient(session, patient_id)
    scope = scope_of(draft, today=today)
    name, cause = draft.full_name or None, draft.cause or None
    if scope.name is NameShown.FULL and name is None:
        raise RuleBroken(say("Please write the name that the page should show."), field="full_name")
    if (name, cause) != (patient.name, patient.cause):
        accounts.save_person(session, patient_id, name=name, cause=cause)
        accounts.next_seq(session, patient_id)
    save_choice(session, patient_id, scope)


def scope_of(draft: ChoiceDraft, *, today: date) -> Scope:
    """Turn a draft into a scope. Raises RuleBroken for own days that make no period."""
    own = draft.window is Window.OWN
    choice = WindowChoice(draft.window, draft.since if own else None, draft.until if own else None)
    period_of(choice, today=today, last_visit_on=None, begun_on=None)
    return Scope(frozenset(draft.categories), choice, draft.name, draft.language)
