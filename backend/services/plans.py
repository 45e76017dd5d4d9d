"""Making a plan and changing it. Every save is a new version, in force from today's local day."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StrictBool, StrictInt
from sqlmodel import Session
from uuid_utils.compat import uuid7

from backend.domain.errors import NotFound, RuleBroken
from backend.domain.library import Kind, Library, Minutes, Stage
from backend.domain.plans import (
    MOST_ITEMS,
    Answers,
    PlanItem,
    PlanVersion,
    addable,
    check_items,
    latest,
    offered,
    onset_from,
)
from backend.domain.sides import Side
from backend.domain.wording import say
from backend.library import read_library
from backend.services.shapes import Day, Draft, OneLine, Uuid, Words
from backend.store import accounts
from backend.store import plans as store

Id = Annotated[Words, Field(max_length=60)]
Change = Callable[[PlanVersion, Library], PlanVersion]
"""What a person changes, as a function from the plan as it stands to the plan as they want it."""


class SideDraft(Draft):
    """The affected side, and since which month (both parts, or neither for "not sure")."""

    side: Side
    onset_year: StrictInt | None = None
    onset_month: StrictInt | None = None


class StageDraft(Draft):
    """The stage a clinician told, or "not sure"."""

    stage: Stage


class GatesDraft(Draft):
    """The intake gates that apply, the date one of them asks, and what was prescribed."""

    gates: Annotated[tuple[Id, ...], Field(max_length=40)] = ()
    treated_on: Day | None = None
    prescribed: Annotated[tuple[Id, ...], Field(max_length=10)] = ()


class ProgrammesDraft(Draft):
    """Programmes to add to the plan."""

    programmes: Annotated[tuple[Id, ...], Field(min_length=1, max_length=10)]


class StepDraft(Draft):
    """A single step to add at the end of the plan."""

    step_id: Id


class ItemDraft(Draft):
    """What can be changed of one planned thing."""

    minutes: StrictInt
    times: StrictInt = 1
    required: StrictBool = False


class MoveDraft(Draft):
    """Moves an item one place."""

    where: Literal["up", "down"]


class PauseDraft(Draft):
    """Pauses all face movements, or resumes them."""

    paused: StrictBool


class AfterVisitDraft(Draft):
    """What changed in the plan at a visit: of the items `shown`, those that stay; a step to add;
    movements paused or not (None: as they are); and one line in the person's own words."""

    shown: Annotated[tuple[Uuid, ...], Field(max_length=MOST_ITEMS)] = ()
    stays: Annotated[tuple[Uuid, ...], Field(max_length=MOST_ITEMS)] = ()
    add: Id | None = None
    paused: StrictBool | None = None
    note: Annotated[OneLine, Field(max_length=200)] = ""


def save_side(
    session: Session, patient_id: UUID, draft: SideDraft, *, today: date, now: datetime
) -> None:
    """Save the affected side and when it began. Raises RuleBroken for an impossible month."""
    onset_on = onset_from(draft.onset_year, draft.onset_month, today=today)

    def change(version: PlanVersion, _library: Library) -> PlanVersion:
        kept = version.answers
        same_month = onset_on and kept.onset_on and _month(kept.onset_on) == _month(onset_on)
        began = kept.onset_on if same_month else onset_on
        return replace(version, answers=replace(kept, side=draft.side, onset_on=began))

    _save(session, patient_id, change, today=today, now=now)


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def save_stage(
    session: Session, patient_id: UUID, draft: StageDraft, *, today: date, now: datetime
) -> None:
    """Save the stage a clinician told, or that the person is not sure."""

    def change(version: PlanVersion, _library: Library) -> PlanVersion:
        return replace(version, answers=replace(version.answers, stage=draft.stage))

    _save(session, patient_id, change, today=today, now=now)


