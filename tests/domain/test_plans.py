"""What is on, what is off and why; and how much is too much."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uuid_utils.compat import uuid7

from backend.domain.errors import RuleBroken
from backend.domain.library import (
    ACTIVE_DAY_CAP,
    ACTIVE_SESSION_CAP,
    LOCK_DAYS,
    MOVING_KINDS,
    GateEffect,
    Kind,
    Stage,
)
from backend.domain.plans import (
    Answers,
    Off,
    OffReason,
    PlanItem,
    PlanVersion,
    check_items,
    needs_referral,
    offered,
    onset_from,
    version_on,
    why_off,
)
from backend.domain.sides import Side
from backend.library import read_library

LIBRARY = read_library("en")
TODAY = date(2026, 11, 24)
LONG_AGO = date(2024, 3, 31)
STEPS = sorted(LIBRARY.steps)
DATED = next(gate.id for gate in LIBRARY.gates.values() if gate.ends_after_days)


def item(step_id: str, minutes: int | None = None, times: int = 1) -> PlanItem:
    low = LIBRARY.steps[step_id].minutes.low
    return PlanItem(UUID(str(uuid7())), step_id, low if minutes is None else minutes, times)


def off(
    step_id: str,
    day: date = TODAY,
    *,
    stage: Stage = Stage.SYNKINESIS,
    onset_on: date | None = LONG_AGO,
    gates: Mapping[str, date | None] | None = None,
    prescribed: frozenset[str] = frozenset(),
    paused: bool = False,
) -> Off | None:
    answers = Answers(Side.LEFT, stage, onset_on, gates or {}, prescribed)
    return why_off(LIBRARY.steps[step_id], answers, day=day, library=LIBRARY, paused=paused)


def closed(gate_id: str) -> dict[str, date | None]:
    return {gate_id: None}


@pytest.mark.parametrize(
    ("year", "month", "begins"),
    [
        (2024, 3, date(2024, 3, 31)),
        (2024, 2, date(2024, 2, 29)),
        (2026, 11, TODAY),
        (None, None, None),
    ],
)
def test_a_month_counts_as_its_last_day_but_never_later_than_today(
    year: int | None, month: int | None, begins: date | None
) -> None:
    assert onset_from(year, month, today=TODAY) == begins


@pytest.mark.parametrize(
    ("year", "month"),
    [(2026, 12), (2027, 1), (2024, None), (None, 3), (2024, 13), (2024, 0), (1919, 5)],
)
def test_an_impossible_month_is_told_so(year: int | None, month: int | None) -> None:
    with pytest.raises(RuleBroken):
        onset_from(year, month, today=TODAY)


def test_movements_open_ninety_days_after_it_began() -> None:
    began = TODAY - timedelta(days=LOCK_DAYS - 1)
    assert off("closed_smile", onset_on=began) == Off(
        OffReason.LOCKED, opens_on=TODAY + timedelta(days=1)
    )
    assert off("closed_smile", TODAY + timedelta(days=1), onset_on=began) is None
    assert off("face_massage", onset_on=began) is None


def test_an_unknown_onset_keeps_the_lock() -> None:
    assert off("zygo_stretch", onset_on=None) == Off(OffReason.ONSET_UNKNOWN)
    assert off("rest_scan", onset_on=None) is None


def test_a_prescription_shows_only_when_a_clinician_prescribed_it() -> None:
    assert off("rx_topical") == Off(OffReason.NOT_PRESCRIBED)
    assert off("rx_topical", prescribed=frozenset({"rx_topical"})) is None
    assert off("rx_b_vitamins", prescribed=frozenset({"rx_topical"})) is not None


@pytest.mark.parametrize(
    ("gate", "step"),
    [
        ("numb_face", "warm_compress"),
        ("broken_or_infected_skin_or_rash", "face_massage"),
        ("eye_surgery_or_ulcer", "orbit_circles"),
        ("diabetes_or_numb_feet", "foot_soak"),
        ("heart_or_exercise_restriction", "aerobic"),
        ("cause_stroke_or_unknown", "closed_smile"),
        ("cause_stroke_or_unknown", "zygo_stretch"),
        ("no_movement_yet", "closed_smile"),
    ],
)
def test_a_gate_switches_its_steps_off_and_says_so(gate: str, step: str) -> None:
    assert off(step, gates=closed(gate)) == Off(OffReason.GATE, gate)


def test_some_gates_are_notes_only() -> None:
    for gate in LIBRARY.gates.values():
        if gate.effect is GateEffect.NOTE_ONLY:
            assert all(off(step, gates=closed(gate.id)) == off(step) for step in STEPS)


def test_no_movement_yet_leaves_the_stretches() -> None:
    assert off("zygo_stretch", gates=closed("no_movement_yet")) is None


@pytest.mark.parametrize("step", ["face_massage", "warm_compress", "closed_smile", "zygo_stretch"])
def test_the_fourteen_days_after_an_injection_end_by_themselves(step: str) -> None:
    gates = {DATED: TODAY - timedelta(days=3)}
    opens_on = TODAY + timedelta(days=11)
    assert off(step, gates=gates) == Off(OffReason.GATE, DATED, opens_on)
    assert off(step, opens_on - timedelta(days=1), gates=gates) is not None
    assert off(step, opens_on, gates=gates) is None


def test_pausing_stops_movements_and_nothing_else() -> None:
    for step in STEPS:
        moving = LIBRARY.steps[step].kind in MOVING_KINDS
        suits = off(step) is None
        if suits:
            assert (off(step, paused=True) == Off(OffReason.PAUSED)) is moving


def test_not_sure_moves_nothing() -> None:
    for step in LIBRARY.steps.values():
        if step.kind in MOVING_KINDS:
            assert off(step.id, stage=Stage.NOT_SURE) is not None


@given(
    st.sampled_from(STEPS),
    st.sampled_from(list(Stage)),
    st.sets(st.sampled_from(sorted(LIBRARY.gates))),
    st.sampled_from(sorted(LIBRARY.gates)),
    st.integers(0, 400),
)
def test_a_gate_never_switches_anything_on(
    step: str, stage: Stage, gates: set[str], another: str, days: int
) -> None:
    day = TODAY + timedelta(days=days)
    before: dict[str, date | None] = dict.fromkeys(gates, TODAY)
    after = before | {another: TODAY}
    if off(step, day, stage=stage, gates=before) is not None:
        assert off(step, day, stage=stage, gates=after) is not None


@given(st.sampled_from(STEPS), st.integers(0, 200), st.integers(0, 200))
def test_what_time_has_opened_it_does_not_close(step: str, first: int, more: int) -> None:
    began = TODAY - timedelta(days=50)
    early, late = TODAY + timedelta(days=first), TODAY + timedelta(days=first + more)
    if off(step, early, onset_on=began) is None:
        assert off(step, late, onset_on=began) is None


def test_an_active_session_stays_within_ten_minutes() -> None:
    within = [item("emotion", 4), item("closed_smile", 3), item("uncouple_eye_mouth", 3)]
    check_items(within, LIBRARY)
    with pytest.raises(RuleBroken, match="10 minutes"):
        check_items([*within, item("pucker", 1)], LIBRARY)


@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(1, 2)), max_size=12))
def test_no_accepted_plan_is_over_a_cap(chosen: list[tuple[str, int]]) -> None:
    items = [item(step, times=min(n, LIBRARY.steps[step].max_times)) for step, n in chosen]
    active = [one for one in items if LIBRARY.steps[one.step_id].kind is Kind.ACTIVE]
    try:
        check_items(items, LIBRARY)
    except RuleBroken:
        assert sum(one.minutes for one in active) > ACTIVE_SESSION_CAP
    else:
        assert sum(one.minutes * one.times for one in active) <= ACTIVE_DAY_CAP


@pytest.mark.parametrize(
    "broken",
    [
        item("warm_compress", 11),
        item("warm_compress", 4),
        item("foot_soak", 16),
        item("face_massage", 5, times=3),
        item("face_massage", 5, times=0),
        replace(item("face_massage"), step_id="gum_chewing"),
    ],
)
def test_an_item_outside_its_range_is_refused(broken: PlanItem) -> None:
    with pytest.raises(RuleBroken):
        check_items([broken], LIBRARY)


def test_forty_one_steps_are_no_plan() -> None:
    with pytest.raises(RuleBroken, match="40"):
        check_items([item("eye_drops") for _ in range(41)], LIBRARY)


def test_no_movement_after_three_months_asks_for_a_specialist() -> None:
    answers = Answers(Side.LEFT, Stage.PARESIS, LONG_AGO, {"no_movement_yet": None})
    assert needs_referral(answers, TODAY)
    assert not needs_referral(replace(answers, onset_on=TODAY), TODAY)
    assert not needs_referral(replace(answers, gates={}), TODAY)
    assert needs_referral(replace(answers, gates={}, stage=Stage.FLACCID), TODAY)


def test_not_sure_is_offered_only_what_suits_every_stage() -> None:
    names = {one.id for one in LIBRARY.programmes.values() if offered(one, Stage.NOT_SURE, LIBRARY)}
    assert names == {"seed_daily", "eye_care", "wellbeing"}


versions = st.lists(st.integers(-20, 20), max_size=8).map(
    lambda starts: [
        PlanVersion(
            n, TODAY + timedelta(days=start), Answers(Side.LEFT, Stage.PARESIS), False, (), ()
        )
        for n, start in enumerate(sorted(starts), 1)
    ]
)


@given(versions, st.integers(-25, 25))
def test_a_day_goes_by_the_last_version_that_had_taken_effect(
    saved: list[PlanVersion], n: int
) -> None:
    day = TODAY + timedelta(days=n)
    found = version_on(saved, day)
    in_force = [one for one in saved if one.effective_on <= day]
    assert found == (in_force[-1] if in_force else None)


@given(versions, st.integers(-25, 25), st.integers(0, 30))
def test_a_new_version_never_rewrites_an_earlier_day(
    saved: list[PlanVersion], n: int, later: int
) -> None:
    day = TODAY + timedelta(days=n)
    new = PlanVersion(
        99, day + timedelta(days=later + 1), Answers(Side.BOTH, Stage.FLACCID), True, (), ()
    )
    assert version_on([*saved, new], day) == version_on(saved, day)
