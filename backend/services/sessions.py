"""How a session of the player felt: effort and pain, each optional."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from sqlmodel import Session

from backend.domain.plans import MOST_ITEMS
from backend.services.applying import Applying
from backend.services.shapes import Draft, Rating, Uuid
from backend.store import sessions as store


class SessionFeltDraft(Draft):
    """The payload of `session.felt`: 0 none to 10 the most, and which items were done."""

    effort: Rating | None = None
    pain: Rating | None = None
    items: Annotated[tuple[Uuid, ...], Field(max_length=MOST_ITEMS)] = ()

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.effort is None and self.pain is None:
            raise ValueError("effort or pain has to be said")
        return self


def add_felt(session: Session, applying: Applying, draft: SessionFeltDraft) -> None:
    """Apply `session.felt`: it is kept beside all others of that day."""
    store.add_felt(
        session,
        applying.patient.id,
        event_id=applying.event_id,
        day=applying.day,
        recorded_at=applying.version.corrected_at,
        offset_min=applying.origin.offset_min,
        effort=draft.effort,
        pain=draft.pain,
        items=draft.items,
    )
