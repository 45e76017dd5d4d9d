"""Clocks that are wrong, and bodies that are the same."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.events import body_hash, corrected

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
offsets = st.timedeltas(timedelta(days=-400), timedelta(days=400))


def test_a_phone_a_day_fast_is_put_right() -> None:
    fast = timedelta(days=1)
    assert corrected(
        NOW - timedelta(hours=2) + fast, sent_at=NOW + fast, now=NOW
    ) == NOW - timedelta(hours=2)


@given(st.timedeltas(timedelta(0), timedelta(days=300)), offsets)
def test_whatever_the_clock_is_off_by_the_true_time_comes_out(
    age: timedelta, skew: timedelta
) -> None:
    assert corrected(NOW - age + skew, sent_at=NOW + skew, now=NOW) == NOW - age


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_nothing_has_happened_in_the_future(occurred_at: datetime, sent_at: datetime) -> None:
    assert corrected(occurred_at, sent_at=sent_at, now=NOW) <= NOW


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), json_values, max_size=6))
def test_the_order_of_keys_makes_no_other_body(body: dict[str, object]) -> None:
    backwards = dict(reversed(list(body.items())))
    assert body_hash(body) == body_hash(backwards)


@given(st.dictionaries(st.text(), json_values, min_size=1, max_size=6), st.text())
def test_any_other_value_is_another_body(body: dict[str, object], text: str) -> None:
    key = next(iter(body))
    changed = body | {key: [body[key], text]}
    assert body_hash(body) != body_hash(changed)
