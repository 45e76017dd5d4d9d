"""A person's own record, a kind at a time, oldest first, removed entries left out.

Everything is read as it is asked for: a file may be long.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlmodel import Session

from backend.domain.plans import PlanItem, PlanVersion, version_on
from backend.domain.questionnaires import Form
from backend.domain.records import RecordKind, Span, check_span
from backend.domain.screening import SCREENS, Score, score
from backend.domain.today import ItemMark
from backend.services.shapes import Day, Draft
from backend.store import plans
from backend.store import records as store


class SpanDraft(Draft):
    """The days a file is asked for, as an address says them: `from` and `to`, each optional."""

    since: Day | None = Field(default=None, alias="from")
    until: Day | None = Field(default=None, alias="to")

    @property
    def span(self) -> Span:
        """Give the days. Raises RuleBroken when the last comes before the first."""
        span = Span(self.since, self.until)
        check_span(span)
        return span


@dataclass(frozen=True)
class StepTaken:
    """A step that was done or skipped, as the plan of its day has it.

    `minutes` is None where that plan does not hold it any more, `step_id` where none ever did.
    """

    day: date
    mark: ItemMark
    step_id: str | None
    minutes: int | None


@dataclass(frozen=True)
class FormScored:
    """A finished form of those with a score, which is None where an answer is missing."""

    form: Form
    score: Score | None


def read_record(session: Session, patient_id: UUID, kind: RecordKind, span: Span) -> Iterator[Any]:
    """Give what is kept of one kind, in these days; its sort is said by `READERS`."""
    return READERS[kind](session, patient_id, span)


def _forms(session: Session, patient_id: UUID, span: Span) -> Iterator[Form]:
    for _, told in groupby(store.answers(session, patient_id, span), key=lambda one: one[0].id):
        rows = list(told)
        yield rows[0][0].answered({item: answer for _, item, answer in rows})


def _scores(session: Session, patient_id: UUID, span: Span) -> Iterator[FormScored]:
    for form in _forms(session, patient_id, span):
        if form.finished and form.instrument in SCREENS:
            yield FormScored(form, score(form.instrument, form.answers))


def _steps(session: Session, patient_id: UUID, span: Span) -> Iterator[StepTaken]:
    versions = plans.read_versions(session, patient_id)
    known = {item.id: item.step_id for version in versions for item in version.items}
    for day, told in groupby(store.marks(session, patient_id, span), key=lambda one: one[0]):
        planned = _items_on(versions, day)
        for _, mark in told:
            item = planned.get(mark.item_id)
            minutes = item.minutes if item else None
            yield StepTaken(day, mark, known.get(mark.item_id), minutes)


def _items_on(versions: tuple[PlanVersion, ...], day: date) -> Mapping[UUID, PlanItem]:
    version = version_on(versions, day)
    return {item.id: item for item in version.items} if version else {}


READERS: Mapping[RecordKind, Callable[[Session, UUID, Span], Iterator[Any]]] = {
    RecordKind.CHECK_INS: store.check_ins,
    RecordKind.SYMPTOMS: store.check_ins,
    RecordKind.JOURNAL: store.journal,
    RecordKind.EYE_CARE: store.care,
    RecordKind.LINKED_MOVEMENTS: store.synkinesis,
    RecordKind.QUESTIONNAIRES: _forms,
    RecordKind.SCORES: _scores,
    RecordKind.GRADINGS: store.gradings,
    RecordKind.TREATMENTS: store.treatments,
    RecordKind.VISITS: store.visits,
    RecordKind.STEPS: _steps,
    RecordKind.DAYS: store.kinds,
    RecordKind.SESSIONS: store.felt,
}
"""What is read for each file; symptoms are parts of check-ins."""
