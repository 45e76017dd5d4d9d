"""Everything of one sort, oldest first, a few rows at a time: for files that may be long."""

from collections.abc import Iterator
from datetime import date
from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from backend.domain.care import Care
from backend.domain.checkins import CheckIn
from backend.domain.gradings import Grading
from backend.domain.journal import JournalEntry
from backend.domain.questionnaires import Form
from backend.domain.records import Span
from backend.domain.sessions import Felt
from backend.domain.synkinesis import Synkinesis
from backend.domain.today import DayKind, ItemMark, ItemState
from backend.domain.treatments import Treatment
from backend.domain.visits import Visit
from backend.store.care import care_of
from backend.store.checkins import check_in_of
from backend.store.gradings import grading_of
from backend.store.journal import entry_of
from backend.store.questionnaires import form_of
from backend.store.sessions import felt_of
from backend.store.synkinesis import synkinesis_of
from backend.store.tables import (
    CareRow,
    CheckInRow,
    DayKindRow,
    FormAnswerRow,
    FormRow,
    GradingRow,
    ItemMarkRow,
    JournalRow,
    SessionFeltRow,
    SynkinesisRow,
    TreatmentRow,
    VisitRow,
)
from backend.store.today import mark_of
from backend.store.treatments import treatment_of
from backend.store.visits import visit_of

AT_ONCE = {"yield_per": 200}
"""Rows fetched at a time; an entry may be 20 000 characters long."""

Entry = TypeVar("Entry", CheckInRow, JournalRow, CareRow, SynkinesisRow)


def _within(column: sa.SQLColumnExpression[date], span: Span) -> tuple[sa.ColumnElement[bool], ...]:
    since = (column >= span.since,) if span.since else ()
    until = (column <= span.until,) if span.until else ()
    return (*since, *until)


def _entries(session: Session, table: type[Entry], patient_id: UUID, span: Span) -> Iterator[Entry]:
    wanted = (
        select(table)
        .where(
            col(table.patient_id) == patient_id,
            col(table.removed).is_(False),
            *_within(col(table.day), span),
        )
        .order_by(col(table.day), col(table.recorded_at), col(table.id))
    )
    yield from session.exec(wanted, execution_options=AT_ONCE)


def check_ins(session: Session, patient_id: UUID, span: Span) -> Iterator[CheckIn]:
    """Give a patient's check-ins, removed ones left out."""
    yield from map(check_in_of, _entries(session, CheckInRow, patient_id, span))


def journal(session: Session, patient_id: UUID, span: Span) -> Iterator[JournalEntry]:
    """Give a patient's journal, removed entries left out; what is never shared too."""
    yield from map(entry_of, _entries(session, JournalRow, patient_id, span))


def care(session: Session, patient_id: UUID, span: Span) -> Iterator[Care]:
    """Give what a patient did for the eye, removed entries left out."""
    yield from map(care_of, _entries(session, CareRow, patient_id, span))


def synkinesis(session: Session, patient_id: UUID, span: Span) -> Iterator[Synkinesis]:
    """Give what a patient answered about linked movements, removed entries left out."""
    yield from map(synkinesis_of, _entries(session, SynkinesisRow, patient_id, span))


def answers(session: Session, patient_id: UUID, span: Span) -> Iterator[tuple[Form, str, int]]:
    """Give every answer of a patient's forms with its form and item; a form's own together."""
    wanted = (
        select(FormRow, FormAnswerRow)
        .join(
            FormAnswerRow,
            sa.and_(
                col(FormRow.patient_id) == col(FormAnswerRow.patient_id),
                col(FormRow.id) == col(FormAnswerRow.form_id),
            ),
        )
        .where(col(FormRow.patient_id) == patient_id, *_within(col(FormRow.day), span))
        .order_by(col(FormRow.day), col(FormRow.begun_at), col(FormRow.id), col(FormAnswerRow.item))
    )
    for form, answer in session.exec(wanted, execution_options=AT_ONCE):
        yield form_of(form), answer.item, answer.answer


def gradings(session: Session, patient_id: UUID, span: Span) -> Iterator[Grading]:
    """Give what a patient copied from letters."""
    wanted = (
        select(GradingRow)
        .where(col(GradingRow.patient_id) == patient_id, *_within(col(GradingRow.graded_on), span))
        .order_by(col(GradingRow.graded_on), col(GradingRow.id))
    )
    yield from map(grading_of, session.exec(wanted, execution_options=AT_ONCE))


def treatments(session: Session, patient_id: UUID, span: Span) -> Iterator[Treatment]:
    """Give a patient's treatments, by their first day."""
    wanted = (
        select(TreatmentRow)
        .where(
            col(TreatmentRow.patient_id) == patient_id,
            *_within(col(TreatmentRow.began_on), span),
        )
        .order_by(col(TreatmentRow.began_on), col(TreatmentRow.id))
    )
    yield from map(treatment_of, session.exec(wanted, execution_options=AT_ONCE))


def visits(session: Session, patient_id: UUID, span: Span) -> Iterator[Visit]:
    """Give a patient's visits and appointments."""
    wanted = (
        select(VisitRow)
        .where(col(VisitRow.patient_id) == patient_id, *_within(col(VisitRow.held_on), span))
        .order_by(col(VisitRow.held_on), col(VisitRow.id))
    )
    yield from map(visit_of, session.exec(wanted, execution_options=AT_ONCE))


def marks(session: Session, patient_id: UUID, span: Span) -> Iterator[tuple[date, ItemMark]]:
    """Give what a patient did and skipped, with its day; what was taken back is left out."""
    wanted = (
        select(ItemMarkRow)
        .where(
            col(ItemMarkRow.patient_id) == patient_id,
            col(ItemMarkRow.state) != ItemState.UNDONE,
            *_within(col(ItemMarkRow.day), span),
        )
        .order_by(
            col(ItemMarkRow.day),
            col(ItemMarkRow.corrected_at),
            col(ItemMarkRow.item_id),
            col(ItemMarkRow.occurrence),
        )
    )
    for row in session.exec(wanted, execution_options=AT_ONCE):
        yield row.day, mark_of(row)


def kinds(session: Session, patient_id: UUID, span: Span) -> Iterator[tuple[date, DayKind]]:
    """Give each day whose kind a patient named."""
    wanted = (
        select(col(DayKindRow.day), col(DayKindRow.kind))
        .where(col(DayKindRow.patient_id) == patient_id, *_within(col(DayKindRow.day), span))
        .order_by(col(DayKindRow.day))
    )
    yield from session.exec(wanted, execution_options=AT_ONCE)


def felt(session: Session, patient_id: UUID, span: Span) -> Iterator[Felt]:
    """Give how a patient's sessions felt."""
    wanted = (
        select(SessionFeltRow)
        .where(
            col(SessionFeltRow.patient_id) == patient_id, *_within(col(SessionFeltRow.day), span)
        )
        .order_by(col(SessionFeltRow.day), col(SessionFeltRow.recorded_at), col(SessionFeltRow.id))
    )
    yield from map(felt_of, session.exec(wanted, execution_options=AT_ONCE))
