"""Forms that were begun, and the answers that stand in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from backend.domain.events import Version
from backend.domain.questionnaires import Answer, Form
from backend.store.entries import Window
from backend.store.tables import FormAnswerRow, FormRow

OF_ITS_FORM = sa.and_(
    col(FormRow.patient_id) == col(FormAnswerRow.patient_id),
    col(FormRow.id) == col(FormAnswerRow.form_id),
)


@dataclass(frozen=True)
class Begun:
    """When and where a form's first answer was made."""

    at: datetime
    day: date
    offset_min: int


@dataclass(frozen=True)
class Kept:
    """A form as it is kept; `finished_at` is None while it is open. `read_form` leaves the answers
    out."""

    form: Form
    begun_at: datetime
    finished_at: datetime | None

    def with_answers(self, answers: Iterable[Answer]) -> Form:
        """Give the form with these answers."""
        return self.form.answered({one.item: one.answer for one in answers})


def read_finished(
    session: Session,
    patient_id: UUID,
    *instruments: str,
    since: date | None = None,
    until: date | None = None,
) -> tuple[Form, ...]:
    """Give a patient's finished forms of these sorts begun on these days, oldest first."""
    wanted = select(FormRow).where(
        col(FormRow.patient_id) == patient_id,
        col(FormRow.instrument).in_(instruments),
        col(FormRow.finished_at).is_not(None),
    )
    if since:
        wanted = wanted.where(col(FormRow.day) >= since)
    if until:
        wanted = wanted.where(col(FormRow.day) <= until)
    ordered = wanted.order_by(col(FormRow.day), col(FormRow.begun_at), col(FormRow.id))
    return _with_answers(session, patient_id, session.exec(ordered).all())


def read_begun(session: Session, patient_id: UUID, *, since: date) -> tuple[Kept, ...]:
    """Give a patient's forms of every sort begun since a day, finished or not, oldest first.

    In one query: a form has an answer from its beginning.
    """
    both = (
        select(FormRow, FormAnswerRow)
        .join(FormAnswerRow, OF_ITS_FORM)
        .where(col(FormRow.patient_id) == patient_id, col(FormRow.day) >= since)
        .order_by(col(FormRow.begun_at), col(FormRow.id))
    )
    rows: dict[UUID, FormRow] = {}
    said: dict[UUID, dict[str, int]] = {}
    for row, answer in session.exec(both).all():
        rows[row.id] = row
        said.setdefault(row.id, {})[answer.item] = answer.answer
    return tuple(_kept(row, form_of(row).answered(said[row.id])) for row in rows.values())


def read_newest(
    session: Session, patient_id: UUID, instrument: str, *, most: int
) -> tuple[Kept, ...]:
    """Give a patient's newest finished forms of one sort, newest first."""
    rows = session.exec(
        select(FormRow)
        .where(
            col(FormRow.patient_id) == patient_id,
            col(FormRow.instrument) == instrument,
            col(FormRow.finished_at).is_not(None),
        )
        .order_by(col(FormRow.day).desc(), col(FormRow.begun_at).desc(), col(FormRow.id).desc())
        .limit(most)
    ).all()
    forms = _with_answers(session, patient_id, rows)
    return tuple(_kept(row, form) for row, form in zip(rows, forms, strict=True))


def _with_answers(session: Session, patient_id: UUID, rows: Sequence[FormRow]) -> tuple[Form, ...]:
    """Give forms with their answers, in one query however many there are."""
    if not rows:
        return ()
    said: dict[UUID, dict[str, int]] = {row.id: {} for row in rows}
    days = [row.day for row in rows]
    answers = (
        select(FormAnswerRow)
        .join(FormRow, OF_ITS_FORM)
        .where(
            col(FormAnswerRow.patient_id) == patient_id,
            col(FormRow.day) >= min(days),
            col(FormRow.day) <= max(days),
        )
    )
    for one in session.exec(answers).all():
        if one.form_id in said:
            said[one.form_id][one.item] = one.answer
    return tuple(form_of(row).answered(said[row.id]) for row in rows)


def read_form(session: Session, patient_id: UUID, form_id: UUID) -> Kept | None:
    """Give one of the patient's own forms, finished or not."""
    row = session.get(FormRow, (patient_id, form_id), populate_existing=True)
    return _kept(row, form_of(row)) if row else None


