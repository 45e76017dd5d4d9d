"""The journal: a line or a page, by day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from sqlmodel import Session
from starlette.responses import Response

from backend.domain.errors import NotFound, RuleBroken
from backend.domain.journal import JournalEntry
from backend.domain.wording import Sentence
from backend.services.checkins import RemovalDraft
from backend.services.daily import entry_kept, entry_stands, make
from backend.services.journal import JournalDraft, JournalEditDraft, read_entries, read_entry
from backend.services.today import read_day
from backend.store.entries import Window
from backend.web.cursors import cursor_after, window_before
from backend.web.dependencies import CurrentPatient, LocalDay, Moment, Reading, ShownDay, Writing
from backend.web.forms import Form, bind, form_day
from backend.web.pages.daily import back_to_day, making_of
from backend.web.render import daily_page, page, unchanged

router = APIRouter()
ENTRIES_A_PAGE = 30


@dataclass(frozen=True)
class Journal:
    """Entries by day, newest first, and where the older ones begin."""

    days: tuple[tuple[date, tuple[JournalEntry, ...]], ...]
    older: str | None


@dataclass(frozen=True)
class JournalNew:
    """The writing page of a day: a new entry, or the one being changed."""

    day: date
    entry: JournalEntry | None
    entries: tuple[JournalEntry, ...]
    draft_text: str
    seq: int


@router.get("/journal", name="journal")
def show(
    request: Request,
    db: Reading,
    patient: CurrentPatient,
    older: Annotated[str | None, Query()] = None,
) -> Response:
    """Show the journal by day, a page at a time."""
    entries = read_entries(db, patient.id, window_before(older, ENTRIES_A_PAGE))
    days = tuple((day, tuple(group)) for day, group in groupby(entries, key=lambda one: one.day))
    rest = cursor_after(entries, ENTRIES_A_PAGE)
    return page(request, "journal", Journal(days, rest))


@router.get("/journal/new", name="journal_new")
def show_new(
    request: Request, db: Reading, patient: CurrentPatient, today: LocalDay, day: ShownDay
) -> Response:
    """Show the writing page of a day."""
    same = unchanged(request)
    if same is not None:
        return same
    view = read_day(db, patient.id, day, today=today)
    shown = JournalNew(day, None, view.journal, "", view.seq)
    return daily_page(request, "journal-new", shown, plan=view.plan_number, seq=view.seq)


@router.post("/journal", name="add_journal")
def add(
    request: Request, db: Writing, patient: CurrentPatient, now: Moment, form: Form
) -> Response:
    """Keep an entry from the plain form; what is refused comes back as it was typed."""
    bound = bind(JournalDraft, form)
    if bound.draft is None:
        return _again(request, db, patient.id, bound.errors, bound.typed, form_day(form))
    try:
        make(db, making_of(patient, form, now), "journal.add", bound.draft)
    except RuleBroken as broken:
        errors = ((broken.field or "text", broken.sentence),)
        return _again(request, db, patient.id, errors, bound.typed, form_day(form))
    return back_to_day("/journal/new", form)


@router.get("/journal/{entry_id}", name="journal_entry")
def show_entry(request: Request, db: Reading, patient: CurrentPatient, entry_id: UUID) -> Response:
    """Show one entry for changing it."""
    return _entry_page(request, db, patient.id, entry_id, (), {})


@router.post("/journal/{entry_id}", name="edit_journal")
def edit(
    request: Request,
    db: Writing,
    patient: CurrentPatient,
    now: Moment,
    form: Form,
    entry_id: UUID,
) -> Response:
    """Change an entry from the plain form."""
    entry_kept(db, patient.id, "journal", entry_id)
    bound = bind(JournalEditDraft, form)
    if bound.draft is None:
        return _entry_page(request, db, patient.id, entry_id, bound.errors, bound.typed)
    if bound.draft.of != entry_id:
        raise NotFound
    try:
        make(db, making_of(patient, form, now), "journal.edit", bound.draft)
    except RuleBroken as broken:
        errors = ((broken.field or "text", broken.sentence),)
        return _entry_page(request, db, patient.id, entry_id, errors, bound.typed)
    return back_to_day("/journal/new", form)


@router.post("/journal/{entry_id}/remove", name="remove_journal")
def remove(
    db: Writing, patient: CurrentPatient, now: Moment, form: Form, entry_id: UUID
) -> Response:
    """Take an entry out, from the plain form; taking it out again changes nothing."""
    if entry_stands(db, patient.id, "journal", entry_id):
        make(db, making_of(patient, form, now), "journal.remove", RemovalDraft(of=entry_id))
    return back_to_day("/journal/new", form)


def _again(
    request: Request,
    db: Session,
    patient_id: UUID,
    errors: Sequence[tuple[str, Sentence]],
    typed: Mapping[str, str],
    day: date,
) -> Response:
    """Show the writing page again with what was typed and what is wrong."""
    request.state.day = day
    entries = read_entries(db, patient_id, Window(since=day, until=day))
    shown = JournalNew(day, None, entries, typed.get("text", ""), request.state.patient.seq)
    return page(request, "journal-new", shown, status=422, errors=errors, typed=typed)


def _entry_page(
    request: Request,
    db: Session,
    patient_id: UUID,
    entry_id: UUID,
    errors: Sequence[tuple[str, Sentence]],
    typed: Mapping[str, str],
) -> Response:
    """Show one entry for changing it, with what was typed if that was refused."""
    entry = read_entry(db, patient_id, entry_id)
    request.state.day = entry.day
    text = typed.get("text", entry.text)
    shown = JournalNew(entry.day, entry, (), text, request.state.patient.seq)
    status = 422 if errors else 200
    return page(request, "journal-new", shown, status=status, errors=errors, typed=typed)
