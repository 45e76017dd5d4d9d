"""Plan versions with their items."""

from collections import defaultdict
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from backend.domain.plans import Answers, PlanItem, PlanVersion
from backend.store.tables import PlanItemRow, PlanVersionRow


def read_versions(session: Session, patient_id: UUID) -> tuple[PlanVersion, ...]:
    """Give every version of a patient's plan, oldest first (two queries)."""
    rows = session.exec(
        select(PlanVersionRow)
        .where(col(PlanVersionRow.patient_id) == patient_id)
        .order_by(col(PlanVersionRow.number))
    ).all()
    items: dict[int, list[PlanItem]] = defaultdict(list)
    for row in session.exec(
        select(PlanItemRow)
        .where(col(PlanItemRow.patient_id) == patient_id)
        .order_by(col(PlanItemRow.version), col(PlanItemRow.position))
    ):
        items[row.version].append(
            PlanItem(row.item_id, row.step_id, row.minutes, row.times, row.required)
        )
    return tuple(_version(row, tuple(items[row.number])) for row in rows)


def _version(row: PlanVersionRow, items: tuple[PlanItem, ...]) -> PlanVersion:
    gates = {
        gate: date.fromisoformat(since) if since else None for gate, since in row.gates.items()
    }
    answers = Answers(row.side, row.stage, row.onset_on, gates, frozenset(row.prescribed))
    return PlanVersion(
        row.number, row.effective_on, answers, row.paused, tuple(row.programmes), items, row.note
    )


def step_of_item(session: Session, patient_id: UUID, item_id: UUID) -> str | None:
    """Give the step an item stands for in any of the patient's versions."""
    return session.exec(
        select(col(PlanItemRow.step_id))
        .where(col(PlanItemRow.patient_id) == patient_id, col(PlanItemRow.item_id) == item_id)
        .limit(1)
    ).first()


def add_version(session: Session, patient_id: UUID, version: PlanVersion, *, now: datetime) -> None:
    """Keep a new version. Its number must be new; earlier versions are never touched."""
    answers = version.answers
    session.add(
        PlanVersionRow(
            patient_id=patient_id,
            number=version.number,
            effective_on=version.effective_on,
            created_at=now,
            side=answers.side,
            stage=answers.stage,
            onset_on=answers.onset_on,
            gates={gate: day.isoformat() if day else None for gate, day in answers.gates.items()},
            prescribed=sorted(answers.prescribed),
            programmes=list(version.programmes),
            paused=version.paused,
            note=version.note,
        )
    )
    session.flush()
    session.add_all(
        PlanItemRow(
            patient_id=patient_id,
            version=version.number,
            item_id=item.id,
            position=position,
            step_id=item.step_id,
            minutes=item.minutes,
            times=item.times,
            required=item.required,
        )
        for position, item in enumerate(version.items)
    )
    session.flush()
