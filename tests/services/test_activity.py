"""Recent activity: rows are added, seen by their owner, and never changed. On both databases."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from backend.domain.activity import KEPT_FOR, ActivityKind
from backend.services.activity import (
    LONGEST_ABOUT,
    SHOWN,
    note,
    note_failure,
    read_recent,
    sweep_activity,
)
from backend.store.account_tables import ActivityRow
from backend.store.engines import Engines
from tests.entering import newcomer
from tests.people import NOW

SECOND = timedelta(seconds=1)


def test_every_kind_is_kept_once(session: Session) -> None:
    him = newcomer(session)
    for kind in ActivityKind:
        her = newcomer(session)
        note(session, her.id, kind, "Firefox, Linux", now=NOW)
        (row,) = read_recent(session, her.id)
        assert (row.at, row.kind, row.about) == (NOW, kind, "Firefox, Linux")
    assert read_recent(session, him.id) == ()


def test_the_newest_fifty_are_shown_newest_first(session: Session) -> None:
    her = newcomer(session)
    for number in range(SHOWN + 5):
        note(session, her.id, ActivityKind.PROVED, str(number), now=NOW + number * SECOND)
    shown = [row.about for row in read_recent(session, her.id)]
    assert shown == [str(number) for number in range(SHOWN + 4, 4, -1)]


def test_a_name_that_is_too_long_is_cut(session: Session) -> None:
    her = newcomer(session)
    note(session, her.id, ActivityKind.PROVED, "\U0001f9a2" * 200, now=NOW)
    assert read_recent(session, her.id)[0].about == "\U0001f9a2" * LONGEST_ABOUT


def test_the_database_itself_refuses_to_change_a_row(engines: Engines) -> None:
    with Session(engines.writing) as session, session.begin():
        note(session, newcomer(session).id, ActivityKind.SIGN_IN_FAILED, "x", now=NOW)
    changes = sa.update(ActivityRow).values(about="nothing happened")
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), engines.writing.begin() as raw:
        raw.execute(changes)


def test_rows_go_with_their_person(engines: Engines) -> None:
    with Session(engines.writing) as session, session.begin():
        note(session, newcomer(session).id, ActivityKind.JOINED, now=NOW)
    with engines.writing.begin() as raw:
        raw.execute(sa.text("DELETE FROM patient"))
        assert raw.execute(sa.text("SELECT count(*) FROM activity")).scalar_one() == 0


def test_rows_are_kept_for_twenty_four_months(session: Session) -> None:
    her = newcomer(session)
    for age in (KEPT_FOR + SECOND, KEPT_FOR, timedelta()):
        note(session, her.id, ActivityKind.PROVED, str(age), now=NOW - age)
    sweep_activity(session, now=NOW)
    kept = [row.at for row in read_recent(session, her.id)]
    assert kept == [NOW, NOW - KEPT_FOR]
    assert timedelta(days=730) <= KEPT_FOR


def test_ten_failures_a_day_are_written_down(session: Session) -> None:
    her, him = newcomer(session), newcomer(session)
    told = [note_failure(session, her.id, "Chrome", now=NOW + n * SECOND) for n in range(12)]
    assert told == [True] * 10 + [False] * 2
    assert note_failure(session, him.id, "Chrome", now=NOW)
    assert note_failure(session, her.id, "Chrome", now=NOW + timedelta(days=1, minutes=1))
