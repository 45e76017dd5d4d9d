"""Two people do not come in on one browser unnoticed: its pages and entries are one person's."""

from datetime import datetime

from sqlmodel import Session

from backend.domain.accounts import Patient
from backend.domain.wording import say
from backend.services.joining import Gate, Invited, look_up
from backend.services.signing_in import Asker, Refused
from backend.services.throttling import TooSoon

SOMEBODY_ELSE = say(
    "Somebody else is signed in on this browser. Sign them out first, then come back with this "
    "code: it is not used up."
)


def would_mix(
    session: Session,
    gate: Gate,
    typed: str,
    someone: Patient | None,
    *,
    asker: Asker,
    now: datetime,
) -> Refused | TooSoon | None:
    """Say why a code cannot be used where `someone` is signed in; None when it opens their own
    account, or when nobody is."""
    if someone is None:
        return None
    invited = look_up(session, gate, typed, asker=asker, now=now)
    if not isinstance(invited, Invited):
        return invited
    own = invited.patient is not None and invited.patient.id == someone.id
    return None if own else Refused(SOMEBODY_ELSE, "code")
