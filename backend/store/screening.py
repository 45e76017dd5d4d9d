"""The moods of some days, for whoever may need more than a tick."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from backend.store.tables import CheckInRow


def read_moods(
    session: Session, patient_id: UUID, *, since: date, until: date
) -> Mapping[date, int]:
    """Give the mood a patient said last on each of some days; a day without one is left out."""
    said = (
        select(col(CheckInRow.day), col(CheckInRow.mood))
        .where(
            col(CheckInRow.patient_id) == patient_id,
            col(CheckInRow.removed).is_(False),
            col(CheckInRow.mood).is_not(None),
            col(CheckInRow.day).between(since, until),
        )
        .order_by(col(CheckInRow.recorded_at), col(CheckInRow.id))
    )
    return {day: mood for day, mood in session.exec(said).all() if mood is not None}
