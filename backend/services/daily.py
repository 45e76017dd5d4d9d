"""The plain form and the REST verbs in words of the outbox: each makes one event and records it.

A browser without JavaScript and a script have no outbox, so the event is made here, at the
server's time and in the person's own zone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel
from sqlmodel import Session
from uuid_utils.compat import uuid7

from backend.domain.accounts import Patient
from backend.domain.errors import Conflict, NotFound, RuleBroken
from backend.domain.events import Outcome, Status
from backend.domain.today import DayKind, ItemState
from backend.domain.wording import say
from backend.services import care, checkins, journal, synkinesis
from backend.services.entries import Sort
from backend.services.events import Arrival, record
from backend.services.questionnaires import CLOSED, NOTHING_ANSWERED, FormDraft
from backend.services.today import DayKindDraft, ItemSetDraft
from backend.store import accounts, events, plans, questionnaires
from backend.store import today as store
from backend.store.entries import Stand

SORTS: Mapping[str, Sort] = {
    "checkin": checkins.CHECK_IN,
    "journal": journal.JOURNAL,
    "care": care.CARE,
    "synkinesis": synkinesis.SYNKINESIS,
}
"""The sorts of entries, by the first part of their events' types."""


@dataclass(frozen=True)
class Making:
    """Whose event, for which day, made when. `event_id` is the form's or the client's, if any."""

    patient: Patient
    day: date
    now: datetime
    event_id: UUID | None = None


def set_item(session: Session, making: Making, draft: ItemSetDraft) -> None:
    """Tick, take back or skip; a state that already holds makes no event.

    Raises NotFound for a step that was never in this person's plan.
    """
    accounts.lock_patient(session, making.patient.id)
    if plans.step_of_item(session, making.patient.id, draft.item_id) is None:
        raise NotFound
    standing = store.read_mark(
        session, making.patient.id, making.day, draft.item_id, draft.occurrence
    )
    state = standing[0].state if standing else ItemState.UNDONE
    reason = standing[0].reason if standing else None
    if (state, reason) != (draft.state, draft.reason):
        make(session, making, "item.set", draft)


def set_day_kind(session: Session, making: Making, draft: DayKindDraft) -> None:
    """Say what sort of day it is; a kind that already holds makes no event."""
    accounts.lock_patient(session, making.patient.id)
    standing = store.read_kind(session, making.patient.id, making.day)
    if (standing[0] if standing else DayKind.PLANNED) != draft.kind:
        make(session, making, "day.kind", draft)


def make(session: Session, making: Making, kind: str, draft: BaseModel) -> Outcome:
    """Make an event of a draft and record it.

    Raises RuleBroken when it is refused, Conflict when its id stands for something else.
    """
    payload = draft.model_dump(mode="json", exclude_unset=True)
    return _record(session, making, kind, payload)


def put_entry(
    session: Session,
    making: Making,
    kind: str,
    payload: Mapping[str, object],
    *,
    occurred_at: datetime | None,
    zone: str | None,
) -> bool:
    """Add an entry under the client's own id; tells whether it is new.

    The same again is no change, whatever time it comes; another body raises Conflict.
    """
    outcome = _record(session, making, kind, payload, occurred_at=occurred_at, zone=zone)
    return outcome.status is Status.APPLIED


