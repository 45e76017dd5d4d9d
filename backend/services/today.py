"""A day: ticking, taking back, skipping, resting, and reading it all again."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StrictInt, model_validator
from sqlmodel import Session

from backend.domain.accounts import Patient
from backend.domain.consistency import QUIET, WINDOW, Consistency, consistency, returning
from backend.domain.days import OLDEST_ENTRY, readable
from backend.domain.errors import NotFound, RuleBroken
from backend.domain.library import Library
from backend.domain.plans import PlanVersion, needs_referral, steps_on, version_on
from backend.domain.sides import Side
from backend.domain.today import (
    RESTING_DAYS,
    AlsoDone,
    DayKind,
    ItemMark,
    ItemState,
    SkipReason,
    Today,
    TodayItem,
    lay_out,
    tally,
)
from backend.domain.wording import say
from backend.library import read_library
from backend.services.applying import Applying
from backend.services.shapes import Draft, Uuid
from backend.store import accounts, checkins, events, journal, plans
from backend.store import today as store
from backend.store.entries import Window

MOST_OCCURRENCES = 24
"""No step is done more often a day than this."""

LOOK_BACK = timedelta(days=2 * WINDOW)
"""How far the count of planned days looks first; further only when rest days ask for it."""

LONGEST_SECONDS = 86_400


class ItemSetDraft(Draft):
    """The payload of `item.set`. A reason belongs to a skipped step only."""

    item_id: Uuid
    occurrence: Annotated[StrictInt, Field(ge=1, le=MOST_OCCURRENCES)]
    state: ItemState
    reason: SkipReason | None = None
    seconds: Annotated[StrictInt, Field(ge=0, le=LONGEST_SECONDS)] | None = None

    @model_validator(mode="after")
    def _reason_fits(self) -> Self:
        if self.reason is not None and self.state is not ItemState.SKIPPED:
            raise ValueError("only a skipped step has a reason")
        return self


class DayKindDraft(Draft):
    """The payload of `day.kind`."""

    kind: DayKind


def apply_item_set(session: Session, applying: Applying, draft: ItemSetDraft) -> None:
    """Apply `item.set`: the last corrected answer stands for this occurrence of this day.

    An item of another version of the plan is accepted as history; one that was never in this
    person's plan is refused.
    """
    patient_id = applying.patient.id
    if plans.step_of_item(session, patient_id, draft.item_id) is None:
        raise RuleBroken(say("This step is not in any of your plans."), field="item_id")
    standing = store.read_mark(session, patient_id, applying.day, draft.item_id, draft.occurrence)
    if standing is not None and standing[1] > applying.version:
        return
    store.save_mark(
        session,
        patient_id,
        applying.day,
        item_id=draft.item_id,
        occurrence=draft.occurrence,
        state=draft.state,
        reason=draft.reason,
        seconds=draft.seconds,
        offset_min=applying.origin.offset_min,
        version=applying.version,
    )


def apply_day_kind(session: Session, applying: Applying, draft: DayKindDraft) -> None:
    """Apply `day.kind`: the last corrected answer stands for this day."""
    standing = store.read_kind(session, applying.patient.id, applying.day)
    if standing is None or applying.version > standing[1]:
        store.save_kind(
            session, applying.patient.id, applying.day, draft.kind, version=applying.version
        )


def read_day(session: Session, patient_id: UUID, day: date, *, today: date) -> Today:
    """What is due, done and left on a day, by the plan version that was in force then.

    Raises NotFound outside the last 30 and the next six days.
    """
    patient = accounts.read_patient(session, patient_id)
    if patient is None or not readable(day, today=today):
        raise NotFound
    library = read_library(patient.language)
    versions = plans.read_versions(session, patient_id)
    version = version_on(versions, day)
    marks = store.read_marks(session, patient_id, day)
    kinds = _kinds(session, patient_id, until=max(day, today), today=today)
    kind = kinds.get(day, DayKind.PLANNED)
    items = _items(version, marks, kind, day, library)
    count = tally(items)
    begins_on = versions[0].effective_on if versions else None
    return Today(
        day=day,
        today=today,
        kind=kind,
        plan_effective_on=version.effective_on if version else None,
        plan_number=version.number if version else 0,
        has_plan=any(one.items for one in versions),
        week=(day - begins_on).days // 7 + 1 if begins_on and day >= begins_on else None,
        first_day=begins_on == day,
        returning=day == today and _returning(session, patient_id, begins_on, today=today),
        paused=bool(version and version.paused),
        side=version.answers.side if version else Side.BOTH,
        needs_referral=bool(version and needs_referral(version.answers, day)),
        items=items,
        also_done=_also_done(session, patient_id, version, marks, library),
        done=count.done,
        planned=count.planned,
        minutes_left=count.minutes_left,
        consistency=read_consistency(session, patient, versions, kinds, today=today),
        check_ins=checkins.read_check_ins(session, patient_id, Window(since=day, until=day)),
        journal=journal.read_entries(session, patient_id, Window(since=day, until=day)),
        begins_at=patient.days.begins(day),
        ends_at=patient.days.ends(day),
        seq=patient.seq,
    )


def _returning(session: Session, patient_id: UUID, begins_on: date | None, *, today: date) -> bool:
    noted = events.noted_since(session, patient_id, today - QUIET)
    return returning(begins_on, noted_lately=noted, today=today)


def _kinds(
    session: Session, patient_id: UUID, *, until: date, today: date
) -> Mapping[date, DayKind]:
    """Give every kind somebody named for a day that may be shown or counted."""
    since = today - timedelta(days=OLDEST_ENTRY)
    return store.read_kinds(session, patient_id, since=since, until=until)


def _items(
    version: PlanVersion | None,
    marks: Sequence[ItemMark],
    kind: DayKind,
    day: date,
    library: Library,
) -> tuple[TodayItem, ...]:
    if version is None:
        return ()
    by_place = {(mark.item_id, mark.occurrence): mark for mark in marks}
    return lay_out(steps_on(version, day, library), by_place, kind)


def _also_done(
    session: Session,
    patient_id: UUID,
    version: PlanVersion | None,
    marks: Sequence[ItemMark],
    library: Library,
) -> tuple[AlsoDone, ...]:
    """Give what was done outside the day's plan: other items, or more occurrences than planned."""
    found = []
    for mark in marks:
        item = version.item(mark.item_id) if version else None
        if mark.state is not ItemState.DONE or (item and mark.occurrence <= item.times):
            continue
        step_id = plans.step_of_item(session, patient_id, mark.item_id)
        if step_id is not None and step_id in library.steps:
            step = library.steps[step_id]
            found.append(AlsoDone(mark.item_id, mark.occurrence, step, mark.at))
    return tuple(found)


