"""Getting ready for a visit, saying that it took place, and what changed in the plan after it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StrictBool
from sqlmodel import Session

from backend.domain.errors import NotFound, RuleBroken
from backend.domain.periods import WindowChoice
from backend.domain.progress import (
    Better,
    Change,
    FunctionItem,
    Mark,
    MarkKind,
    Progress,
    change_of,
)
from backend.domain.visits import (
    MOST_QUESTIONS,
    Visit,
    check_visit,
    last_goal,
    overdue,
    was_held,
)
from backend.domain.wording import say
from backend.services.plans import AfterVisitDraft, change_after_visit
from backend.services.progress import read_progress
from backend.services.shapes import Day, Draft, OneLine
from backend.store import accounts
from backend.store import visits as store

Question = Annotated[OneLine, Field(max_length=300)]


class VisitDraft(Draft):
    """An appointment or a visit: its day, with whom, up to three questions and a goal.

    `held` and `followed_up` are as they were unless said; what is noted for a past day was held. A
    new appointment goes on with the last goal unless it is given one of its own.
    """

    on: Day
    with_whom: Annotated[OneLine, Field(max_length=80)] = ""
    questions: Annotated[tuple[Question, ...], Field(max_length=MOST_QUESTIONS)] = ()
    goal: Annotated[OneLine, Field(max_length=200)] = ""
    held: StrictBool | None = None
    followed_up: StrictBool | None = None


@dataclass(frozen=True)
class Visits:
    """A person's visits: overdue ones to be asked about and those to come (soonest first), and
    those that were held (newest first)."""

    overdue: tuple[Visit, ...]
    coming: tuple[Visit, ...]
    held: tuple[Visit, ...]
    today: date
    seq: int


@dataclass(frozen=True)
class Changes:
    """What changed since the last visit, or in the last weeks for somebody who noted none.

    Only changes of ratings that are more than day-to-day change, each with its key.
    """

    since: date
    since_visit: bool
    days_done: int
    days_planned: int
    symptoms: tuple[tuple[str, Change], ...]
    function: tuple[tuple[str, Change], ...]
    treatments: tuple[Mark, ...]
    plan: tuple[Mark, ...]


def read_overview(session: Session, patient_id: UUID, *, today: date) -> Visits:
    """Give a person's visits by where they stand."""
    patient = accounts.read_patient(session, patient_id)
    if patient is None:
        raise NotFound
    visits = store.read_visits(session, patient_id)
    waiting = tuple(visit for visit in reversed(visits) if not visit.held)
    return Visits(
        overdue=tuple(visit for visit in waiting if overdue(visit, today=today)),
        coming=tuple(visit for visit in waiting if not overdue(visit, today=today)),
        held=tuple(visit for visit in visits if visit.held),
        today=today,
        seq=patient.seq,
    )


def read_visits(session: Session, patient_id: UUID) -> tuple[Visit, ...]:
    """Give appointments and visits, newest day first."""
    return store.read_visits(session, patient_id)


def read_visit(session: Session, patient_id: UUID, visit_id: UUID) -> Visit:
    """Give one visit. Raises NotFound when it is unknown or somebody else's."""
    found = store.read_visit(session, patient_id, visit_id)
    if found is None:
        raise NotFound
    return found


def read_changes(session: Session, patient_id: UUID, *, today: date) -> Changes:
    """Give what there is to tell at the next visit."""
    return changes_of(read_progress(session, patient_id, WindowChoice(), today=today))


def changes_of(progress: Progress) -> Changes:
    """Pick from a period what a person would tell."""
    since = progress.period.since
    new = [mark for mark in progress.marks if mark.on >= since]
    symptoms = ((one.key, one.change) for one in progress.symptoms)
    function = ((item.key, _since_visit(item)) for item in progress.function)
    return Changes(
        since=since,
        since_visit=progress.last_visit_on == since,
        days_done=sum(week.days_done for week in progress.weeks),
        days_planned=sum(week.days_planned for week in progress.weeks),
        symptoms=tuple((key, one) for key, one in symptoms if one and one.noticeable),
        function=tuple((key, one) for key, one in function if one and one.noticeable),
        treatments=tuple(m for m in new if m.kind not in {MarkKind.VISIT, MarkKind.PLAN}),
        plan=tuple(mark for mark in new if mark.kind is MarkKind.PLAN),
    )


