"""The programmes as they ship: their minutes, their caps, and to whom they are offered."""

import pytest

from backend.domain.library import (
    ACTIVE_DAY_CAP,
    ACTIVE_SESSION_CAP,
    Kind,
    Library,
    Minutes,
    Stage,
)
from backend.domain.plans import offered

F, P, S = Stage.FLACCID, Stage.PARESIS, Stage.SYNKINESIS
TOTALS = {
    "seed_daily": (16, 39),
    "flaccid_gentle": (10, 26),
    "paresis_retrain": (14, 26),
    "synkinesis_release": (19, 40),
    "eye_care": (3, 9),
    "wellbeing": (9, 42),
}


def test_programmes_come_to_the_minutes_they_promise(library: Library) -> None:
    assert {name: (p.total.low, p.total.high) for name, p in library.programmes.items()} == TOTALS


def test_small_movements_are_narrowed_to_stay_under_the_caps(library: Library) -> None:
    programme = library.programmes["paresis_retrain"]
    active = {
        one.step_id: one.minutes
        for one in programme.steps
        if library.steps[one.step_id].kind is Kind.ACTIVE
    }
    assert active == {
        "brow_raise": Minutes(1, 1),
        "gentle_eye_close": Minutes(1, 2),
        "snarl": Minutes(1, 1),
        "closed_smile": Minutes(1, 2),
        "pucker": Minutes(1, 1),
        "emotion": Minutes(2, 3),
    }
    assert sum(minutes.low for minutes in active.values()) == 7
    assert sum(minutes.high for minutes in active.values()) == ACTIVE_SESSION_CAP
    assert ACTIVE_SESSION_CAP * programme.max_sessions == ACTIVE_DAY_CAP


def test_only_the_two_movement_programmes_have_a_second_session(library: Library) -> None:
    assert {p.id for p in library.programmes.values() if p.max_sessions == 2} == {
        "paresis_retrain",
        "synkinesis_release",
    }


def test_what_is_optional_in_a_programme_stays_optional(library: Library) -> None:
    optional = {
        programme.id: {one.step_id for one in programme.steps if not one.required}
        for programme in library.programmes.values()
    }
    assert optional["seed_daily"] == {
        "aerobic",
        "foot_soak",
        "people_support",
        "rx_topical",
        "rx_b_vitamins",
    }
    assert optional["wellbeing"] == {"aerobic", "foot_soak"}
    assert not any(optional[name] for name in TOTALS if name not in ("seed_daily", "wellbeing"))


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        (Stage.NOT_SURE, {"seed_daily", "eye_care", "wellbeing"}),
        (F, {"seed_daily", "flaccid_gentle", "eye_care", "wellbeing"}),
        (P, {"seed_daily", "paresis_retrain", "eye_care", "wellbeing"}),
        (S, {"seed_daily", "synkinesis_release", "eye_care", "wellbeing"}),
    ],
)
def test_each_stage_is_offered_what_fits_it(
    library: Library, stage: Stage, expected: set[str]
) -> None:
    assert {p.id for p in library.programmes.values() if offered(p, stage, library)} == expected


def test_every_stage_has_words(library: Library) -> None:
    assert set(library.stages) == set(Stage)
