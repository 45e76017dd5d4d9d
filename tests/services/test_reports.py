"""The report read from a real database: scope, choice, and what is never shown."""

from datetime import date, timedelta
from time import process_time
from uuid import UUID

import pytest
from sqlmodel import Session
from uuid_utils.compat import uuid7

from backend.domain.errors import NotFound, RuleBroken
from backend.domain.periods import Window, WindowChoice
from backend.domain.sharing import Category, NameShown, Scope
from backend.services.accounts import ZoneDraft, save_zone
from backend.services.reports import (
    ChoiceDraft,
    choose,
    dump_report,
    load_report,
    read_choice,
    read_report,
    save_choice,
)
from backend.store import accounts
from tests.people import NOW, TODAY, Someone, amina, dan, event, known, send, settle, tick

NOBODY = UUID(int=0)
ALL = frozenset(Category)
MONTH = WindowChoice(Window.OWN, TODAY - timedelta(days=28), TODAY)


@pytest.fixture
def her(session: Session) -> Someone:
    return amina(session)


def note(
    session: Session, her: Someone, kind: str, payload: dict[str, object], days_ago: int
) -> None:
    at = NOW - timedelta(days=days_ago)
    send(session, her, event(kind, payload, day=at.date(), at=at))


def rate(session: Session, her: Someone, key: str, rating: int, days_ago: int) -> None:
    note(session, her, "checkin.add", {"symptoms": [{"key": key, "rating": rating}]}, days_ago)


def test_a_report_tells_of_its_days_only(session: Session, her: Someone) -> None:
    for days_ago in (2, 3, 4, 9, 10, 11):
        rate(session, her, "tight", 4 if days_ago > 5 else 2, days_ago)
    rate(session, her, "tight", 9, 31)
    note(session, her, "journal.add", {"text": "Inside."}, 3)
    note(session, her, "journal.add", {"text": "Before."}, 30)
    note(session, her, "journal.add", {"text": "Private.", "never_share": True}, 3)
    note(session, her, "item.set", tick(her.items[0]), 3)
    report = read_report(session, her.id, Scope(ALL, MONTH), now=NOW)
    (tight,) = report.symptoms
    assert (tight.measure.start, tight.measure.now, tight.measure.answered) == (4, 2, 6)
    assert report.journal is not None
    assert [line.text for line in report.journal.lines] == ["Inside."]
    assert report.routine is not None
    assert report.routine.days_done == 1
    assert load_report(dump_report(report)) == report


def test_what_is_not_ticked_is_not_read(session: Session, her: Someone) -> None:
    rate(session, her, "tight", 4, 1)
    note(session, her, "checkin.add", {"mood": 2, "note": "Secret."}, 1)
    note(session, her, "session.felt", {"effort": 2, "pain": 6, "items": []}, 1)
    only_mood = read_report(session, her.id, Scope(frozenset({Category.MOOD}), MONTH), now=NOW)
    assert only_mood.mood is not None
    assert (only_mood.symptoms, only_mood.routine, only_mood.attention) == ((), None, ())
    assert b"Secret" not in dump_report(only_mood)
    usual = read_report(session, her.id, Scope(window=MONTH), now=NOW)
    assert usual.mood is None


def test_what_is_followed_is_in_the_report_of_who_ticked_it(session: Session, her: Someone) -> None:
    for days_ago in (2, 31):
        note(session, her, "care.add", {"kind": "tape", "count": 1}, days_ago)
        cells = [{"doing": "smile", "moves": "eye", "level": 2}]
        note(session, her, "synkinesis.add", {"cells": cells}, days_ago)
        note(session, her, "checkin.add", {"energy": 3}, days_ago)
    named: dict[str, object] = {"form_id": str(uuid7()), "instrument": "phq4", "version": "1"}
    for item in ("gad1", "gad2", "phq1", "phq2"):
        note(session, her, "form.answer", named | {"item": item, "answer": 3}, 2)
    note(session, her, "form.finish", named, 2)
    report = read_report(session, her.id, Scope(ALL, MONTH), now=NOW)
    assert [(week.nights, week.days) for week in report.care] == [(1, 1)]
    assert report.linked is not None
    assert (report.linked.months, report.linked.first_on) == (1, None)
    assert report.energy is not None
    assert report.energy.measure.answered == 1
    assert [one.total for one in report.screened[0].scores] == [12]
    assert load_report(dump_report(report)) == report
    usual = read_report(session, her.id, Scope(window=MONTH), now=NOW)
    assert usual.care == report.care
    assert (usual.screened, usual.attention) == ((), ())


def test_a_removed_entry_is_gone_from_the_report(session: Session, her: Someone) -> None:
    said = event("journal.add", {"text": "Taken back."})
    send(session, her, said)
    send(session, her, event("journal.remove", {"of": said["id"]}))
    report = read_report(session, her.id, Scope(ALL), now=NOW)
    assert report.journal is not None
    assert (report.journal.lines, report.journal.left_out) == ((), 0)


