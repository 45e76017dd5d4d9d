"""Signing in with a passphrase, and who is slowed down by wrong ones. On both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from statistics import median
from time import perf_counter

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from backend.domain.activity import ActivityKind
from backend.domain.credentials import FREE_FAILURES, LONGEST_WAIT
from backend.services import passkeys
from backend.services.activity import read_recent
from backend.services.devices import end_all, read_devices, who_is
from backend.services.passphrases import PassphraseDraft, set_passphrase
from backend.services.sealing import Hasher
from backend.services.signing_in import (
    NOT_RIGHT,
    NOT_TOGETHER,
    Asker,
    Outcome,
    Refused,
    SignedIn,
    SignInDraft,
    prove,
    prove_by_passkey,
    sign_in,
    sign_in_by_passkey,
)
from backend.services.throttling import TooSoon
from backend.store.account_tables import SignInFailureRow
from backend.store.engines import Engines
from tests.authenticator import Authenticator
from tests.entering import (
    HASHER,
    HERE,
    HOME,
    PASSPHRASE,
    Quick,
    at,
    desk,
    give_passkey,
    give_passphrase,
    newcomer,
    there,
)
from tests.people import NOW, Someone

WRONG = "eight herons cross the lake"
SECOND = timedelta(seconds=1)

pytestmark = pytest.mark.usefixtures("amina")


@pytest.fixture
def amina(engines: Engines) -> Someone:
    """Amina, who chose a passphrase."""
    with Session(engines.writing, expire_on_commit=False) as session, session.begin():
        her = newcomer(session)
        give_passphrase(session, her)
        return her


def enter(
    engines: Engines,
    passphrase: str = PASSPHRASE,
    *,
    name: str = "Amina",
    asker: Asker = HERE,
    after: timedelta = timedelta(),
) -> Outcome:
    draft = SignInDraft(name=name, passphrase=passphrase)
    return sign_in(desk(engines), draft, asker=asker, now=NOW + after)


def kinds(engines: Engines, someone: Someone) -> list[ActivityKind]:
    with Session(engines.reading) as session:
        return [row.kind for row in read_recent(session, someone.id)]


def test_amina_signs_in_by_her_name_however_it_is_written(engines: Engines, amina: Someone) -> None:
    for name in ("Amina", "  amina ", "AMINA", "\uff21mina", "ami\u200bna"):
        outcome = enter(engines, name=name)
        assert isinstance(outcome, SignedIn)
        with Session(engines.reading) as session:
            present = who_is(session, outcome.token, now=NOW)
        assert present is not None
        assert (present.patient.id, present.secured) == (amina.id, True)
        assert present.device.proved(NOW)
    assert kinds(engines, amina)[:5] == [ActivityKind.SIGNED_IN] * 5


def test_a_passphrase_is_exactly_what_was_chosen(engines: Engines) -> None:
    almost = (PASSPHRASE.upper(), f"{PASSPHRASE} ", f" {PASSPHRASE}", "", PASSPHRASE[:-1])
    for number, typed in enumerate(almost):
        told = enter(engines, typed, asker=there(number))
        assert told == Refused(NOT_TOGETHER, "passphrase")


def test_an_unknown_name_is_answered_like_a_known_one(engines: Engines) -> None:
    known = [enter(engines, WRONG, asker=there(1)) for _ in range(6)]
    unknown = [enter(engines, WRONG, name="Nobody", asker=there(2)) for _ in range(6)]
    assert known == unknown
    assert known[-2:] == [Refused(NOT_TOGETHER, "passphrase"), TooSoon(1)]


def test_an_unknown_name_takes_as_long_as_a_known_one(engines: Engines, amina: Someone) -> None:
    """Without a hash to judge it would be some ten times quicker."""
    real = desk(engines, Hasher())
    with Session(engines.writing) as session, session.begin():
        give_passphrase(session, amina, hasher=real.hasher)

    def seconds(name: str, number: int) -> float:
        draft = SignInDraft(name=name, passphrase=WRONG)
        later, asker = NOW + timedelta(hours=number), at(f"192.0.2.{number}")
        began = perf_counter()
        assert isinstance(sign_in(real, draft, asker=asker, now=later), Refused)
        return perf_counter() - began

    pairs = [(seconds("Amina", one), seconds("Nobody", one)) for one in range(1, 26)]
    known, unknown = (median(times) for times in zip(*pairs, strict=True))
    assert 0.6 < known / unknown < 1.7


def test_five_failures_are_free_and_then_each_waits_twice_as_long(engines: Engines) -> None:
    after = timedelta()
    for _ in range(FREE_FAILURES):
        assert isinstance(enter(engines, WRONG, asker=there(1)), Refused)
    for number, seconds in enumerate([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900], 2):
        early = after + timedelta(seconds=seconds) - timedelta(milliseconds=1)
        assert enter(engines, after=after, asker=there(number)) == TooSoon(seconds)
        assert enter(engines, after=early, asker=there(number)) == TooSoon(1)
        after += timedelta(seconds=seconds)
        assert isinstance(enter(engines, WRONG, after=after, asker=there(number)), Refused)
    assert isinstance(enter(engines, after=after + LONGEST_WAIT, asker=there(99)), SignedIn)


def test_who_waits_is_not_counted_again(engines: Engines) -> None:
    for _ in range(FREE_FAILURES):
        enter(engines, WRONG)
    for _ in range(20):
        assert enter(engines, WRONG) == TooSoon(1)
    assert isinstance(enter(engines, after=SECOND), SignedIn)


def test_a_right_passphrase_clears_the_account_and_only_its_own_try_of_the_address(
    engines: Engines,
) -> None:
    for name in ("Ben", "Chen", "Dan", "Amina"):
        enter(engines, WRONG, name=name)
    assert isinstance(enter(engines), SignedIn)
    enter(engines, WRONG, name="Eve")
    assert enter(engines, WRONG, name="Finn") == TooSoon(1)
    for _ in range(FREE_FAILURES):
        assert isinstance(enter(engines, WRONG, asker=there()), Refused)
    assert isinstance(enter(engines, WRONG, asker=there()), TooSoon)


def test_whoever_waited_and_is_right_need_not_wait_for_the_next_form(engines: Engines) -> None:
    for name in ("a", "b", "c", "d", "e"):
        enter(engines, WRONG, name=name)
    assert enter(engines) == TooSoon(1)
    assert isinstance(enter(engines, after=SECOND), SignedIn)
    assert isinstance(enter(engines, after=SECOND), SignedIn)
    assert isinstance(enter(engines, WRONG, after=SECOND), Refused)
    assert isinstance(enter(engines, after=SECOND), TooSoon)


def test_parallel_guesses_share_no_attempt(engines: Engines) -> None:
    with ThreadPoolExecutor(20) as at_once:
        told = list(
            at_once.map(lambda number: enter(engines, WRONG, asker=there(number)), range(20))
        )
    assert sum(isinstance(one, Refused) for one in told) == FREE_FAILURES
    assert sum(isinstance(one, TooSoon) for one in told) == 20 - FREE_FAILURES


def test_an_address_that_tries_many_names_is_slowed_down(engines: Engines) -> None:
    told = [enter(engines, WRONG, name=f"name {number}") for number in range(8)]
    assert [isinstance(one, TooSoon) for one in told] == [False] * 5 + [True] * 3
    assert enter(engines) == TooSoon(1)
    assert isinstance(enter(engines, asker=there()), SignedIn)


def test_a_household_is_one_address_however_many_it_uses(engines: Engines) -> None:
    told = [
        enter(engines, WRONG, name=f"n {number}", asker=at(f"2001:db8::{number:x}"))
        for number in range(8)
    ]
    assert [isinstance(one, TooSoon) for one in told] == [False] * 5 + [True] * 3
    assert isinstance(enter(engines, asker=at("2001:db8:0:1::1")), SignedIn)


def test_a_passkey_opens_while_the_passphrase_is_slowed_down(
    engines: Engines, amina: Someone
) -> None:
    phone = Authenticator()
    for number in range(8):
        enter(engines, WRONG, asker=there(number))
    assert isinstance(enter(engines), TooSoon)
    with Session(engines.writing) as session, session.begin():
        give_passkey(session, amina, phone)
        offered = passkeys.offer_sign_in(session, HOME, asker=HERE.key, now=NOW)
        outcome = sign_in_by_passkey(session, HOME, phone.sign_in(offered), asker=HERE, now=NOW)
    assert isinstance(outcome, SignedIn)


def test_guessing_elsewhere_does_not_keep_amina_out_where_she_got_in_before(
    engines: Engines,
) -> None:
    assert isinstance(enter(engines), SignedIn)
    for number in range(12):
        enter(engines, WRONG, asker=there(number))
    assert enter(engines, asker=there(50)) == TooSoon(1)
    assert isinstance(enter(engines), SignedIn)
    assert enter(engines, asker=there(50)) == TooSoon(1)
    told = [enter(engines, WRONG, asker=HERE) for _ in range(FREE_FAILURES + 1)]
    assert told[-2:] == [Refused(NOT_TOGETHER, "passphrase"), TooSoon(1)]


def test_a_passphrase_changed_while_the_old_one_is_judged_lets_nobody_in(
    engines: Engines, amina: Someone
) -> None:
    class Slow(Quick):
        """While it judges, Amina chooses another one on her phone and signs everybody out."""

        def match(self, kept: str, passcode: str) -> bool:
            right = super().match(kept, passcode)
            chosen = PassphraseDraft(name="Amina", passphrase="four other quiet words")  # noqa: S106
            with Session(engines.writing) as session, session.begin():
                set_passphrase(session, amina.id, chosen, hasher=HASHER, now=NOW)
                end_all(session, amina.id)
            return right

    slow = replace(desk(engines), hasher=Slow())
    told = sign_in(slow, SignInDraft(name="Amina", passphrase=PASSPHRASE), asker=HERE, now=NOW)
    assert told == Refused(NOT_TOGETHER, "passphrase")
    with Session(engines.reading) as session:
        assert read_devices(session, amina.id, now=NOW) == ()


def test_a_day_later_nothing_is_left_of_it(engines: Engines) -> None:
    for _ in range(FREE_FAILURES):
        enter(engines, WRONG)
    day = timedelta(days=1)
    for _ in range(FREE_FAILURES):
        assert isinstance(enter(engines, WRONG, after=day), Refused)
    assert enter(engines, WRONG, after=day) == TooSoon(1)


def test_a_clock_that_was_set_back_locks_nobody_out(engines: Engines) -> None:
    year = timedelta(days=365)
    for _ in range(FREE_FAILURES):
        enter(engines, WRONG, after=year)
    assert enter(engines) == TooSoon(1)
    assert isinstance(enter(engines, after=SECOND), SignedIn)


def test_who_is_slowed_down_is_kept_as_no_name_and_no_address(engines: Engines) -> None:
    enter(engines, WRONG)
    with Session(engines.reading) as session:
        kept = session.exec(select(SignInFailureRow.subject)).all()
    assert {len(one) for one in kept} == {64}
    assert not any("amina" in one.lower() or HERE.address in one for one in kept)


def test_failures_are_seen_by_the_owner_and_do_not_bury_the_rest(
    engines: Engines, amina: Someone
) -> None:
    for number in range(30):
        later = timedelta(minutes=16 * number)
        enter(engines, WRONG, asker=there(number % 3), after=later)
    seen = kinds(engines, amina)
    assert seen.count(ActivityKind.SIGN_IN_FAILED) == 10
    assert ActivityKind.PASSPHRASE_SET in seen


def test_nothing_typed_is_kept_in_recent_activity(engines: Engines, amina: Someone) -> None:
    enter(engines, WRONG)
    enter(engines)
    with Session(engines.reading) as session:
        about = {row.about for row in read_recent(session, amina.id)}
    assert about == {HERE.device, ""}


# Showing once more that it is oneself


def test_a_proof_gives_the_session_another_token_and_the_old_one_is_dead(engines: Engines) -> None:
    first = enter(engines)
    assert isinstance(first, SignedIn)
    later = NOW + timedelta(minutes=30)
    with Session(engines.reading) as session:
        before = who_is(session, first.token, now=later)
    assert before is not None
    assert not before.device.proved(later)
    again = prove(desk(engines), before.patient, before.device, PASSPHRASE, asker=HERE, now=later)
    assert isinstance(again, SignedIn)
    with Session(engines.reading) as session:
        assert who_is(session, first.token, now=later) is None
        after = who_is(session, again.token, now=later)
    assert after is not None
    assert after.device.id == before.device.id
    assert after.device.proved(later + timedelta(minutes=10) - SECOND)
    assert not after.device.proved(later + timedelta(minutes=10))


def test_a_wrong_proof_is_slowed_down_too_and_signs_nobody_out(engines: Engines) -> None:
    first = enter(engines)
    assert isinstance(first, SignedIn)
    with Session(engines.reading) as session:
        present = who_is(session, first.token, now=NOW)
    assert present is not None

    def show(passphrase: str, after: timedelta = timedelta()) -> Outcome:
        return prove(
            desk(engines), present.patient, present.device, passphrase, asker=HERE, now=NOW + after
        )

    for _ in range(FREE_FAILURES):
        assert show(WRONG) == Refused(NOT_RIGHT, "passphrase")
    assert show(PASSPHRASE) == TooSoon(1)
    with Session(engines.reading) as session:
        assert who_is(session, first.token, now=NOW) is not None
    assert isinstance(show(PASSPHRASE, SECOND), SignedIn)


def test_guessing_from_outside_does_not_slow_down_who_is_in(engines: Engines) -> None:
    first = enter(engines)
    assert isinstance(first, SignedIn)
    for number in range(8):
        enter(engines, WRONG, asker=there(number))
    with Session(engines.reading) as session:
        present = who_is(session, first.token, now=NOW)
    assert present is not None
    shown = prove(desk(engines), present.patient, present.device, PASSPHRASE, asker=HERE, now=NOW)
    assert isinstance(shown, SignedIn)


def test_somebody_elses_key_proves_nothing(engines: Engines, amina: Someone) -> None:
    first, hers, his = enter(engines), Authenticator(), Authenticator()
    assert isinstance(first, SignedIn)
    with Session(engines.writing) as session, session.begin():
        present = who_is(session, first.token, now=NOW)
        assert present is not None
        give_passkey(session, amina, hers)
        give_passkey(session, newcomer(session), his)
        for phone, proves in ((his, False), (hers, True)):
            offered = passkeys.offer_sign_in(session, HOME, asker=HERE.key, now=NOW)
            shown = prove_by_passkey(
                session,
                HOME,
                present.patient,
                present.device,
                phone.sign_in(offered),
                asker=HERE,
                now=NOW,
            )
            assert isinstance(shown, SignedIn) is proves


def test_whoever_was_deleted_does_not_get_in(engines: Engines) -> None:
    with engines.writing.begin() as connection:
        connection.execute(sa.text("DELETE FROM patient"))
    assert enter(engines) == Refused(NOT_TOGETHER, "passphrase")
