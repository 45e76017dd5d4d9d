"""How the player paces a step."""

import pytest

from backend.domain.library import MOVING_KINDS
from backend.domain.pacing import Pacing, heat_cap, pacing
from backend.library import read_library

STEPS = read_library("en").steps


def test_a_new_plan_starts_at_the_low_end_of_the_range() -> None:
    step = STEPS["closed_smile"]
    assert pacing(step, step.minutes.low) == Pacing(repeats=3, hold=2, rest=6)


def test_more_minutes_give_more_of_the_range_and_never_beyond_it() -> None:
    step = STEPS["closed_smile"]
    assert pacing(step, step.minutes.high) == Pacing(repeats=5, hold=5, rest=6)
    assert pacing(step, 120) == pacing(step, step.minutes.high)
    assert pacing(step, 0) == pacing(step, step.minutes.low)


@pytest.mark.parametrize("name", [n for n, s in STEPS.items() if s.kind in MOVING_KINDS])
def test_rest_is_never_shorter_than_the_work(name: str) -> None:
    paced = pacing(STEPS[name], STEPS[name].minutes.high)
    assert paced is None or (paced.rest >= paced.hold and paced.repeats >= 1)


def test_massage_lasts_its_minutes_without_counting() -> None:
    assert pacing(STEPS["face_massage"], 5) is None
    assert pacing(STEPS["mind_breath"], 5) is None


def test_warmth_has_its_limits() -> None:
    assert heat_cap(STEPS["warm_compress"]) == 10
    assert heat_cap(STEPS["foot_soak"]) == 15
    assert heat_cap(STEPS["aerobic"]) is None
