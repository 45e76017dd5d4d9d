"""Forms of mood and worry on a database: late answers, two phones, what is asked, and low days."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import Session
from uuid_utils.compat import uuid7

from backend.domain.events import Status
from backend.domain.following import Following
from backend.domain.periods import Period
from backend.domain.questionnaires import FUNCTION, AskedForm, Call
from backend.domain.screening import GAD7, PHQ4, PHQ8, SCREENS, ScoreRange
from backend.services.events import Arrival, record_batch
from backend.services.following import decline, switch_screening
from backend.services.questionnaires import read_form, read_scores
from backend.services.screening import (
    read_asked,
    read_long_on,
    read_low_days,
    read_screening,
)
from tests.people import NOW, TODAY, Someone, amina, dan, event, send

CALM = dict.fromkeys(SCREENS[PHQ4].items, 0)
POSITIVE = {"gad1": 2, "gad2": 2, "phq1": 1, "phq2": 2}
MONTH = Period(TODAY - timedelta(days=28), TODAY)


def new_id() -> UUID:
    return UUID(str(uuid7()))


def minutes(ago: int) -> datetime:
    return NOW - timedelta(minutes=ago)


def answer(
    form_id: UUID,
    item: str,
    value: int,
    *,
    instrument: str = PHQ4,
    at: datetime = NOW,
    day: date = TODAY,
) -> dict[str, object]:
    about = {"form_id": str(form_id), "instrument": instrument, "version": "1"}
    return event("form.answer", {**about, "item": item, "answer": value}, at=at, day=day)


def finish(
    form_id: UUID, *, instrument: str = PHQ4, at: datetime = NOW, day: date = TODAY
) -> dict[str, object]:
    about: dict[str, object] = {"form_id": str(form_id), "instrument": instrument, "version": "1"}
    return event("form.finish", about, at=at, day=day)


def fill(
    session: Session,
    someone: Someone,
    instrument: str,
    answers: dict[str, int],
    *,
    ago: int = 0,
    later: int = 0,
) -> UUID:
    """Fill in a form some days ago; gives its id. `later`: so many minutes after another."""
    form_id, at = new_id(), NOW - timedelta(days=ago, minutes=60 - later)
    day = TODAY - timedelta(days=ago)
    for item, value in answers.items():
        send(session, someone, answer(form_id, item, value, instrument=instrument, at=at, day=day))
    send(session, someone, finish(form_id, instrument=instrument, at=at, day=day))
    return form_id


def asked(session: Session, someone: Someone, *, ago: int = 0) -> tuple[AskedForm, ...]:
    day = TODAY - timedelta(days=ago)
    shown = read_screening(session, someone.patient, PHQ4, today=day)
    return read_asked(session, someone.patient, shown.following, day=day)


def test_what_was_on_the_screen_stands_though_an_earlier_answer_seems_later(
    session: Session,
) -> None:
    """An answer's slow request put the clock right by ten seconds too many. The finish came in a
    quick one, and said every answer once more."""
    her, form_id = amina(session), new_id()
    slow = [Arrival(answer(form_id, "gad1", 3, at=minutes(2)), minutes(2) - timedelta(seconds=10))]
    record_batch(session, her.id, slow, now=minutes(2))
    at = minutes(2) + timedelta(seconds=1)
    again = [answer(form_id, item, value, at=at) for item, value in (CALM | {"gad1": 3}).items()]
    batch = [Arrival(one, at) for one in (*again, finish(form_id, at=at))]
    outcomes = record_batch(session, her.id, batch, now=at)
    assert {one.status for one in outcomes} == {Status.APPLIED}
    form = read_form(session, her.id, form_id)
    assert (form.answers, form.finished) == (CALM | {"gad1": 3}, True)
    assert form.score is not None
    assert form.score.total == 3


def test_an_answer_of_another_phone_counts_where_nothing_was_answered_here(
    session: Session,
) -> None:
    her, form_id = amina(session), new_id()
    for item in ("gad1", "gad2", "phq1"):
        send(session, her, answer(form_id, item, 1, at=minutes(5)))
    send(session, her, finish(form_id, at=minutes(5)))
    assert read_form(session, her.id, form_id).score is None
    late = send(session, her, answer(form_id, "phq2", 2, at=minutes(8)))
    assert late.status is Status.APPLIED
    assert send(session, her, answer(form_id, "gad1", 3, at=minutes(8))).status is Status.APPLIED
    form = read_form(session, her.id, form_id)
    assert form.answers == {"gad1": 1, "gad2": 1, "phq1": 1, "phq2": 2}, (
        "what was on the screen that finished it stands"
    )
    too_late = send(session, her, answer(form_id, "phq2", 0, at=minutes(1)))
    assert (too_late.status, "begin a new form" in str(too_late.reason)) == (Status.REJECTED, True)


def test_of_two_forms_on_one_day_both_are_kept_and_the_later_one_counts(session: Session) -> None:
    her = amina(session)
    fill(session, her, PHQ4, POSITIVE)
    second = fill(session, her, PHQ4, CALM, later=30)
    fill(session, her, PHQ4, POSITIVE, ago=20)
    shown = read_screening(session, her.patient, PHQ4, today=TODAY)
    assert len(shown.results) == 3
    assert shown.twice_on == TODAY
    assert shown.newest is not None
    assert shown.newest.form.id == second
    scores = read_scores(session, her.id, MONTH)
    assert [(one.day, one.total) for one in scores] == [
        (TODAY - timedelta(days=20), 7),
        (TODAY, 0),
    ]
    assert scores[0].range is ScoreRange.MODERATE


def test_scores_are_those_of_a_period_and_none_where_an_answer_is_missing(
    session: Session,
) -> None:
    her = amina(session)
    fill(session, her, PHQ4, {"gad1": 3})
    fill(session, her, GAD7, dict.fromkeys(SCREENS[GAD7].items, 1), ago=3)
    fill(session, her, PHQ8, {"phq1": 1}, ago=30)
    fill(session, her, FUNCTION, {"smile": 3}, ago=1)
    found = {one.instrument: one for one in read_scores(session, her.id, MONTH)}
    assert set(found) == {PHQ4, GAD7}
    assert (found[PHQ4].total, found[PHQ4].range) == (None, None)
    assert found[PHQ4].answers == {"gad1": 3}
    assert (found[GAD7].total, found[GAD7].range) == (7, ScoreRange.MILD)
    assert read_scores(session, dan(session).id, MONTH) == ()


def test_it_is_asked_once_switched_on_and_what_follows_can_be_declined(session: Session) -> None:
    her = amina(session)
    assert asked(session, her) == ()
    switch_screening(session, her.id, on=True)
    assert asked(session, her) == (AskedForm(PHQ4, Call.DUE, tomorrow=False),)
    fill(session, her, PHQ4, POSITIVE)
    assert {one.instrument for one in asked(session, her)} == {PHQ8, GAD7}
    decline(session, her.id, PHQ8, on=TODAY)
    assert asked(session, her) == (AskedForm(GAD7, Call.OFFERED, tomorrow=False),)
    fill(session, her, FUNCTION, {"smile": 2})
    assert asked(session, her) == (AskedForm(GAD7, Call.OFFERED, tomorrow=True),)
    assert read_long_on(session, her.patient, GAD7, today=TODAY) == TODAY
    assert read_long_on(session, her.patient, PHQ4, today=TODAY) is None
    assert read_asked(session, dan(session).patient, Following(), day=TODAY) == ()


def test_what_was_begun_is_gone_on_with_though_nothing_is_asked_regularly(session: Session) -> None:
    her = amina(session)
    send(session, her, answer(new_id(), "gad1", 2))
    assert read_asked(session, her.patient, Following(), day=TODAY) == (
        AskedForm(PHQ4, Call.BEGUN, tomorrow=False),
    )
    fill(session, her, PHQ4, POSITIVE)
    asked = read_asked(session, her.patient, Following(), day=TODAY)
    assert [one.call for one in asked if one.call is not Call.BEGUN] == []


def test_a_form_begun_too_long_ago_has_expired_and_a_new_one_begins(session: Session) -> None:
    her, form_id = amina(session), new_id()
    before = TODAY - timedelta(days=10)
    at = NOW - timedelta(days=10)
    send(session, her, answer(form_id, "gad1", 3, at=at, day=before))
    shown = read_screening(session, her.patient, PHQ4, today=TODAY)
    assert shown.open is not None
    assert shown.open.form.answers == {"gad1": 3}
    later = read_screening(session, her.patient, PHQ4, today=TODAY + timedelta(days=4))
    assert later.open is None
    assert not read_form(session, her.id, form_id).finished, "its answers stay in the history"


@pytest.mark.parametrize(
    ("payload", "says"),
    [
        ({"item": "phq3", "answer": 1}, "This form does not ask that."),
        ({"item": "smile", "answer": 1}, "This form does not ask that."),
        ({"item": "gad1", "answer": 4}, "This number is outside its range."),
        ({"item": "gad1", "answer": 11}, "This number is outside its range."),
        ({"item": "gad1", "answer": 1, "version": "2"}, "does not know this form"),
        ({"item": "gad1", "answer": 1, "instrument": "phq9"}, "does not know this form"),
    ],
)
def test_what_is_no_answer_of_the_form_is_refused_with_a_sentence(
    session: Session, payload: dict[str, object], says: str
) -> None:
    her = amina(session)
    asked = {"form_id": str(new_id()), "instrument": PHQ4, "version": "1"}
    outcome = send(session, her, event("form.answer", asked | payload))
    assert outcome.status is Status.REJECTED
    assert says in str(outcome.reason)


def test_five_low_days_of_seven_are_noticed_by_what_was_said_last(session: Session) -> None:
    her = amina(session)
    for ago in range(5):
        at = NOW - timedelta(days=ago)
        send(session, her, event("checkin.add", {"mood": 3}, day=at.date(), at=at))
        low = event("checkin.add", {"mood": 1}, day=at.date(), at=at + timedelta(hours=1))
        record_batch(session, her.id, [Arrival(low, NOW)], now=NOW + timedelta(hours=2))
    assert read_low_days(session, her.id, day=TODAY) == 5
    assert read_low_days(session, her.id, day=TODAY + timedelta(days=2)) == 5
    assert read_low_days(session, her.id, day=TODAY + timedelta(days=3)) is None
    assert read_low_days(session, dan(session).id, day=TODAY) is None
