"""One event in, one outcome out: the agreement of contract.md section 3, on both databases."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import Session
from uuid_utils.compat import uuid7

from backend.domain.events import Status
from backend.domain.today import DayKind, Group, ItemState
from backend.services.checkins import read_check_in
from backend.services.events import Arrival, read_events, record_batch
from backend.services.journal import read_entries
from backend.services.today import read_day
from backend.store import today as store
from backend.store.entries import Window
from tests.people import NOW, TODAY, Someone, amina, ben, dan, event, known, send, tick


def state_of(session: Session, someone: Someone, step: str) -> ItemState:
    item = someone.item(step)
    found = store.read_mark(session, someone.id, TODAY, item.id, 1)
    return found[0].state if found else ItemState.UNDONE


def seq_of(session: Session, someone: Someone) -> int:
    return known(session, someone.id).patient.seq


def test_a_tick_is_kept_and_counted(session: Session) -> None:
    her = amina(session)
    before = seq_of(session, her)
    outcome = send(session, her, event("item.set", tick(her.item("rest_scan"))))
    assert (outcome.status, outcome.seq) == (Status.APPLIED, before + 1)
    assert state_of(session, her, "rest_scan") is ItemState.DONE


def test_the_same_event_again_is_a_duplicate_and_changes_nothing(session: Session) -> None:
    her = amina(session)
    body = event("journal.add", {"text": "A line."})
    first = send(session, her, body)
    again = send(session, her, body, now=NOW + timedelta(minutes=5))
    assert (again.status, again.seq) == (Status.DUPLICATE, first.seq)
    assert seq_of(session, her) == first.seq
    assert len(read_entries(session, her.id, Window())) == 1


def test_the_same_id_with_other_words_is_a_conflict_and_changes_nothing(session: Session) -> None:
    # Scenario 28. Given an entry that is kept, when other words come under its number, then they
    # are refused and shown, and what is kept stays. (Over HTTP in test_bad_batches.py.)
    her = amina(session)
    body = event("journal.add", {"text": "A line."})
    first = send(session, her, body)
    other = send(session, her, body | {"payload": {"text": "Another line."}})
    assert other.status is Status.CONFLICT
    assert seq_of(session, her) == first.seq
    assert [entry.text for entry in read_entries(session, her.id, Window())] == ["A line."]


def test_a_bad_event_never_harms_its_neighbours(session: Session) -> None:
    her = amina(session)
    bodies: list[object] = [
        event("checkin.add", {"mood": 4}),
        {"id": "nonsense"},
        event("checkin.add", {"mood": 11}),
        event("item.set", tick(her.item("rest_scan")) | {"item_id": str(uuid7())}),
        event("journal.add", {"text": "nul \0 here"}),
        event("journal.add", {"text": "Still here."}),
    ]
    outcomes = record_batch(session, her.id, [Arrival(body, NOW) for body in bodies], now=NOW)
    assert [outcome.status for outcome in outcomes] == [
        Status.APPLIED,
        *[Status.REJECTED] * 4,
        Status.APPLIED,
    ]
    assert all(outcome.reason for outcome in outcomes[1:5])
    assert outcomes[5].seq == (outcomes[0].seq or 0) + 1


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"mood": 0},
        {"mood": 6},
        {"mood": True},
        {"mood": "3"},
        {"mood": 3.0},
        {"energy": 11},
        {"note": "   "},
        {"mood": 3, "unknown": 1},
        {"symptoms": [{"key": "tight", "rating": True}]},
        {"symptoms": [{"key": "tight", "rating": 11}]},
        {"note": "x" * 2001},
    ],
)
def test_a_check_in_outside_its_bounds_is_rejected_with_a_sentence(
    session: Session, payload: dict[str, object]
) -> None:
    her = amina(session)
    outcome = send(session, her, event("checkin.add", payload))
    assert outcome.status is Status.REJECTED
    assert str(outcome.reason)
    assert not read_events(session, her.id, after_seq=0, limit=10)


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 20_001, "\0", "\ud800", 7, None])
def test_a_journal_line_that_cannot_be_kept_is_rejected(session: Session, text: object) -> None:
    her = amina(session)
    assert send(session, her, event("journal.add", {"text": text})).status is Status.REJECTED


def test_any_script_and_direction_is_kept_to_the_letter(session: Session) -> None:
    her = amina(session)
    text = "眼睛能闭上了 😀 \u202eabc\u202c <b>&amp; שלום"
    send(session, her, event("journal.add", {"text": text}))
    assert read_entries(session, her.id, Window())[0].text == text


@pytest.mark.parametrize(
    "change",
    [
        {"id": "0b8f4c1e-0000-4000-8000-000000000000"},
        {"id": 7},
        {"local_date": "2026-02-30"},
        {"local_date": 20260101},
        {"local_date": "2026-10-24"},
        {"local_date": "2026-11-26"},
        {"occurred_at": "2026-11-24 09:00"},
        {"occurred_at": "1969-11-24T09:00:00Z"},
        {"occurred_at": "2500-11-24T09:00:00Z"},
        {"offset_min": 5000},
        {"tz": ""},
        {"tz": "a" * 65},
        {"type": "care.add"},
        {"type": "nonsense"},
        {"extra": 1},
        {"payload": []},
    ],
)
def test_an_envelope_that_makes_no_sense_is_rejected(
    session: Session, change: dict[str, object]
) -> None:
    her = amina(session)
    outcome = send(session, her, event("checkin.add", {"mood": 3}) | change)
    assert outcome.status is Status.REJECTED
    assert str(outcome.reason)


def test_a_step_of_somebody_elses_plan_is_unknown(session: Session) -> None:
    her, him = amina(session), dan(session)
    assert send(session, her, event("item.set", tick(him.items[0]))).status is Status.REJECTED


def test_an_id_of_somebody_else_is_free_for_me(session: Session) -> None:
    her, him = amina(session), dan(session)
    body = event("journal.add", {"text": "Mine."})
    send(session, her, body)
    assert send(session, him, body | {"payload": {"text": "His."}}).status is Status.APPLIED
    assert [entry.text for entry in read_entries(session, him.id, Window())] == ["His."]


def test_the_last_answer_stands_in_whatever_order_two_phones_send(session: Session) -> None:
    her = amina(session)
    item = her.item("rest_scan")
    done = event("item.set", tick(item), at=NOW - timedelta(minutes=10))
    undone = event("item.set", tick(item, "undone"), at=NOW - timedelta(minutes=5))
    for order in ([done, undone], [undone, done]):
        for body in order:
            send(session, her, body | {"id": str(uuid7())})
        assert state_of(session, her, "rest_scan") is ItemState.UNDONE
    assert len(read_events(session, her.id, after_seq=0, limit=10)) == 4


@pytest.mark.parametrize("off", [timedelta(days=1), timedelta(hours=-3)], ids=str)
def test_a_wrong_clock_does_not_win_every_conflict(session: Session, off: timedelta) -> None:
    # Scenario 16. Given a phone whose clock is a day fast or three hours slow, when somebody says
    # something else later by a right one, then that stands. (Over HTTP in test_bad_batches.py.)
    her = amina(session)
    item = her.item("rest_scan")
    early = event("item.set", tick(item), at=NOW - timedelta(hours=2) + off)
    send(session, her, early, sent_at=NOW - timedelta(hours=1) + off, now=NOW - timedelta(hours=1))
    (kept,) = read_events(session, her.id, after_seq=0, limit=10)
    assert kept.corrected_at == NOW - timedelta(hours=2)
    send(session, her, event("item.set", tick(item, "undone"), at=NOW))
    assert state_of(session, her, "rest_scan") is ItemState.UNDONE


def test_undone_clears_skipped_too(session: Session) -> None:
    her = amina(session)
    item = her.item("orbit_circles")
    send(session, her, event("item.set", tick(item, "skipped", reason="eye")))
    view = read_day(session, her.id, TODAY, today=TODAY)
    assert next(i for i in view.items if i.item_id == item.id).group is Group.SKIPPED
    send(session, her, event("item.set", tick(item, "undone"), at=NOW + timedelta(seconds=1)))
    view = read_day(session, her.id, TODAY, today=TODAY)
    shown = next(i for i in view.items if i.item_id == item.id)
    assert (shown.state, shown.reason) == (ItemState.UNDONE, None)


def test_only_a_skipped_step_has_a_reason(session: Session) -> None:
    her = amina(session)
    body = event("item.set", tick(her.item("rest_scan"), "done", reason="pain"))
    assert send(session, her, body).status is Status.REJECTED


def test_a_rest_day_is_kept_and_can_be_taken_back(session: Session) -> None:
    her = amina(session)
    send(session, her, event("day.kind", {"kind": "rest"}))
    assert read_day(session, her.id, TODAY, today=TODAY).kind is DayKind.REST
    later = event("day.kind", {"kind": "planned"}, at=NOW + timedelta(seconds=5))
    send(session, her, later, now=NOW + timedelta(seconds=5))
    assert read_day(session, her.id, TODAY, today=TODAY).kind is DayKind.PLANNED


def test_a_removed_entry_comes_back_by_an_edit_with_the_old_words(session: Session) -> None:
    her = amina(session)
    body = event("journal.add", {"text": "Keep me."})
    send(session, her, body)
    send(session, her, event("journal.remove", {"of": body["id"]}, at=NOW + timedelta(seconds=1)),
         now=NOW + timedelta(seconds=1))  # fmt: skip
    assert read_entries(session, her.id, Window()) == ()
    again = event(
        "journal.edit", {"of": body["id"], "text": "Keep me."}, at=NOW + timedelta(seconds=2)
    )
    send(session, her, again, now=NOW + timedelta(seconds=2))
    assert [entry.text for entry in read_entries(session, her.id, Window())] == ["Keep me."]


def test_of_two_edits_the_later_stands_whichever_arrives_first(session: Session) -> None:
    her = amina(session)
    added = event("checkin.add", {"mood": 2}, at=NOW - timedelta(minutes=30))
    send(session, her, added)
    later = event("checkin.edit", {"of": added["id"], "mood": 4}, at=NOW - timedelta(minutes=5))
    earlier = event("checkin.edit", {"of": added["id"], "mood": 1}, at=NOW - timedelta(minutes=9))
    send(session, her, later)
    assert send(session, her, earlier).status is Status.APPLIED
    assert read_check_in(session, her.id, UUID(str(added["id"]))).mood == 4


def test_an_edit_of_an_entry_nobody_knows_is_rejected(session: Session) -> None:
    her, him = amina(session), dan(session)
    his = event("journal.add", {"text": "His."})
    send(session, him, his)
    for of in (str(uuid7()), his["id"]):
        assert send(session, her, event("journal.edit", {"of": of, "text": "x"})).status is (
            Status.REJECTED
        )
        assert send(session, her, event("journal.remove", {"of": of})).status is Status.REJECTED
    assert [entry.text for entry in read_entries(session, him.id, Window())] == ["His."]


def test_an_entry_keeps_the_day_that_was_on_the_screen(session: Session) -> None:
    her = ben(session)
    just_after_four = datetime(2026, 11, 24, 4, 10, tzinfo=UTC)
    body = event("checkin.add", {"mood": 3}, day=TODAY - timedelta(days=1), at=just_after_four)
    assert send(session, her, body, now=just_after_four).status is Status.APPLIED
    entry = read_check_in(session, her.id, UUID(str(body["id"])))
    assert entry.day == TODAY - timedelta(days=1)


def test_an_entry_that_waited_a_month_offline_is_accepted(session: Session) -> None:
    her = amina(session)
    then = NOW - timedelta(days=40)
    body = event("journal.add", {"text": "From the mountains."}, day=then.date(), at=then)
    assert send(session, her, body).status is Status.APPLIED


def test_the_counter_is_each_persons_own(session: Session) -> None:
    her, him = amina(session), dan(session)
    before = seq_of(session, him)
    send(session, her, event("checkin.add", {"mood": 3}))
    assert seq_of(session, him) == before
