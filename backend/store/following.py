"""What a person chose to follow."""

from dataclasses import asdict
from datetime import date
from uuid import UUID

from sqlmodel import Session

from backend.domain.following import Following, Pin
from backend.store.tables import FollowingRow


def read_following(session: Session, patient_id: UUID) -> Following:
    """Give what a patient follows; before they chose, what is usual."""
    row = session.get(FollowingRow, patient_id, populate_existing=True)
    if row is None:
        return Following()
    return Following(
        pinned=tuple(Pin(**pin) for pin in row.pinned),
        own=tuple(row.own),
        energy=row.energy,
        sleep=row.sleep,
        eye_care=row.eye_care,
        linked=row.linked,
        linked_every=row.linked_every,
        screening=row.screening,
        declined={name: date.fromisoformat(day) for name, day in row.declined.items()},
    )


def save_following(session: Session, patient_id: UUID, wanted: Following) -> None:
    """Keep what a patient follows, in place of what they chose before."""
    session.merge(
        FollowingRow(
            patient_id=patient_id,
            pinned=[asdict(pin) for pin in wanted.pinned],
            own=list(wanted.own),
            energy=wanted.energy,
            sleep=wanted.sleep,
            eye_care=wanted.eye_care,
            linked=wanted.linked,
            linked_every=wanted.linked_every,
            screening=wanted.screening,
            declined={name: day.isoformat() for name, day in wanted.declined.items()},
        )
    )
    session.flush()
