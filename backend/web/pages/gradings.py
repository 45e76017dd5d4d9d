"""Gradings that a clinician's letter names, copied from it. None is ever worked out here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response
from uuid_utils.compat import uuid7

from backend.domain.errors import NotFound
from backend.domain.gradings import COMPOSITE, PARTS, UNUSUAL, Grading, Scale
from backend.domain.wording import say
from backend.services.gradings import (
    GradingDraft,
    LetterDraft,
    read_all,
    read_grading,
    remove_grading,
    save_letter,
    typed_number,
)
from backend.web.dependencies import CurrentPatient, LocalDay, Moment, Reading, Writing
from backend.web.forms import Errors, Form, bind, form_id, refused
from backend.web.render import page

router = APIRouter()

_WHOLE = say("Write a whole number, as the letter gives it, or leave this empty.")
WORDS = {
    "scale": say("Choose the scale that the letter names."),
    "on": say("Write the day of the grading, as the letter gives it."),
    "grade": say("Choose one of the grades."),
} | {name: _WHOLE for parts in PARTS.values() for name in parts if name != "grade"}
"""What cannot be read, in the words of its question."""


@dataclass(frozen=True)
class LetterForm:
    """The form of one scale: its numbers with their ranges, and what stands in it, as text.

    `rare`: it asks whether the letter really says so. `back`: it came back with what was typed.
    """

    scale: Scale
    parts: Mapping[str, range]
    said: Mapping[str, str]
    rare: bool
    back: bool

    @property
    def anchors(self) -> Mapping[str, str]:
        """Where each field is: a page has a form for each scale, so every id names its own."""
        return {name: f"{self.scale}-{name}" for name in (*self.parts, "on", "clinician")}


@dataclass(frozen=True)
class GradingsPage:
    """All gradings, newest first, and a form a scale; and what was just taken out, if anything."""

    gradings: tuple[Grading, ...]
    forms: tuple[LetterForm, ...]
    removed: GradingDraft | None
    removed_id: UUID | None
    today: date
    seq: int

    @property
    def anchors(self) -> Mapping[str, str]:
        """Where the fields are of the form that came back."""
        return next((form.anchors for form in self.forms if form.back), {})


@dataclass(frozen=True)
class GradingPage:
    """One grading for changing it."""

    grading: Grading
    form: LetterForm
    today: date


@router.get("/gradings", name="gradings")
def show(request: Request, db: Reading, patient: CurrentPatient, today: LocalDay) -> Response:
    """Show what was copied so far, and a form for each scale."""
    return _list_page(request, db, patient.id, today)


@router.post("/gradings", name="add_grading")
def add(
    request: Request,
    db: Writing,
    patient: CurrentPatient,
    today: LocalDay,
    now: Moment,
    form: Form,
) -> Response:
    """Keep a grading, or put back one that was taken out: its id comes with the form."""
    bound = bind(LetterDraft, form)
    grading_id = form_id(form) or uuid7()

    def save(draft: LetterDraft) -> None:
        save_letter(db, patient.id, grading_id, draft, today=today, now=now)

    errors = refused(bound, save, beside="on", words=WORDS)
    if not errors:
        return _back()
    return _list_page(request, db, patient.id, today, errors=errors, typed=bound.typed)


@router.get("/gradings/{grading_id}", name="grading")
def show_one(
    request: Request, db: Reading, patient: CurrentPatient, today: LocalDay, grading_id: UUID
) -> Response:
    """Show one grading for changing it."""
    kept = read_grading(db, patient.id, grading_id)
    return page(request, "grading", _one(kept, {}, today))


@router.post("/gradings/{grading_id}", name="edit_grading")
def edit(
    request: Request,
    db: Writing,
    patient: CurrentPatient,
    today: LocalDay,
    now: Moment,
    form: Form,
    grading_id: UUID,
) -> Response:
    """Change a grading; one that was taken out in the meantime is not here any more."""
    kept = read_grading(db, patient.id, grading_id)
    bound = bind(LetterDraft, form)

    def save(draft: LetterDraft) -> None:
        save_letter(db, patient.id, grading_id, draft, today=today, now=now)

    errors = refused(bound, save, beside="on", words=WORDS)
    if not errors:
        return _back()
    view = _one(kept, bound.typed, today)
    return page(request, "grading", view, status=422, errors=errors, typed=bound.typed)


@router.post("/gradings/{grading_id}/remove", name="remove_grading")
def remove(
    request: Request,
    db: Writing,
    patient: CurrentPatient,
    today: LocalDay,
    form: Form,
    grading_id: UUID,
) -> Response:
    """Take a grading out and offer to put it back.

    Answers with the page itself, as for treatments: what was taken out is kept nowhere else.
    """
    said = bind(LetterDraft, form).draft
    removed = said.grading if said else None
    try:
        kept = remove_grading(db, patient.id, grading_id)
        removed = GradingDraft(
            scale=kept.scale, on=kept.on, clinician=kept.clinician, numbers=kept.numbers
        )
    except NotFound:
        if removed is None:
            raise
    return _list_page(request, db, patient.id, today, removed=removed, removed_id=grading_id)


def _list_page(
    request: Request,
    db: Session,
    patient_id: UUID,
    today: date,
    *,
    errors: Errors = (),
    typed: Mapping[str, str] | None = None,
    removed: GradingDraft | None = None,
    removed_id: UUID | None = None,
) -> Response:
    known = read_all(db, patient_id)
    said = typed or {}
    view = GradingsPage(
        gradings=known.gradings,
        forms=tuple(_form(scale, said if said.get("scale") == scale else {}) for scale in Scale),
        removed=removed,
        removed_id=removed_id,
        today=today,
        seq=known.seq,
    )
    status = 422 if errors else 200
    return page(request, "gradings", view, status=status, errors=errors, typed=typed)


def _one(kept: Grading, typed: Mapping[str, str], today: date) -> GradingPage:
    said = {name: str(number) for name, number in kept.numbers.items()}
    said |= {"on": kept.on.isoformat(), "clinician": kept.clinician}
    if kept.unusual:
        said["sure"] = "true"
    return GradingPage(kept, _form(kept.scale, typed or said), today)


def _form(scale: Scale, said: Mapping[str, str]) -> LetterForm:
    names = (*PARTS[scale], "on", "clinician", "sure", "id")
    shown = {name: said.get(name, "") for name in names}
    rare = scale is Scale.SUNNYBROOK and typed_number(shown[COMPOSITE]) in UNUSUAL
    return LetterForm(scale, PARTS[scale], shown, rare, bool(said))


def _back() -> Response:
    return RedirectResponse("/gradings", status_code=303)
