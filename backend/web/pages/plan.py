"""The plan, and everything that can be changed about it. Each change is saved at once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from backend.domain.accounts import Patient
from backend.domain.library import Gate, StageWords, Step
from backend.domain.plans import MOST_TIMES, Answers
from backend.library import read_library
from backend.services.plan_reading import Plan, read_plan
from backend.services.plans import (
    ItemDraft,
    MoveDraft,
    PauseDraft,
    ProgrammesDraft,
    StepDraft,
    add_step,
    adopt,
    change_item,
    drop_programme,
    move_item,
    remove_item,
    set_paused,
)
from backend.web.dependencies import CurrentPatient, LocalDay, Moment, Reading, Writing
from backend.web.forms import Bound, Form, bind, refused
from backend.web.render import page

router = APIRouter()
Made = TypeVar("Made", bound=BaseModel)


@dataclass(frozen=True)
class PlanPage:
    """The plan as it stands, with the words its answers need."""

    plan: Plan
    answers: Answers
    stage: StageWords
    gates: tuple[tuple[Gate, date | None], ...]
    prescribed: tuple[Step, ...]
    most_times: int
    seq: int


@router.get("/plan", name="plan")
def show(request: Request, db: Reading, patient: CurrentPatient, today: LocalDay) -> Response:
    """Show the plan, or ask for the answers it needs first."""
    view = _view(db, patient, today)
    if view is None:
        return RedirectResponse("/start", status_code=303)
    return page(request, "plan", view, blocks=("plan",))


@router.post("/plan/items", name="add_plan_step")
def add(
    request: Request,
    db: Writing,
    patient: CurrentPatient,
    today: LocalDay,
    now: Moment,
    form: Form,
) -> Response:
    """Add a step at the end."""

    def save(draft: StepDraft) -> None:
        add_step(db, patient.id, draft, today=today, now=now)

    return _change(request, db, patient, today, bind(StepDraft, form), save, "add")


@router.post("/plan/items/{item_id}", name="change_plan_item")
def change(
    request: Request,
    db: Writing,
    patient: CurrentPatient,
    today: LocalDay,
    now: Moment,
    form: Form,
    item_id: UUID,
) -> Response:
    """Change minutes, times a day, and whether it is required."""

    def save(draft: ItemDraft) -> None:
        change_item(db, patient.id, item_id, draft, today=today, now=now)

    return _change(request, db, patient, today, bind(ItemDraft, form), save, f"item-{item_id}")


@router.post("/plan/items/{item_id}/move", name="move_plan_item")
def move(
    request: Request,
    db: Writing,
    patient: CurrentPatient,
    today: LocalDay,
    now: Moment,
    form: Form,
    item_id: UUID,
) -> Response:
    """Move a step one place."""

    def save(draft: MoveDraft) -> None:
        move_item(db, patient.id, item_id, draft, today=today, now=now)

    return _change(request, db, patient, today, bind(MoveDraft, form), save, f"item-{item_id}")


@router.post("/plan/items/{item_id}/remove", name="remove_plan_item")
def remove(
    db: Writing, patient: CurrentPatient, today: LocalDay, now: Moment, item_id: UUID
) -> Response:
    """Take a step out."""
    remove_item(db, patient.id, item_id, today=today, now=now)
    return _back()


@router.post("/plan/programmes", name="add_plan_programme")
def add_programme(
    request: Request,
    db: Writing,
    patient: CurrentPatient,
    today: LocalDay,
    now: Moment,
    form: Form,
) -> Response:
    """Add a programme to what is planned already."""

    def save(draft: ProgrammesDraft) -> None:
        adopt(db, patient.id, draft, today=today, now=now)

    bound = bind(ProgrammesDraft, form)
    return _change(request, db, patient, today, bound, save, "programmes")


@router.post("/plan/programmes/{programme_id}/drop", name="drop_plan_programme")
def drop(
    db: Writing, patient: CurrentPatient, today: LocalDay, now: Moment, programme_id: str
) -> Response:
    """Take a programme out, with the steps only it holds."""
    drop_programme(db, patient.id, programme_id, today=today, now=now)
    return _back()


@router.post("/plan/pause", name="pause_plan")
def pause(
    request: Request,
    db: Writing,
    patient: CurrentPatient,
    today: LocalDay,
    now: Moment,
    form: Form,
) -> Response:
    """Pause face movements, or resume them."""

    def save(draft: PauseDraft) -> None:
        set_paused(db, patient.id, draft, today=today, now=now)

    return _change(request, db, patient, today, bind(PauseDraft, form), save, "pause")


def _change(
    request: Request,
    db: Session,
    patient: Patient,
    today: date,
    bound: Bound[Made],
    save: Callable[[Made], None],
    place: str,
) -> Response:
    """Save and go back to the plan; or show it again, with what is wrong beside its `place`."""
    errors = tuple((place, said) for _field, said in refused(bound, save, beside=place)[:1])
    if not errors:
        return _back()
    view = _view(db, patient, today)
    if view is None:
        return RedirectResponse("/start", status_code=303)
    typed = {**bound.typed, "place": place}
    return page(request, "plan", view, status=422, blocks=("plan",), errors=errors, typed=typed)


def _view(db: Session, patient: Patient, today: date) -> PlanPage | None:
    plan = read_plan(db, patient.id, today=today)
    answers = plan.answers
    if answers is None:
        return None
    return PlanPage(
        plan,
        answers,
        read_library(patient.language).stages[answers.stage],
        tuple((gate, answers.gates[gate.id]) for gate in plan.gates if gate.id in answers.gates),
        tuple(step for step in plan.prescribable if step.id in answers.prescribed),
        MOST_TIMES,
        plan.seq,
    )


def _back() -> Response:
    return RedirectResponse("/plan", status_code=303)