def save_gates(
    session: Session, patient_id: UUID, draft: GatesDraft, *, today: date, now: datetime
) -> None:
    """Save which gates apply. Raises RuleBroken for an unknown one, or a date still to come.

    What is newly prescribed joins the plan when a chosen programme holds it.
    """

    def change(version: PlanVersion, library: Library) -> PlanVersion:
        gates = {gate: _since(gate, draft, library, today) for gate in draft.gates}
        prescribed = frozenset(draft.prescribed)
        if any(name not in library.steps or not library.steps[name].rx for name in prescribed):
            raise RuleBroken(say("Please choose one of the answers."), field="prescribed")
        answers = replace(version.answers, gates=gates, prescribed=prescribed)
        newly = prescribed - version.answers.prescribed
        changed = replace(version, answers=answers)
        return _merge(changed, changed.programmes, library, only=newly)

    _save(session, patient_id, change, today=today, now=now)


def _since(gate_id: str, draft: GatesDraft, library: Library, today: date) -> date | None:
    gate = library.gates.get(gate_id)
    if gate is None:
        raise RuleBroken(say("Please choose one of the answers."), field="gates")
    if gate.ends_after_days is None:
        return None
    if draft.treated_on is None:
        raise RuleBroken(say("Please say on which day it was."), field="treated_on")
    if draft.treated_on > today:
        raise RuleBroken(say("Choose a date that is not in the future."), field="treated_on")
    return draft.treated_on


def adopt(
    session: Session, patient_id: UUID, draft: ProgrammesDraft, *, today: date, now: datetime
) -> None:
    """Add programmes to the plan. A step already planned is not added twice.

    Raises RuleBroken when a programme does not fit the stage or the whole is over a cap.
    """

    def change(version: PlanVersion, library: Library) -> PlanVersion:
        for name in draft.programmes:
            programme = library.programmes.get(name)
            if programme is None:
                raise NotFound
            if not offered(programme, version.answers.stage, library):
                raise RuleBroken(say("This programme does not fit the stage you chose."))
        chosen = dict.fromkeys((*version.programmes, *draft.programmes))
        merged = _merge(version, draft.programmes, library)
        return replace(merged, programmes=tuple(chosen))

    _save(session, patient_id, change, today=today, now=now)


def _merge(
    version: PlanVersion,
    names: Iterable[str],
    library: Library,
    *,
    only: frozenset[str] | None = None,
) -> PlanVersion:
    """Add programmes' steps at the low end of their range, leaving out what is planned already."""
    items = list(version.items)
    for name in names:
        planned = {item.step_id for item in items}
        for entry in library.programmes[name].steps:
            step = library.steps[entry.step_id]
            wanted = entry.step_id in only if only is not None else True
            allowed = not step.rx or step.id in version.answers.prescribed
            if entry.step_id not in planned and wanted and allowed:
                items.append(_new_item(entry.step_id, entry.minutes, required=entry.required))
    return replace(version, items=tuple(items))


def _new_item(step_id: str, minutes: Minutes, *, required: bool) -> PlanItem:
    return PlanItem(UUID(str(uuid7())), step_id, minutes.low, 1, required)


def drop_programme(
    session: Session, patient_id: UUID, programme_id: str, *, today: date, now: datetime
) -> None:
    """Take a programme out, with the steps that no other chosen programme holds."""

    def change(version: PlanVersion, library: Library) -> PlanVersion:
        if programme_id not in version.programmes:
            raise NotFound
        left = tuple(name for name in version.programmes if name != programme_id)
        kept = {entry.step_id for name in left for entry in library.programmes[name].steps}
        going = {entry.step_id for entry in library.programmes[programme_id].steps} - kept
        items = tuple(item for item in version.items if item.step_id not in going)
        return replace(version, programmes=left, items=items)

    _save(session, patient_id, change, today=today, now=now)


def add_step(
    session: Session, patient_id: UUID, draft: StepDraft, *, today: date, now: datetime
) -> None:
    """Add one step that suits the stage; one that is planned already is not added twice.

    Raises NotFound for an unknown or unsuitable one.
    """

    def change(version: PlanVersion, library: Library) -> PlanVersion:
        return _with_step(version, draft.step_id, library)

    _save(session, patient_id, change, today=today, now=now)


def _with_step(version: PlanVersion, step_id: str, library: Library) -> PlanVersion:
    if any(item.step_id == step_id for item in version.items):
        return version
    step = next((one for one in addable(version, library) if one.id == step_id), None)
    if step is None:
        raise NotFound
    required = step.kind not in {Kind.BODY, Kind.RX}
    item = _new_item(step.id, step.minutes, required=required)
    return replace(version, items=(*version.items, item))


