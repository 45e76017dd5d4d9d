"""What was done by others, the days since the last injection, and noting more. Never a dose."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response
from uuid_utils.compat import uuid7

from backend.domain.errors import NotFound
from backend.domain.treatments import CLOCK_KINDS, COURSE_KINDS, Treatment, TreatmentKind
from backend.domain.visits import Visit
from backend.domain.wording import say
from backend.services.treatments import (
    TreatmentDraft,
    read_log,
    read_treatment,
    remove_treatment,
    save_treatment,
)
from backend.web.dependencies import CurrentPatient, LocalDay, Moment, Reading, Writing
from backend.web.forms import Errors, Form, bind, form_id, refused
from backend.web.render import page

router = APIRouter()

WORDS = {
    "kind": say("Choose what it was."),
    "on": say("Write the day it was, or the first day of a course."),
    "until": say("Write the last day as a day of the calendar, or leave it empty."),
}
"""What cannot be read, in the words of its question."""


@dataclass(frozen=True)
class TreatmentsPage:
    """The log, newest first, with its clock; and what was just taken out, if anything was.

    `clock` is the treatment that days are counted from.
    """

    log: tuple[Treatment | Visit, ...]
    clock: Treatment | None
    since_injection: int | None
    removed: TreatmentDraft | None
    removed_id: UUID | None
    kinds: tuple[TreatmentKind, ...]
    course_kinds: frozenset[TreatmentKind]
    today: date
    seq: int


@dataclass(frozen=True)
class TreatmentPage:
    """One treatment for changing it."""

    treatment: Treatment
    kinds: tuple[TreatmentKind, ...]
    today: date


@router.get("/treatments", name="treatments")
def show(request: Request, db: Reading, patient: CurrentPatient, today: LocalDay) -> Response:
    """Show the log."""
    return _log_page(request, db, patient.id, today)


@router.post("/treatments", name="add_treatment")
def add(
    request: Request,
    db: Writing,
    patient: CurrentPatient,
    today: LocalDay,
    now: Moment,
    form: Form,
) -> Response:
    """Note a treatment, or put back one that was taken out: its id comes with the form."""
    bound = bind(TreatmentDraft, form)
    treatment_id = form_id(form) or uuid7()

    def save(draft: TreatmentDraft) -> None:
        save_treatment(db, patient.id, treatment_id, draft, today=today, now=now)

    errors = refused(bound, save, beside="on", words=WORDS)
    if not errors:
        return _back()
    return _log_page(request, db, patient.id, today, errors=errors, typed=bound.typed)


@router.get("/treatments/{treatment_id}", name="treatment")
def show_one(
    request: Request, db: Reading, patient: CurrentPatient, today: LocalDay, treatment_id: UUID
) -> Response:
    """Show one treatment for changing it."""
    kept = read_treatment(db, patient.id, treatment_id)
    return page(request, "treatment", TreatmentPage(kept, tuple(TreatmentKind), today))


@router.post("/treatments/{treatment_id}", name="edit_treatment")
def edit(
    request: Request,
    db: Writing,
    patient: CurrentPatient,
    today: LocalDay,
    now: Moment,
    form: Form,
    treatment_id: UUID,
) -> Response:
    """Change a treatment; one that was taken out in the meantime is not here any more."""
    kept = read_treatment(db, patient.id, treatment_id)
    bound = bind(TreatmentDraft, form)

    def save(draft: TreatmentDraft) -> None:
        save_treatment(db, patient.id, treatment_id, draft, today=today, now=now)

    errors = refused(bound, save, beside="on", words=WORDS)
    if not errors:
        return _back()
    view = TreatmentPage(kept, tuple(TreatmentKind), today)
    return page(request, "treatment", view, status=422, errors=errors, typed=bound.typed)


@router.post("/treatments/{treatment_id}/remove", name="remove_treatment")
def remove(
    request: Request,
    db: Writing,
    patient: CurrentPatient,
    today: LocalDay,
    form: Form,
    treatment_id: UUID,
) -> Response:
    """Take a treatment out and offer to put it back.

    Answers with the page itself: what was taken out is kept nowhere else, and it belongs into no
    address. The form brings its words along, so that a second tap on Remove says the same again.
    """
    said = bind(TreatmentDraft, form).draft
    try:
        kept = remove_treatment(db, patient.id, treatment_id)
        said = TreatmentDraft(kind=kept.kind, on=kept.on, until=kept.until, note=kept.note)
    except NotFound:
        if said is None:
            raise
    return _log_page(request, db, patient.id, today, removed=said, removed_id=treatment_id)


def _log_page(
    request: Request,
    db: Session,
    patient_id: UUID,
    today: date,
    *,
    errors: Errors = (),
    typed: Mapping[str, str] | None = None,
    removed: TreatmentDraft | None = None,
    removed_id: UUID | None = None,
) -> Response:
    log = read_log(db, patient_id, today=today)
    lines: tuple[Treatment | Visit, ...] = (*log.treatments, *log.visits)
    injections = (one for one in log.treatments if one.kind in CLOCK_KINDS and one.on <= today)
    view = TreatmentsPage(
        log=tuple(sorted(lines, key=lambda one: (one.on, one.id), reverse=True)),
        clock=next(injections, None),
        since_injection=log.since_injection,
        removed=removed,
        removed_id=removed_id,
        kinds=tuple(TreatmentKind),
        course_kinds=COURSE_KINDS,
        today=today,
        seq=log.seq,
    )
    status = 422 if errors else 200
    return page(request, "treatments", view, status=status, errors=errors, typed=typed)


def _back() -> Response:
    return RedirectResponse("/treatments", status_code=303)
