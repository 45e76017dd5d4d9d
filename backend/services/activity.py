"""Recent activity: what happened around somebody's way in, for them to look at."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session
from uuid_utils.compat import uuid7

from backend.domain.activity import KEPT_FOR, Activity, ActivityKind
from backend.store import activity as store

SHOWN = 50
LONGEST_ABOUT = 80
MOST_FAILURES, FAILURES_SINCE = 10, timedelta(days=1)


def note(
    session: Session, patient_id: UUID, kind: ActivityKind, about: str = "", *, now: datetime
) -> None:
    """Write down what happened; `about` names the browser, passkey or token, never more."""
    row = Activity(UUID(str(uuid7())), now, kind, about[:LONGEST_ABOUT])
    store.add_activity(session, patient_id, row)


def note_failure(session: Session, patient_id: UUID, about: str, *, now: datetime) -> bool:
    """Write down that somebody tried to sign in as the patient; tells whether it was.

    Ten a day are enough to know it: whoever goes on does not bury the other rows.
    """
    kind, since = ActivityKind.SIGN_IN_FAILED, now - FAILURES_SINCE
    if store.count_activity(session, patient_id, kind, since=since) >= MOST_FAILURES:
        return False
    note(session, patient_id, kind, about, now=now)
    return True


def read_recent(session: Session, patient_id: UUID) -> tuple[Activity, ...]:
    """Give the newest fifty, newest first."""
    return store.read_activity(session, patient_id, limit=SHOWN)


def sweep_activity(session: Session, *, now: datetime) -> None:
    """Delete what is older than twenty-four months."""
    store.sweep_activity(session, before=now - KEPT_FOR)
