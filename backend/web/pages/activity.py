"""Recent activity: what happened around somebody's way in, for them to look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from backend.domain.activity import ActivityKind
from backend.domain.wording import Sentence, say
from backend.services.activity import SHOWN, read_recent
from backend.web.dependencies import CurrentPresent, Reading
from backend.web.render import page

router = APIRouter()

WORDS: Mapping[ActivityKind, Sentence] = {
    ActivityKind.JOINED: say("You joined this server"),
    ActivityKind.SIGNED_IN: say("Signed in"),
    ActivityKind.SIGN_IN_FAILED: say("Somebody tried to sign in with a wrong passphrase"),
    ActivityKind.PROVED: say("Confirmed again that it is you"),
    ActivityKind.SIGNED_OUT: say("Signed out"),
    ActivityKind.DEVICE_ENDED: say("A browser was signed out"),
    ActivityKind.OTHERS_ENDED: say("All other browsers were signed out"),
    ActivityKind.PHONE_ADDED: say("A phone was added"),
    ActivityKind.PASSKEY_ADDED: say("A passkey was added"),
    ActivityKind.PASSKEY_REMOVED: say("A passkey was removed"),
    ActivityKind.PASSKEY_REFUSED: say("A passkey that looked copied was refused"),
    ActivityKind.PASSPHRASE_SET: say("The passphrase was set or changed"),
    ActivityKind.PASSPHRASE_GONE: say("The passphrase was removed"),
    ActivityKind.RECOVERY_MADE: say("A recovery code was made"),
    ActivityKind.RECOVERED: say("Let in again by a code"),
    ActivityKind.TOKEN_MADE: say("A key for a program was made"),
    ActivityKind.TOKEN_REVOKED: say("A key for a program was revoked"),
}

TO_LOOK_AT = frozenset({ActivityKind.SIGN_IN_FAILED, ActivityKind.PASSKEY_REFUSED})
"""What somebody else may have tried."""


@dataclass(frozen=True)
class ShownActivity:
    """A row in words, at its moment in the person's own hours; `about` is as they called it."""

    at: datetime
    words: Sentence
    about: str
    to_look_at: bool


@dataclass(frozen=True)
class ActivityPage:
    """The newest rows, newest first, and how many there can be."""

    rows: tuple[ShownActivity, ...]
    most: int


@router.get("/account/activity", name="activity")
def show(request: Request, db: Reading, present: CurrentPresent) -> Response:
    """Show the rows. A program's token does not see them: they are about ways in."""
    zone = present.patient.days.zone
    rows = tuple(
        ShownActivity(one.at.astimezone(zone), WORDS[one.kind], one.about, one.kind in TO_LOOK_AT)
        for one in read_recent(db, present.patient.id)
    )
    return page(request, "activity", ActivityPage(rows, SHOWN))
