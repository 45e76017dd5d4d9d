"""A line or a page: writing, changing and taking back a journal entry."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Annotated
from uuid import UUID

from pydantic import Field, StrictBool
from sqlmodel import Session

from backend.domain.days import WRITE_AHEAD
from backend.domain.errors import NotFound
from backend.domain.events import Recorded
from backend.domain.journal import (
    LONGEST_SEARCH,
    LONGEST_TAG,
    LONGEST_TEXT,
    DayTold,
    DayWritten,
    JournalEntry,
    MonthWritten,
    Sought,
    Wording,
    days_like,
    told,
)
from backend.domain.months import Month
from backend.domain.wording import say
from backend.services.applying import Applying
from backend.services.entries import Sort, comes_last, removal
from backend.services.shapes import Day, Draft, Said, Tags, Uuid, Words
from backend.store import checkins, events
from backend.store import journal as store
from backend.store.entries import Window
from backend.store.tables import JournalRow
from backend.store.today import wall_clock

ADD, EDIT = "journal.add", "journal.edit"
MOST_CHECK_INS = 2000
"""Check-ins that are read beside a page of entries; the oldest of more are not told."""

MOST_LOOKED_BACK = 60
"""Entries of earlier months and years that are looked back on at once."""


class JournalDraft(Draft):
    """The payload of `journal.add`: 1–20 000 characters in the person's own words."""

    text: Annotated[Said, Field(max_length=LONGEST_TEXT)]
    tags: Tags = ()
    never_share: StrictBool = False


class JournalEditDraft(JournalDraft):
    """The payload of `journal.edit`: the whole new entry in place of `of`."""

    of: Uuid


JOURNAL = Sort(JournalRow, store.read_entry, say("This journal entry is not known here."))
remove_journal = removal(JOURNAL)


def add_entry(session: Session, applying: Applying, draft: JournalDraft) -> None:
    """Apply `journal.add`."""
    entry = _entry(applying.event_id, applying, draft)
    store.add_entry(
        session, applying.patient.id, entry, origin=applying.origin, version=applying.version
    )


def edit_entry(session: Session, applying: Applying, draft: JournalEditDraft) -> None:
    """Apply `journal.edit`: the last edit or removal stands."""
    if comes_last(session, applying, JOURNAL, draft.of):
        entry = _entry(draft.of, applying, draft)
        store.change_journal(session, applying.patient.id, entry, version=applying.version)


def _entry(entry_id: UUID, applying: Applying, draft: JournalDraft) -> JournalEntry:
    return JournalEntry(
        id=entry_id,
        day=applying.day,
        at=applying.version.corrected_at,
        text=draft.text,
        tags=draft.tags,
        never_share=draft.never_share,
        seq=applying.seq,
    )


class SoughtDraft(Draft):
    """What somebody looks for in their journal: words, a whole tag, or a day."""

    q: Annotated[Words, Field(max_length=LONGEST_SEARCH)] = ""
    tag: Annotated[Words, Field(max_length=LONGEST_TAG)] = ""
    on: Day | None = None

    @property
    def sought(self) -> Sought:
        return Sought(self.q.strip() or None, self.tag.strip() or None, self.on)


def read_entries(
    session: Session, patient_id: UUID, window: Window, sought: Sought = store.EVERYTHING
) -> tuple[JournalEntry, ...]:
    """Give journal entries, newest first; only what is sought."""
    return store.read_entries(session, patient_id, window, sought)


def count_entries(session: Session, patient_id: UUID, sought: Sought) -> int:
    """Count the entries that are what is sought."""
    return store.count_entries(session, patient_id, sought)


