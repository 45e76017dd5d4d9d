"""After a session: effort and pain, each optional, each session for itself."""

import pytest
from sqlmodel import Session

from backend.domain.events import Status
from backend.store.sessions import read_felt
from tests.people import TODAY, amina, event, send


def test_each_session_of_a_day_is_kept_for_itself(session: Session) -> None:
    her = amina(session)
    item = str(her.item("rest_scan").id)
    send(session, her, event("session.felt", {"effort": 2, "pain": 0, "items": [item]}))
    send(session, her, event("session.felt", {"pain": 5}))
    first, second = read_felt(session, her.id, since=TODAY, until=TODAY)
    assert (first.effort, first.pain, [str(one) for one in first.items]) == (2, 0, [item])
    assert (second.effort, second.pain, second.items) == (None, 5, ())


def test_sent_twice_it_is_kept_once(session: Session) -> None:
    her = amina(session)
    body = event("session.felt", {"effort": 2})
    send(session, her, body)
    assert send(session, her, body).status is Status.DUPLICATE
    assert len(read_felt(session, her.id, since=TODAY, until=TODAY)) == 1


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"items": []},
        {"effort": 11},
        {"pain": -1},
        {"effort": True},
        {"effort": 2.0},
        {"effort": "2"},
        {"effort": 2, "items": ["nonsense"]},
        {"effort": 2, "items": ["00000000-0000-4000-8000-000000000000"] * 41},
        {"effort": 2, "dose": 1},
    ],
)
def test_an_answer_outside_its_bounds_is_refused_with_a_sentence(
    session: Session, payload: dict[str, object]
) -> None:
    her = amina(session)
    outcome = send(session, her, event("session.felt", payload))
    assert outcome.status is Status.REJECTED
    assert str(outcome.reason)
    assert read_felt(session, her.id, since=TODAY, until=TODAY) == ()
