"""Adding a phone by a short code; on both databases."""

from datetime import timedelta

from sqlmodel import Session

from backend.domain.activity import ActivityKind
from backend.domain.credentials import CodeKind, spell_code
from backend.services.activity import read_recent
from backend.services.devices import Present, end_device, end_others, open_session, who_is
from backend.services.joining import (
    DEAD_CODE,
    let_in_again,
    look_up,
    make_code,
    make_recovery_code,
)
from backend.services.pairing import add_phone, make_phone_code
from backend.services.signing_in import Asker, Outcome, Refused, SignedIn
from backend.services.throttling import TooSoon
from tests.entering import HERE, gate, give_passphrase, newcomer, there
from tests.people import NOW, Someone

TEN_MINUTES, SECOND = timedelta(minutes=10), timedelta(seconds=1)
PHONE = there(7, "Safari, iPhone")


def amina(session: Session) -> Someone:
    her = newcomer(session)
    give_passphrase(session, her)
    return her


def add(
    session: Session, code: str, *, asker: Asker = PHONE, after: timedelta = timedelta()
) -> Outcome:
    return add_phone(session, gate(), code, asker=asker, now=NOW + after)


def dead(outcome: object) -> bool:
    return outcome == Refused(DEAD_CODE, "code")


def present_of(session: Session, token: str) -> Present:
    found = who_is(session, token, now=NOW)
    assert found is not None
    return found


def test_a_phone_is_added_by_eight_signs_and_may_get_a_passkey_at_once(session: Session) -> None:
    her = amina(session)
    code = make_phone_code(session, her.id, now=NOW)
    assert len(code) == 8
    outcome = add(session, spell_code(code).lower().replace("-", " "))
    assert isinstance(outcome, SignedIn)
    present = present_of(session, outcome.token)
    assert (present.patient.id, present.device.name) == (her.id, "Safari, iPhone")
    assert present.device.proved(NOW)
    assert read_recent(session, her.id)[0].kind is ActivityKind.PHONE_ADDED


def test_the_code_works_once_and_for_ten_minutes(session: Session) -> None:
    her = amina(session)
    code = make_phone_code(session, her.id, now=NOW)
    assert dead(add(session, code, after=TEN_MINUTES))
    assert isinstance(add(session, code, after=TEN_MINUTES - SECOND), SignedIn)
    assert dead(add(session, code))


def test_a_newer_code_replaces_the_one_before_and_nobody_elses(session: Session) -> None:
    her, him = amina(session), newcomer(session)
    his = make_phone_code(session, him.id, now=NOW)
    old = make_phone_code(session, her.id, now=NOW)
    new = make_phone_code(session, her.id, now=NOW)
    assert dead(add(session, old))
    for code in (new, his):
        assert isinstance(add(session, code), SignedIn)


def test_a_phones_code_opens_nothing_else_and_nothing_else_adds_a_phone(session: Session) -> None:
    her = amina(session)
    code = make_phone_code(session, her.id, now=NOW)
    assert dead(look_up(session, gate(), code, asker=HERE, now=NOW))
    others = [
        make_recovery_code(session, her.id, now=NOW),
        let_in_again(session, her.patient.key, now=NOW),
        make_code(session, CodeKind.INVITE, now=NOW),
        make_code(session, CodeKind.SET_UP, now=NOW),
    ]
    for number, other in enumerate(others):
        assert dead(add(session, other, asker=there(20 + number)))
    assert isinstance(add(session, code), SignedIn)


def test_guessing_a_code_slows_down(session: Session) -> None:
    her = amina(session)
    code = make_phone_code(session, her.id, now=NOW)
    for number in range(5):
        assert dead(add(session, f"0000000{number}"))
    assert add(session, code) == TooSoon(1)
    assert isinstance(add(session, code, after=SECOND), SignedIn)


def test_ending_a_device_ends_the_code_it_may_have_made(session: Session) -> None:
    her = amina(session)
    mine = present_of(session, open_session(session, her.id, now=NOW))
    thiefs = present_of(session, open_session(session, her.id, now=NOW))
    code = make_phone_code(session, her.id, now=NOW)
    end_device(session, her.id, thiefs.device.id, now=NOW)
    assert dead(add(session, code))
    code = make_phone_code(session, her.id, now=NOW)
    end_others(session, her.id, mine.device, now=NOW)
    assert dead(add(session, code))
