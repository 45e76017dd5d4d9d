"""A day, read again by the plan that was in force."""

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from backend.domain.errors import NotFound
from backend.domain.library import Stage
from backend.domain.plans import OffReason
from backend.domain.today import Group, ItemState
from backend.services import plans
from backend.services.plans import ItemDraft, PauseDraft
from backend.services.today import read_day
from backend.store.engines import Engines
from tests.people import NOW, TODAY, amina, ben, dan, event, known, send, settle, tick

YESTERDAY = TODAY - timedelta(days=1)


def test_a_first_day_has_something_next_and_minutes_left(session: Session) -> None:
    view = read_day(session, ben(session).id, TODAY, today=TODAY)
    assert view.first_day
    assert view.group("next")[0].step.id == "warm_compress"
    assert (view.done, view.planned) == (0, 6)
    assert view.minutes_left == 16
    assert view.consistency is None


def test_what_is_ticked_moves_to_done_and_the_next_step_is_offered(session: Session) -> None:
    him = ben(session)
    send(session, him, event("item.set", tick(him.item("warm_compress"))))
    view = read_day(session, him.id, TODAY, today=TODAY)
    assert [item.step.id for item in view.group("done")] == ["warm_compress"]
    assert view.group("next")[0].step.id == "face_massage"
    assert view.done == 1


def test_changing_the_plan_never_rewrites_past_days(session: Session) -> None:
    her = amina(session)
    gone = her.item("rest_scan")
    send(session, her, event("item.set", tick(gone), day=YESTERDAY))
    before = read_day(session, her.id, YESTERDAY, today=TODAY)
    plans.remove_item(session, her.id, gone.id, today=TODAY, now=NOW)
    kept = her.item("face_massage")
    draft = ItemDraft(minutes=9, times=2, required=False)
    plans.change_item(session, her.id, kept.id, draft, today=TODAY, now=NOW)
    after = read_day(session, her.id, YESTERDAY, today=TODAY)
    assert after.items == before.items
    assert gone.id not in {
        item.item_id for item in read_day(session, her.id, TODAY, today=TODAY).items
    }


def test_a_tick_on_a_removed_step_is_history_shown_as_also_done(session: Session) -> None:
    her = amina(session)
    gone = her.item("rest_scan")
    plans.remove_item(session, her.id, gone.id, today=TODAY, now=NOW)
    send(session, her, event("item.set", tick(gone)))
    view = read_day(session, her.id, TODAY, today=TODAY)
    assert [also.step.id for also in view.also_done] == ["rest_scan"]
    assert gone.id not in {item.item_id for item in view.items}


def test_an_item_twice_a_day_is_two_occurrences(session: Session) -> None:
    him = ben(session)
    item = him.item("face_massage")
    draft = ItemDraft(minutes=5, times=2, required=True)
    plans.change_item(session, him.id, item.id, draft, today=TODAY, now=NOW)
    view = read_day(session, him.id, TODAY, today=TODAY)
    assert [i.occurrence for i in view.items if i.item_id == item.id] == [1, 2]
    assert view.planned == 7


def test_on_a_rest_day_care_and_calm_stay_and_the_rest_folds(session: Session) -> None:
    her = settle(session, stage=Stage.SYNKINESIS, programmes=("synkinesis_release",))
    send(session, her, event("day.kind", {"kind": "rest"}))
    view = read_day(session, her.id, TODAY, today=TODAY)
    assert {item.step.kind for item in view.group("folded")} == {"active", "stretch"}
    assert all(item.stays for item in view.items if item.group in {Group.NEXT, Group.AFTER})


def test_paused_movements_are_off_and_the_rest_goes_on(session: Session) -> None:
    her = settle(session, stage=Stage.SYNKINESIS, programmes=("synkinesis_release",))
    plans.set_paused(session, her.id, PauseDraft(paused=True), today=TODAY, now=NOW)
    off = read_day(session, her.id, TODAY, today=TODAY).group("off")
    assert off
    assert {item.off.reason for item in off if item.off} == {OffReason.PAUSED}


