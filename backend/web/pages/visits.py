"""Getting ready for a visit, and what changed in the plan after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response
from uuid_utils.compat import uuid7

from backend.domain.errors import NotFound
from backend.domain.visits import FARTHEST_AHEAD, MOST_QUESTIONS, Visit, overdue
from backend.services.plan_reading import Plan, read_plan
from backend.services.plans import AfterVisitDraft
from backend.services.visits import (
    Changes,
    VisitDraft,
    Visits,
    confirm_held,
    follow_up,
    read_changes,
    read_overview,
    read_visit,
    remove_visit,
    save_visit,
)
from backend.web.dependencies import CurrentPatient, LocalDay, Moment, Reading, Writing
from backend.web.forms import Errors, Form, bind, form_id, refused
from backend.web.render import page

router = APIRouter()

_AT_STEPS = {"changes": "stays", "shown": "stays", "stays": "stays"}
"""What is wrong with the change as a whole, or with one step of it, is said beside the steps."""

FRESH = timedelta(days=14)
"""A visit noted later than this is history: nobody is asked what it changed in the plan."""


@dataclass(frozen=True)
class VisitsPage:
    """All visits, and what was just taken out, if anything was."""

    visits: Visits
    removed: VisitDraft | None
    removed_id: UUID | None
    latest: date
    seq: int


@dataclass(frozen=True)
class VisitPage:
    """One visit: what to tell (before it), what to ask, and what to do about it."""

    visit: Visit
    changes: Changes | None
    overdue: bool
    places: range
    today: date
    latest: date
    saved: str | None


@dataclass(frozen=True)
class VisitAfterPage:
    """What changed in the plan: its steps, and which of them are ticked as staying."""

    visit: Visit
    plan: Plan
    stays: frozenset[str]


@router.get("/visits", name="visits")
def show(request: Request, db: Reading, patient: CurrentPatient, today: LocalDay) -> Response:
    """Show the visits to come and those that were."""
    return _list_page(request, db, patient.id, today)


@router.post("/visits", name="add_visit")
def add(
    request: Request,
    db: Writing,
    patient: CurrentPatient,
    today: LocalDay,
    now: Moment,
    form: Form,
) -> Response:
    """Note an appointment or a visit, or put back one that was taken out."""
    bound = bind(VisitDraft, form)
    visit_id = form_id(form) or uuid7()

    def save(draft: VisitDraft) -> None:
        save_visit(db, patient.id, visit_id, draft, today=today, now=now)

    errors = refused(bound, save, beside="on")
    if not errors:
        return _on_from(read_visit(db, patient.id, visit_id), today)
    return _list_page(request, db, patient.id, today, errors=errors, typed=bound.typed)


def _on_from(visit: Visit, today: date) -> Response:
    if not visit.held:
        return _go(f"/visits/{visit.id}")
    fresh = visit.on >= today - FRESH and not visit.followed_up
    return _go(f"/visits/{visit.id}/after" if fresh else "/visits")


@router.get("/visits/{visit_id}", name="visit")
def show_one(
    request: Request,
    db: Reading,
    patient: CurrentPatient,
    today: LocalDay,
    visit_id: UUID,
    saved: str | None = None,
) -> Response:
    """Show one visit."""
    return _visit_page(request, db, patient.id, today, visit_id, saved=saved)


@router.post("/visits/{visit_id}", name="edit_visit")
def edit(
    request: Request,
    db: Writing,
    patient: CurrentPatient,
    today: LocalDay,
    now: Moment,
    form: Form,
    visit_id: UUID,
) -> Response:
    """Keep what was written; a visit that was taken out in the meantime is not here any more."""
    read_visit(db, patient.id, visit_id)
    bound = bind(VisitDraft, form)

    def save(draft: VisitDraft) -> None:
        save_visit(db, patient.id, visit_id, draft, today=today, now=now)

    errors = refused(bound, save, beside="on")
    if not errors:
        return _go(f"/visits/{visit_id}?saved=visit")
    typed = _typed(form, bound.typed)
    return _visit_page(request, db, patient.id, today, visit_id, errors=errors, typed=typed)


@router.post("/visits/{visit_id}/held", name="hold_visit")
def hold(
    db: Writing, patient: CurrentPatient, today: LocalDay, now: Moment, visit_id: UUID
) -> Response:
    """Note that the visit took place, and ask what it changed."""
    confirm_held(db, patient.id, visit_id, today=today, now=now)
    return _go(f"/visits/{visit_id}/after")


@router.post("/visits/{visit_id}/remove", name="remove_visit")
def remove(
    request: Request,
    db: Writing,
    patient: CurrentPatient,
    today: LocalDay,
    form: Form,
    visit_id: UUID,
) -> Response:
    """Take a visit out and offer to put it back.

    Answers with the page itself, as removing a treatment does and for the same reasons.
    """
    said = bind(VisitDraft, form).draft
    try:
        said = _draft(remove_visit(db, patient.id, visit_id))
    except NotFound:
        if said is None:
            raise
    return _list_page(request, db, patient.id, today, removed=said, removed_id=visit_id)


@router.get("/visits/{visit_id}/after", name="visit_after")
def show_after(
    request: Request, db: Reading, patient: CurrentPatient, today: LocalDay, visit_id: UUID
) -> Response:
    """Ask what changed in the plan; before the visit was held, show the visit."""
    visit = read_visit(db, patient.id, visit_id)
    if not visit.held or visit.followed_up:
        return _go(f"/visits/{visit_id}")
    plan = read_plan(db, patient.id, today=today)
    stays = frozenset(str(one.item.id) for one in plan.items)
    return page(request, "visit-after", VisitAfterPage(visit, plan, stays))


@router.post("/visits/{visit_id}/after", name="follow_up_visit")
def after(
    request: Request,
    db: Writing,
    patient: CurrentPatient,
    today: LocalDay,
    now: Moment,
    form: Form,
    visit_id: UUID,
) -> Response:
    """Let what changed become one version of the plan, once."""
    bound = bind(AfterVisitDraft, form)

    def save(draft: AfterVisitDraft) -> None:
        follow_up(db, patient.id, visit_id, draft, today=today, now=now)

    errors = refused(bound, save, beside="changes")
    if not errors:
        return _go(f"/visits/{visit_id}?saved=plan")
    visit = read_visit(db, patient.id, visit_id)
    errors = tuple((_AT_STEPS.get(field.partition(".")[0], field), said) for field, said in errors)
    stays = frozenset(one for one in form.getlist("stays") if isinstance(one, str))
    view = VisitAfterPage(visit, read_plan(db, patient.id, today=today), stays)
    return page(request, "visit-after", view, status=422, errors=errors, typed=bound.typed)


def _list_page(
    request: Request,
    db: Session,
    patient_id: UUID,
    today: date,
    *,
    errors: Errors = (),
    typed: Mapping[str, str] | None = None,
    removed: VisitDraft | None = None,
    removed_id: UUID | None = None,
) -> Response:
    visits = read_overview(db, patient_id, today=today)
    view = VisitsPage(visits, removed, removed_id, today + FARTHEST_AHEAD, visits.seq)
    status = 422 if errors else 200
    return page(request, "visits", view, status=status, errors=errors, typed=typed)


def _visit_page(
    request: Request,
    db: Session,
    patient_id: UUID,
    today: date,
    visit_id: UUID,
    *,
    errors: Errors = (),
    typed: Mapping[str, str] | None = None,
    saved: str | None = None,
) -> Response:
    visit = read_visit(db, patient_id, visit_id)
    view = VisitPage(
        visit=visit,
        changes=None if visit.held else read_changes(db, patient_id, today=today),
        overdue=overdue(visit, today=today),
        places=range(MOST_QUESTIONS),
        today=today,
        latest=today + FARTHEST_AHEAD,
        saved=saved,
    )
    status = 422 if errors else 200
    return page(request, "visit", view, status=status, errors=errors, typed=typed)


def _draft(visit: Visit) -> VisitDraft:
    return VisitDraft(
        on=visit.on,
        with_whom=visit.with_whom,
        questions=visit.questions,
        goal=visit.goal,
        held=visit.held,
        followed_up=visit.followed_up,
    )


def _typed(form: FormData, typed: Mapping[str, str]) -> Mapping[str, str]:
    """Give what was typed with each question by its place."""
    asked = [one for one in form.getlist("questions") if isinstance(one, str)]
    return {**typed, **{f"questions.{n}": one for n, one in enumerate(asked)}}


def _go(path: str) -> Response:
    return RedirectResponse(path, status_code=303)
