"""Choosing a passphrase and the name that goes with it; on both databases."""

import pytest
from pydantic import ValidationError
from sqlmodel import Session, select

from backend.domain.errors import RuleBroken
from backend.services.passphrases import (
    PassphraseDraft,
    check_passphrase,
    remove_passphrase,
    set_passphrase,
)
from backend.services.problems import problems_by_field
from backend.services.sealing import Hasher
from backend.store.account_tables import PassphraseRow
from backend.store.credentials import find_passphrase, read_ways_in
from tests.authenticator import Authenticator
from tests.entering import HASHER, PASSPHRASE, give_passkey, give_passphrase, newcomer
from tests.people import NOW

AE = "cafe\u0301 au lait, deux fois"


def draft(passphrase: str, name: str = "Amina") -> PassphraseDraft:
    return PassphraseDraft(name=name, passphrase=passphrase)


@pytest.mark.parametrize(
    "good",
    [
        PASSPHRASE,
        "Xk4v9!pQz2Lm",
        "  spaces before and after  ",
        "白鹭飞过秋天的湖面和远山",
        "\U0001f9a2\U0001f30a\U0001f342\U0001f6b2\U0001f3b9\U0001f375 over the lake",
        ("herons " * 40)[:255],
        AE,
    ],
)
def test_a_long_one_of_any_signs_will_do_and_is_kept_as_typed(good: str) -> None:
    check_passphrase(draft(good + "z"))
    assert draft(good).passphrase == good


@pytest.mark.parametrize(
    "weak",
    [
        "", "short", "elevenchars", "aaaaaaaaaaaa", "abcdefghijkl", "password1234",
        "passwordpassword", "Amina Amina Amina", "amina2026!!!", "一二三四五六七八九十一",
    ],
)  # fmt: skip
def test_what_others_would_guess_is_refused_beside_its_field(weak: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_passphrase(draft(weak))
    assert broken.value.field == "passphrase"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("passphrase", "x" * 257),
        ("passphrase", "with a \0 inside it"),
        ("passphrase", "half a letter \ud800 in it"),
        ("passphrase", None),
        ("name", ""),
        ("name", "   "),
        ("name", "\u200b\u200d"),
        ("name", "two\nlines"),
        ("name", "n" * 41),
        ("name", "\ufdfa" * 40),  # one sign that is spelled out as eighteen
    ],
)
def test_what_cannot_be_kept_is_said_in_words(field: str, value: object) -> None:
    with pytest.raises(ValidationError) as broken:
        PassphraseDraft.model_validate({"name": "Amina", "passphrase": PASSPHRASE, field: value})
    told = problems_by_field(broken.value)
    assert [name for name, _ in told] == [field]
    assert not str(told[0][1].text).startswith("{field}")


def test_of_a_passphrase_only_its_hash_is_kept(session: Session) -> None:
    her = newcomer(session)
    give_passphrase(session, her, name="Amina Hassan", hasher=Hasher())
    row = session.exec(select(PassphraseRow)).one()
    assert row.hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert PASSPHRASE not in repr(row.model_dump())
    assert (row.name, row.name_key) == ("Amina Hassan", "amina hassan")


def test_another_keyboards_accents_are_the_same_letters(session: Session) -> None:
    her = newcomer(session)
    set_passphrase(session, her.id, draft(AE), hasher=HASHER, now=NOW)
    kept = find_passphrase(session, "amina")
    assert kept is not None
    assert HASHER.match(kept.hash, "caf\u00e9 au lait, deux fois")


def test_a_name_belongs_to_one_person_and_they_may_keep_it(session: Session) -> None:
    her, him = newcomer(session), newcomer(session)
    give_passphrase(session, her)
    with pytest.raises(RuleBroken) as broken:
        give_passphrase(session, him, name="\uff21MINA")
    assert broken.value.field == "name"
    assert read_ways_in(session, him.id).sign_in_name is None
    give_passphrase(session, her, name="AMINA")
    give_passphrase(session, her, name="Amina H")
    give_passphrase(session, him, name="amina")
    assert read_ways_in(session, her.id).sign_in_name == "Amina H"
    assert read_ways_in(session, him.id).sign_in_name == "amina"


def test_the_longest_name_fits(session: Session) -> None:
    give_passphrase(session, newcomer(session), name="\u00df" * 40)


def test_the_last_way_in_stays(session: Session) -> None:
    her = newcomer(session)
    give_passphrase(session, her)
    with pytest.raises(RuleBroken):
        remove_passphrase(session, her.id, now=NOW)
    give_passkey(session, her, Authenticator())
    remove_passphrase(session, her.id, now=NOW)
    remove_passphrase(session, her.id, now=NOW)
    assert read_ways_in(session, her.id).sign_in_name is None
