"""The journal, to write: a new line, a change, taking an entry out and putting it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from backend.domain.errors import NotFound, RuleBroken
from backend.domain.journal import JournalEntry, parted
from backend.domain.wording import Sentence
from backend.services.daily import entry_kept, entry_stands, make
from backend.services.entries import RemovalDraft
from backend.services.journal import (
    JournalDraft,
    JournalEditDraft,
    read_entries,
    read_entry,
    read_removed,
    was_changed,
)
from backend.services.today import read_day
from backend.store.entries import Window
from backend.web.dependencies import CurrentPatient, LocalDay, Moment, Reading, ShownDay, Writing
from backend.web.forms import Errors, Form, bind, form_day
from backend.web.pages.daily import back_to_day, making_of
from backend.web.render import daily_page, page, unchanged

router = APIRouter()
TAGS = "tags"


@dataclass(frozen=True)
class JournalNew:
    """The writing page of a day: a new entry, or the one being changed (and if it ever was)."""

    day: date
    entry: JournalEntry | None
    entries: tuple[JournalEntry, ...]
    draft_text: str
    tags: tuple[str, ...]
    seq: int
    changed: bool = False


@router.get("/journal/new", name="journal_new")
def show_new(
    request: Request, db: Reading, patient: CurrentPatient, today: LocalDay, day: ShownDay
) -> Response:
    """Show the writing page of a day."""
    same = unchanged(request)
    if same is not None:
        return same
    view = read_day(db, patient.id, day, today=today)
    shown = JournalNew(day, None, view.journal, "", (), view.seq)
    return daily_page(request, "journal-new", shown, plan=view.plan_number, seq=view.seq)


@router.post("/journal", name="add_journal")
def add(
    request: Request, db: Writing, patient: CurrentPatient, now: Moment, form: Form
) -> Response:
    """Keep an entry from the plain form; what is refused comes back as it was typed."""
    form = part_tags(form)
    bound = bind(JournalDraft, form)
    if bound.draft is None:
        return _again(request, db, patient.id, bound.errors, bound.typed, form)
    try:
        make(db, making_of(patient, form, now), "journal.add", bound.draft)
    except RuleBroken as broken:
        errors = ((broken.field or "text", broken.sentence),)
        return _again(request, db, patient.id, errors, bound.typed, form)
    return back_to_day("/journal/new", form)


@router.get("/journal/{entry_id}", name="journal_entry")
def show_entry(request: Request, db: Reading, patient: CurrentPatient, entry_id: UUID) -> Response:
    """Show one entry for changing it."""
    return _entry_page(request, db, patient.id, entry_id)


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
    form = part_tags(form)
    bound = bind(JournalEditDraft, form)
    if bound.draft is None:
        return _entry_page(request, db, patient.id, entry_id, bound.errors, bound.typed, form)
    if bound.draft.of != entry_id:
        raise NotFound
    try:
        make(db, making_of(patient, form, now), "journal.edit", bound.draft)
    except RuleBroken as broken:
        errors = ((broken.field or "text", broken.sentence),)
        return _entry_page(request, db, patient.id, entry_id, errors, bound.typed, form)
    return back_to_day("/journal/new", form)


@router.post("/journal/{entry_id}/remove", name="remove_journal")
def remove(
    db: Writing, patient: CurrentPatient, now: Moment, form: Form, entry_id: UUID
) -> Response:
    """Take an entry out, from the plain form; taking it out again changes nothing."""
    if entry_stands(db, patient.id, "journal", entry_id):
        make(db, making_of(patient, form, now), "journal.remove", RemovalDraft(of=entry_id))
    return RedirectResponse(f"/journal/{entry_id}/removed", status_code=303)


@router.get("/journal/{entry_id}/removed", name="removed_journal")
def show_removed(
    request: Request, db: Reading, patient: CurrentPatient, entry_id: UUID
) -> Response:
    """Say that an entry was taken out, with the way to put it back; one that stands is shown."""
    entry = read_removed(db, patient.id, entry_id)
    if entry is None:
        return RedirectResponse(f"/journal/{entry_id}", status_code=303)
    response = page(request, "journal-removed", entry)
    # A script that posts a form for a phone without room looks whose page it was led to.
    response.headers["X-Facekind-User"] = patient.key
    return response


@router.post("/journal/{entry_id}/put-back", name="put_back_journal")
def put_back(
    db: Writing, patient: CurrentPatient, now: Moment, form: Form, entry_id: UUID
) -> Response:
    """Put an entry back with its old words; one that stands already stays as it is."""
    stands = entry_stands(db, patient.id, "journal", entry_id)
    old = None if stands else read_removed(db, patient.id, entry_id)
    if old is not None:
        draft = JournalEditDraft(
            of=old.id, text=old.text, tags=old.tags, never_share=old.never_share
        )
        make(db, making_of(patient, form, now), "journal.edit", draft)
    return back_to_day("/journal/new", form)


def part_tags(form: FormData) -> FormData:
    """Give a form with its tags one by one: chosen ones, and those typed with commas between."""
    typed = [text for text in form.getlist(TAGS) if isinstance(text, str)]
    rest = [(name, text) for name, text in form.multi_items() if name != TAGS]
    return FormData([*rest, *((TAGS, tag) for tag in parted(typed))])


def _tags_of(form: FormData) -> tuple[str, ...]:
    return tuple(text for text in form.getlist(TAGS) if isinstance(text, str))


def _beside(errors: Sequence[tuple[str, Sentence]]) -> Errors:
    """Say what is wrong with tags once, beside the field where they are typed."""
    found = {(TAGS if field.startswith(TAGS) else field): said for field, said in reversed(errors)}
    return tuple(reversed(found.items()))


def _again(
    request: Request,
    db: Session,
    patient_id: UUID,
    errors: Sequence[tuple[str, Sentence]],
    typed: Mapping[str, str],
    form: FormData,
) -> Response:
    """Show the writing page again with what was typed and what is wrong."""
    day = request.state.day = form_day(form)
    entries = read_entries(db, patient_id, Window(since=day, until=day))
    seq = request.state.patient.seq
    shown = JournalNew(day, None, entries, typed.get("text", ""), _tags_of(form), seq)
    return page(request, "journal-new", shown, status=422, errors=_beside(errors), typed=typed)


def _entry_page(
    request: Request,
    db: Session,
    patient_id: UUID,
    entry_id: UUID,
    errors: Sequence[tuple[str, Sentence]] = (),
    typed: Mapping[str, str] | None = None,
    form: FormData | None = None,
) -> Response:
    """Show one entry for changing it, with what was typed if that was refused."""
    entry = read_entry(db, patient_id, entry_id)
    request.state.day = entry.day
    shown = JournalNew(
        entry.day,
        entry,
        (),
        (typed or {}).get("text", entry.text),
        entry.tags if form is None else _tags_of(form),
        request.state.patient.seq,
        was_changed(db, patient_id, entry_id),
    )
    status = 422 if errors else 200
    return page(
        request, "journal-new", shown, status=status, errors=_beside(errors), typed=typed or {}
    )
