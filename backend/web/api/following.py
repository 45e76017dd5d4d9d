"""What is followed, for programs."""

from fastapi import APIRouter

from backend.domain.following import Following
from backend.services.following import FollowingDraft, follow, read_following
from backend.web.dependencies import CurrentPatient, Reading, Writing
from backend.web.strict import StrictRoute

router = APIRouter(tags=["following"], route_class=StrictRoute)


@router.get("/following")
def read(db: Reading, patient: CurrentPatient) -> Following:
    """Give what is asked beside ticks and mood."""
    return read_following(db, patient.id)


@router.put("/following")
def put(db: Writing, patient: CurrentPatient, body: FollowingDraft) -> Following:
    """Choose what is followed, in place of what was before; nothing that was rated is lost."""
    return follow(db, patient.id, body)
