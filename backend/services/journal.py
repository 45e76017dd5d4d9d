"""A line or a page: writing, changing and taking back a journal entry."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StrictBool
from sqlmodel import Session

from backend.domain.errors import NotFound, RuleBroken
from backend.domain.journal import LONGEST_TEXT, JournalEntry
from backend.domain.wording import say
from backend.services.applying import Applying
from backend.services.checkins import RemovalDraft, newest
from backend.services.shapes import Draft, Said, Tags, Uuid
from backend.store import journal as store
from backend.store.entries import Stand, Window, remove_entry
from backend.store.tables import JournalRow


class JournalDraft(Draft):
    """The payload of `journal.add`: 1–20 000 characters in the person's own words."""

    text: Annotated[Said, Field(max_length=LONGEST_TEXT)]
    tags: Tags = ()
    never_share: StrictBool = False


class JournalEditDraft(JournalDraft):
    """The payload of `journal.edit`: the whole new entry in place of `of`."""

    of: Uuid


def add_entry(session: Session, applying: Applying, draft: JournalDraft) -> None:
    """Apply `journal.add`."""
    entry = _entry(applying.event_id, applying, draft)
    store.add_entry(
        session, applying.patient.id, entry, origin=applying.origin, version=applying.version
    )


def edit_entry(session: Session, applying: Applying, draft: JournalEditDraft) -> None:
    """Apply `journal.edit`: the last edit or removal stands."""
    if newest(_stand(session, applying, draft.of), applying):
        entry = _entry(draft.of, applying, draft)
        store.change_journal(session, applying.patient.id, entry, version=applying.version)


def remove_journal(session: Session, applying: Applying, draft: RemovalDraft) -> None:
    """Apply `journal.remove`; an edit with the old words undoes it."""
    if newest(_stand(session, applying, draft.of), applying):
        remove_entry(
            session,
            JournalRow,
            applying.patient.id,
            draft.of,
            seq=applying.seq,
            version=applying.version,
        )


def _stand(session: Session, applying: Applying, entry_id: UUID) -> Stand:
    found = store.read_entry(session, applying.patient.id, entry_id)
    if found is None:
        raise RuleBroken(say("This journal entry is not known here."), field="of")
    return found[1]


def _entry(entry_id: UUID, applying: Applying, draft: JournalDraft) -> JournalEntry:
    return JournalEntry(
        id=entry_id,
        day=applying.day,
        at=applying.version.corrected_at,
        text=draft.text,
        tags=draft.tags,
        never_share=draft.never_share,
        seq=applying.seq,
    )


def read_entries(
    session: Session, patient_id: UUID, window: Window, *, containing: str | None = None
) -> tuple[JournalEntry, ...]:
    """Give journal entries, newest first; only those that contain some words, if given."""
    return store.read_entries(session, patient_id, window, containing=containing)


def read_entry(session: Session, patient_id: UUID, entry_id: UUID) -> JournalEntry:
    """Give one entry. Raises NotFound when it is unknown, removed or somebody else's."""
    found = store.read_entry(session, patient_id, entry_id)
    if found is None or found[1].removed:
        raise NotFound
    return found[0]
