"""Counting what was done for the eye: adding, changing and taking back."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StrictInt
from sqlmodel import Session

from backend.domain.care import MOST_AT_ONCE, Care, CareKind
from backend.domain.errors import NotFound
from backend.domain.wording import say
from backend.services.applying import Applying
from backend.services.entries import Sort, comes_last, removal
from backend.services.shapes import Draft, Uuid
from backend.store import care as store
from backend.store.entries import Window
from backend.store.tables import CareRow


class CareDraft(Draft):
    """The payload of `care.add`: what was done for the eye and how often, 1 to 99."""

    kind: CareKind
    count: Annotated[StrictInt, Field(ge=1, le=MOST_AT_ONCE)]


class CareEditDraft(CareDraft):
    """The payload of `care.edit`: what stands in place of `of`."""

    of: Uuid


CARE = Sort(CareRow, store.read_one, say("This entry is not known here."))
remove_care = removal(CARE)


def add_care(session: Session, applying: Applying, draft: CareDraft) -> None:
    """Apply `care.add`."""
    entry = _entry(applying.event_id, applying, draft)
    store.add_care(
        session, applying.patient.id, entry, origin=applying.origin, version=applying.version
    )


def edit_care(session: Session, applying: Applying, draft: CareEditDraft) -> None:
    """Apply `care.edit`: the last edit or removal stands."""
    if comes_last(session, applying, CARE, draft.of):
        entry = _entry(draft.of, applying, draft)
        store.change_care(session, applying.patient.id, entry, version=applying.version)


def _entry(entry_id: UUID, applying: Applying, draft: CareDraft) -> Care:
    at = applying.version.corrected_at
    return Care(entry_id, applying.day, at, draft.kind, draft.count, applying.seq)


def read_care(session: Session, patient_id: UUID, window: Window) -> tuple[Care, ...]:
    """Give eye care, newest first."""
    return store.read_care(session, patient_id, window)


def read_one(session: Session, patient_id: UUID, entry_id: UUID) -> Care:
    """Give one entry. Raises NotFound when it is unknown, removed or somebody else's."""
    found = store.read_one(session, patient_id, entry_id)
    if found is None or found[1].removed:
        raise NotFound
    return found[0]