def _since_visit(item: FunctionItem) -> Change | None:
    """Compare with the last visit; with the beginning for what had not been answered by then."""
    start = item.last_visit or item.baseline
    if start is None or item.now is None or item.now.day <= start.day:
        return None
    return change_of(start.value, item.now.value, Better.LOWER)


def save_visit(
    session: Session,
    patient_id: UUID,
    visit_id: UUID,
    draft: VisitDraft,
    *,
    today: date,
    now: datetime,
) -> bool:
    """Keep a visit under its id, in place of what was there; says whether it is a new one.

    Saving what already stands changes nothing. Raises RuleBroken for a day that cannot be.
    """
    accounts.lock_patient(session, patient_id)
    kept = store.read_visit(session, patient_id, visit_id)
    held = was_held(draft.on, kept, today=today) if draft.held is None else draft.held
    followed_up = held and bool(kept and kept.followed_up)
    goes_on = kept is None and draft.held is None and not held
    wanted = Visit(
        id=visit_id,
        on=draft.on,
        with_whom=draft.with_whom,
        questions=tuple(question for question in draft.questions if question),
        goal=draft.goal or (_last_goal(session, patient_id) if goes_on else ""),
        held=held,
        followed_up=followed_up if draft.followed_up is None else draft.followed_up,
        seq=kept.seq if kept else 0,
    )
    check_visit(wanted, today=today)
    if wanted != kept:
        _keep(session, patient_id, wanted, now=now)
    return kept is None


def _last_goal(session: Session, patient_id: UUID) -> str:
    return last_goal(store.read_visits(session, patient_id))


def confirm_held(
    session: Session, patient_id: UUID, visit_id: UUID, *, today: date, now: datetime
) -> None:
    """Note that a visit took place. Raises RuleBroken before its day."""
    accounts.lock_patient(session, patient_id)
    kept = read_visit(session, patient_id, visit_id)
    held = replace(kept, held=True)
    check_visit(held, today=today)
    if held != kept:
        _keep(session, patient_id, held, now=now)


def follow_up(
    session: Session,
    patient_id: UUID,
    visit_id: UUID,
    draft: AfterVisitDraft,
    *,
    today: date,
    now: datetime,
) -> None:
    """Let what changed at a visit become one version of the plan, once; a second time is nothing.

    A draft that changes nothing says so: the visit is followed up without a new version. Raises
    RuleBroken before the visit was held, and when the plan would be over a cap.
    """
    accounts.lock_patient(session, patient_id)
    kept = read_visit(session, patient_id, visit_id)
    if not kept.held:
        raise RuleBroken(say("What changed at a visit can be said once it was held."))
    if kept.followed_up:
        return
    change_after_visit(session, patient_id, draft, today=today, now=now)
    _keep(session, patient_id, replace(kept, followed_up=True), now=now)


def remove_visit(session: Session, patient_id: UUID, visit_id: UUID) -> Visit:
    """Forget a visit and give it back, so that this can be undone by saving it again.

    Raises NotFound when it is unknown or somebody else's.
    """
    accounts.lock_patient(session, patient_id)
    kept = read_visit(session, patient_id, visit_id)
    store.remove_visit(session, patient_id, visit_id)
    accounts.next_seq(session, patient_id)
    return kept


def _keep(session: Session, patient_id: UUID, visit: Visit, *, now: datetime) -> None:
    seq = accounts.next_seq(session, patient_id)
    store.save_visit(session, patient_id, replace(visit, seq=seq), now=now)
