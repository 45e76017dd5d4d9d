"""Doctors' links for programs. A link's secret and its passcode are given once, when it is made."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, TypeAdapter, ValidationError

from backend.domain.errors import NotFound
from backend.domain.sharing import Access, ShareLink
from backend.services import sharing
from backend.services.shapes import NewId
from backend.services.sharing import ShareDraft
from backend.web.api.entries import MOST_A_PAGE, Page
from backend.web.dependencies import CurrentPatient, Moment, ProvedPatient, Reading, Writing
from backend.web.links import Links
from backend.web.strict import StrictRoute

router = APIRouter(tags=["sharing"], route_class=StrictRoute)


class SharePost(ShareDraft):
    """What to share; `full_name`, `cause` and `language` stay what they were when left out.

    With your own UUIDv7 the same again within two minutes is the same link.
    """

    id: NewId | None = None
    language: str = ""


@dataclass(frozen=True)
class NewShareLink(ShareLink):
    """A link just made. `link` and `passcode` are in this answer and never again."""

    link: str | None = None
    passcode: str | None = None


class After:
    """Where a list goes on: the moment and id of the last one given."""

    def __init__(
        self,
        cursor: Annotated[str | None, Query(max_length=80)] = None,
        limit: Annotated[int, Query(ge=1, le=MOST_A_PAGE)] = 50,
    ) -> None:
        self.limit = limit
        self.before = _read_cursor(cursor) if cursor is not None else None


def _read_cursor(cursor: str) -> tuple[datetime, UUID]:
    """Read a cursor. Raises NotFound for one that we never gave."""
    at, _, found_id = cursor.partition("_")
    try:
        moment = TypeAdapter(AwareDatetime).validate_strings(at)
        return moment.astimezone(UTC), UUID(found_id)
    except (ValidationError, ValueError, OverflowError):
        raise NotFound from None


def _next(at: datetime, found_id: UUID) -> str:
    return f"{at.isoformat().replace('+00:00', 'Z')}_{found_id}"


Listing = Annotated[After, Depends()]


@router.get("/share-links")
def read_all(db: Reading, patient: CurrentPatient, listing: Listing) -> Page[ShareLink]:
    """Give links, newest first, open and over, without their secrets."""
    links = sharing.read_links(db, patient.id, before=listing.before, limit=listing.limit)
    more = len(links) == listing.limit
    return Page(items=links, next=_next(links[-1].created_at, links[-1].id) if more else None)


@router.post("/share-links", status_code=201)
def make(
    db: Writing, patient: ProvedPatient, now: Moment, links: Links, body: SharePost
) -> NewShareLink:
    """Make a link; `link` and `passcode` are in this answer only."""
    kept = {
        "full_name": patient.name or "",
        "cause": patient.cause or "",
        "language": patient.language,
    }
    said = body.model_dump(exclude={"id"}, exclude_unset=True)
    draft = ShareDraft.model_validate(kept | said)
    made = sharing.make_link(db, patient.id, draft, issuer=links, now=now, link_id=body.id)
    return NewShareLink(**vars(made.link), link=made.address, passcode=made.passcode)


@router.get("/share-links/{link_id}")
def read_one(db: Reading, patient: CurrentPatient, link_id: UUID) -> ShareLink:
    """Give one link, without its secrets."""
    return sharing.read_link(db, patient.id, link_id)


@router.delete("/share-links/{link_id}", status_code=204)
def stop(db: Writing, patient: CurrentPatient, now: Moment, link_id: UUID) -> None:
    """Stop a link for good, from the next request on; stopping it twice is no error."""
    sharing.revoke(db, patient.id, link_id, now=now)


@router.get("/share-links/{link_id}/accesses")
def read_accesses(
    db: Reading, patient: CurrentPatient, link_id: UUID, listing: Listing
) -> Page[Access]:
    """Give the attempts on a link, newest first; `reader` as typed, checked by nobody."""
    found = sharing.read_accesses(
        db, patient.id, link_id, before=listing.before, limit=listing.limit
    )
    more = len(found) == listing.limit
    return Page(items=found, next=_next(found[-1].at, found[-1].id) if more else None)
