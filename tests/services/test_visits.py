"""Appointments, visits, and what changes in the plan after one."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from pydantic import ValidationError
from sqlmodel import Session
from uuid_utils.compat import uuid7

from backend.domain.errors import NotFound, RuleBroken
from backend.domain.plans import PlanVersion
from backend.services.plans import AfterVisitDraft, PauseDraft, set_paused
from backend.services.treatments import TreatmentDraft, save_treatment
from backend.services.visits import (
    VisitDraft,
    confirm_held,
    follow_up,
    read_changes,
    read_overview,
    read_visit,
    remove_visit,
    save_visit,
)
from backend.store import plans
from backend.store.accounts import read_patient
from tests.people import NOW, TODAY, Someone, amina, dan, event, send, settle, tick

TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)


def appointment(session: Session, someone: Someone, on: date, **more: object) -> UUID:
    visit_id = UUID(str(uuid7()))
    draft = VisitDraft.model_validate({"on": on, **more})
    save_visit(session, someone.id, visit_id, draft, today=TODAY, now=NOW)
    return visit_id


def versions(session: Session, someone: Someone) -> tuple[PlanVersion, ...]:
    return plans.read_versions(session, someone.id)


def seq(session: Session, someone: Someone) -> int:
    patient = read_patient(session, someone.id)
    assert patient is not None
    return patient.seq


def test_questions_and_a_goal_are_kept_with_empty_ones_left_out(session: Session) -> None:
    her = amina(session)
    asked = ["Would injections\r\nhelp?", "", "  תודה  "]
    visit_id = appointment(session, her, TOMORROW, questions=asked, goal=" drink  from a cup ")
    kept = read_visit(session, her.id, visit_id)
    assert kept.questions == ("Would injections help?", "תודה")
    assert kept.goal == "drink from a cup"
    assert not kept.held


def test_the_next_appointment_goes_on_with_the_last_goal_until_it_is_cleared(
    session: Session,
) -> None:
    her = amina(session)
    appointment(session, her, YESTERDAY, goal="whistle")
    visit_id = appointment(session, her, TOMORROW)
    assert read_visit(session, her.id, visit_id).goal == "whistle"
    save_visit(session, her.id, visit_id, VisitDraft(on=TOMORROW), today=TODAY, now=NOW)
    assert read_visit(session, her.id, visit_id).goal == ""
    past = appointment(session, her, TODAY - timedelta(days=400))
    assert read_visit(session, her.id, past).goal == ""


def test_several_appointments_stand_beside_each_other_by_where_they_are(
    session: Session,
) -> None:
    her = amina(session)
    later, soon = (appointment(session, her, TODAY + timedelta(days=n)) for n in (9, 2))
    held = appointment(session, her, YESTERDAY)
    waiting = appointment(session, her, TODAY)
    shown = read_overview(session, her.id, today=TOMORROW)
    assert [visit.id for visit in shown.overdue] == [waiting]
    assert [visit.id for visit in shown.coming] == [soon, later]
    assert [visit.id for visit in shown.held] == [held]
    assert shown.seq == seq(session, her)


def test_a_visit_is_held_on_its_day_and_not_before(session: Session) -> None:
    her = amina(session)
    visit_id = appointment(session, her, TOMORROW)
    with pytest.raises(RuleBroken):
        confirm_held(session, her.id, visit_id, today=TODAY, now=NOW)
    before = seq(session, her)
    for _ in range(2):
        confirm_held(session, her.id, visit_id, today=TOMORROW, now=NOW)
        assert read_visit(session, her.id, visit_id).held
        assert seq(session, her) == before + 1


def test_all_that_changed_is_one_version_from_today_with_its_words(session: Session) -> None:
    her = amina(session)
    visit_id = appointment(session, her, YESTERDAY)
    before, counted = versions(session, her), seq(session, her)
    shown = [str(item.id) for item in before[-1].items]
    draft = AfterVisitDraft.model_validate(
        {
            "shown": shown,
            "stays": shown[1:],
            "add": "eye_drops",
            "paused": True,
            "note": "Stop\nthe brow raise",
        }
    )
    follow_up(session, her.id, visit_id, draft, today=TODAY, now=NOW)
    after = versions(session, her)
    assert len(after) == len(before) + 1
    new = after[-1]
    assert (new.note, new.paused, new.effective_on) == ("Stop the brow raise", True, TODAY)
    assert [str(item.id) for item in new.items[:-1]] == shown[1:]
    assert new.items[-1].step_id == "eye_drops"
    assert read_visit(session, her.id, visit_id).followed_up
    follow_up(session, her.id, visit_id, draft, today=TODAY, now=NOW)
    assert versions(session, her) == after
    assert seq(session, her) == counted + 2


def test_words_alone_are_a_version_and_do_not_go_on_to_the_next(session: Session) -> None:
    her = amina(session)
    visit_id = appointment(session, her, YESTERDAY)
    before = versions(session, her)
    draft = AfterVisitDraft(note="Half as often")
    follow_up(session, her.id, visit_id, draft, today=TODAY, now=NOW)
    noted = versions(session, her)[-1]
    assert (noted.note, noted.items) == ("Half as often", before[-1].items)
    set_paused(session, her.id, PauseDraft(paused=noted.paused), today=TODAY, now=NOW)
    assert versions(session, her)[-1] == noted
    set_paused(session, her.id, PauseDraft(paused=True), today=TODAY, now=NOW)
    assert versions(session, her)[-1].note is None


def test_nothing_changed_makes_no_version(session: Session) -> None:
    her = amina(session)
    visit_id = appointment(session, her, YESTERDAY)
    before = versions(session, her)
    follow_up(session, her.id, visit_id, AfterVisitDraft(), today=TODAY, now=NOW)
    assert versions(session, her) == before
    assert read_visit(session, her.id, visit_id).followed_up


def test_a_step_that_came_in_after_the_form_was_shown_stays(session: Session) -> None:
    her = amina(session)
    visit_id = appointment(session, her, YESTERDAY)
    first = str(her.items[0].id)
    draft = AfterVisitDraft.model_validate({"shown": [first], "stays": []})
    follow_up(session, her.id, visit_id, draft, today=TODAY, now=NOW)
    assert versions(session, her)[-1].items == her.items[1:]


def test_an_unknown_step_leaves_everything_as_it_was(session: Session) -> None:
    her = amina(session)
    visit_id = appointment(session, her, YESTERDAY)
    before = versions(session, her)
    draft = AfterVisitDraft(add="no_such_step", note="x")
    with pytest.raises(NotFound):
        follow_up(session, her.id, visit_id, draft, today=TODAY, now=NOW)
    assert versions(session, her) == before
    assert not read_visit(session, her.id, visit_id).followed_up


def test_before_the_visit_and_without_a_plan_there_is_nothing_to_change(
    session: Session,
) -> None:
    her, new = amina(session), settle(session, programmes=())
    coming = appointment(session, her, TOMORROW)
    with pytest.raises(RuleBroken):
        follow_up(session, her.id, coming, AfterVisitDraft(note="x"), today=TODAY, now=NOW)
    held = appointment(session, new, YESTERDAY)
    follow_up(session, new.id, held, AfterVisitDraft(), today=TODAY, now=NOW)
    assert read_visit(session, new.id, held).followed_up


def test_what_was_removed_comes_back_whole_under_its_id(session: Session) -> None:
    her = amina(session)
    visit_id = appointment(session, her, YESTERDAY, with_whom="Dr Chen", questions=["Why?"])
    follow_up(session, her.id, visit_id, AfterVisitDraft(), today=TODAY, now=NOW)
    kept = read_visit(session, her.id, visit_id)
    assert remove_visit(session, her.id, visit_id) == kept
    with pytest.raises(NotFound):
        read_visit(session, her.id, visit_id)
    back = VisitDraft(
        on=kept.on, with_whom="Dr Chen", questions=("Why?",), held=True, followed_up=True
    )
    assert save_visit(session, her.id, visit_id, back, today=TODAY, now=NOW)
    again = read_visit(session, her.id, visit_id)
    assert (again.questions, again.held, again.followed_up) == (("Why?",), True, True)


def test_a_visit_moved_to_a_day_to_come_was_not_held_yet(session: Session) -> None:
    her = amina(session)
    visit_id = appointment(session, her, YESTERDAY)
    follow_up(session, her.id, visit_id, AfterVisitDraft(), today=TODAY, now=NOW)
    save_visit(session, her.id, visit_id, VisitDraft(on=TOMORROW), today=TODAY, now=NOW)
    moved = read_visit(session, her.id, visit_id)
    assert (moved.held, moved.followed_up) == (False, False)


def test_dan_neither_sees_nor_touches_amina_s_visits(session: Session) -> None:
    her, him = amina(session), dan(session)
    visit_id = appointment(session, her, YESTERDAY)
    assert read_overview(session, him.id, today=TODAY).held == ()
    for touch in (
        lambda: read_visit(session, him.id, visit_id),
        lambda: remove_visit(session, him.id, visit_id),
        lambda: confirm_held(session, him.id, visit_id, today=TODAY, now=NOW),
        lambda: follow_up(session, him.id, visit_id, AfterVisitDraft(), today=TODAY, now=NOW),
    ):
        with pytest.raises(NotFound):
            touch()


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"on": "1800-01-01"},
        {"on": "2201-01-01"},
        {"on": "soon"},
        {"on": "2026-12-01", "with_whom": "x" * 81},
        {"on": "2026-12-01", "questions": ["x" * 301]},
        {"on": "2026-12-01", "questions": ["x"] * 4},
        {"on": "2026-12-01", "questions": "why"},
        {"on": "2026-12-01", "goal": "x" * 200_000},
        {"on": "2026-12-01", "goal": "a\0b"},
        {"on": "2026-12-01", "held": "yes"},
        {"on": "2026-12-01", "diagnosis": "x"},
    ],
)
def test_an_odd_draft_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        VisitDraft.model_validate(wrong)


def test_what_changed_is_told_since_the_last_visit(session: Session) -> None:
    her = amina(session)
    visited_on = TODAY - timedelta(days=28)
    appointment(session, her, visited_on)
    item = her.item("warm_compress")
    for n in range(28):
        day = visited_on + timedelta(days=n)
        at = NOW - timedelta(days=28 - n)
        rated = [{"key": "tight_face", "rating": 7 if n < 14 else 3}]
        send(session, her, event("checkin.add", {"symptoms": rated}, day=day, at=at), now=at)
        if n < 10:
            send(session, her, event("item.set", tick(item), day=day, at=at), now=at)
    drafted = TreatmentDraft.model_validate({"kind": "surgery", "on": TODAY - timedelta(days=5)})
    save_treatment(session, her.id, UUID(str(uuid7())), drafted, today=TODAY, now=NOW)
    told = read_changes(session, her.id, today=TODAY)
    assert (told.since, told.since_visit) == (visited_on, True)
    assert (told.days_done, told.days_planned) == (10, 28)
    ((key, change),) = told.symptoms
    assert (key, change.start, change.now, change.better) == ("tight_face", 7, 3, True)
    assert [mark.on for mark in told.treatments] == [TODAY - timedelta(days=5)]
    assert told.plan == ()


def test_nothing_noticeable_is_told_as_nothing(session: Session) -> None:
    told = read_changes(session, amina(session).id, today=TODAY)
    assert not told.since_visit
    assert (told.symptoms, told.function, told.treatments) == ((), (), ())
