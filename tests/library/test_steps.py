"""The steps as they ship: which there are, of what kind, for whom, and what they say."""

import re

import pytest

from backend.domain.library import (
    FACE_HEAT_CAP,
    FOOT_HEAT_CAP,
    MOVING_KINDS,
    Grade,
    Heat,
    Kind,
    Library,
    Stage,
    Urgency,
)

F, P, S = Stage.FLACCID, Stage.PARESIS, Stage.SYNKINESIS
FOUNDING = {
    "rx_topical",
    "warm_compress",
    "face_massage",
    "acupoints",
    "orbit_circles",
    "rx_b_vitamins",
    "foot_soak",
    "aerobic",
    "mind_breath",
    "people_support",
}
KINDS = {
    Kind.ACTIVE: {
        "brow_raise",
        "gentle_eye_close",
        "snarl",
        "closed_smile",
        "pucker",
        "vowels",
        "emotion",
        "uncouple_eye_mouth",
        "uncouple_mouth_eye",
    },
    Kind.STRETCH: {"cheek_stretch_in", "zygo_stretch", "chin_neck_release"},
    Kind.CALM: {"rest_scan", "imagine", "mind_breath", "people_support"},
    Kind.BODY: {"aerobic", "foot_soak"},
    Kind.RX: {"rx_topical", "rx_b_vitamins"},
    Kind.CARE: {
        "warm_compress",
        "face_massage",
        "acupoints",
        "orbit_circles",
        "strong_side",
        "support_speak",
        "lid_stretch",
        "eye_drops",
        "blink_break",
        "night_eye",
        "eye_shield_day",
    },
}
MINUTES = {
    "rx_topical": (1, 2),
    "warm_compress": (5, 10),
    "face_massage": (5, 12),
    "acupoints": (1, 3),
    "orbit_circles": (1, 2),
    "rx_b_vitamins": (0, 1),
    "foot_soak": (10, 15),
    "aerobic": (15, 30),
    "mind_breath": (3, 10),
    "people_support": (5, 30),
    "rest_scan": (1, 2),
    "strong_side": (1, 3),
    "support_speak": (0, 1),
    "imagine": (1, 3),
    "brow_raise": (1, 2),
    "gentle_eye_close": (1, 2),
    "snarl": (1, 2),
    "closed_smile": (1, 3),
    "pucker": (1, 2),
    "vowels": (1, 3),
    "emotion": (2, 4),
    "uncouple_eye_mouth": (2, 3),
    "uncouple_mouth_eye": (2, 3),
    "cheek_stretch_in": (1, 3),
    "zygo_stretch": (1, 2),
    "lid_stretch": (1, 2),
    "chin_neck_release": (1, 2),
    "eye_drops": (0, 1),
    "blink_break": (0, 1),
    "night_eye": (2, 4),
    "eye_shield_day": (0, 1),
}


def test_all_thirty_one_steps_are_there_with_their_minutes(library: Library) -> None:
    found = {step.id: (step.minutes.low, step.minutes.high) for step in library.steps.values()}
    assert found == MINUTES
    assert len(found) == 31


def test_the_ten_steps_of_the_founding_article_say_so_and_suit_every_stage(
    library: Library,
) -> None:
    assert {step.id for step in library.steps.values() if step.from_seed} == FOUNDING
    assert all(library.steps[name].stages == {F, P, S} for name in FOUNDING)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_step_is_of_the_kind_the_reference_gives_it(library: Library, kind: Kind) -> None:
    assert {step.id for step in library.steps.values() if step.kind is kind} == KINDS[kind]


def test_every_added_step_suits_the_stages_the_reference_gives_it(library: Library) -> None:
    by_stages = {
        name: "".join(
            letter
            for letter, stage in zip("FPS", (F, P, S), strict=True)
            if stage in library.steps[name].stages
        )
        for name in set(library.steps) - FOUNDING
    }
    assert {name for name, said in by_stages.items() if said == "FP"} == {
        "support_speak",
        "imagine",
    }
    assert {name for name, said in by_stages.items() if said == "S"} == {
        "uncouple_eye_mouth",
        "uncouple_mouth_eye",
        "cheek_stretch_in",
        "zygo_stretch",
        "chin_neck_release",
    }
    assert {name for name, said in by_stages.items() if said == "PS"} == {
        "brow_raise",
        "gentle_eye_close",
        "snarl",
        "closed_smile",
        "pucker",
        "vowels",
        "emotion",
    }
    assert "F" not in {said for said in by_stages.values()}