def test_locks_are_judged_on_the_day_shown(session: Session) -> None:
    her = settle(
        session, stage=Stage.SYNKINESIS, onset=(2026, 8), programmes=("synkinesis_release",)
    )
    locked = read_day(session, her.id, TODAY, today=TODAY).group("off")
    assert {item.off.reason for item in locked if item.off} == {OffReason.LOCKED}
    opens_on = locked[0].off.opens_on if locked[0].off else None
    assert opens_on is not None
    assert (opens_on - TODAY).days == 5
    assert not read_day(session, her.id, opens_on, today=TODAY).group("off")


@pytest.mark.parametrize("days", [-31, 7, 400])
def test_days_out_of_reach_are_not_there(session: Session, days: int) -> None:
    her = amina(session)
    with pytest.raises(NotFound):
        read_day(session, her.id, TODAY + timedelta(days=days), today=TODAY)


def test_consistency_counts_only_days_with_a_plan(session: Session) -> None:
    her = settle(session, began_on=TODAY - timedelta(days=4))
    for n in (4, 3, 1):
        day = TODAY - timedelta(days=n)
        body = event("item.set", tick(her.item("rest_scan")), day=day, at=NOW - timedelta(days=n))
        send(session, her, body)
    counted = read_day(session, her.id, TODAY, today=TODAY).consistency
    assert counted is not None
    assert (counted.done, counted.planned) == (3, 4)


def test_long_rest_makes_the_count_look_further_back(session: Session) -> None:
    her = settle(session, began_on=TODAY - timedelta(days=80))
    for n in range(80):
        day = TODAY - timedelta(days=n)
        if n < 45:
            body = event("day.kind", {"kind": "rest"}, day=day, at=NOW - timedelta(days=n))
        else:
            body = event("item.set", tick(her.items[0]), day=day, at=NOW - timedelta(days=n))
        send(session, her, body)
    counted = read_day(session, her.id, TODAY, today=TODAY).consistency
    assert counted is not None
    assert (counted.done, counted.planned) == (21, 21)


def test_after_seven_silent_days_today_welcomes_back_until_something_is_noted(
    session: Session,
) -> None:
    her, him = amina(session), dan(session)
    then = NOW - timedelta(days=8)
    send(session, her, event("checkin.add", {"mood": 3}, day=then.date(), at=then))
    send(session, him, event("checkin.add", {"mood": 3}))
    assert read_day(session, her.id, TODAY, today=TODAY).returning
    assert not read_day(session, her.id, YESTERDAY, today=TODAY).returning
    assert not read_day(session, ben(session).id, TODAY, today=TODAY).returning
    send(session, her, event("day.kind", {"kind": "rest"}))
    assert not read_day(session, her.id, TODAY, today=TODAY).returning


@pytest.mark.parametrize("days", [1, 7])
def test_whoever_noted_anything_this_week_was_never_away(session: Session, days: int) -> None:
    her, then = amina(session), NOW - timedelta(days=days)
    send(session, her, event("day.kind", {"kind": "away"}, day=then.date(), at=then))
    assert not read_day(session, her.id, TODAY, today=TODAY).returning


def test_reading_a_day_takes_a_fixed_number_of_queries(engines: Engines) -> None:
    with Session(engines.writing) as session, session.begin():
        her = amina(session)
        for n in range(30):
            day = TODAY - timedelta(days=n)
            body = event("item.set", tick(her.items[0]), day=day, at=NOW - timedelta(days=n))
            send(session, her, body)
    asked: list[str] = []
    with Session(engines.reading) as session:
        sa.event.listen(
            engines.reading, "before_cursor_execute", lambda *a: asked.append(str(a[2]))
        )
        read_day(session, her.id, TODAY, today=TODAY)
    assert len([one for one in asked if one.lstrip().startswith("SELECT")]) <= 9


def test_a_strangers_items_never_show(session: Session) -> None:
    her, him = amina(session), dan(session)
    send(session, him, event("item.set", tick(him.items[0])))
    view = read_day(session, her.id, TODAY, today=TODAY)
    assert all(item.state is ItemState.UNDONE for item in view.items)
    assert {item.item_id for item in view.items} <= {
        item.id for item in known(session, her.id).items
    }
    assert UUID(str(him.items[0].id)) not in {item.item_id for item in view.items}
