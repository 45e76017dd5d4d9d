"""What is past its time goes, once an hour: links, codes, challenges, sessions, failures, rows."""

from datetime import datetime

from sqlmodel import Session

from backend.domain.accounts import SESSION_IDLE
from backend.services.activity import sweep_activity
from backend.services.sharing import sweep_links
from backend.services.throttling import sweep_failures
from backend.store import credentials, devices, entry_codes


def sweep(session: Session, *, now: datetime) -> None:
    """Delete what is past its time, whoever's it is."""
    sweep_links(session, now=now)
    entry_codes.sweep_codes(session, now=now)
    credentials.sweep_challenges(session, now=now)
    devices.sweep_sessions(session, idle_since=(now - SESSION_IDLE).date(), now=now)
    sweep_failures(session, now=now)
    sweep_activity(session, now=now)