def test_a_floppy_face_gets_no_movement_and_no_stretch(library: Library) -> None:
    moving = [step for step in library.steps.values() if step.kind in MOVING_KINDS]
    assert moving
    assert not any(step.suits(F) or step.suits(Stage.NOT_SURE) for step in moving)


def test_every_step_says_why_how_how_long_when_to_stop_and_what_is_known(
    library: Library,
) -> None:
    for step in library.steps.values():
        assert step.why, step.id
        assert step.how, step.id
        assert step.how_long, step.id
        assert step.stop_rules, step.id
        assert step.evidence.label, step.id
        assert step.evidence.note, step.id
        assert step.evidence.sources, step.id


def test_every_source_that_is_cited_can_be_shown(library: Library) -> None:
    for step in library.steps.values():
        assert set(step.evidence.sources) <= set(library.sources), step.id


def test_words_fit_a_small_phone(library: Library) -> None:
    for step in library.steps.values():
        assert len(step.title) <= 32, step.id
        assert len(step.summary) <= 45, step.id
        assert not step.summary.endswith("."), step.id
        assert 2 <= len(re.findall(r"[.](?:\s|$)", step.how)) <= 5, step.id
        assert 1 <= len(re.findall(r"[.](?:\s|$)", step.why)) <= 3, step.id
        assert len(re.findall(r"[.](?:\s|$)", step.how_long)) == 1, step.id
        assert len(step.evidence.note) <= 350, step.id


def test_the_words_hold_the_numbers_of_the_reference(library: Library) -> None:
    how = {name: f"{step.how} {step.how_long}" for name, step in library.steps.items()}
    for number in ("37 to 40 °C", "5 seconds", "10 minutes is the most", "kitchen timer"):
        assert number in how["warm_compress"]
    assert "numb face" in library.steps["warm_compress"].not_when
    assert "upward strokes" in how["face_massage"]
    assert "5 to 10" in how["face_massage"]
    assert "Yingxiang (LI20)" in how["acupoints"]
    assert "Dicang (ST4)" in how["acupoints"]
    assert "outwards and then 5 to 8 turns the other way" in how["orbit_circles"]
    for number in ("37 to 40 °C", "15 at the most", "Ginger or mugwort is optional"):
        assert number in how["foot_soak"]


@pytest.mark.parametrize("name", [name for name in MINUTES if name in KINDS[Kind.ACTIVE]])
def test_a_movement_states_its_own_repetitions_and_holds(library: Library, name: str) -> None:
    step = library.steps[name]
    assert step.pace is not None
    assert f"{step.pace.repeats.low} to {step.pace.repeats.high}" in step.how_long
    if step.pace.hold_seconds:
        hold = step.pace.hold_seconds
        assert f"{hold.low} to {hold.high} seconds" in step.how_long
    assert f"{step.minutes.low} to {step.minutes.high} minutes" in step.how_long


def test_prescribed_steps_only_record(library: Library) -> None:
    for name in KINDS[Kind.RX]:
        step = library.steps[name]
        assert step.rx
        assert "no prescription for it" in step.not_when
        assert not re.search(r"\d\s*(mg|ml|µg|mcg|units?)\b", f"{step.how} {step.how_long}")
        assert Urgency.EMERGENCY in {rule.urgency for rule in step.stop_rules}


def test_evidence_labels_speak_of_programmes(library: Library) -> None:
    labels = {step.evidence.grade: set[str]() for step in library.steps.values()}
    for step in library.steps.values():
        labels[step.evidence.grade].add(step.evidence.label)
    assert labels[Grade.B] == {"Part of a programme tested in a trial of 50 people"}
    assert set(labels) == {Grade.B, Grade.C, Grade.D}
    grade_b = {step.id for step in library.steps.values() if step.evidence.grade is Grade.B}
    assert grade_b == KINDS[Kind.ACTIVE] - {"vowels"}


def test_warmth_ends_at_its_caps(library: Library) -> None:
    caps = {Heat.FACE: FACE_HEAT_CAP, Heat.FEET: FOOT_HEAT_CAP}
    warm = {step.id: step for step in library.steps.values() if step.heat}
    assert set(warm) == {"warm_compress", "foot_soak"}
    assert all(step.minutes.high <= caps[step.heat] for step in warm.values() if step.heat)
