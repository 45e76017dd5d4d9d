"""What a person said of each planned thing and each day."""

from datetime import date, datetime, timedelta, timezone
from uuid import UUID

from sqlmodel import Session, col, select

from backend.domain.events import Version
from backend.domain.today import DayKind, ItemMark, ItemState, SkipReason
from backend.store.tables import DayKindRow, ItemMarkRow


def wall_clock(moment: datetime, offset_min: int) -> datetime:
    """Give a moment as the clock on the person's wall showed it."""
    return moment.astimezone(timezone(timedelta(minutes=offset_min)))


def read_marks(session: Session, patient_id: UUID, day: date) -> tuple[ItemMark, ...]:
    """Give every answer that stands on a day."""
    rows = session.exec(
        select(ItemMarkRow)
        .where(col(ItemMarkRow.patient_id) == patient_id, col(ItemMarkRow.day) == day)
        .order_by(col(ItemMarkRow.corrected_at), col(ItemMarkRow.event_id))
    ).all()
    return tuple(mark_of(row) for row in rows)


def mark_of(row: ItemMarkRow) -> ItemMark:
    """Give the answer of a row."""
    at = wall_clock(row.corrected_at, row.offset_min)
    return ItemMark(row.item_id, row.occurrence, row.state, row.reason, row.seconds, at)


def read_mark(
    session: Session, patient_id: UUID, day: date, item_id: UUID, occurrence: int
) -> tuple[ItemMark, Version] | None:
    """Give the answer that stands for one occurrence, with the version that decides."""
    row = session.get(ItemMarkRow, (patient_id, day, item_id, occurrence), populate_existing=True)
    return (mark_of(row), Version(row.corrected_at, row.event_id)) if row else None


def save_mark(
    session: Session,
    patient_id: UUID,
    day: date,
    *,
    item_id: UUID,
    occurrence: int,
    state: ItemState,
    reason: SkipReason | None,
    seconds: int | None,
    offset_min: int,
    version: Version,
) -> None:
    """Let an answer stand for one occurrence."""
    session.merge(
        ItemMarkRow(
            patient_id=patient_id,
            day=day,
            item_id=item_id,
            occurrence=occurrence,
            state=state,
            reason=reason,
            seconds=seconds,
            corrected_at=version.corrected_at,
            offset_min=offset_min,
            event_id=version.event_id,
        )
    )
    session.flush()


def read_done(
    session: Session, patient_id: UUID, *, since: date, until: date
) -> tuple[tuple[date, UUID], ...]:
    """Give (day, item) of everything done between two days, both included."""
    return tuple(
        session.exec(
            select(col(ItemMarkRow.day), col(ItemMarkRow.item_id))
            .where(
                col(ItemMarkRow.patient_id) == patient_id,
                col(ItemMarkRow.day).between(since, until),
                col(ItemMarkRow.state) == ItemState.DONE,
            )
            .distinct()
        )
    )


def read_kinds(
    session: Session, patient_id: UUID, *, since: date, until: date
) -> dict[date, DayKind]:
    """Give the kind of each day somebody named one for, both ends included."""
    return dict(
        session.exec(
            select(col(DayKindRow.day), col(DayKindRow.kind)).where(
                col(DayKindRow.patient_id) == patient_id,
                col(DayKindRow.day).between(since, until),
            )
        ).all()
    )


def read_kind(session: Session, patient_id: UUID, day: date) -> tuple[DayKind, Version] | None:
    """Give the kind that stands for a day, with the version that decides."""
    row = session.get(DayKindRow, (patient_id, day), populate_existing=True)
    return (row.kind, Version(row.corrected_at, row.event_id)) if row else None


def save_kind(
    session: Session, patient_id: UUID, day: date, kind: DayKind, *, version: Version
) -> None:
    """Let a kind stand for a day."""
    session.merge(
        DayKindRow(
            patient_id=patient_id,
            day=day,
            kind=kind,
            corrected_at=version.corrected_at,
            event_id=version.event_id,
        )
    )
    session.flush()
