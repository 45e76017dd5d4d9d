"""Forms by their events: which answers stand, when a form is closed, and what is refused."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session
from uuid_utils.compat import uuid7

from backend.domain.errors import NotFound
from backend.domain.events import Status
from backend.domain.questionnaires import FUNCTION, FUNCTION_ITEMS, IMPRESSION, Form
from backend.services.questionnaires import FunctionDraft, read_form
from backend.store.engines import Engines
from backend.store.questionnaires import last_finished_on, read_finished
from tests.people import NOW, TODAY, Someone, amina, dan, event, send

ABOUT = {"instrument": FUNCTION, "version": "1"}


def new_id() -> UUID:
    return UUID(str(uuid7()))


def answer(
    form_id: UUID, item: str, value: object, *, at: datetime = NOW, day: date = TODAY
) -> dict[str, object]:
    said = {"form_id": str(form_id), **ABOUT, "item": item, "answer": value}
    return event("form.answer", said, at=at, day=day)


def finish(form_id: UUID, *, at: datetime = NOW, day: date = TODAY) -> dict[str, object]:
    return event("form.finish", {"form_id": str(form_id), **ABOUT}, at=at, day=day)


def forms(session: Session, someone: Someone) -> list[Form]:
    return list(read_finished(session, someone.id, FUNCTION))


def minutes(ago: int) -> datetime:
    return NOW - timedelta(minutes=ago)


def test_a_form_is_kept_once_it_is_finished(session: Session) -> None:
    her, form_id = amina(session), new_id()
    for said in (
        answer(form_id, "smile", 6),
        answer(form_id, "sleep", 0),
        answer(form_id, IMPRESSION, 2),
    ):
        assert send(session, her, said).status is Status.APPLIED
    assert forms(session, her) == []
    assert last_finished_on(session, her.id, FUNCTION) is None
    outcome = send(session, her, finish(form_id))
    assert outcome.status is Status.APPLIED
    (form,) = forms(session, her)
    assert form.answers == {"smile": 6, "sleep": 0, IMPRESSION: 2}
    assert (form.id, form.day, form.version, form.language) == (form_id, TODAY, "1", "en")
    assert (form.finished, form.seq) == (True, outcome.seq)
    assert last_finished_on(session, her.id, FUNCTION) == TODAY


def test_the_last_answer_to_an_item_stands(session: Session) -> None:
    her, form_id = amina(session), new_id()
    send(session, her, answer(form_id, "smile", 3, at=minutes(5)))
    send(session, her, answer(form_id, "smile", 8, at=minutes(9)))
    assert read_form(session, her.id, form_id).answers == {"smile": 3}
    send(session, her, answer(form_id, "smile", 4, at=minutes(5)))
    assert read_form(session, her.id, form_id).answers == {"smile": 4}, "at a tie the larger id"


def test_a_finished_form_is_closed(session: Session) -> None:
    her, form_id = amina(session), new_id()
    send(session, her, answer(form_id, "smile", 3))
    send(session, her, finish(form_id))
    for late in (answer(form_id, "smile", 9), answer(form_id, "sleep", 9)):
        outcome = send(session, her, late)
        assert outcome.status is Status.REJECTED
        assert "begin a new form" in str(outcome.reason)
    assert forms(session, her)[0].answers == {"smile": 3}


def test_an_answer_given_before_the_finish_counts_however_late_it_comes(session: Session) -> None:
    her, form_id = amina(session), new_id()
    send(session, her, answer(form_id, "smile", 3, at=minutes(9)))
    send(session, her, finish(form_id, at=minutes(5)))
    assert send(session, her, answer(form_id, "sleep", 7, at=minutes(6))).status is Status.APPLIED
    assert send(session, her, answer(form_id, "smile", 5, at=minutes(7))).status is Status.APPLIED
    assert forms(session, her)[0].answers == {"smile": 5, "sleep": 7}


def test_a_form_finished_on_two_phones_is_closed_by_the_first_finish(session: Session) -> None:
    her, form_id = amina(session), new_id()
    send(session, her, answer(form_id, "smile", 3, at=minutes(9)))
    send(session, her, answer(form_id, "smile", 8, at=minutes(4)))
    send(session, her, answer(form_id, "sleep", 1, at=minutes(4)))
    assert send(session, her, finish(form_id, at=minutes(2))).status is Status.APPLIED
    assert send(session, her, finish(form_id, at=minutes(1))).status is Status.APPLIED
    assert forms(session, her)[0].answers == {"smile": 8, "sleep": 1}
    assert send(session, her, finish(form_id, at=minutes(6))).status is Status.APPLIED
    assert forms(session, her)[0].answers == {"smile": 3}


def test_a_form_without_an_answer_is_not_kept(session: Session) -> None:
    her, form_id = amina(session), new_id()
    outcome = send(session, her, finish(form_id))
    assert (outcome.status, str(outcome.reason)) == (
        Status.REJECTED,
        "Please answer at least one question.",
    )
    send(session, her, answer(form_id, "smile", 3, at=minutes(1)))
    assert send(session, her, finish(form_id, at=minutes(2))).status is Status.REJECTED
    assert not read_form(session, her.id, form_id).finished
    assert send(session, her, finish(form_id)).status is Status.APPLIED


def test_the_first_answer_tells_the_day_of_a_form(session: Session) -> None:
    her, form_id = amina(session), new_id()
    yesterday = NOW - timedelta(days=1)
    send(session, her, answer(form_id, "smile", 3))
    send(session, her, answer(form_id, "sleep", 4, at=yesterday, day=TODAY - timedelta(days=1)))
    send(session, her, finish(form_id))
    assert forms(session, her)[0].day == TODAY - timedelta(days=1)


def test_forms_come_oldest_first_and_within_days(session: Session) -> None:
    her = amina(session)
    days = [TODAY - timedelta(days=n) for n in (0, 20, 10)]
    for n, day in enumerate(days):
        form_id, at = new_id(), NOW - (TODAY - day)
        send(session, her, answer(form_id, "smile", n, at=at, day=day))
        send(session, her, finish(form_id, at=at, day=day))
    assert [one.answers["smile"] for one in forms(session, her)] == [1, 2, 0]
    some = read_finished(session, her.id, FUNCTION, since=days[2], until=days[2])
    assert [one.day for one in some] == [days[2]]
    assert read_finished(session, her.id, "phq4") == ()


BAD: dict[str, dict[str, object]] = {
    "more than ten": {"answer": 11},
    "less than nothing": {"answer": -1},
    "a boolean": {"answer": True},
    "a number in words": {"answer": "3"},
    "half": {"answer": 2.5},
    "nothing": {"answer": None},
    "an impression of ten": {"item": IMPRESSION, "answer": 10},
    "an impression of nothing": {"item": IMPRESSION, "answer": 0},
    "an item of another form": {"item": "gad1"},
    "an unknown item": {"item": "whistle"},
    "an item with NUL": {"item": "smi\0le"},
    "half a character": {"item": "smile\ud800"},
    "a very long item": {"item": "smile" * 50_000},
    "no item": {"item": ""},
    "an unknown form": {"instrument": "phq9"},
    "a form that needs permission": {"instrument": "fdi_pf"},
    "an unknown version": {"version": "2"},
    "a version that is a number": {"version": 1},
    "an id that is none": {"form_id": "smile"},
    "an id of another sort": {"form_id": "00000000-0000-4000-8000-000000000000"},
    "a sum": {"total": 30},
}


@pytest.mark.parametrize("what", list(BAD))
def test_what_is_no_answer_is_refused_with_a_sentence(session: Session, what: str) -> None:
    her, form_id = amina(session), new_id()
    said = {"form_id": str(form_id), **ABOUT, "item": "smile", "answer": 3, **BAD[what]}
    outcome = send(session, her, event("form.answer", said))
    assert outcome.status is Status.REJECTED
    assert str(outcome.reason)
    with pytest.raises(NotFound):
        read_form(session, her.id, form_id)


@pytest.mark.parametrize("more", [{"item": "smile"}, {"answer": 3}, {"version": "2"}])
def test_a_finish_says_only_which_form(session: Session, more: dict[str, object]) -> None:
    her, form_id = amina(session), new_id()
    send(session, her, answer(form_id, "smile", 3))
    said = {"form_id": str(form_id), **ABOUT, **more}
    assert send(session, her, event("form.finish", said)).status is Status.REJECTED
    assert forms(session, her) == []


def test_the_same_id_is_another_form_for_somebody_else(session: Session) -> None:
    her, him, form_id = amina(session), dan(session), new_id()
    send(session, her, answer(form_id, "smile", 3))
    send(session, him, answer(form_id, "smile", 9))
    send(session, him, finish(form_id))
    assert read_form(session, her.id, form_id).answers == {"smile": 3}
    assert forms(session, her) == []
    assert forms(session, him)[0].answers == {"smile": 9}


def test_the_plain_form_asks_what_the_rules_know() -> None:
    assert tuple(FunctionDraft.model_fields) == (*FUNCTION_ITEMS, IMPRESSION)


moments = st.integers(0, 4)
made = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(("smile", "sleep")), st.integers(0, 10), moments),
        st.tuples(st.just("finish"), st.just(0), moments),
    ),
    min_size=1,
    max_size=5,
)


@pytest.fixture
def settled(engines: Engines) -> Someone:
    """Amina, once for all the orders."""
    with Session(engines.writing, expire_on_commit=False) as session, session.begin():
        return amina(session)


@given(made)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_order_of_arrival_never_matters(
    engines: Engines, settled: Someone, said: list[tuple[str, int, int]]
) -> None:
    """In any order, what was refused being sent once more, the same form stands."""
    form_id = new_id()
    bodies = [
        finish(form_id, at=minutes(ago)) if item == "finish" else
        answer(form_id, item, value, at=minutes(ago))
        for item, value, ago in said
    ]  # fmt: skip
    stands = {_arriving(engines, settled, form_id, order) for order in _orders(bodies)}
    assert len(stands) == 1


def _orders(bodies: list[dict[str, object]]) -> Iterable[tuple[dict[str, object], ...]]:
    """Give some orders, the first and the last among them."""
    every = list(permutations(bodies))
    return every[:: max(1, len(every) // 6)] + every[-1:]


def _arriving(
    engines: Engines, her: Someone, form_id: UUID, bodies: tuple[dict[str, object], ...]
) -> tuple[object, ...]:
    with Session(engines.writing, expire_on_commit=False) as session, session.begin() as all_of_it:
        for body in (*bodies, *bodies):
            send(session, her, body)
        try:
            form = read_form(session, her.id, form_id)
            stands = (form.finished, form.day, *sorted(form.answers.items()))
        except NotFound:
            stands = ()
        all_of_it.rollback()
    return stands