def read_days(
    session: Session, patient_id: UUID, entries: Sequence[JournalEntry]
) -> tuple[DayWritten, ...]:
    """Put entries beside what the check-ins of their days say, in one query for all the days."""
    days = {entry.day for entry in entries}
    said = checkins.read_check_ins_on(session, patient_id, days, limit=MOST_CHECK_INS)
    by_day = {day: told(group) for day, group in groupby(said, key=lambda one: one.day)}
    return tuple(
        DayWritten(day, tuple(group), by_day.get(day, DayTold()))
        for day, group in groupby(entries, key=lambda one: one.day)
    )


def read_days_like(session: Session, patient_id: UUID, today: date) -> tuple[DayWritten, ...]:
    """Give what was written on this day one, three and six months ago, and in earlier years."""
    days = tuple(days_like(today))
    entries = store.read_entries_on(session, patient_id, days, limit=MOST_LOOKED_BACK)
    return tuple(
        DayWritten(day, tuple(group), DayTold())
        for day, group in groupby(entries, key=lambda one: one.day)
    )


def read_month(
    session: Session, patient_id: UUID, month: Month | None, *, today: date
) -> MonthWritten:
    """Give a month with the number of entries on each day; this one when none is named.

    Raises NotFound for one that has not begun.
    """
    month = month or Month.of(today)
    if month > Month.of(today + timedelta(days=WRITE_AHEAD)):
        raise NotFound
    ends = store.first_and_last_day(session, patient_id) or (today, today)
    counts = store.count_by_day(session, patient_id, since=month.first, until=month.last)
    return MonthWritten(
        month,
        tuple(
            tuple((day, counts.get(day, 0)) if day else None for day in week)
            for week in month.weeks
        ),
        earlier=month.before(1) if month > Month.of(ends[0]) else None,
        later=month.before(-1) if month < Month.of(max(ends[1], today)) else None,
    )


def read_wordings(session: Session, patient_id: UUID, entry_id: UUID) -> tuple[Wording, ...]:
    """Give what an entry said before, newest first, without what stands now.

    Raises NotFound when the entry is unknown, removed or somebody else's. What says the same as
    what came after it is left out: putting an entry back is no new wording.
    """
    standing = read_entry(session, patient_id, entry_id)
    happened = events.read_events_of_entry(session, patient_id, entry_id, (ADD, EDIT))
    newest = sorted(happened, key=_version, reverse=True)
    wordings: list[Wording] = []
    after = _words(standing)
    for event in newest:
        wording = _wording(event)
        if _words(wording) != after:
            wordings.append(wording)
        after = _words(wording)
    return tuple(wordings)


def _version(event: Recorded) -> tuple[bool, datetime, UUID]:
    """Order as entries do: every change comes after the adding, whatever a clock said."""
    return event.type != ADD, event.corrected_at, event.id


def _words(said: JournalEntry | Wording) -> tuple[object, ...]:
    return said.text, said.tags, said.never_share


def _wording(event: Recorded) -> Wording:
    said = {name: value for name, value in event.payload.items() if name != "of"}
    draft = JournalDraft.model_validate(said)
    at = wall_clock(event.corrected_at, event.offset_min)
    return Wording(at, draft.text, draft.tags, draft.never_share)


def was_changed(session: Session, patient_id: UUID, entry_id: UUID) -> bool:
    """Whether an entry has ever been changed or put back."""
    found = store.read_entry(session, patient_id, entry_id)
    return found is not None and found[1].changed


def read_removed(session: Session, patient_id: UUID, entry_id: UUID) -> JournalEntry | None:
    """Give an entry that was taken out, as it was; None for one that stands.

    Raises NotFound when it is unknown or somebody else's.
    """
    found = store.read_entry(session, patient_id, entry_id)
    if found is None:
        raise NotFound
    return found[0] if found[1].removed else None


def read_entry(session: Session, patient_id: UUID, entry_id: UUID) -> JournalEntry:
    """Give one entry. Raises NotFound when it is unknown, removed or somebody else's."""
    found = store.read_entry(session, patient_id, entry_id)
    if found is None or found[1].removed:
        raise NotFound
    return found[0]
