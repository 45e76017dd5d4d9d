"""How it goes, read on both databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session
from uuid_utils.compat import uuid7

from backend.domain.errors import NotFound, RuleBroken
from backend.domain.gradings import Grading, Scale
from backend.domain.periods import Period, Window, WindowChoice
from backend.domain.progress import Better, Progress
from backend.domain.screening import ScoreRange
from backend.domain.today import SkipReason
from backend.domain.visits import Visit
from backend.services.progress import read_period, read_progress
from backend.store import gradings, visits
from backend.store import progress as store
from backend.store.engines import Engines
from backend.store.tables import CheckInRow
from bench.years import check_in, live
from tests.people import NOW, TODAY, Someone, amina, ben, dan, event, send, settle, tick

FOUR_WEEKS = WindowChoice(Window.WEEKS_4)


def ago(n: int) -> date:
    return TODAY - timedelta(days=n)


def say(session: Session, someone: Someone, n: int, kind: str, payload: dict[str, Any]) -> str:
    """Record something of n days ago, as a phone does; gives its id."""
    body = event(kind, payload, day=ago(n), at=NOW - timedelta(days=n))
    assert send(session, someone, body).status == "applied"
    return str(body["id"])


def rate(session: Session, someone: Someone, n: int, key: str, rating: int) -> str:
    return say(session, someone, n, "checkin.add", {"symptoms": [{"key": key, "rating": rating}]})


def visit(session: Session, someone: Someone, on: date, *, held: bool = True) -> None:
    kept = Visit(uuid7(), on, "Dr Chen", (), "", held, followed_up=True, seq=1)
    visits.save_visit(session, someone.id, kept, now=NOW)


def read(session: Session, someone: Someone, choice: WindowChoice = FOUR_WEEKS) -> Progress:
    return read_progress(session, someone.id, choice, today=TODAY)


def test_somebody_new_has_empty_counts_and_no_measures(session: Session) -> None:
    progress = read(session, settle(session, programmes=()))
    assert progress.consistency is None
    assert (progress.mood, progress.symptoms, progress.effort, progress.pain) == (
        None,
        (),
        None,
        None,
    )
    assert (progress.function, progress.marks, progress.since_injection) == ((), (), None)
    assert progress.drawn == progress.period


def test_what_was_said_is_counted_by_day_and_what_was_taken_back_is_not(session: Session) -> None:
    her = amina(session)
    for n in (1, 2, 3):
        say(session, her, n, "checkin.add", {"mood": 4})
        rate(session, her, n, "tightness", 6)
    taken_back = rate(session, her, 4, "tightness", 9)
    say(session, her, 4, "checkin.remove", {"of": taken_back})
    say(session, her, 2, "session.felt", {"effort": 3, "items": []})
    progress = read(session, her)
    assert progress.mood is not None
    assert progress.mood.answered == 3
    assert [(one.key, one.answered) for one in progress.symptoms] == [("tightness", 3)]
    assert progress.effort is not None
    assert progress.effort.days[0].value == 3
    assert progress.pain is None


def test_days_and_steps_are_counted_of_planned(session: Session) -> None:
    her = amina(session)
    warm = her.item("warm_compress")
    for n in (1, 2):
        say(session, her, n, "item.set", tick(warm))
    say(session, her, 3, "day.kind", {"kind": "flare"})
    weeks = read(session, her).weeks
    assert sum(week.days_done for week in weeks) == 2
    assert sum(week.days_planned for week in weeks) == 26
    assert sum(week.resting for week in weeks) == 1
    assert sum(week.steps_done for week in weeks) == 2
    assert read(session, her).flares == (Period(ago(3), ago(3)),)


def test_the_last_visit_that_was_held_begins_the_default_window(session: Session) -> None:
    her = amina(session)
    assert read_period(session, her.id, WindowChoice(), today=TODAY).since == ago(83)
    visit(session, her, ago(10), held=False)
    visit(session, her, ago(20))
    visit(session, her, ago(40))
    assert read_period(session, her.id, WindowChoice(), today=TODAY) == Period(ago(20), TODAY)
    progress = read(session, her, WindowChoice())
    assert progress.period == Period(ago(20), TODAY)
    assert progress.last_visit_on == ago(20)
    assert [mark.on for mark in progress.marks] == [ago(20)]


def test_on_the_day_of_a_visit_all_since_the_one_before_it_is_still_shown(
    session: Session,
) -> None:
    her = amina(session)
    visit(session, her, ago(20))
    visit(session, her, TODAY)
    assert read_period(session, her.id, WindowChoice(), today=TODAY) == Period(ago(20), TODAY)
    progress = read(session, her, WindowChoice())
    assert (progress.period, progress.last_visit_on) == (Period(ago(20), TODAY), ago(20))
    assert [mark.on for mark in progress.marks] == [ago(20), TODAY]


def test_everything_begins_with_the_first_day_known(session: Session) -> None:
    her = amina(session)
    everything = WindowChoice(Window.ALL)
    assert read_period(session, her.id, everything, today=TODAY).since == ago(32)
    early = event("checkin.add", {"mood": 2}, day=ago(50), at=NOW - timedelta(days=50))
    send(session, her, early)
    assert read_period(session, her.id, everything, today=TODAY).since == ago(50)
    assert read(session, her, everything).period == Period(ago(50), TODAY)


def test_nothing_outside_own_dates_is_shown(session: Session) -> None:
    her = amina(session)
    for n in (2, 12, 22):
        rate(session, her, n, f"symptom-{n}", 5)
    progress = read(session, her, WindowChoice(Window.OWN, ago(15), ago(5)))
    assert [one.key for one in progress.symptoms] == ["symptom-12"]
    assert progress.weeks[-1].starts <= ago(5)
    with pytest.raises(RuleBroken):
        read(session, her, WindowChoice(Window.OWN, ago(5), ago(15)))


def test_nobody_elses_days_are_counted(session: Session) -> None:
    her, him = amina(session), dan(session)
    rate(session, her, 1, "tightness", 5)
    visit(session, her, ago(9))
    his = read(session, him)
    assert his.symptoms == ()
    assert his.marks == ()
    with pytest.raises(NotFound):
        read_progress(session, uuid7(), FOUR_WEEKS, today=TODAY)


def form(
    session: Session,
    someone: Someone,
    n: int,
    instrument: str,
    answers: dict[str, int],
    *,
    finished: bool = True,
) -> None:
    """Answer a form of mood and worry, one event an answer."""
    named = {"form_id": str(uuid7()), "instrument": instrument, "version": "1"}
    for item, answer in answers.items():
        say(session, someone, n, "form.answer", named | {"item": item, "answer": answer})
    if finished:
        say(session, someone, n, "form.finish", named)


def test_energy_and_sleep_are_measures_of_their_own(session: Session) -> None:
    her = amina(session)
    for n in (1, 2, 3):
        say(session, her, n, "checkin.add", {"energy": 4 + n, "sleep": 0})
    taken_back = say(session, her, 4, "checkin.add", {"energy": 9})
    say(session, her, 4, "checkin.remove", {"of": taken_back})
    progress = read(session, her)
    assert progress.energy is not None
    assert progress.sleep is not None
    assert (progress.energy.better, progress.energy.answered) == (Better.HIGHER, 3)
    assert [one.value for one in progress.sleep.days] == [0, 0, 0]
    assert progress.symptoms == ()


def test_what_is_followed_is_given_inside_the_window_only(session: Session) -> None:
    her = amina(session)
    cells = [{"doing": "smile", "moves": "eye", "level": 2}]
    for n in (2, 27):
        say(session, her, n, "care.add", {"kind": "drops", "count": 3})
        say(session, her, n, "synkinesis.add", {"cells": cells})
        form(session, her, n, "phq4", {"gad1": 1, "gad2": 1, "phq1": 2, "phq2": 2})
        letter = Grading(uuid7(), Scale.HOUSE_BRACKMANN, ago(n), "Dr Roth", {"grade": 3}, 1)
        gradings.save_grading(session, her.id, letter, now=NOW)
    taken_back = say(session, her, 2, "care.add", {"kind": "drops", "count": 9})
    say(session, her, 2, "care.remove", {"of": taken_back})
    progress = read(session, her, WindowChoice(Window.OWN, ago(10), TODAY))
    assert [(week.drops, week.days) for week in progress.care] == [(3, 1)]
    assert [month.entry.day for month in progress.linked] == [ago(2)]
    (phq4,) = progress.screened
    assert [(one.day, one.total, one.range) for one in phq4.scores] == [
        (ago(2), 6, ScoreRange.MODERATE)
    ]
    assert [one.on for one in progress.gradings] == [ago(2)]
    assert len(read(session, her).gradings) == 2


def test_forms_without_every_answer_or_an_end_are_counted_and_not_scored(session: Session) -> None:
    her = amina(session)
    form(session, her, 3, "gad7", {"gad1": 3})
    form(session, her, 2, "gad7", {"gad1": 3}, finished=False)
    form(session, her, 1, "own_function", {"speak": 3})
    progress = read(session, her)
    (gad7,) = progress.screened
    assert (gad7.scores[0].total, gad7.unscored, gad7.unfinished) == (None, 1, 1)
    assert [one.key for one in progress.function] == ["speak"]


def test_everything_means_letters_too_and_begins_with_what_the_person_noted(
    session: Session,
) -> None:
    her = amina(session)
    letter = Grading(uuid7(), Scale.SUNNYBROOK, date(2019, 5, 2), "Dr Roth", {"composite": 40}, 1)
    gradings.save_grading(session, her.id, letter, now=NOW)
    everything = read(session, her, WindowChoice(Window.ALL))
    assert everything.period.since == ago(32)
    assert [one.on for one in everything.gradings] == [date(2019, 5, 2)]
    assert read(session, dan(session), WindowChoice(Window.ALL)).gradings == ()
    say(session, her, 40, "care.add", {"kind": "blink", "count": 1})
    assert read(session, her, WindowChoice(Window.ALL)).period.since == ago(40)


def test_skips_are_given_with_their_reasons(session: Session) -> None:
    her = amina(session)
    warm = her.item("warm_compress")
    say(session, her, 2, "item.set", tick(warm, "skipped", reason="eye"))
    say(session, her, 1, "item.set", tick(warm, "skipped"))
    period = Period(ago(2), TODAY)
    assert store.read_skips(session, her.id, period) == ((ago(2), SkipReason.EYE), (ago(1), None))


def test_an_address_says_since_when_injections_are_counted(session: Session) -> None:
    him = ben(session)
    live(session, him.id, him.items, days=200, until=TODAY)
    progress = read(session, him)
    assert progress.since_injection == 3
    assert progress.clock_from == ago(123)
    assert progress.has_clock
    before = read(session, him, WindowChoice(Window.OWN, ago(199), ago(130)))
    assert before.clock_from is None
    assert not before.has_clock


@contextmanager
def asked(engines: Engines) -> Iterator[list[str]]:
    """Note every query put to the reading engine."""
    queries: list[str] = []

    def note(*args: Any) -> None:
        queries.append(str(args[2]))

    sa.event.listen(engines.reading, "before_cursor_execute", note)
    yield queries
    sa.event.remove(engines.reading, "before_cursor_execute", note)


def test_five_years_of_days_cost_no_more_queries_than_two_months(engines: Engines) -> None:
    counts = []
    for length in (60, 1826):
        with Session(engines.writing, expire_on_commit=False) as session, session.begin():
            someone = settle(session, began_on=ago(length - 1), onset=(2019, 3))
            live(session, someone.id, someone.items, days=length, until=TODAY)
        with asked(engines) as queries, Session(engines.reading) as session:
            progress = read(session, someone)
        counts.append(len(queries))
        assert progress.mood is not None
        assert progress.mood.answered == 28
        assert len(progress.symptoms) == 4
    assert counts[0] == counts[1] <= 14


def test_two_thousand_check_ins_on_one_day_are_one_day(session: Session) -> None:
    her = amina(session)
    rows = [{"patient_id": her.id} | check_in(TODAY, n) for n in range(2000)]
    session.execute(sa.insert(CheckInRow), rows)
    progress = read(session, her)
    assert progress.mood is not None
    assert progress.mood.answered == 1
    assert progress.mood.days[0].value == 1999 % 5 + 1
    assert progress.symptoms[0].answered == 1
    assert progress.symptoms[0].weeks[-1].median is None
