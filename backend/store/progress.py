"""What progress adds up: ratings, what was done, what was left out. Columns, not whole rows."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from backend.domain.followed import CareDay
from backend.domain.periods import Period
from backend.domain.questionnaires import FUNCTION, Form
from backend.domain.routine import Occurrence
from backend.domain.screening import SCREENS
from backend.domain.today import ItemState, SkipReason
from backend.store.tables import (
    CareRow,
    CheckInRow,
    FormAnswerRow,
    FormRow,
    ItemMarkRow,
    SessionFeltRow,
    SynkinesisRow,
)


@dataclass(frozen=True)
class Ratings:
    """What check-ins rated, in the order they were made: moods 1–5, symptoms 0–10 by key, energy
    and sleep 0–10."""

    moods: tuple[tuple[date, int], ...]
    symptoms: Mapping[str, tuple[tuple[date, int], ...]]
    energy: tuple[tuple[date, int], ...] = ()
    sleep: tuple[tuple[date, int], ...] = ()


def read_ratings(session: Session, patient_id: UUID, period: Period) -> Ratings:
    """Give what a period's check-ins rated, removed ones left out."""
    moods: list[tuple[date, int]] = []
    energies: list[tuple[date, int]] = []
    sleeps: list[tuple[date, int]] = []
    symptoms: dict[str, list[tuple[date, int]]] = defaultdict(list)
    rows = session.execute(
        sa.select(
            col(CheckInRow.day),
            col(CheckInRow.mood),
            col(CheckInRow.energy),
            col(CheckInRow.sleep),
            col(CheckInRow.symptoms),
        )
        .where(
            col(CheckInRow.patient_id) == patient_id,
            col(CheckInRow.day).between(period.since, period.until),
            col(CheckInRow.removed).is_(False),
        )
        .order_by(col(CheckInRow.day), col(CheckInRow.id))
    )
    for day, mood, energy, sleep, rated in rows:
        for said, into in ((mood, moods), (energy, energies), (sleep, sleeps)):
            if said is not None:
                into.append((day, said))
        for symptom in rated:
            symptoms[symptom["key"]].append((day, symptom["rating"]))
    return Ratings(
        tuple(moods),
        {key: tuple(said) for key, said in symptoms.items()},
        tuple(energies),
        tuple(sleeps),
    )


def read_done_occurrences(
    session: Session, patient_id: UUID, *periods: Period
) -> Mapping[date, frozenset[Occurrence]]:
    """Give what was done on each day of some periods: the item, and which time of the day."""
    done: dict[date, set[Occurrence]] = defaultdict(set)
    rows = session.exec(
        select(col(ItemMarkRow.day), col(ItemMarkRow.item_id), col(ItemMarkRow.occurrence)).where(
            col(ItemMarkRow.patient_id) == patient_id,
            sa.or_(*(col(ItemMarkRow.day).between(one.since, one.until) for one in periods)),
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


def read_forms(
    session: Session, patient_id: UUID, *, function: Period | None, screening: Period | None
) -> tuple[Form, ...]:
    """Give the forms begun in these periods with their answers, oldest first, in one query.

    Function check-ins are finished ones; of the forms of mood and worry those that were never
    finished are there too. None asks for none of a sort.
    """
    of_function = sa.and_(
        col(FormRow.instrument) == FUNCTION,
        col(FormRow.finished_at).is_not(None),
        _begun_in(function),
    )
    of_screening = sa.and_(col(FormRow.instrument).in_(tuple(SCREENS)), _begun_in(screening))
    rows = session.execute(
        sa.select(FormRow, col(FormAnswerRow.item), col(FormAnswerRow.answer))
        .outerjoin(
            FormAnswerRow,
            sa.and_(
                col(FormAnswerRow.patient_id) == col(FormRow.patient_id),
                col(FormAnswerRow.form_id) == col(FormRow.id),
            ),
        )
        .where(col(FormRow.patient_id) == patient_id, sa.or_(of_function, of_screening))
        .order_by(col(FormRow.day), col(FormRow.begun_at), col(FormRow.id))
    )
    said: dict[UUID, tuple[FormRow, dict[str, int]]] = {}
    for form, item, answer in rows:
        _, answers = said.setdefault(form.id, (form, {}))
        if item is not None:
            answers[item] = answer
    return tuple(_form(row, answers) for row, answers in said.values())


def _begun_in(period: Period | None) -> sa.ColumnElement[bool]:
    if period is None:
        return sa.false()
    return col(FormRow.day).between(period.since, period.until)


def _form(row: FormRow, answers: Mapping[str, int]) -> Form:
    finished = row.finished_at is not None
    return Form(
        row.id, row.instrument, row.version, row.language, row.day, finished, answers, row.seq
    )


def read_care(session: Session, patient_id: UUID, period: Period) -> tuple[CareDay, ...]:
    """Give how often each thing was done for the eye on each day of a period, added up."""
    rows = session.execute(
        sa.select(col(CareRow.day), col(CareRow.kind), sa.func.sum(col(CareRow.count)))
        .where(
            col(CareRow.patient_id) == patient_id,
            col(CareRow.day).between(period.since, period.until),
            col(CareRow.removed).is_(False),
        )
        .group_by(col(CareRow.day), col(CareRow.kind))
        .order_by(col(CareRow.day), col(CareRow.kind))
    )
    return tuple((day, kind, int(count)) for day, kind, count in rows)


def read_first_day(session: Session, patient_id: UUID) -> date | None:
    """Give the first day that the person noted anything for: a letter may be of years before."""
    firsts = [
        sa.select(sa.func.min(column).label("day")).where(owner == patient_id)
        for column, owner in (
            (col(CheckInRow.day), col(CheckInRow.patient_id)),
            (col(ItemMarkRow.day), col(ItemMarkRow.patient_id)),
            (col(SessionFeltRow.day), col(SessionFeltRow.patient_id)),
            (col(CareRow.day), col(CareRow.patient_id)),
            (col(SynkinesisRow.day), col(SynkinesisRow.patient_id)),
            (col(FormRow.day), col(FormRow.patient_id)),
        )
    ]
    noted = sa.union_all(*firsts).subquery()
    first: date | None = session.scalar(sa.select(sa.func.min(noted.c.day)))
    return first
