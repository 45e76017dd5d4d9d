"""What progress adds up: ratings, what was done, what was left out. Columns, not whole rows."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from backend.domain.periods import Period
from backend.domain.questionnaires import FUNCTION
from backend.domain.routine import Occurrence
from backend.domain.today import ItemState, SkipReason
from backend.store.tables import CheckInRow, FormAnswerRow, FormRow, ItemMarkRow, SessionFeltRow


@dataclass(frozen=True)
class Ratings:
    """What check-ins rated, in the order they were made: moods 1–5, symptoms 0–10 by key."""

    moods: tuple[tuple[date, int], ...]
    symptoms: Mapping[str, tuple[tuple[date, int], ...]]


def read_ratings(session: Session, patient_id: UUID, period: Period) -> Ratings:
    """Give a period's moods and symptoms, removed check-ins left out."""
    moods: list[tuple[date, int]] = []
    symptoms: dict[str, list[tuple[date, int]]] = defaultdict(list)
    rows = session.exec(
        select(col(CheckInRow.day), col(CheckInRow.mood), col(CheckInRow.symptoms))
        .where(
            col(CheckInRow.patient_id) == patient_id,
            col(CheckInRow.day).between(period.since, period.until),
            col(CheckInRow.removed).is_(False),
        )
        .order_by(col(CheckInRow.day), col(CheckInRow.id))
    )
    for day, mood, rated in rows:
        if mood is not None:
            moods.append((day, mood))
        for symptom in rated:
            symptoms[symptom["key"]].append((day, symptom["rating"]))
    return Ratings(tuple(moods), {key: tuple(said) for key, said in symptoms.items()})


def read_done_occurrences(
    session: Session, patient_id: UUID, period: Period
) -> Mapping[date, frozenset[Occurrence]]:
    """Give what was done on each day of a period: the item, and which time of the day."""
    done: dict[date, set[Occurrence]] = defaultdict(set)
    rows = session.exec(
        select(col(ItemMarkRow.day), col(ItemMarkRow.item_id), col(ItemMarkRow.occurrence)).where(
            col(ItemMarkRow.patient_id) == patient_id,
            col(ItemMarkRow.day).between(period.since, period.until),
            col(ItemMarkRow.state) == ItemState.DONE,
        )
    )
    for day, item_id, occurrence in rows:
        done[day].add((item_id, occurrence))
    return {day: frozenset(occurrences) for day, occurrences in done.items()}


def read_skips(
    session: Session, patient_id: UUID, period: Period
) -> tuple[tuple[date, SkipReason | None], ...]:
    """Give the day and the reason of every step skipped in a period, oldest first."""
    return tuple(
        session.exec(
            select(col(ItemMarkRow.day), col(ItemMarkRow.reason))
            .where(
                col(ItemMarkRow.patient_id) == patient_id,
                col(ItemMarkRow.day).between(period.since, period.until),
                col(ItemMarkRow.state) == ItemState.SKIPPED,
            )
            .order_by(col(ItemMarkRow.day), col(ItemMarkRow.item_id), col(ItemMarkRow.occurrence))
        )
    )


def read_effort_and_pain(
    session: Session, patient_id: UUID, period: Period
) -> tuple[tuple[date, int | None, int | None], ...]:
    """Give (day, effort, pain) of every session of a period, in the order they were made."""
    return tuple(
        session.exec(
            select(col(SessionFeltRow.day), col(SessionFeltRow.effort), col(SessionFeltRow.pain))
            .where(
                col(SessionFeltRow.patient_id) == patient_id,
                col(SessionFeltRow.day).between(period.since, period.until),
            )
            .order_by(col(SessionFeltRow.day), col(SessionFeltRow.id))
        )
    )


def read_function_answers(
    session: Session, patient_id: UUID, *, until: date
) -> Mapping[str, tuple[tuple[date, int], ...]]:
    """Give the answers of finished function check-ins by item, oldest first."""
    answers: dict[str, list[tuple[date, int]]] = defaultdict(list)
    rows = session.exec(
        select(col(FormRow.day), col(FormAnswerRow.item), col(FormAnswerRow.answer))
        .join(
            FormAnswerRow,
            sa.and_(
                col(FormAnswerRow.patient_id) == col(FormRow.patient_id),
                col(FormAnswerRow.form_id) == col(FormRow.id),
            ),
        )
        .where(
            col(FormRow.patient_id) == patient_id,
            col(FormRow.instrument) == FUNCTION,
            col(FormRow.finished_at).is_not(None),
            col(FormRow.day) <= until,
        )
        .order_by(col(FormRow.day), col(FormRow.begun_at), col(FormRow.id))
    )
    for day, item, answer in rows:
        answers[item].append((day, answer))
    return {item: tuple(said) for item, said in answers.items()}


def read_first_day(session: Session, patient_id: UUID) -> date | None:
    """Give the first day that a check-in, a step or a session was noted for."""
    firsts = [
        sa.select(sa.func.min(column).label("day")).where(owner == patient_id)
        for column, owner in (
            (col(CheckInRow.day), col(CheckInRow.patient_id)),
            (col(ItemMarkRow.day), col(ItemMarkRow.patient_id)),
            (col(SessionFeltRow.day), col(SessionFeltRow.patient_id)),
        )
    ]
    noted = sa.union_all(*firsts).subquery()
    first: date | None = session.scalar(sa.select(sa.func.min(noted.c.day)))
    return first
