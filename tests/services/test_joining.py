"""Coming in by a code that works once; on both databases."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import Session

from backend.domain.activity import ActivityKind
from backend.domain.credentials import CodeKind, spell_code
from backend.domain.errors import NotFound
from backend.services import joining, passkeys
from backend.services.activity import read_recent
from backend.services.devices import open_session, who_is
from backend.services.joining import (
    DEAD_CODE,
    FIRST_ONE_FIRST,
    NO_CODE,
    NOT_OPEN,
    Invited,
    Registration,
    join_by_passkey,
    join_by_passphrase,
    look_up,
    make_code,
    make_recovery_code,
    make_set_up_code,
)
from backend.services.pairing import add_phone, make_phone_code
from backend.services.passkeys import NO_PASSKEY
from backend.services.passphrases import (
    TAKEN,
    HashedPassphrase,
    PassphraseDraft,
    hash_passphrase,
)
from backend.services.signing_in import Asker, Outcome, Refused, SignedIn
from backend.services.throttling import TooSoon
from backend.store.credentials import read_ways_in
from tests.authenticator import Authenticator
from tests.entering import (
    HASHER,
    HERE,
    HOME,
    PASSPHRASE,
    gate,
    give_passkey,
    give_passphrase,
    newcomer,
    there,
)
from tests.people import NOW, Someone

CHOSEN = hash_passphrase(PassphraseDraft(name="Ben", passphrase=PASSPHRASE), HASHER)
SECOND = timedelta(seconds=1)


def by_phrase(
    session: Session,
    code: str,
    *,
    registration: Registration = "invite",
    asker: Asker = HERE,
    after: timedelta = timedelta(),
    name: str = "Ben",
) -> Outcome:
    chosen = HashedPassphrase(name, CHOSEN.hash)
    return join_by_passphrase(
        session, gate(registration), code, chosen, language="en", asker=asker, now=NOW + after
    )


def by_key(
    session: Session, code: str, phone: Authenticator, *, registration: Registration = "invite"
) -> Outcome:
    offered = joining.offer_passkey(session, gate(registration), HOME, code, asker=HERE, now=NOW)
    assert isinstance(offered, dict)
    return join_by_passkey(
        session,
        gate(registration),
        HOME,
        code,
        phone.register(offered),
        language="zh-Hans",
        asker=HERE,
        now=NOW,
    )


def looked_up(
    session: Session,
    code: str,
    *,
    registration: Registration = "invite",
    after: timedelta = timedelta(),
    asker: Asker = HERE,
) -> object:
    return look_up(session, gate(registration), code, asker=asker, now=NOW + after)


def secured(session: Session, name: str = "Amina") -> Someone:
    her = newcomer(session)
    give_passphrase(session, her, name=name)
    return her


def kinds(session: Session, patient_id: UUID) -> list[ActivityKind]:
    return [row.kind for row in read_recent(session, patient_id)]


def dead(outcome: object) -> bool:
    return outcome == Refused(DEAD_CODE, "code")


# Setting the server up


def test_the_first_person_comes_in_by_the_code_on_the_terminal(session: Session) -> None:
    code = make_set_up_code(session, now=NOW)
    assert code is not None
    outcome = by_key(session, spell_code(code).lower(), Authenticator())
    assert isinstance(outcome, SignedIn)
    assert (outcome.patient.language, outcome.patient.agreed_at) == ("zh-Hans", None)
    assert read_ways_in(session, outcome.patient.id).passkeys[0].name == HERE.device
    assert kinds(session, outcome.patient.id)[0] is ActivityKind.JOINED
    present = who_is(session, outcome.token, now=NOW)
    assert present is not None
    assert present.secured


def test_whoever_began_without_a_credential_keeps_everything(session: Session) -> None:
    her = newcomer(session)
    code = make_set_up_code(session, now=NOW)
    outcome = by_phrase(session, str(code))
    assert isinstance(outcome, SignedIn)
    assert outcome.patient.id == her.id


def test_a_set_up_code_works_once_and_for_half_an_hour(session: Session) -> None:
    first = str(make_set_up_code(session, now=NOW))
    code = str(make_set_up_code(session, now=NOW))
    assert dead(looked_up(session, first))
    late = timedelta(minutes=30)
    assert isinstance(looked_up(session, code, after=late - SECOND), Invited)
    assert dead(looked_up(session, code, after=late))
    assert isinstance(by_phrase(session, code), SignedIn)
    assert dead(by_phrase(session, code, name="Eve"))


def test_once_anybody_can_sign_in_there_is_no_set_up(session: Session) -> None:
    code = str(make_set_up_code(session, now=NOW))
    secured(session)
    assert dead(looked_up(session, code))
    assert make_set_up_code(session, now=NOW) is None


# Invitations, and who may join at all


def test_an_invitation_lasts_a_week_and_works_once(session: Session) -> None:
    secured(session)
    code = make_code(session, CodeKind.INVITE, now=NOW)
    week = timedelta(days=7)
    assert isinstance(looked_up(session, code, after=week - SECOND), Invited)
    assert dead(looked_up(session, code, after=week))
    outcome = by_phrase(session, code, after=week - SECOND)
    assert isinstance(outcome, SignedIn)
    assert dead(by_phrase(session, code, name="Eve"))


def test_a_second_person_waits_until_the_first_can_sign_in(session: Session) -> None:
    her = newcomer(session)
    code = make_code(session, CodeKind.INVITE, now=NOW)
    told = Refused(FIRST_ONE_FIRST, "code")
    assert by_phrase(session, code) == told
    assert by_phrase(session, "", registration="open") == told
    give_passkey(session, her, Authenticator())
    assert isinstance(by_phrase(session, code), SignedIn)


@pytest.mark.parametrize(
    ("registration", "without", "invited"),
    [("open", None, True), ("invite", NO_CODE, True), ("closed", NOT_OPEN, False)],
)
def test_who_runs_the_server_says_who_may_join(
    session: Session, registration: Registration, without: object, *, invited: bool
) -> None:
    secured(session)
    code = make_code(session, CodeKind.INVITE, now=NOW)
    uninvited = by_phrase(session, "", registration=registration, name="Nobody's guest")
    assert getattr(uninvited, "sentence", None) == without
    outcome = by_phrase(session, code, registration=registration)
    assert isinstance(outcome, SignedIn) is invited


def test_a_closed_server_still_lets_its_own_people_in(session: Session) -> None:
    her = secured(session)
    recovery = make_recovery_code(session, her.id, now=NOW)
    assert isinstance(by_phrase(session, recovery, registration="closed", name="A"), SignedIn)
    again = joining.let_in_again(session, her.patient.key, now=NOW)
    assert isinstance(by_phrase(session, again, registration="closed", name="A"), SignedIn)


def test_nobody_fills_an_open_server_from_one_address(session: Session) -> None:
    secured(session)
    told = [
        by_phrase(session, "", registration="open", name=f"person {number}") for number in range(7)
    ]
    assert [isinstance(one, SignedIn) for one in told] == [True] * 5 + [False] * 2
    assert told[-1] == TooSoon(1)
    assert isinstance(
        by_phrase(session, "", registration="open", name="other", asker=there()), SignedIn
    )


def test_a_taken_name_is_told_and_counts_as_a_try(session: Session) -> None:
    secured(session, "Ben")
    code = make_code(session, CodeKind.INVITE, now=NOW)
    for _ in range(5):
        assert by_phrase(session, code, name="BEN") == Refused(TAKEN, "name")
    assert by_phrase(session, code, name="Anna") == TooSoon(1)
    assert isinstance(by_phrase(session, code, name="Anna", after=SECOND), SignedIn)


# Recovery, and being let in again


def test_a_recovery_code_opens_once_and_ends_every_session(session: Session) -> None:
    her = secured(session)
    before = [open_session(session, her.id, now=NOW) for _ in range(3)]
    code = make_recovery_code(session, her.id, now=NOW)
    outcome = by_key(session, code, Authenticator())
    assert isinstance(outcome, SignedIn)
    assert outcome.patient.id == her.id
    assert [who_is(session, token, now=NOW) for token in before] == [None] * 3
    assert who_is(session, outcome.token, now=NOW) is not None
    assert read_ways_in(session, her.id).recovery_made_at is None
    assert kinds(session, her.id).count(ActivityKind.RECOVERED) == 1
    assert dead(looked_up(session, code))


def test_a_new_recovery_code_replaces_the_one_on_paper(session: Session) -> None:
    her = secured(session)
    old = make_recovery_code(session, her.id, now=NOW)
    new = make_recovery_code(session, her.id, now=NOW)
    assert dead(looked_up(session, old))
    assert isinstance(looked_up(session, new, after=timedelta(days=3650)), Invited)


def test_stopping_half_way_uses_nothing_up(session: Session) -> None:
    her = secured(session)
    token = open_session(session, her.id, now=NOW)
    code = make_recovery_code(session, her.id, now=NOW)
    phone = Authenticator(verified=False)
    assert by_key(session, code, phone) == Refused(NO_PASSKEY)
    secured(session, "Ben")
    assert by_phrase(session, code) == Refused(TAKEN, "name")
    assert who_is(session, token, now=NOW) is not None
    assert isinstance(by_key(session, code, Authenticator()), SignedIn)


def test_wrong_codes_slow_the_address_down_and_nobody_else(session: Session) -> None:
    her = secured(session)
    code = make_recovery_code(session, her.id, now=NOW)
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    for _ in range(5):
        assert dead(looked_up(session, wrong))
    assert looked_up(session, code) == TooSoon(1)
    assert isinstance(looked_up(session, code, asker=there()), Invited)
    assert isinstance(looked_up(session, code, after=SECOND), Invited)
    assert isinstance(by_phrase(session, code, after=SECOND), SignedIn)


def test_a_phone_code_made_before_does_not_outlive_a_recovery(session: Session) -> None:
    her = secured(session)
    thiefs = make_phone_code(session, her.id, now=NOW)
    code = make_recovery_code(session, her.id, now=NOW)
    assert isinstance(by_phrase(session, code), SignedIn)
    assert dead(add_phone(session, gate(), thiefs, asker=there(), now=NOW))


def test_whoever_runs_the_server_lets_somebody_in_again_for_an_hour(session: Session) -> None:
    her = secured(session)
    with pytest.raises(NotFound):
        joining.let_in_again(session, "nobody", now=NOW)
    code = joining.let_in_again(session, her.patient.key, now=NOW)
    assert dead(looked_up(session, code, after=timedelta(hours=1)))
    lost = open_session(session, her.id, now=NOW, proved=True)
    outcome = by_phrase(session, code)
    assert isinstance(outcome, SignedIn)
    assert outcome.patient.id == her.id
    assert who_is(session, lost, now=NOW) is None
    kinds = [one.kind for one in read_recent(session, her.id)]
    assert ActivityKind.RECOVERED in kinds


def test_where_anybody_may_join_nobody_learns_who_is_here_name_by_name(session: Session) -> None:
    secured(session, "Ben")
    for _ in range(5):
        assert by_phrase(session, "", registration="open", name="BEN") == Refused(TAKEN, "name")
    for name in ("BEN", "Anna"):
        assert by_phrase(session, "", registration="open", name=name) == TooSoon(1)
    late = by_phrase(session, "", registration="open", name="Anna", after=SECOND)
    assert isinstance(late, SignedIn)


# What is made for another account


def test_a_passkey_made_for_one_account_opens_no_other(session: Session) -> None:
    her, him = secured(session), secured(session, "Dan")
    code = make_recovery_code(session, her.id, now=NOW)
    for someone, opens in ((him, code), (her, make_code(session, CodeKind.INVITE, now=NOW))):
        options = passkeys.offer_new(
            session, HOME, user_key=someone.patient.key, called="A", asker=HERE.key, now=NOW
        )
        outcome = join_by_passkey(
            session,
            gate(),
            HOME,
            opens,
            Authenticator().register(options),
            language="en",
            asker=HERE,
            now=NOW,
        )
        assert outcome == Refused(NO_PASSKEY)


def test_what_is_no_code_opens_nothing(session: Session) -> None:
    secured(session)
    for nothing in ("", " ", "-"):
        assert looked_up(session, nothing, asker=there(9)) == Refused(NO_CODE, "code")
    nonsense = ("0" * 26, "U" * 26, "\u2014", "\U0001f600" * 30)
    for number, typed in enumerate(nonsense):
        assert dead(looked_up(session, typed, asker=there(number)))
        assert dead(add_phone(session, gate(), typed, asker=there(number), now=NOW))
