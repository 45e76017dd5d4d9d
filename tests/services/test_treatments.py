"""The treatment log as it is kept, and the marks it leaves on charts."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from pydantic import ValidationError
from sqlmodel import Session
from uuid_utils.compat import uuid7

from backend.domain.errors import NotFound, RuleBroken
from backend.domain.progress import Mark, MarkKind
from backend.domain.treatments import TreatmentKind
from backend.services.plans import AfterVisitDraft, PauseDraft, change_after_visit, set_paused
from backend.services.treatments import (
    TreatmentDraft,
    marks_of,
    read_log,
    read_treatment,
    remove_treatment,
    save_treatment,
)
from backend.services.visits import VisitDraft, save_visit
from backend.store import plans, treatments, visits
from backend.store.accounts import read_patient
from tests.people import NOW, TODAY, Someone, amina, dan


def new_id() -> UUID:
    return UUID(str(uuid7()))


def note(session: Session, someone: Someone, kind: str, on: date, **more: object) -> UUID:
    treatment_id = new_id()
    draft = TreatmentDraft.model_validate({"kind": kind, "on": on, **more})
    save_treatment(session, someone.id, treatment_id, draft, today=TODAY, now=NOW)
    return treatment_id


def seq(session: Session, someone: Someone) -> int:
    patient = read_patient(session, someone.id)
    assert patient is not None
    return patient.seq


def test_treatments_come_back_newest_first_as_they_were_said(session: Session) -> None:
    her = amina(session)
    old = note(
        session, her, "surgery", date(1950, 2, 3), note="  Leeds \r\n swollen for a week 😀 "
    )
    new = note(session, her, "therapy", TODAY - timedelta(days=9), until=TODAY)
    first, second = treatments.read_treatments(session, her.id)
    assert (first.id, first.kind, first.until) == (new, TreatmentKind.THERAPY, TODAY)
    assert (second.id, second.on) == (old, date(1950, 2, 3))
    assert second.note == "Leeds \n swollen for a week 😀"


def test_every_change_raises_the_counter_and_saving_the_same_again_does_not(
    session: Session,
) -> None:
    her = amina(session)
    before = seq(session, her)
    treatment_id = note(session, her, "surgery", TODAY)
    assert seq(session, her) == before + 1
    draft = TreatmentDraft(kind=TreatmentKind.SURGERY, on=TODAY)
    assert not save_treatment(session, her.id, treatment_id, draft, today=TODAY, now=NOW)
    assert seq(session, her) == before + 1
    remove_treatment(session, her.id, treatment_id)
    assert seq(session, her) == before + 2


def test_what_was_removed_comes_back_whole_under_its_id(session: Session) -> None:
    her = amina(session)
    treatment_id = note(session, her, "injections", TODAY - timedelta(days=9), note="vitamin")
    gone = remove_treatment(session, her.id, treatment_id)
    with pytest.raises(NotFound):
        read_treatment(session, her.id, treatment_id)
    draft = TreatmentDraft(kind=gone.kind, on=gone.on, until=gone.until, note=gone.note)
    assert save_treatment(session, her.id, treatment_id, draft, today=TODAY, now=NOW)
    again = read_treatment(session, her.id, treatment_id)
    assert (again.kind, again.on, again.note) == (gone.kind, gone.on, "vitamin")


def test_a_refused_day_changes_nothing(session: Session) -> None:
    her = amina(session)
    treatment_id = note(session, her, "surgery", TODAY)
    late = TreatmentDraft(kind=TreatmentKind.SURGERY, on=TODAY + timedelta(days=1))
    with pytest.raises(RuleBroken):
        save_treatment(session, her.id, treatment_id, late, today=TODAY, now=NOW)
    assert read_treatment(session, her.id, treatment_id).on == TODAY


def test_dan_neither_sees_nor_removes_amina_s_treatments(session: Session) -> None:
    her, him = amina(session), dan(session)
    treatment_id = note(session, her, "surgery", TODAY)
    assert treatments.read_treatments(session, him.id) == ()
    with pytest.raises(NotFound):
        read_treatment(session, him.id, treatment_id)
    with pytest.raises(NotFound):
        remove_treatment(session, him.id, treatment_id)
    draft = TreatmentDraft(kind=TreatmentKind.THERAPY, on=TODAY)
    save_treatment(session, him.id, treatment_id, draft, today=TODAY, now=NOW)
    assert read_treatment(session, her.id, treatment_id).kind is TreatmentKind.SURGERY


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "filler", "on": "2026-01-01"},
        {"kind": "surgery"},
        {"kind": "surgery", "on": "2026-02-30"},
        {"kind": "surgery", "on": "20260101"},
        {"kind": "surgery", "on": "2026-W01-1"},
        {"kind": "surgery", "on": "yesterday"},
        {"kind": "surgery", "on": 0},
        {"kind": "surgery", "on": "2026-01-01", "note": "a\0b"},
        {"kind": "surgery", "on": "2026-01-01", "note": "x" * 501},
        {"kind": "surgery", "on": "2026-01-01", "note": "x" * 200_000},
        {"kind": "surgery", "on": "2026-01-01", "note": ["x"]},
        {"kind": "botulinum_toxin", "on": "2026-01-01", "dose": "50 units"},
    ],
)
def test_an_odd_draft_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        TreatmentDraft.model_validate(wrong)


def test_the_log_counts_from_the_last_injection_and_shows_visits_that_were_held(
    session: Session,
) -> None:
    her = amina(session)
    note(session, her, "botulinum_toxin", TODAY - timedelta(days=95))
    for days in (-5, 5):
        draft = VisitDraft(on=TODAY + timedelta(days=days))
        save_visit(session, her.id, new_id(), draft, today=TODAY, now=NOW)
    log = read_log(session, her.id, today=TODAY)
    assert log.since_injection == 95
    assert [visit.on for visit in log.visits] == [TODAY - timedelta(days=5)]
    assert log.seq == seq(session, her)


def test_marks_are_treatments_held_visits_and_one_change_of_the_plan_a_day(
    session: Session,
) -> None:
    her = amina(session)
    changed_on = TODAY - timedelta(days=10)
    for paused in (True, False):
        set_paused(session, her.id, PauseDraft(paused=paused), today=changed_on, now=NOW)
    said = AfterVisitDraft(note="Stop the brow raise")
    change_after_visit(session, her.id, said, today=TODAY - timedelta(days=3), now=NOW)
    set_paused(session, her.id, PauseDraft(paused=True), today=TODAY - timedelta(days=3), now=NOW)
    note(session, her, "acupuncture", TODAY - timedelta(days=20), until=TODAY, note="weekly")
    for days in (-3, 5):
        draft = VisitDraft(on=TODAY + timedelta(days=days), with_whom="Dr Chen")
        save_visit(session, her.id, new_id(), draft, today=TODAY, now=NOW)
    marks = marks_of(
        treatments.read_treatments(session, her.id),
        visits.read_visits(session, her.id),
        plans.read_versions(session, her.id),
    )
    assert marks == (
        Mark(MarkKind.ACUPUNCTURE, TODAY - timedelta(days=20), TODAY, "weekly"),
        Mark(MarkKind.PLAN, changed_on),
        Mark(MarkKind.VISIT, TODAY - timedelta(days=3), None, "Dr Chen"),
        Mark(MarkKind.PLAN, TODAY - timedelta(days=3), None, "Stop the brow raise"),
    )


def test_making_the_first_plan_is_no_change_of_it(session: Session) -> None:
    her = amina(session)
    assert len(plans.read_versions(session, her.id)) > 1
    assert marks_of((), (), plans.read_versions(session, her.id)) == ()
    assert marks_of((), (), ()) == ()