def put_form(
    session: Session,
    making: Making,
    form_id: UUID,
    draft: FormDraft,
    *,
    occurred_at: datetime | None = None,
    zone: str | None = None,
) -> bool:
    """Answer a form, and finish it if that is said; tells whether the form is new.

    What stands already makes no event. Raises Conflict when it was finished with other answers.
    """
    accounts.lock_patient(session, making.patient.id)
    kept = questionnaires.read_form(session, making.patient.id, form_id)
    fresh = _fresh_answers(session, making, form_id, draft)
    about: dict[str, object] = {
        "form_id": str(form_id),
        "instrument": draft.instrument,
        "version": draft.version,
    }
    to_make = [
        ("form.answer", about | {"item": item, "answer": answer}) for item, answer in fresh.items()
    ]
    if kept is not None and kept.form.finished:
        if fresh or (kept.form.instrument, kept.form.version) != (draft.instrument, draft.version):
            raise Conflict(CLOSED)
    elif draft.finished:
        to_make.append(("form.finish", about))
    elif kept is None and not fresh:
        raise RuleBroken(NOTHING_ANSWERED, field="answers")
    ids = sorted(uuid7() for _ in to_make)
    for event_id, (kind, payload) in zip(ids, to_make, strict=True):
        one = replace(making, event_id=event_id)
        _record(session, one, kind, payload, occurred_at=occurred_at, zone=zone)
    return kept is None


def _fresh_answers(
    session: Session, making: Making, form_id: UUID, draft: FormDraft
) -> dict[str, int]:
    """Give the answers that do not stand yet."""
    standing = {
        one.item: one.answer
        for one in questionnaires.read_answers(session, making.patient.id, form_id)
    }
    return {item: n for item, n in draft.answers.items() if standing.get(item) != n}


def _record(
    session: Session,
    making: Making,
    kind: str,
    payload: Mapping[str, object],
    *,
    occurred_at: datetime | None = None,
    zone: str | None = None,
) -> Outcome:
    """Record an event made here. What comes a second time is dated as it was the first time."""
    accounts.lock_patient(session, making.patient.id)
    known = None
    if making.event_id is not None:
        known = events.read_event(session, making.patient.id, making.event_id)
    if known is not None:
        occurred_at, zone = occurred_at or known.occurred_at, zone or known.zone
    arrival = _arrival(making, kind, payload, occurred_at=occurred_at, zone=zone)
    return _judge(record(session, making.patient.id, arrival, now=making.now))


def _judge(outcome: Outcome) -> Outcome:
    sentence = outcome.reason or say("This could not be stored as it is.")
    if outcome.status is Status.REJECTED:
        raise RuleBroken(sentence)
    if outcome.status is Status.CONFLICT:
        raise Conflict(sentence)
    return outcome


def _arrival(
    making: Making,
    kind: str,
    payload: Mapping[str, object],
    *,
    occurred_at: datetime | None = None,
    zone: str | None = None,
) -> Arrival:
    at = occurred_at or making.now
    body = {
        "id": str(making.event_id or uuid7()),
        "type": kind,
        "local_date": making.day.isoformat(),
        "tz": zone or making.patient.zone,
        "offset_min": _offset(at, zone or making.patient.zone),
        "occurred_at": at.isoformat(),
        "payload": dict(payload),
    }
    return Arrival(body, sent_at=making.now)


def _offset(moment: datetime, zone: str) -> int:
    try:
        offset = moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    except (KeyError, ValueError, OSError) as unknown:
        raise RuleBroken(say("Please choose one of the time zones."), field="tz") from unknown
    return int(offset.total_seconds() // 60)


def entry_kept(session: Session, patient_id: UUID, noun: str, entry_id: UUID) -> int:
    """Give a kept entry's `seq`; `noun` is the first part of its events' types.

    Raises NotFound when it is unknown, removed or somebody else's.
    """
    stand = _stand(session, patient_id, noun, entry_id)
    if stand.removed:
        raise NotFound
    return stand.seq


def entry_stands(session: Session, patient_id: UUID, noun: str, entry_id: UUID) -> bool:
    """Whether an own entry is not removed. Raises NotFound when there never was one."""
    return not _stand(session, patient_id, noun, entry_id).removed


def _stand(session: Session, patient_id: UUID, noun: str, entry_id: UUID) -> Stand:
    accounts.lock_patient(session, patient_id)
    found = SORTS[noun].read(session, patient_id, entry_id)
    if found is None:
        raise NotFound
    return found[1]
