"""The only writer of daily data: one event in, one outcome out.

Three translators feed it: the phone's outbox (`POST /sync`), the plain form of a browser without
JavaScript, and the REST verbs. The agreement is contract.md section 3.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, ValidationError
from sqlalchemy.exc import DataError, IntegrityError
from sqlmodel import Session

from backend.domain import events as rules
from backend.domain.accounts import Patient
from backend.domain.days import writable
from backend.domain.errors import RuleBroken
from backend.domain.events import Outcome, Recorded, Status, Version
from backend.domain.wording import Sentence, say
from backend.services import care, checkins, journal, questionnaires, sessions, synkinesis, today
from backend.services.applying import Applying
from backend.services.entries import RemovalDraft
from backend.services.problems import first_problem
from backend.services.shapes import Day, Draft, Moment, NewId, OffsetMinutes, Words, Zone
from backend.store import accounts
from backend.store import events as store
from backend.store.entries import Origin

LONGEST_ID = 64
MOST_IN_A_BATCH = 50
"""Events in one `POST /sync` at most."""

LARGEST_BATCH = 256 * 1024
"""Bytes in one `POST /sync` at most."""


class EventDraft(Draft):
    """An event's envelope as the phone made it."""

    id: NewId
    type: Annotated[Words, Field(min_length=1, max_length=30)]
    local_date: Day
    tz: Zone
    offset_min: OffsetMinutes
    occurred_at: Moment
    payload: dict[str, Any]


@dataclass(frozen=True)
class Arrival:
    """An event on its way in: its body as it came, and when its sender says it was sent."""

    body: object
    sent_at: datetime


EventKind = tuple[type[Draft], Callable[[Session, Applying, Any], None]]

KINDS: Mapping[str, EventKind] = {
    "item.set": (today.ItemSetDraft, today.apply_item_set),
    "day.kind": (today.DayKindDraft, today.apply_day_kind),
    "session.felt": (sessions.SessionFeltDraft, sessions.add_felt),
    "checkin.add": (checkins.CheckInDraft, checkins.add_check_in),
    "checkin.edit": (checkins.CheckInEditDraft, checkins.edit_check_in),
    "checkin.remove": (RemovalDraft, checkins.remove_check_in),
    "care.add": (care.CareDraft, care.add_care),
    "care.edit": (care.CareEditDraft, care.edit_care),
    "care.remove": (RemovalDraft, care.remove_care),
    "synkinesis.add": (synkinesis.SynkinesisDraft, synkinesis.add_synkinesis),
    "synkinesis.edit": (synkinesis.SynkinesisEditDraft, synkinesis.edit_synkinesis),
    "synkinesis.remove": (RemovalDraft, synkinesis.remove_synkinesis),
    "form.answer": (questionnaires.AnswerDraft, questionnaires.apply_answer),
    "form.finish": (questionnaires.FinishDraft, questionnaires.apply_finish),
    "journal.add": (journal.JournalDraft, journal.add_entry),
    "journal.edit": (journal.JournalEditDraft, journal.edit_entry),
    "journal.remove": (RemovalDraft, journal.remove_journal),
}
"""Each kind of event: the model of its payload, and what it does."""


def record_batch(
    session: Session, patient_id: UUID, events: Sequence[Arrival], *, now: datetime
) -> tuple[Outcome, ...]:
    """Record a batch in the order sent; one bad event never harms its neighbours."""
    return tuple(record(session, patient_id, event, now=now) for event in events)