def read_answers(session: Session, patient_id: UUID, form_id: UUID) -> tuple[Answer, ...]:
    """Give the answers that stand in a form."""
    wanted = select(FormAnswerRow).where(
        col(FormAnswerRow.patient_id) == patient_id, col(FormAnswerRow.form_id) == form_id
    )
    return tuple(
        Answer(row.item, row.answer, Version(row.corrected_at, row.event_id))
        for row in session.exec(wanted).all()
    )


def add_form(session: Session, patient_id: UUID, form: Form, *, begun: Begun) -> None:
    """Keep a new form, without answers; its id must be new."""
    session.add(
        FormRow(
            patient_id=patient_id,
            id=form.id,
            instrument=form.instrument,
            version=form.version,
            language=form.language,
            day=begun.day,
            begun_at=begun.at,
            offset_min=begun.offset_min,
            seq=form.seq,
        )
    )
    session.flush()


def note_answer(
    session: Session, patient_id: UUID, form_id: UUID, *, begun: Begun, seq: int
) -> None:
    """Count an answer to a form that is kept; the earliest one tells when it was begun."""
    row = session.get_one(FormRow, (patient_id, form_id))
    if (begun.at, begun.day) < (row.begun_at, row.day):
        row.begun_at, row.day, row.offset_min = begun.at, begun.day, begun.offset_min
    row.seq = seq
    session.flush()


def put_answers(
    session: Session, patient_id: UUID, form_id: UUID, answers: Iterable[Answer]
) -> None:
    """Let answers stand in a form, where none made later stands already."""
    for answer in answers:
        row = session.get(FormAnswerRow, (patient_id, form_id, answer.item))
        if row is None:
            row = FormAnswerRow(
                patient_id=patient_id,
                form_id=form_id,
                item=answer.item,
                answer=answer.answer,
                corrected_at=answer.version.corrected_at,
                event_id=answer.version.event_id,
            )
        elif answer.version > Version(row.corrected_at, row.event_id):
            row.answer = answer.answer
            row.corrected_at = answer.version.corrected_at
            row.event_id = answer.version.event_id
        session.add(row)
    session.flush()


def drop_answers(session: Session, patient_id: UUID, form_id: UUID) -> None:
    """Take all answers out of a form; every one of them is still in the history."""
    rows = select(FormAnswerRow).where(
        col(FormAnswerRow.patient_id) == patient_id, col(FormAnswerRow.form_id) == form_id
    )
    for row in session.exec(rows).all():
        session.delete(row)
    session.flush()


def finish_form(
    session: Session, patient_id: UUID, form_id: UUID, *, at: datetime, seq: int
) -> None:
    """Close a form as of a moment."""
    row = session.get_one(FormRow, (patient_id, form_id))
    row.finished_at = at
    row.seq = seq
    session.flush()


def last_finished_on(session: Session, patient_id: UUID, instrument: str) -> date | None:
    """Give the day of the patient's last finished form of one sort."""
    newest = (
        select(col(FormRow.day))
        .where(
            col(FormRow.patient_id) == patient_id,
            col(FormRow.instrument) == instrument,
            col(FormRow.finished_at).is_not(None),
        )
        .order_by(col(FormRow.day).desc())
        .limit(1)
    )
    return session.exec(newest).first()


def read_forms(session: Session, patient_id: UUID, window: Window) -> tuple[Form, ...]:
    """Give a patient's finished forms of every sort, newest first, a page at a time."""
    wanted: list[sa.ColumnElement[bool]] = [col(FormRow.finished_at).is_not(None)]
    if window.since:
        wanted.append(col(FormRow.day) >= window.since)
    if window.until:
        wanted.append(col(FormRow.day) <= window.until)
    if window.before:
        day, last = window.before
        same_day = sa.and_(col(FormRow.day) == day, col(FormRow.id) < last)
        wanted.append(sa.or_(col(FormRow.day) < day, same_day))
    ordered = (
        select(FormRow)
        .where(col(FormRow.patient_id) == patient_id, *wanted)
        .order_by(col(FormRow.day).desc(), col(FormRow.id).desc())
        .limit(window.limit)
    )
    return _with_answers(session, patient_id, session.exec(ordered).all())


def _kept(row: FormRow, form: Form) -> Kept:
    return Kept(form, row.begun_at, row.finished_at)


def form_of(row: FormRow) -> Form:
    """Give the form of a row, its answers left out."""
    return Form(
        id=row.id,
        instrument=row.instrument,
        version=row.version,
        language=row.language,
        day=row.day,
        finished=row.finished_at is not None,
        answers={},
        seq=row.seq,
    )
