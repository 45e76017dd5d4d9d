"""What changing an entry and taking it out have in common, whatever sort it is.

Of all edits and removals the one made last stands, in whatever order they arrive.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session

from backend.domain.errors import RuleBroken
from backend.domain.wording import Sentence
from backend.services.applying import Applying
from backend.services.shapes import Draft, Uuid
from backend.store.entries import Stand, remove_entry


class RemovalDraft(Draft):
    """The payload of every `*.remove`: what is taken out."""

    of: Uuid


@dataclass(frozen=True)
class Sort:
    """A sort of entry: its table, how one is read, and what is said of one that nobody knows."""

    table: type[Any]
    read: Callable[[Session, UUID, UUID], tuple[object, Stand] | None]
    unknown: Sentence


def comes_last(session: Session, applying: Applying, sort: Sort, entry_id: UUID) -> bool:
    """Whether this was made after what stands for an entry; any edit comes after the adding.

    Raises RuleBroken for an entry that is not this person's.
    """
    found = sort.read(session, applying.patient.id, entry_id)
    if found is None:
        raise RuleBroken(sort.unknown, field="of")
    stand = found[1]
    return not stand.changed or applying.version > stand.version


def removal(sort: Sort) -> Callable[[Session, Applying, RemovalDraft], None]:
    """Make what applies a sort's `*.remove`; an edit with the old answers undoes it."""

    def remove(session: Session, applying: Applying, draft: RemovalDraft) -> None:
        if comes_last(session, applying, sort, draft.of):
            owner, version = applying.patient.id, applying.version
            remove_entry(session, sort.table, owner, draft.of, seq=applying.seq, version=version)

    return remove
