"""Forms that were begun, and the answers that stand in them."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from backend.domain.questionnaires import Form
from backend.store.tables import FormAnswerRow, FormRow


def read_finished(
    session: Session,
    patient_id: UUID,
    instrument: str,
    *,
    since: date | None = None,
    until: date | None = None,
) -> tuple[Form, ...]:
    """Give a patient's finished forms of one sort begun on these days, oldest first."""
    wanted = [
        col(FormRow.patient_id) == patient_id,
        col(FormRow.instrument) == instrument,
        col(FormRow.finished_at).is_not(None),
    ]
    if since:
        wanted.append(col(FormRow.day) >= since)
    if until:
        wanted.append(col(FormRow.day) <= until)
    ordered = select(FormRow).where(*wanted)
    ordered = ordered.order_by(col(FormRow.day), col(FormRow.begun_at), col(FormRow.id))
    forms = {row.id: _form(row) for row in session.exec(ordered).all()}
    if not forms:
        return ()
    answers = select(FormAnswerRow).where(
        col(FormAnswerRow.patient_id) == patient_id,
        col(FormAnswerRow.form_id).in_(select(FormRow.id).where(*wanted)),
    )
    said: dict[UUID, dict[str, int]] = {form_id: {} for form_id in forms}
    for answer in session.exec(answers).all():
        said[answer.form_id][answer.item] = answer.answer
    return tuple(replace(form, answers=said[form.id]) for form in forms.values())


def _form(row: FormRow) -> Form:
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
