"""Filling in a form that is asked now and then: answering, finishing, reading it again.

Nothing depends on the order in which events arrive. Of several answers to one item the last made
stands, and a form is closed by the finish that was made first: what was answered before it counts
however late it arrives, what was answered after it does not. The phone sends a form's events in
one batch, so that one correction of its clock holds for all of them.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, StrictBool, StrictInt, create_model, model_validator
from sqlmodel import Session

from backend.domain.errors import NotFound, RuleBroken
from backend.domain.events import Recorded, Version
from backend.domain.periods import Period
from backend.domain.questionnaires import (
    FUNCTION,
    INSTRUMENTS,
    Answer,
    Due,
    Form,
    due_after,
    standing,
)
from backend.domain.screening import ANSWERS, SCREENS, Scored, Screen, shown_in
from backend.domain.wording import say
from backend.services.applying import Applying
from backend.services.shapes import Draft, NewId, Rating, Said
from backend.store import events
from backend.store import questionnaires as store
from backend.store.entries import Window

ANSWER, FINISH = "form.answer", "form.finish"
CLOSED = say("These answers were kept and closed already. To answer again, begin a new form.")
NOTHING_ANSWERED = say("Please answer at least one question.")
Name = Annotated[Said, Field(max_length=40)]
Edition = Annotated[Said, Field(max_length=20)]


class FinishDraft(Draft):
    """The payload of `form.finish`: which form is closed."""

    form_id: NewId
    instrument: Name
    version: Edition


class AnswerDraft(FinishDraft):
    """The payload of `form.answer`: an item, 0 to 10, or the impression of change, 1 to 5."""

    item: Name
    answer: Rating


class FormDraft(Draft):
    """A form's answers by item. `finished` closes it; an item that is not named stays as it is."""

    instrument: Name
    version: Edition
    answers: Annotated[Mapping[Name, Rating], Field(max_length=100)]
    finished: StrictBool = False


