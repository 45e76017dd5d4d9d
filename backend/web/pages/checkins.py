"""How are you right now? Five words, one tap; and whatever somebody chose to follow beside."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import Response

from backend.domain.accounts import Patient
from backend.domain.checkins import Symptom
from backend.domain.errors import RuleBroken
from backend.domain.vocabulary import SymptomWords
from backend.library import read_library
from backend.services.checkins import (
    CheckInDay,
    CheckInDraft,
    CheckInEditDraft,
    CheckInForm,
    read_check_in,
    read_check_in_day,
    read_check_in_form,
)
from backend.services.daily import entry_stands, make
from backend.services.entries import RemovalDraft
from backend.web.check_in_form import Said, bind_check_in, said_by, said_in
from backend.web.dependencies import CurrentPatient, Moment, Reading, ShownDay, Writing
from backend.web.forms import Errors, Form, form_day, form_id
from backend.web.pages.daily import back_to_day, making_of
from backend.web.render import daily_page, kept_page, language_of, page, unchanged

router = APIRouter()
ANSWERS = "/check-in/answers"


@dataclass(frozen=True)
class CheckInPage:
    """A day's check-ins. `version` tells which form of a check-in belongs to it; `signs` are red
    flags of what has just been kept by a plain form."""

    shown: CheckInDay
    version: str
    signs: tuple[SymptomWords, ...]

    @property
    def seq(self) -> int:
        """How far what it shows goes."""
        return self.shown.seq


@dataclass(frozen=True)
class AnswersPage:
    """The form of a check-in and what it says already. Kept on the phone it is of no day: then
    `of_day` is false, and the page of a day puts its own in."""

    form: CheckInForm
    said: Said
    version: str
    of_day: bool

    @property
    def seq(self) -> int:
        """How far what it shows goes."""
        return self.form.seq


@router.get("/check-in", name="check_in")
def show(
    request: Request,
    db: Reading,
    patient: CurrentPatient,
    day: ShownDay,
    kept: Annotated[UUID | None, Query()] = None,
) -> Response:
    """Show a day's check-ins; after a plain form also the signs in what was just kept."""
    same = None if kept else unchanged(request)
    if same is not None:
        return same
    shown = read_check_in_day(db, patient.id, day)
    just = (one for one in shown.check_ins if one.id == kept)
    signs = tuple(sign for one in just for sign in _reached(request, one.symptoms, shown.numb))
    view = CheckInPage(shown, _version(shown), signs)
    if kept:
        return page(request, "check-in", view)
    return daily_page(request, "check-in", view, plan=shown.plan_number, seq=shown.seq)


@router.get(ANSWERS, name="check_in_answers")
def show_answers(request: Request, db: Reading, patient: CurrentPatient, day: ShownDay) -> Response:
    """Show the form of a day. Without a day it is what the phone keeps for all of them."""
    of_day = "d" in request.query_params
    view = _answers(read_check_in_form(db, patient.id, day), of_day=of_day)
    if of_day:
        return page(request, "check-in-answers", view)
    return kept_page(request, "check-in-answers", view, shows=(view.version,))


@router.post("/check-in", name="add_check_in")
def add(
    request: Request, db: Writing, patient: CurrentPatient, now: Moment, form: Form
) -> Response:
    """Keep a check-in from the plain form: a mood alone, or all that was answered."""
    asked = read_check_in_form(db, patient.id, form_day(form))
    draft, errors = bind_check_in(CheckInDraft, form, asked.before if "same" in form else None)
    if draft is None:
        return _again(request, asked, form, errors)
    try:
        make(db, making_of(patient, form, now), "checkin.add", draft)
    except RuleBroken as broken:
        return _again(request, asked, form, ((broken.field or "note", broken.sentence),))
    return _kept(request, form, draft, form_id(form), asked.numb)


@router.get("/check-in/entries/{entry_id}", name="check_in_entry")
def show_entry(request: Request, db: Reading, patient: CurrentPatient, entry_id: UUID) -> Response:
    """Show one check-in for changing it."""
    asked = _entry_form(request, db, patient, entry_id)
    return page(request, "check-in-answers", _answers(asked, of_day=True))


@router.post("/check-in/entries/{entry_id}", name="edit_check_in")
def edit(
    request: Request,
    db: Writing,
    patient: CurrentPatient,
    now: Moment,
    form: Form,
    entry_id: UUID,
) -> Response:
    """Change a check-in from the plain form: what it says now stands."""
    asked = _entry_form(request, db, patient, entry_id)
    draft, errors = bind_check_in(CheckInEditDraft, form, of=entry_id)
    if draft is None:
        return _again(request, asked, form, errors)
    try:
        make(db, making_of(patient, form, now), "checkin.edit", draft)
    except RuleBroken as broken:
        return _again(request, asked, form, ((broken.field or "note", broken.sentence),))
    return _kept(request, form, draft, entry_id, asked.numb)


@router.post("/check-in/{entry_id}/remove", name="remove_check_in")
def remove(
    db: Writing, patient: CurrentPatient, now: Moment, form: Form, entry_id: UUID
) -> Response:
    """Take a check-in back, from the plain form; taking it back again changes nothing."""
    if entry_stands(db, patient.id, "checkin", entry_id):
        make(db, making_of(patient, form, now), "checkin.remove", RemovalDraft(of=entry_id))
    return back_to_day("/check-in", form)


def _entry_form(request: Request, db: Session, patient: Patient, entry_id: UUID) -> CheckInForm:
    entry = read_check_in(db, patient.id, entry_id)
    request.state.day = entry.day
    return read_check_in_form(db, patient.id, entry.day, entry)


def _answers(form: CheckInForm, said: Said | None = None, *, of_day: bool) -> AnswersPage:
    return AnswersPage(form, said or said_in(form.entry), _version(form), of_day)


def _again(request: Request, asked: CheckInForm, form: FormData, errors: Errors) -> Response:
    """Show the form again with what was said and what is wrong."""
    request.state.day = asked.day
    view = _answers(asked, said_by(form), of_day=True)
    return page(request, "check-in-answers", view, status=422, errors=errors)


def _version(shown: CheckInDay | CheckInForm) -> str:
    """Name what the form of a check-in is made of, so that a phone knows when its copy is old."""
    said = (shown.following, shown.side, shown.numb)
    return sha256(repr(said).encode()).hexdigest()[:8]


def _kept(
    request: Request, form: FormData, draft: CheckInDraft, kept: UUID | None, numb: bool
) -> Response:
    """Go back to the day; what needs a doctor is said at its top."""
    back = back_to_day("/check-in", form)
    symptoms = (Symptom(**one.model_dump()) for one in draft.symptoms)
    if kept and any(_reached(request, symptoms, numb)):
        back.headers["location"] += f"&kept={kept}"
    return back


def _reached(request: Request, symptoms: Iterable[Symptom], numb: bool) -> Iterable[SymptomWords]:
    """Give the symptoms that are rated so that their red flag is shown."""
    known = read_library(language_of(request)).symptoms
    for one in symptoms:
        words = known.get(one.key)
        least = words.shown_from(numb=numb) if words else None
        if words and least is not None and one.rating >= least:
            yield words
