"""Rules about links: from where they open, when they are over, how a passcode is typed."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.periods import Window, WindowChoice
from backend.domain.sharing import (
    ATTEMPTS,
    USUAL,
    Category,
    LinkEnd,
    Mode,
    NameShown,
    Reach,
    Scope,
    ShareLink,
    initials,
    reach_of,
    read_scope,
    spell_scope,
    typed_passcode,
)

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("base", "reach"),
    [
        ("https://rehab.example.org", Reach.ANYWHERE),
        ("https://192.168.1.5:8443", Reach.ANYWHERE),
        ("http://127.0.0.1:8000", Reach.THIS_COMPUTER),
        ("http://localhost:8000", Reach.THIS_COMPUTER),
        ("http://[::1]:8000", Reach.THIS_COMPUTER),
        ("https://localhost", Reach.THIS_COMPUTER),
        ("http://rehab.example.org", Reach.NOWHERE),
        ("http://192.168.1.5:8000", Reach.NOWHERE),
        ("http://localhost.example.org", Reach.NOWHERE),
        ("http://127.0.0.1.example.org", Reach.NOWHERE),
        ("https://", Reach.NOWHERE),
        ("", Reach.NOWHERE),
    ],
)
def test_a_link_travels_encrypted_or_not_at_all(base: str, reach: Reach) -> None:
    assert reach_of(base) is reach


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("472915", "472915"),
        (" 472 915 ", "472915"),
        ("472-915", "472915"),
        ("472–915", "472915"),
        ("４７２９１５", "472915"),
        ("４７２　９１５", "472915"),
        ("٤٧٢٩١٥", "472915"),
        ("472\u200b915", "472915"),
        ("47291", "47291"),
        ("abc", "abc"),
        ("  - ", ""),
        ("", ""),
    ],
)
def test_a_passcode_is_read_as_it_is_meant(typed: str, meant: str) -> None:
    assert typed_passcode(typed) == meant


@given(st.text("0123456789", min_size=6, max_size=6), st.lists(st.sampled_from(" -–\t\u3000")))
def test_what_is_put_between_the_digits_is_not_heard(digits: str, between: list[str]) -> None:
    typed = "".join("".join(between) + digit for digit in digits)
    assert typed_passcode(typed) == digits


@given(st.text(max_size=40))
def test_whatever_is_typed_is_heard_without_spaces(typed: str) -> None:
    assert not any(sign.isspace() for sign in typed_passcode(typed))


@given(
    st.builds(
        Scope,
        st.frozensets(st.sampled_from(Category)),
        st.builds(
            WindowChoice,
            st.sampled_from(Window),
            st.none() | st.dates(),
            st.none() | st.dates(),
        ),
        st.sampled_from(NameShown),
        st.sampled_from(["en", "zh-Hans"]),
    )
)
def test_a_scope_is_kept_as_it_was_chosen(scope: Scope) -> None:
    assert read_scope(spell_scope(scope)) == scope


def test_a_category_of_another_version_is_not_added_to_a_link() -> None:
    kept = spell_scope(Scope()) | {"categories": ["routine", "photos"]}
    assert read_scope(kept).categories == {Category.ROUTINE}
    assert read_scope(kept | {"categories": "all"}).categories == frozenset()
    assert {Category.MOOD, Category.JOURNAL}.isdisjoint(USUAL)


def link(**more: object) -> ShareLink:
    known: dict[str, object] = {
        "id": UUID(int=1),
        "scope": Scope(window=WindowChoice(Window.OWN, date(2026, 11, 1), date(2026, 11, 2))),
        "mode": Mode.SNAPSHOT,
        "created_at": NOW,
        "expires_at": NOW + timedelta(days=7),
        "revoked_at": None,
        "has_passcode": True,
        "attempts_left": ATTEMPTS,
        "opened": 0,
        "failed": 0,
        "last": None,
    }
    return ShareLink(**(known | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("about", "end"),
    [
        ({}, None),
        ({"attempts_left": 1}, None),
        ({"attempts_left": 0}, LinkEnd.LOCKED),
        ({"expires_at": NOW}, LinkEnd.EXPIRED),
        ({"ended_at": NOW - timedelta(days=1)}, LinkEnd.EXPIRED),
        ({"revoked_at": NOW, "expires_at": NOW}, LinkEnd.STOPPED),
        ({"revoked_at": NOW, "attempts_left": 0}, LinkEnd.STOPPED),
    ],
)
def test_a_link_says_why_it_is_over(about: dict[str, object], end: LinkEnd | None) -> None:
    assert link(**about).ended(NOW) is end


def test_a_clock_that_is_moved_back_revives_nothing() -> None:
    seen_over = link(ended_at=NOW + timedelta(days=7))
    assert seen_over.ended(NOW) is LinkEnd.EXPIRED


def test_a_name_is_shortened_to_initials() -> None:
    assert initials("Amina Khan") == "A. K."
    assert initials("陈明") == "陈"
    assert initials("") == ""
