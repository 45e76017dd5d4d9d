"""Who uses this server: for whoever runs it, at the terminal."""

from sqlmodel import Session

from backend.domain.members import Member
from backend.store import members as store


def read_members(session: Session) -> tuple[Member, ...]:
    """Give everybody, whoever joined first at the top."""
    return store.read_members(session)