def record(session: Session, patient_id: UUID, event: Arrival, *, now: datetime) -> Outcome:
    """Record one event, or say why not. Never raises for what a sender got wrong.

    The same id with the same body is a duplicate, with another body a conflict; neither changes
    anything. A rejected event leaves nothing behind, so that it may be mended and sent again.
    """
    shown_id = _shown_id(event.body)
    try:
        draft = EventDraft.model_validate(event.body)
    except ValidationError as broken:
        return Outcome(shown_id, Status.REJECTED, reason=first_problem(broken))
    try:
        envelope = draft.model_dump(mode="json", exclude={"payload"})
        body_hash = rules.body_hash(envelope | {"payload": draft.payload})
    except (RecursionError, ValueError):
        return Outcome(shown_id, Status.REJECTED, reason=say("This could not be stored as it is."))
    patient = accounts.lock_patient(session, patient_id)
    known = store.read_event(session, patient_id, draft.id)
    if known is not None:
        return _known_before(shown_id, known, body_hash)
    try:
        with session.begin_nested():
            seq = _accept(session, patient, draft, event.sent_at, body_hash, now=now)
    except RuleBroken as broken_rule:
        sentence, field = broken_rule.sentence, broken_rule.field
        return Outcome(shown_id, Status.REJECTED, reason=sentence, field=field)
    except (DataError, IntegrityError):
        sentence = say("This could not be stored as it is.")
        return Outcome(shown_id, Status.REJECTED, reason=sentence)
    return Outcome(shown_id, Status.APPLIED, seq)


def _shown_id(body: object) -> str:
    given = body.get("id") if isinstance(body, Mapping) else None
    if not isinstance(given, str) or len(given) > LONGEST_ID:
        return ""
    return given.encode("utf-8", "replace").decode()


def _known_before(shown_id: str, known: Recorded, body_hash: str) -> Outcome:
    if known.body_hash == body_hash:
        return Outcome(shown_id, Status.DUPLICATE, known.seq)
    sentence = say("An entry with this number is already kept, with other words. Nothing changed.")
    return Outcome(shown_id, Status.CONFLICT, reason=sentence)


def _accept(
    session: Session,
    patient: Patient,
    draft: EventDraft,
    sent_at: datetime,
    body_hash: str,
    *,
    now: datetime,
) -> int:
    """Store the event and apply it; gives its `seq`. Raises RuleBroken and leaves nothing."""
    payload_model, apply = _kind(draft.type)
    corrected_at = rules.corrected(draft.occurred_at, sent_at=sent_at, now=now)
    _check_day(patient, draft.local_date, corrected_at, now=now)
    payload = _payload(payload_model, draft.payload)
    seq = accounts.next_seq(session, patient.id)
    store.add_event(
        session,
        patient.id,
        event_id=draft.id,
        type_=draft.type,
        local_date=draft.local_date,
        zone=draft.tz,
        offset_min=draft.offset_min,
        occurred_at=draft.occurred_at,
        corrected_at=corrected_at,
        received_at=now,
        seq=seq,
        payload=payload.model_dump(mode="json", exclude_unset=True),
        body_hash=body_hash,
    )
    origin = Origin(draft.tz, draft.offset_min)
    version = Version(corrected_at, draft.id)
    apply(session, Applying(patient, draft.id, draft.local_date, seq, version, origin), payload)
    return seq


def _kind(name: str) -> EventKind:
    if name not in KINDS:
        raise RuleBroken(say("This version of Facekind does not know this kind of entry yet."))
    return KINDS[name]


def _payload(model: type[Draft], payload: Mapping[str, Any]) -> Draft:
    try:
        return model.model_validate(payload)
    except ValidationError as broken:
        raise RuleBroken(first_problem(broken)) from broken


def _check_day(patient: Patient, day: date, at: datetime, *, now: datetime) -> None:
    around, current = patient.days.day_of(at), patient.days.day_of(now)
    if not writable(day, around=around, today=current):
        raise RuleBroken(
            say("The day does not fit the time this was written. File it under which day?"),
            field=rules.WHICH_DAY,
        )


def read_events(
    session: Session, patient_id: UUID, *, after_seq: int, limit: int
) -> tuple[Recorded, ...]:
    """Give a patient's own history from after a `seq` on, in the order it was applied."""
    return store.read_events(session, patient_id, after_seq=after_seq, limit=limit)


def refused(outcome: Outcome) -> Sentence | None:
    """Give the sentence of an outcome that stored nothing, or None."""
    return outcome.reason if outcome.status in {Status.REJECTED, Status.CONFLICT} else None