def change_item(
    session: Session,
    patient_id: UUID,
    item_id: UUID,
    draft: ItemDraft,
    *,
    today: date,
    now: datetime,
) -> None:
    """Change an item's minutes, times a day and whether it is required."""

    def change(version: PlanVersion, _library: Library) -> PlanVersion:
        _own(version, item_id)
        items = tuple(
            replace(item, minutes=draft.minutes, times=draft.times, required=draft.required)
            if item.id == item_id
            else item
            for item in version.items
        )
        return replace(version, items=items)

    _save(session, patient_id, change, today=today, now=now)


def remove_item(
    session: Session, patient_id: UUID, item_id: UUID, *, today: date, now: datetime
) -> None:
    """Take an item out of the plan; what was done of it stays in past days."""

    def change(version: PlanVersion, _library: Library) -> PlanVersion:
        _own(version, item_id)
        items = tuple(item for item in version.items if item.id != item_id)
        return replace(version, items=items)

    _save(session, patient_id, change, today=today, now=now)


def move_item(
    session: Session,
    patient_id: UUID,
    item_id: UUID,
    draft: MoveDraft,
    *,
    today: date,
    now: datetime,
) -> None:
    """Move an item one place up or down; at the end it stays where it is."""

    def change(version: PlanVersion, _library: Library) -> PlanVersion:
        _own(version, item_id)
        items = list(version.items)
        place = next(n for n, item in enumerate(items) if item.id == item_id)
        other = place + (1 if draft.where == "down" else -1)
        if 0 <= other < len(items):
            items[place], items[other] = items[other], items[place]
        return replace(version, items=tuple(items))

    _save(session, patient_id, change, today=today, now=now)


def set_paused(
    session: Session, patient_id: UUID, draft: PauseDraft, *, today: date, now: datetime
) -> None:
    """Pause face movements until the person resumes them. Never done for them."""

    def change(version: PlanVersion, _library: Library) -> PlanVersion:
        return replace(version, paused=draft.paused)

    _save(session, patient_id, change, today=today, now=now)


def change_after_visit(
    session: Session, patient_id: UUID, draft: AfterVisitDraft, *, today: date, now: datetime
) -> None:
    """Make one version of all that a visit changed; its note alone is a change too.

    An item that came into the plan after the form was shown stays. Without a plan there is nothing
    to change. Raises RuleBroken over a cap.
    """
    if not store.read_versions(session, patient_id):
        return
    going = frozenset(draft.shown) - frozenset(draft.stays)

    def change(version: PlanVersion, library: Library) -> PlanVersion:
        left = tuple(item for item in version.items if item.id not in going)
        changed = replace(version, items=left, note=draft.note or None)
        if draft.paused is not None:
            changed = replace(changed, paused=draft.paused)
        return _with_step(changed, draft.add, library) if draft.add else changed

    _save(session, patient_id, change, today=today, now=now)


def _own(version: PlanVersion, item_id: UUID) -> None:
    if version.item(item_id) is None:
        raise NotFound


def _save(
    session: Session,
    patient_id: UUID,
    change: Change,
    *,
    today: date,
    now: datetime,
) -> None:
    """Save the changed plan as the next version; nothing is saved when nothing changed.

    A note belongs to its own version and does not go on to the next.
    """
    patient = accounts.lock_patient(session, patient_id)
    library = read_library(patient.language)
    kept = latest(store.read_versions(session, patient_id))
    before = replace(kept, note=None) if kept else _nothing_yet(today)
    after = change(before, library)
    if kept is not None and after == before:
        return
    check_items(after.items, library)
    number = kept.number + 1 if kept else 1
    effective_on = max(today, kept.effective_on) if kept else today
    version = replace(after, number=number, effective_on=effective_on)
    store.add_version(session, patient_id, version, now=now)
    accounts.next_seq(session, patient_id)


def _nothing_yet(today: date) -> PlanVersion:
    return PlanVersion(0, today, Answers(Side.BOTH, Stage.NOT_SURE), False, (), ())
