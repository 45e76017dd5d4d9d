"""Being signed in: for how long, where, and how it ends. On both databases."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from backend.domain.accounts import SESSION_IDLE, SESSION_LONGEST
from backend.domain.activity import ActivityKind
from backend.domain.errors import NotFound
from backend.services import devices
from backend.services.activity import read_recent
from backend.services.devices import Present, open_session, who_is
from backend.store.account_tables import SessionRow
from tests.entering import newcomer
from tests.people import NOW, Someone

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def present_of(session: Session, token: str, *, now: datetime = NOW) -> Present:
    found = who_is(session, token, now=now)
    assert found is not None
    return found


def kinds(session: Session, someone: Someone) -> list[ActivityKind]:
    return [row.kind for row in read_recent(session, someone.id)]


def test_every_session_has_a_token_of_its_own_and_only_a_digest_is_kept(session: Session) -> None:
    her = newcomer(session)
    tokens = [open_session(session, her.id, now=NOW, device="Firefox, Linux") for _ in range(5)]
    assert len(set(tokens)) == 5
    assert {len(token) for token in tokens} == {43}
    kept = session.exec(select(SessionRow.token_digest)).all()
    assert not set(kept) & set(tokens)


def test_what_a_stolen_database_holds_signs_nobody_in(session: Session) -> None:
    open_session(session, newcomer(session).id, now=NOW)
    kept = session.exec(select(SessionRow.token_digest, SessionRow.id)).one()
    for stolen in (kept[0], str(kept[1]), kept[1].hex, ""):
        assert who_is(session, stolen, now=NOW) is None


def test_a_session_ends_when_it_is_not_used_for_thirty_days(session: Session) -> None:
    token = open_session(session, newcomer(session).id, now=NOW)
    assert present_of(session, token, now=NOW + SESSION_IDLE).noted is False
    assert who_is(session, token, now=NOW + SESSION_IDLE + DAY) is None
    devices.touch_session(session, token, now=NOW + SESSION_IDLE)
    later = NOW + SESSION_IDLE + SESSION_IDLE
    assert present_of(session, token, now=later).device.seen_on == (NOW + SESSION_IDLE).date()
    assert who_is(session, token, now=later + DAY) is None


def test_no_session_lives_longer_than_180_days_however_often_it_is_used(session: Session) -> None:
    her = newcomer(session)
    token = open_session(session, her.id, now=NOW)
    end = NOW + SESSION_LONGEST
    at = NOW
    while at < end - DAY:
        at += timedelta(days=20)
        devices.touch_session(session, token, now=min(at, end - SECOND))
    device = present_of(session, token, now=end - SECOND).device
    token = devices.renew_proved(session, her.id, device, now=end - SECOND)
    assert who_is(session, token, now=end - SECOND) is not None
    assert who_is(session, token, now=end) is None


def test_signing_out_ends_the_session_on_the_server(session: Session) -> None:
    her = newcomer(session)
    token, other = (open_session(session, her.id, now=NOW) for _ in range(2))
    devices.sign_out(session, token, now=NOW)
    devices.sign_out(session, token, now=NOW)
    assert who_is(session, token, now=NOW) is None
    assert who_is(session, other, now=NOW) is not None
    assert kinds(session, her) == [ActivityKind.SIGNED_OUT]


def test_a_session_that_ended_cannot_be_renewed(session: Session) -> None:
    her = newcomer(session)
    token = open_session(session, her.id, now=NOW)
    device = present_of(session, token).device
    devices.sign_out(session, token, now=NOW)
    with pytest.raises(NotFound):
        devices.renew_proved(session, her.id, device, now=NOW)


def test_amina_sees_where_she_is_signed_in_and_ends_one(session: Session) -> None:
    her = newcomer(session)
    old = open_session(session, her.id, now=NOW - 3 * DAY, device="Chrome, Android")
    new = open_session(session, her.id, now=NOW, device="Firefox, Linux")
    open_session(session, her.id, now=NOW - 40 * DAY, device="long unused")
    listed = devices.read_devices(session, her.id, now=NOW)
    assert [device.name for device in listed] == ["Firefox, Linux", "Chrome, Android"]
    devices.end_device(session, her.id, listed[1].id, now=NOW)
    assert who_is(session, old, now=NOW) is None
    assert who_is(session, new, now=NOW) is not None
    row = read_recent(session, her.id)[0]
    assert (row.kind, row.about) == (ActivityKind.DEVICE_ENDED, "Chrome, Android")


def test_ending_the_others_leaves_this_one_and_other_people_alone(session: Session) -> None:
    her, him = newcomer(session), newcomer(session)
    mine, _, _ = (open_session(session, her.id, now=NOW) for _ in range(3))
    his = open_session(session, him.id, now=NOW)
    device = present_of(session, mine).device
    assert devices.end_others(session, her.id, device, now=NOW) == 2
    assert devices.end_others(session, her.id, device, now=NOW) == 0
    assert [one.id for one in devices.read_devices(session, her.id, now=NOW)] == [device.id]
    assert who_is(session, his, now=NOW) is not None
    assert kinds(session, her) == [ActivityKind.OTHERS_ENDED]


def test_nobody_ends_or_renews_somebody_elses_session(session: Session) -> None:
    her, him = newcomer(session), newcomer(session)
    hers = present_of(session, open_session(session, her.id, now=NOW)).device
    for wanted in (hers.id, uuid4()):
        with pytest.raises(NotFound):
            devices.end_device(session, him.id, wanted, now=NOW)
    with pytest.raises(NotFound):
        devices.renew_proved(session, him.id, hers, now=NOW)
    assert devices.read_devices(session, him.id, now=NOW) == ()
    assert len(devices.read_devices(session, her.id, now=NOW)) == 1


def test_a_proof_counts_for_ten_minutes_and_never_from_the_future(session: Session) -> None:
    her = newcomer(session)
    device = present_of(session, open_session(session, her.id, now=NOW, proved=True)).device
    ten = timedelta(minutes=10)
    assert [device.proved(NOW + after) for after in (-SECOND, timedelta(), ten - SECOND, ten)] == [
        False,
        True,
        True,
        False,
    ]
    bare = present_of(session, open_session(session, her.id, now=NOW)).device
    assert not bare.proved(NOW)