def test_somebody_else_is_in_no_report(session: Session, her: Someone) -> None:
    stranger = dan(session)
    rate(session, stranger, "tight", 9, 1)
    note(session, stranger, "journal.add", {"text": "Dan's."}, 1)
    report = read_report(session, her.id, Scope(ALL), now=NOW)
    assert report.symptoms == ()
    assert b"Dan" not in dump_report(report)
    with pytest.raises(NotFound):
        read_report(session, NOBODY, Scope(), now=NOW)


def test_who_has_no_plan_yet_has_a_report_too(session: Session) -> None:
    newcomer = settle(session, programmes=())
    report = read_report(session, newcomer.id, Scope(), now=NOW)
    assert report.routine is not None
    assert report.routine.weeks == ()


def test_two_thousand_check_ins_on_a_day_are_one_day(session: Session, her: Someone) -> None:
    for n in range(60):
        symptoms = [{"key": "tight", "rating": n % 11} for _ in range(35)]
        send(session, her, event("checkin.add", {"symptoms": symptoms}))
    report = read_report(session, her.id, Scope(), now=NOW)
    assert [one.measure.answered for one in report.symptoms] == [1]


def test_two_thousand_symptoms_in_fifty_years_are_soon_counted(
    session: Session, her: Someone
) -> None:
    for n in range(100):
        symptoms = [{"key": f"own {n} {m}", "rating": m % 11} for m in range(20)]
        send(session, her, event("checkin.add", {"symptoms": symptoms}))
    ages = WindowChoice(Window.OWN, date(1970, 1, 1), TODAY)
    began = process_time()
    report = read_report(session, her.id, Scope(window=ages), now=NOW)
    assert process_time() - began < 3
    assert report.more_symptoms == 1996


def test_a_choice_is_kept_and_makes_kept_pages_old(session: Session, her: Someone) -> None:
    assert read_choice(session, her.id) == Scope(language="en")
    wanted = Scope(frozenset({Category.MOOD}), MONTH, NameShown.NONE, "zh-Hans")
    before = known(session, her.id).patient.seq
    save_choice(session, her.id, wanted)
    assert read_choice(session, her.id) == wanted
    assert known(session, her.id).patient.seq == before + 1
    save_choice(session, her.id, wanted)
    assert known(session, her.id).patient.seq == before + 1


def draft(**more: object) -> ChoiceDraft:
    return ChoiceDraft.model_validate({"categories": ["routine"], "language": "en", **more})


def test_name_and_cause_are_kept_with_the_choice(session: Session, her: Someone) -> None:
    choose(
        session,
        her.id,
        draft(name="full", full_name=" Amina Khan ", cause="Bell's palsy"),
        today=TODAY,
    )
    patient = accounts.read_patient(session, her.id)
    assert patient is not None
    assert (patient.name, patient.cause) == ("Amina Khan", "Bell's palsy")
    report = read_report(session, her.id, read_choice(session, her.id), now=NOW)
    assert (report.head.name, report.head.cause) == ("Amina Khan", "Bell's palsy")
    choose(session, her.id, draft(), today=TODAY)
    cleared = accounts.read_patient(session, her.id)
    assert cleared is not None
    assert (cleared.name, cleared.cause) == (None, None)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"window": "own"}, "since"),
        ({"window": "own", "since": "2026-11-20", "until": "2026-11-02"}, "until"),
        ({"window": "own", "since": "2027-01-01", "until": "2027-01-02"}, "since"),
        ({"name": "full"}, "full_name"),
    ],
)
def test_a_choice_that_cannot_be_is_told_so(
    session: Session, her: Someone, said: dict[str, object], field: str
) -> None:
    with pytest.raises(RuleBroken) as broken:
        choose(session, her.id, draft(**said), today=TODAY)
    assert broken.value.field == field
    assert read_choice(session, her.id) == Scope(language="en")


def test_a_period_that_begins_tomorrow_after_a_journey_west_is_empty(
    session: Session, her: Someone
) -> None:
    scope = Scope(ALL, WindowChoice(Window.OWN, TODAY, TODAY))
    rate(session, her, "tight", 4, 0)
    save_zone(session, her.id, ZoneDraft(zone="Pacific/Pago_Pago"))
    report = read_report(session, her.id, scope, now=NOW)
    assert (report.made_on, report.period.since) == (TODAY - timedelta(days=1), TODAY)
    assert report.days == 0


def test_without_a_visit_the_usual_period_is_twelve_weeks(session: Session, her: Someone) -> None:
    period = read_report(session, her.id, Scope(), now=NOW).period
    assert (period.since, period.until) == (TODAY - timedelta(days=83), TODAY)
