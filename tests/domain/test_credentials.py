"""Codes as people type them, names, passphrases that others would guess, and growing waits."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.credentials import (
    CODE_LASTS,
    CROCKFORD,
    LONGEST_WAIT,
    CodeKind,
    WaysIn,
    is_monotonous,
    is_mostly_name,
    name_key,
    plain_form,
    read_code,
    spell_code,
    wait_after,
    went_back,
)
from backend.library.common_passphrases import is_common

codes = st.text(CROCKFORD, min_size=1, max_size=30)


@given(code=codes)
def test_a_code_is_read_as_it_is_spelled(code: str) -> None:
    assert read_code(spell_code(code)) == code
    assert read_code(f"  {spell_code(code).lower().replace('-', ' ')}\n") == code


@pytest.mark.parametrize(
    ("typed", "read"),
    [("oO0", "000"), ("iIlL1", "11111"), ("ab-CD ef", "ABCDEF"), ("a\u3000b\t", "AB"), ("", "")],
)
def test_signs_that_look_alike_are_one(typed: str, read: str) -> None:
    assert read_code(typed) == read


@pytest.mark.parametrize(
    "same",
    [
        (
            "Amina",
            "amina",
            " AMINA ",
            "\uff21\uff4d\uff49\uff4e\uff41",
            "Ami\u200bna",
            "amina\ufeff",
        ),
        ("Zoë", "ZOE\u0308", "zoë"),
        ("Straße", "STRASSE"),
        ("Anna Maria", "anna  maria", "Anna\u00a0Maria", "Anna\u3000Maria"),
        ("王丽", "王丽 "),
    ],
)
def test_one_name_however_it_is_written(same: tuple[str, ...]) -> None:
    assert len({name_key(name) for name in same}) == 1


@given(name=st.text(max_size=60))
def test_a_name_read_twice_is_the_same_name(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)


def test_a_passphrase_keeps_its_spaces_and_its_capitals() -> None:
    assert plain_form("  Two  spaces\u3000 ") == "  Two  spaces\u3000 "
    assert plain_form("cafe\u0301") == plain_form("caf\u00e9")


@pytest.mark.parametrize(
    "guessed",
    [
        "aaaaaaaaaaaa", "abababababab", "123412341234", "abcdefghijkl", "lkjihgfedcba",
        "123456789012", "987654321098", "            ", "一二一二一二一二一二一二",
    ],
)  # fmt: skip
def test_too_few_signs_or_a_run_is_monotonous(guessed: str) -> None:
    assert is_monotonous(guessed)


@pytest.mark.parametrize(
    "guessed",
    ["password1234", "PASSWORDPASSWORD", "qwertyuiop12", "!!iloveyou!!!", "pass word 1234"],
)
def test_a_common_one_with_a_little_around_it_is_common(guessed: str) -> None:
    assert is_common(guessed)


@pytest.mark.parametrize(
    "good",
    [
        "seven herons cross the lake", "the kettle sings again", "白鹭飞过秋天的湖面和远山",
        "\U0001f9a2\U0001f30a\U0001f342\U0001f6b2\U0001f3b9\U0001f375 over the lake",
        "Xk4v9!pQz2Lm",
    ],
)  # fmt: skip
def test_words_that_do_not_belong_together_are_fine(good: str) -> None:
    assert [is_monotonous(good), is_common(good), is_mostly_name(good, "Amina")] == [False] * 3


@pytest.mark.parametrize(
    ("passphrase", "mostly"),
    [
        ("Amina Hassan", True),
        ("aminahassan1984", True),
        ("AMINA HASSAN amina hassan", True),
        ("hello amina hassan", True),
        ("amina hassan likes tea", False),
        ("seven herons cross the lake", False),
    ],
)
def test_ones_own_name_is_no_passphrase(passphrase: str, *, mostly: bool) -> None:
    assert is_mostly_name(passphrase, "Amina Hassan") is mostly


def test_waits_double_up_to_a_quarter_of_an_hour_and_stay_there() -> None:
    waits = [wait_after(failures).total_seconds() for failures in range(17)]
    assert waits == [0] * 5 + [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]
    assert wait_after(10**9) == LONGEST_WAIT == timedelta(minutes=15)


@pytest.mark.parametrize(
    ("kept", "told", "back"),
    [(0, 0, False), (0, 1, False), (1, 2, False), (1, 1, True), (2, 1, True), (1, 0, True)],
)
def test_a_counter_goes_up_or_is_always_nought(kept: int, told: int, *, back: bool) -> None:
    assert went_back(kept, told) is back


def test_a_recovery_code_alone_is_no_way_in() -> None:
    assert not WaysIn((), None, None).secured
    assert WaysIn((), "Amina", None).secured
    assert not WaysIn((), "Amina", None).recoverable


def test_codes_last_as_long_as_they_say() -> None:
    minutes = {kind: lasts.total_seconds() / 60 for kind, lasts in CODE_LASTS.items()}
    assert minutes == {
        CodeKind.SET_UP: 30,
        CodeKind.INVITE: 7 * 24 * 60,
        CodeKind.LET_IN: 60,
        CodeKind.PAIR: 10,
    }