def read_consistency(
    session: Session,
    patient: Patient,
    versions: Sequence[PlanVersion],
    kinds: Mapping[date, DayKind],
    *,
    today: date,
    done: Collection[tuple[date, UUID]] | None = None,
) -> Consistency | None:
    """Count the planned days a person showed up on, as `domain/consistency.py` says.

    `done` is what was done (day, item) in the last `LOOK_BACK`, where it is known already.
    """
    if not versions:
        return None
    begins_on = versions[0].effective_on
    near = max(begins_on, today - LOOK_BACK)
    if done is None:
        done = store.read_done(session, patient.id, since=near, until=today)
    counted = _count_since(patient, versions, kinds, done, since=near, today=today)
    if near == begins_on or (counted and counted.planned == WINDOW):
        return counted
    far = max(begins_on, today - timedelta(days=OLDEST_ENTRY))
    done = store.read_done(session, patient.id, since=far, until=today)
    return _count_since(patient, versions, kinds, done, since=far, today=today)


def _count_since(
    patient: Patient,
    versions: Sequence[PlanVersion],
    kinds: Mapping[date, DayKind],
    done: Collection[tuple[date, UUID]],
    *,
    since: date,
    today: date,
) -> Consistency | None:
    library = read_library(patient.language)
    days = [since + timedelta(days=n) for n in range((today - since).days + 1)]
    required = {day: _required(versions, day, library) for day in days}
    return consistency(
        planned=[day for day in days if required[day]],
        done={day for day, item_id in done if item_id in required.get(day, ())},
        resting={day for day, kind in kinds.items() if kind in RESTING_DAYS},
        today=today,
    )


def _required(versions: Sequence[PlanVersion], day: date, library: Library) -> frozenset[UUID]:
    version = version_on(versions, day)
    if version is None:
        return frozenset()
    return frozenset(
        one.item.id
        for one in steps_on(version, day, library)
        if one.item.required and one.off is None
    )