class _Answered(Draft):
    """A plain form's answers; at least one of them."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.answers:
            raise ValueError("a form needs at least one answer")
        return self

    @property
    def answers(self) -> dict[str, int]:
        return {item: answer for item, answer in self if answer is not None}


class FunctionDraft(_Answered):
    """The function check-in as a plain form posts it; every item may be left out, not all."""

    eat_drink: Rating | None = None
    speak: Rating | None = None
    eye_comfort: Rating | None = None
    tight: Rating | None = None
    pain: Rating | None = None
    linked: Rating | None = None
    close_eye: Rating | None = None
    smile: Rating | None = None
    social: Rating | None = None
    sleep: Rating | None = None
    impression: Annotated[StrictInt, Field(ge=1, le=5)] | None = None


OneOfFour = Annotated[StrictInt, Field(ge=ANSWERS[0], le=ANSWERS[-1])]


def _plain_draft(screen: Screen) -> type[_Answered]:
    fields: dict[str, Any] = dict.fromkeys(screen.items, (OneOfFour | None, None))
    return create_model(screen.id, __base__=_Answered, **fields)


PLAIN_DRAFTS: Mapping[str, type[_Answered]] = {
    name: _plain_draft(screen) for name, screen in SCREENS.items()
}
"""PHQ-4, PHQ-8 and GAD-7 as a plain form posts them; every item may be left out, not all."""


def apply_answer(session: Session, applying: Applying, draft: AnswerDraft) -> None:
    """Apply `form.answer`: the last answer made stands; none may follow the finish."""
    asked = _asked(draft)
    if draft.item not in asked:
        raise RuleBroken(say("This form does not ask that."), field="item")
    if draft.answer not in asked[draft.item]:
        raise RuleBroken(say("This number is outside its range."), field="answer")
    patient_id = applying.patient.id
    kept = _kept(session, applying, draft)
    if kept is None:
        store.add_form(session, patient_id, _new_form(applying, draft), begun=_begun(applying))
    elif _closed(session, patient_id, kept, applying.version):
        raise RuleBroken(CLOSED)
    else:
        store.note_answer(
            session, patient_id, draft.form_id, begun=_begun(applying), seq=applying.seq
        )
    answer = Answer(draft.item, draft.answer, applying.version)
    store.put_answers(session, patient_id, draft.form_id, [answer])


def apply_finish(session: Session, applying: Applying, draft: FinishDraft) -> None:
    """Apply `form.finish`: of several the first made closes the form. One answer is needed."""
    _asked(draft)
    patient_id = applying.patient.id
    kept = _kept(session, applying, draft)
    answers = store.read_answers(session, patient_id, draft.form_id) if kept else ()
    late = [one for one in answers if one.version > applying.version]
    if late:
        answers = standing(_history(session, patient_id, draft.form_id), until=applying.version)
    if kept is None or not answers:
        raise RuleBroken(NOTHING_ANSWERED)
    if _closed(session, patient_id, kept, applying.version):
        return
    if late:
        store.drop_answers(session, patient_id, draft.form_id)
        store.put_answers(session, patient_id, draft.form_id, answers)
    at = applying.version.corrected_at
    store.finish_form(session, patient_id, draft.form_id, at=at, seq=applying.seq)


def _asked(draft: FinishDraft) -> Mapping[str, range]:
    asked = INSTRUMENTS.get((draft.instrument, draft.version))
    if asked is None:
        raise RuleBroken(
            say("This version of Facekind does not know this form."), field="instrument"
        )
    return asked


def _kept(session: Session, applying: Applying, draft: FinishDraft) -> store.Kept | None:
    """Give the form as it is kept. Raises RuleBroken when its id was begun as another form."""
    kept = store.read_form(session, applying.patient.id, draft.form_id)
    said = (draft.instrument, draft.version)
    if kept is not None and (kept.form.instrument, kept.form.version) != said:
        raise RuleBroken(say("This was begun as another form."), field="form_id")
    return kept


def _closed(session: Session, patient_id: UUID, kept: store.Kept, version: Version) -> bool:
    """Whether the form was closed before this was made. Its finishes tell only at a tie."""
    if kept.finished_at is None or kept.finished_at != version.corrected_at:
        return kept.finished_at is not None and kept.finished_at < version.corrected_at
    finishes = events.read_events_of_form(session, patient_id, kept.form.id, FINISH)
    return min(one.version for one in finishes if one.id != version.event_id) < version


def _history(session: Session, patient_id: UUID, form_id: UUID) -> Iterable[Answer]:
    recorded = events.read_events_of_form(session, patient_id, form_id, ANSWER)
    return (_answer(one) for one in recorded)


def _answer(one: Recorded) -> Answer:
    return Answer(one.payload["item"], one.payload["answer"], one.version)


def _new_form(applying: Applying, draft: AnswerDraft) -> Form:
    return Form(
        id=draft.form_id,
        instrument=draft.instrument,
        version=draft.version,
        language=_language(applying, draft.instrument),
        day=applying.day,
        finished=False,
        answers={},
        seq=applying.seq,
    )


def _language(applying: Applying, instrument: str) -> str:
    """Give the language its items were shown in: a published wording may not be in theirs."""
    said = applying.patient.language
    return shown_in(said) if instrument in SCREENS else said


def _begun(applying: Applying) -> store.Begun:
    at = applying.version.corrected_at
    return store.Begun(at, applying.day, applying.origin.offset_min)


def read_due(session: Session, patient_id: UUID) -> Due:
    """Tell when the function check-in was last done and when it is due again."""
    return due_after(store.last_finished_on(session, patient_id, FUNCTION))


def read_forms(session: Session, patient_id: UUID, window: Window) -> tuple[Form, ...]:
    """Give a patient's finished forms, newest first."""
    return store.read_forms(session, patient_id, window)


def read_form(session: Session, patient_id: UUID, form_id: UUID) -> Form:
    """Give one form, finished or not. Raises NotFound when it is unknown or somebody else's."""
    kept = store.read_form(session, patient_id, form_id)
    if kept is None:
        raise NotFound
    answers = store.read_answers(session, patient_id, form_id)
    return kept.with_answers(answers)


def read_scores(session: Session, patient_id: UUID, period: Period) -> tuple[Scored, ...]:
    """Give the finished forms of mood and worry begun in a period, oldest first, each scored.

    Of two of one sort on one day the one that was begun later counts.
    """
    forms = store.read_finished(
        session, patient_id, *SCREENS, since=period.since, until=period.until
    )
    return tuple({(form.instrument, form.day): _scored(form) for form in forms}.values())


def _scored(form: Form) -> Scored:
    return Scored(
        form_id=form.id,
        instrument=form.instrument,
        day=form.day,
        total=form.score.total if form.score else None,
        range=form.score.range if form.score else None,
        answers=form.answers,
    )
