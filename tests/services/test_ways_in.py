"""Changing one's own ways in, on both databases."""

from datetime import timedelta

from sqlmodel import Session

from backend.services import passkeys
from backend.services.devices import Present, open_session, who_is
from backend.services.passphrases import remove_passphrase
from backend.services.signing_in import Refused
from backend.services.ways_in import (
    DOUBLE_TAP,
    ChosenPassphraseDraft,
    Kept,
    PasskeyDraft,
    add_passkey,
    choose_passphrase,
    read_ways_in,
    renew_recovery_code,
)
from tests.authenticator import Authenticator
from tests.entering import HERE, HOME, PASSPHRASE, gate, give_passkey
from tests.people import NOW, Someone, amina, dan


def present(session: Session, someone: Someone) -> Present:
    token = open_session(session, someone.id, now=NOW, device="Firefox, Linux", proved=True)
    found = who_is(session, token, now=NOW)
    assert found is not None
    return found


def answer_for(session: Session, asked: Someone) -> PasskeyDraft:
    """What a browser answers that was asked to make a passkey for somebody."""
    offered = passkeys.offer_new(
        session, HOME, user_key=asked.patient.key, called="x", asker=HERE.key, now=NOW
    )
    return PasskeyDraft(name="Phone", credential=Authenticator().register(offered))


def test_only_the_first_way_in_renews_the_session(session: Session) -> None:
    her = amina(session)
    here = present(session, her)
    draft = ChosenPassphraseDraft(name="Amina", passphrase=PASSPHRASE)
    first = choose_passphrase(session, here, draft, gate=gate(), asker=HERE, now=NOW)
    assert isinstance(first, Kept)
    assert first.first
    assert first.token is not None
    assert who_is(session, first.token, now=NOW) is not None
    second = add_passkey(session, HOME, here, answer_for(session, her), asker=HERE, now=NOW)
    assert second == Kept(None)
    assert choose_passphrase(session, here, draft, gate=gate(), asker=HERE, now=NOW) == Kept(None)


def test_nobody_keeps_a_passkey_that_was_made_for_somebody_else(session: Session) -> None:
    her, him = amina(session), dan(session)
    his = answer_for(session, him)
    kept = add_passkey(session, HOME, present(session, her), his, asker=HERE, now=NOW)
    assert isinstance(kept, Refused)
    assert not read_ways_in(session, her.id).secured
    assert not read_ways_in(session, him.id).secured


def test_a_passphrase_can_go_once_there_is_a_passkey(session: Session) -> None:
    her = amina(session)
    draft = ChosenPassphraseDraft(name="Amina", passphrase=PASSPHRASE)
    choose_passphrase(session, present(session, her), draft, gate=gate(), asker=HERE, now=NOW)
    give_passkey(session, her, Authenticator())
    assert read_ways_in(session, her.id).recoverable
    remove_passphrase(session, her.id, now=NOW)
    ways = read_ways_in(session, her.id)
    assert (ways.secured, ways.recoverable) == (True, False)


def test_a_page_that_is_out_of_date_makes_no_other_recovery_code(session: Session) -> None:
    her = amina(session)
    first = renew_recovery_code(session, her.id, before=None, now=NOW)
    made_at = read_ways_in(session, her.id).recovery_made_at
    assert made_at == NOW
    later = NOW + DOUBLE_TAP
    assert renew_recovery_code(session, her.id, before=None, now=later) is None
    again = renew_recovery_code(session, her.id, before=made_at, now=later)
    assert again not in {None, first}
    twice = renew_recovery_code(session, her.id, before=made_at, now=later + timedelta(seconds=1))
    assert twice not in {None, first, again}
