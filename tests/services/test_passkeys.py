"""Passkeys: made, used, renamed and removed; and every way of faking one. On both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session
from webauthn.helpers import encode_cbor, parse_cbor

from backend.domain.activity import ActivityKind
from backend.domain.credentials import CHALLENGE_LASTS, MOST_PASSKEYS
from backend.domain.errors import NotFound, RuleBroken
from backend.services import passkeys
from backend.services.activity import read_recent
from backend.services.devices import who_is
from backend.services.passkeys import MOST_CHALLENGES, recognise
from backend.services.signing_in import Refused, SignedIn, sign_in_by_passkey
from backend.store.account_tables import ChallengeRow
from backend.store.credentials import read_ways_in
from backend.store.engines import Engines
from tests.authenticator import Authenticator, NoKeyHere, to_bytes, to_text
from tests.entering import HERE, HOME, give_passkey, give_passphrase, make, newcomer, there
from tests.people import NOW, Someone

FORGERIES: dict[str, Callable[[Authenticator], None]] = {
    "another origin": lambda one: setattr(one, "origin", "http://localhost:8001"),
    "another scheme": lambda one: setattr(one, "origin", "https://localhost:8000"),
    "another site": lambda one: setattr(one, "rp_id", "example.org"),
    "owner not verified": lambda one: setattr(one, "verified", False),
    "nobody present": lambda one: setattr(one, "present", False),
    "inside another site's frame": lambda one: setattr(one, "cross_origin", True),
}


def offered(session: Session, *, asker: str = HERE.key, **more: Any) -> dict[str, Any]:
    return passkeys.offer_sign_in(session, HOME, asker=asker, now=NOW, **more)


def known(
    session: Session,
    credential: dict[str, Any],
    *,
    asker: str = HERE.key,
    now: datetime = NOW,
) -> UUID | None:
    found = recognise(session, HOME, credential, asker=asker, now=now)
    return found.id if found else None


def kinds(session: Session, someone: Someone) -> list[ActivityKind]:
    return [row.kind for row in read_recent(session, someone.id)]


def test_amina_signs_in_with_her_phone_and_types_no_name(session: Session) -> None:
    her, phone = newcomer(session), Authenticator()
    give_passkey(session, her, phone)
    options = offered(session)
    assert "allowCredentials" not in options or options["allowCredentials"] == []
    assert (options["rpId"], options["userVerification"]) == ("localhost", "required")
    outcome = sign_in_by_passkey(session, HOME, phone.sign_in(options), asker=HERE, now=NOW)
    assert isinstance(outcome, SignedIn)
    present = who_is(session, outcome.token, now=NOW)
    assert present is not None
    assert (present.patient.id, present.device.name) == (her.id, HERE.device)
    assert present.device.proved(NOW)
    assert read_ways_in(session, her.id).passkeys[0].last_used_on == NOW.date()


def test_a_key_is_discoverable_and_verifies_its_owner(session: Session) -> None:
    options = passkeys.offer_new(
        session, HOME, user_key="key", called="Amina", asker=HERE.key, now=NOW
    )
    wanted = options["authenticatorSelection"]
    assert (wanted["residentKey"], wanted["userVerification"]) == ("required", "required")
    assert options["attestation"] == "none"
    assert to_bytes(options["user"]["id"]) == b"key"


def test_a_second_device_has_a_key_of_its_own(session: Session) -> None:
    her, phone, tablet = newcomer(session), Authenticator(), Authenticator()
    give_passkey(session, her, phone)
    give_passkey(session, her, tablet, name="Tablet")
    for device in (phone, tablet):
        assert known(session, device.sign_in(offered(session))) == her.id
    with pytest.raises(NoKeyHere):
        make(session, her, phone)


def test_a_key_that_is_known_is_not_kept_twice(session: Session) -> None:
    her, him, phone = (
        newcomer(session),
        newcomer(session),
        Authenticator(credential_id=b"the same" * 4),
    )
    give_passkey(session, her, phone)
    for someone in (her, him):
        made = make(session, someone, Authenticator(credential_id=b"the same" * 4))
        assert made is not None
        with pytest.raises(RuleBroken):
            passkeys.keep_passkey(session, HOME, someone.id, made, name="again", now=NOW)


def test_a_key_made_for_one_person_is_not_kept_for_another(session: Session) -> None:
    her, him = newcomer(session), newcomer(session)
    made = make(session, her, Authenticator())
    assert made is not None
    with pytest.raises(RuleBroken):
        passkeys.keep_passkey(session, HOME, him.id, made, name="his", now=NOW)
    assert read_ways_in(session, him.id).passkeys == ()


def test_twenty_keys_are_enough(session: Session) -> None:
    her = newcomer(session)
    for _ in range(MOST_PASSKEYS):
        give_passkey(session, her, Authenticator())
    made = make(session, her, Authenticator())
    assert made is not None
    with pytest.raises(RuleBroken):
        passkeys.keep_passkey(session, HOME, her.id, made, name="21", now=NOW)


def test_a_key_is_called_otherwise_by_its_owner_only(session: Session) -> None:
    her, him = newcomer(session), newcomer(session)
    give_passkey(session, her, Authenticator())
    key = read_ways_in(session, her.id).passkeys[0]
    passkeys.rename_passkey(session, her.id, key.id, "Kitchen tablet")
    assert read_ways_in(session, her.id).passkeys[0].name == "Kitchen tablet"
    for owner, wanted in ((him.id, key.id), (her.id, uuid4())):
        with pytest.raises(NotFound):
            passkeys.rename_passkey(session, owner, wanted, "Mine")
        with pytest.raises(NotFound):
            passkeys.remove_passkey(session, owner, wanted, now=NOW)


def test_a_removed_key_opens_nothing_and_the_last_way_in_stays(session: Session) -> None:
    her, phone, tablet = newcomer(session), Authenticator(), Authenticator()
    give_passkey(session, her, phone)
    give_passkey(session, her, tablet)
    first, second = read_ways_in(session, her.id).passkeys
    passkeys.remove_passkey(session, her.id, first.id, now=NOW)
    assert known(session, phone.sign_in(offered(session))) is None
    with pytest.raises(RuleBroken):
        passkeys.remove_passkey(session, her.id, second.id, now=NOW)
    give_passphrase(session, her)
    passkeys.remove_passkey(session, her.id, second.id, now=NOW)
    assert kinds(session, her).count(ActivityKind.PASSKEY_REMOVED) == 2


def test_a_forged_registration_makes_no_key(session: Session) -> None:
    her = newcomer(session)
    made = {}
    for name, forge in FORGERIES.items():
        phone = Authenticator()
        forge(phone)
        made[name] = make(session, her, phone)
    assert made == dict.fromkeys(FORGERIES)


def test_a_forged_signature_opens_nothing(session: Session) -> None:
    her, phone = newcomer(session), Authenticator()
    give_passkey(session, her, phone)
    for forge in FORGERIES.values():
        forged, options = replace(phone), offered(session)
        forge(forged)
        outcome = sign_in_by_passkey(session, HOME, forged.sign_in(options), asker=HERE, now=NOW)
        assert isinstance(outcome, Refused)
    assert known(session, phone.sign_in(offered(session))) == her.id


def test_a_challenge_is_answered_once(session: Session) -> None:
    her, phone = newcomer(session), Authenticator()
    give_passkey(session, her, phone)
    answer = phone.sign_in(offered(session))
    assert known(session, answer) == her.id
    assert known(session, answer) is None
    offered(session)
    assert known(session, answer) is None


def test_a_wrong_answer_uses_the_challenge_up(session: Session) -> None:
    her, phone = newcomer(session), Authenticator()
    give_passkey(session, her, phone)
    options = offered(session)
    phone.verified = False
    assert known(session, phone.sign_in(options)) is None
    phone.verified = True
    assert known(session, phone.sign_in(options)) is None


def test_a_challenge_is_answered_by_the_browser_that_asked(session: Session) -> None:
    her, phone = newcomer(session), Authenticator()
    give_passkey(session, her, phone)
    assert known(session, phone.sign_in(offered(session)), asker=there().key) is None
    elsewhere = offered(session, asker=there().key)
    assert known(session, phone.sign_in(elsewhere)) is None


def test_a_challenge_lasts_five_minutes(session: Session) -> None:
    her, phone = newcomer(session), Authenticator()
    give_passkey(session, her, phone)
    over = NOW + CHALLENGE_LASTS
    assert known(session, phone.sign_in(offered(session)), now=over) is None
    last = over - timedelta(seconds=1)
    assert known(session, phone.sign_in(offered(session)), now=last) == her.id


def test_a_registration_is_no_sign_in_and_the_other_way_round(session: Session) -> None:
    her, phone = newcomer(session), Authenticator()
    give_passkey(session, her, phone)
    registering = passkeys.offer_new(
        session, HOME, user_key=her.patient.key, called="A", asker=HERE.key, now=NOW
    )
    as_sign_in = phone.sign_in(registering | {"rpId": "localhost"})
    assert known(session, as_sign_in) is None
    signing = offered(session)
    user = {"rp": {"id": "localhost"}, "user": {"id": to_text(her.patient.key.encode())}}
    made = Authenticator().register(signing | user)
    assert passkeys.read_new(session, HOME, made, asker=HERE.key, now=NOW) is None
    registering = passkeys.offer_new(
        session, HOME, user_key=her.patient.key, called="A", asker=HERE.key, now=NOW
    )
    assert known(session, Authenticator().register(registering)) is None


def test_dans_key_does_not_open_aminas_account(session: Session) -> None:
    her, him, hers, his = newcomer(session), newcomer(session), Authenticator(), Authenticator()
    give_passkey(session, her, hers)
    give_passkey(session, him, his)
    his.credential_id = hers.keys[0].credential_id
    assert known(session, his.sign_in(offered(session))) is None
    his.credential_id, his.user_handle = None, her.patient.key.encode()
    assert known(session, his.sign_in(offered(session))) is None
    his.user_handle = None
    assert known(session, his.sign_in(offered(session))) == him.id


def test_a_counter_that_went_back_is_refused_and_its_owner_sees_it(session: Session) -> None:
    her, phone = newcomer(session), Authenticator(counts=True)
    give_passkey(session, her, phone)
    copy = replace(phone)
    assert known(session, phone.sign_in(offered(session))) == her.id
    assert known(session, copy.sign_in(offered(session))) is None
    rows = [row for row in read_recent(session, her.id) if row.kind is ActivityKind.PASSKEY_REFUSED]
    assert [row.about for row in rows] == ["My phone"]
    assert known(session, phone.sign_in(offered(session))) == her.id


def test_a_counter_that_nobody_signed_accuses_nobody(session: Session) -> None:
    her, phone, forger = newcomer(session), Authenticator(counts=True), Authenticator()
    give_passkey(session, her, phone)
    give_passkey(session, newcomer(session), forger)
    forger.credential_id, forger.user_handle = phone.keys[0].credential_id, None
    forger.keys[0].user_handle = her.patient.key.encode()
    assert known(session, forger.sign_in(offered(session))) is None
    assert ActivityKind.PASSKEY_REFUSED not in kinds(session, her)


def test_a_key_that_never_counts_is_fine(session: Session) -> None:
    her, phone = newcomer(session), Authenticator()
    give_passkey(session, her, phone)
    for _ in range(3):
        assert known(session, phone.sign_in(offered(session))) == her.id


def test_what_a_maker_says_of_its_key_is_not_asked_for(session: Session) -> None:
    """Some authenticators send a certificate all the same; theirs is a passkey like any other."""
    her = newcomer(session)
    options = passkeys.offer_new(
        session, HOME, user_key=her.patient.key, called="A", asker=HERE.key, now=NOW
    )
    answer = Authenticator().register(options)
    said = parse_cbor(to_bytes(answer["response"]["attestationObject"]))
    said |= {"fmt": "packed", "attStmt": {"alg": -7, "sig": b"x", "x5c": [b"no certificate"]}}
    answer["response"]["attestationObject"] = to_text(encode_cbor(said))
    assert passkeys.read_new(session, HOME, answer, asker=HERE.key, now=NOW) is not None


def test_of_two_answers_to_one_challenge_one_opens(engines: Engines) -> None:
    phone = Authenticator()
    with Session(engines.writing) as session, session.begin():
        her = newcomer(session)
        give_passkey(session, her, phone)
        options = offered(session)
    answers = [phone.sign_in(options) for _ in range(6)]

    def use(answer: dict[str, Any]) -> object:
        with Session(engines.writing) as session, session.begin():
            return known(session, answer)

    with ThreadPoolExecutor(6) as at_once:
        found = list(at_once.map(use, answers))
    assert sorted(found, key=str) == [her.id, *[None] * 5]


def test_challenges_do_not_fill_the_database(session: Session) -> None:
    her, phone = newcomer(session), Authenticator()
    give_passkey(session, her, phone)
    flood = [
        {
            "challenge_digest": f"{number:064}",
            "asker": "f" * 64,
            "user_key": None,
            "expires_at": NOW + timedelta(seconds=number % 60),
        }
        for number in range(MOST_CHALLENGES + 500)
    ]
    session.execute(sa.insert(ChallengeRow), flood)
    options = offered(session)
    kept = session.execute(sa.select(sa.func.count()).select_from(ChallengeRow)).scalar_one()
    assert kept == MOST_CHALLENGES + 1
    assert known(session, phone.sign_in(options)) == her.id
