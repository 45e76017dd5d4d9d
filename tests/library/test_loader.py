"""The library as it ships, and every way it could be broken."""

import ast
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from backend.domain.library import (
    ACTIVE_DAY_CAP,
    ACTIVE_SESSION_CAP,
    FACE_HEAT_CAP,
    FOOT_HEAT_CAP,
    MOVING_KINDS,
    GateEffect,
    Grade,
    Heat,
    Kind,
    Library,
    Minutes,
    Stage,
    Urgency,
)
from backend.domain.plans import offered
from backend.library import LibraryBroken, load, read_library
from backend.library import loader as loader_module
from backend.library.shelf import Shelf

FOLDER = Path(loader_module.__file__).parent
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
TOTALS = {
    "seed_daily": (16, 39),
    "flaccid_gentle": (10, 26),
    "paresis_retrain": (14, 26),
    "synkinesis_release": (19, 40),
    "eye_care": (3, 9),
    "wellbeing": (9, 42),
}


@pytest.fixture
def library() -> Library:
    return read_library("en")


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


def test_gates_do_what_the_reference_decides(library: Library) -> None:
    effects = {gate.id: gate.effect for gate in library.gates.values()}
    assert {name for name, effect in effects.items() if effect is GateEffect.NOTE_ONLY} == {
        "cannot_close_eye",
        "contact_lenses",
        "blood_thinners",
    }
    assert {name for name, effect in effects.items() if effect is GateEffect.MOVING_OFF} == {
        "cause_stroke_or_unknown",
        "face_surgery_injection_or_filler_14d",
    }
    assert effects["no_movement_yet"] is GateEffect.ACTIVE_OFF
    assert len(effects) == 14
    assert {
        gate.id: gate.ends_after_days for gate in library.gates.values() if gate.ends_after_days
    } == {"face_surgery_injection_or_filler_14d": 14}


def test_gates_switch_off_the_steps_the_reference_names(library: Library) -> None:
    named: dict[str, set[str]] = {}
    for step in library.steps.values():
        for gate in step.gates:
            named.setdefault(gate, set()).add(step.id)
    assert named == {
        "numb_face": {"warm_compress"},
        "broken_or_infected_skin_or_rash": {
            "rx_topical",
            "warm_compress",
            "face_massage",
            "acupoints",
        },
        "face_surgery_injection_or_filler_14d": {
            "warm_compress",
            "face_massage",
            "acupoints",
            "orbit_circles",
            "cheek_stretch_in",
            "strong_side",
            "lid_stretch",
        },
        "eye_surgery_or_ulcer": {"orbit_circles", "lid_stretch"},
        "diabetes_or_numb_feet": {"foot_soak"},
        "poor_leg_circulation_or_foot_wound": {"foot_soak"},
        "plant_allergy_asteraceae": {"foot_soak"},
        "pregnant": {"foot_soak"},
        "heart_or_exercise_restriction": {"aerobic"},
    }


def test_a_gates_reason_completes_the_sentence_of_a_row(library: Library) -> None:
    for gate in library.gates.values():
        assert not gate.reason.endswith("."), gate.id
        assert gate.reason[0].islower(), gate.id
        assert gate.question.rstrip(".").count("?") == 1, gate.id


def test_red_flags_ask_for_help_as_soon_as_they_must(library: Library) -> None:
    by_urgency: dict[Urgency, set[str]] = {}
    for flag in library.red_flags.values():
        by_urgency.setdefault(flag.urgency, set()).add(flag.id)
    assert by_urgency == {
        Urgency.EMERGENCY: {"RF00", "RF01", "RF02", "RF03", "RF04", "RF13"},
        Urgency.CRISIS: {"RF12"},
        Urgency.SAME_DAY: {"RF00b", "RF05", "RF07", "RF09", "RF11"},
        Urgency.SOON: {"RF06", "RF08", "RF10"},
    }
    for flag in library.red_flags.values():
        if flag.urgency is Urgency.EMERGENCY:
            assert "all the emergency number now" in flag.action, flag.id


def test_avoid_cards_are_graded_as_advised_against(library: Library) -> None:
    assert len(library.avoid) == 8
    assert {card.evidence.grade for card in library.avoid} == {Grade.X}
    unsourced = {card.id for card in library.avoid if not card.evidence.sources}
    assert unsourced == {"balloon_or_straw"}


def test_movement_rules_name_the_effort_and_the_caps(library: Library) -> None:
    rules = " ".join(library.movement_rules)
    for words in ("effort 2 to 3 of 10", "3 to 5 good repetitions", "10 minutes", "20 a day"):
        assert words in rules


def test_every_stage_has_words(library: Library) -> None:
    assert set(library.stages) == set(Stage)


def test_a_number_to_call_always_says_where_it_is_from_and_when(library: Library) -> None:
    for country in library.countries.values():
        lines = [line for line in (country.emergency, *country.crisis) if line]
        for line in lines:
            assert line.source.startswith("http"), country.code
            assert line.checked_on == date(2026, 11, 24), country.code
            assert re.fullmatch(r"[0-9 ]+", line.number), country.code


@pytest.mark.parametrize(
    ("code", "number"),
    [("IE", "112"), ("DE", "112"), ("GB", "999"), ("US", "911"), ("AU", "000"), ("NO", "113")],
)
def test_a_known_country_has_its_emergency_number(library: Library, code: str, number: str) -> None:
    emergency = library.countries[code].emergency
    assert emergency is not None
    assert emergency.number == number


def test_a_country_without_a_sourced_number_has_none(library: Library) -> None:
    assert library.countries["ZZ"].emergency is None


def test_the_crisis_line_of_the_united_states_and_canada_is_988(library: Library) -> None:
    assert [line.number for line in library.countries["US"].crisis] == ["988"]
    assert [line.number for line in library.countries["CA"].crisis] == ["988"]


def test_nothing_claims_to_be_reviewed_before_a_clinician_has_signed_it(
    library: Library,
) -> None:
    assert {step.reviewed_by for step in library.steps.values()} == {None}
    assert {programme.reviewed_by for programme in library.programmes.values()} == {None}


FORBIDDEN = (
    "treats",
    "heals",
    "cure",
    "restore",
    "speeds recovery",
    "prevents",
    "you have",
    "good side",
    "bad side",
    "normal side",
    "strong side",
    "weak side",
    "clinically proven",
    "streak",
    "!",
)


@pytest.mark.parametrize("words", FORBIDDEN)
def test_no_text_says_what_may_not_be_said(words: str) -> None:
    for file in (FOLDER / "en").glob("*.yaml"):
        if file.name != "forbidden.yaml":
            text = " ".join(
                line for line in file.read_text("utf-8").splitlines() if not line.startswith("#")
            )
            found = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE)
            assert not found, f"{file.name} says '{words}'"


def test_an_unknown_language_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        read_library("xx")


def test_a_language_name_cannot_leave_the_folder() -> None:
    with pytest.raises(KeyError):
        read_library("../library/en")


def test_the_library_is_read_once_per_language() -> None:
    assert read_library("en") is read_library("en")


def test_another_language_needs_only_files(copy: Path) -> None:
    shutil.copytree(copy / "en", copy / "zh")
    assert load(copy, "zh").language == "zh"


def test_the_loader_imports_only_yaml_the_standard_library_and_the_domain() -> None:
    allowed = sys.stdlib_module_names | {"yaml"}
    for file in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                ours = name.startswith(("backend.domain", "backend.library"))
                assert ours or name.split(".")[0] in allowed, f"{file.name} imports {name}"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the library's data that a test may break."""
    folder = tmp_path / "library"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return folder


@dataclass(frozen=True)
class Break:
    """One replacement in one file, what the complaint says, and on which line.

    The line is that of `at` in the broken file, or of the new text; `blames` is the file the
    complaint names when it is another one.
    """

    file: str
    old: str
    new: str
    says: str
    at: str | None = None
    blames: str | None = None


BREAKS = {
    "a programme names an unknown step": Break(
        "programmes.yaml",
        "{step: imagine}",
        "{step: dream}",
        "programme 'flaccid_gentle' names unknown step 'dream'",
    ),
    "a step names an unknown gate": Break(
        "steps.yaml", "[numb_face, broken", "[cold_face, broken", "unknown gate 'cold_face'"
    ),
    "a step names an unknown stop rule": Break(
        "steps.yaml", "[body_unwell,", "[body_well,", "unknown stop rule 'body_well'"
    ),
    "a step cites an unknown source": Break(
        "steps.yaml", "sources: [S35]", "sources: [S99]", "unknown source 'S99'"
    ),
    "a step has an unknown evidence label": Break(
        "steps.yaml", "{label: tradition,", "{label: magic,", "unknown evidence label 'magic'"
    ),
    "a label has an unknown grade": Break(
        "evidence.yaml", "tradition: {grade: D}", "tradition: {grade: Z}", "unknown grade 'Z'"
    ),
    "a step suits an unknown stage": Break(
        "steps.yaml", "stages: [synkinesis]", "stages: [sinkinesis]", "unknown stage 'sinkinesis'"
    ),
    "a step lists not sure": Break(
        "steps.yaml", "stages: [synkinesis]", "stages: [not_sure]", "is worked out, never listed"
    ),
    "a step suits no stage": Break("steps.yaml", "stages: [synkinesis]", "stages: []", "no stage"),
    "a step is of an unknown kind": Break(
        "steps.yaml", "kind: stretch", "kind: strain", "unknown kind 'strain'"
    ),
    "a step has unknown sides": Break(
        "steps.yaml", "sides: unaffected", "sides: strong", "unknown sides 'strong'"
    ),
    "a step stands twice": Break(
        "steps.yaml",
        "brow_raise:",
        "snarl:\n  kind: active\nbrow_raise:",
        "'snarl' stands twice",
        at="snarl:\n  kind: active\n  stages",
    ),
    "a step has an unknown key": Break(
        "steps.yaml", "sides: unaffected", "side: unaffected", "unknown key 'side'"
    ),
    "a step lacks a key": Break(
        "steps.yaml", "  sides: unaffected\n", "", "'sides' is missing", at="strong_side:"
    ),
    "a step has no words": Break(
        "en/steps.yaml", "imagine:", "daydream:", "words for unknown id 'daydream'"
    ),
    "words are left out": Break(
        "steps.yaml",
        "# Stretches.",
        "jaw_drop: {}",
        "'jaw_drop' has no words in en/steps.yaml",
    ),
    "a sentence is left out": Break(
        "en/steps.yaml",
        "  how_long: 1 to 3 minutes, 5 pictures.\n",
        "",
        "'how_long' is missing",
        at="imagine:",
    ),
    "a word has an unknown key": Break(
        "en/steps.yaml", "summary: think it", "sumary: think it", "unknown key 'sumary'"
    ),
    "a text is empty": Break("en/steps.yaml", "title: Small pucker", 'title: " "', "empty text"),
    "a text is left blank": Break(
        "en/steps.yaml",
        "title: Small pucker",
        "title:",
        "expected words",
        at="title:\n",
    ),
    "a range runs backwards": Break(
        "steps.yaml", "minutes: [15, 30]", "minutes: [30, 15]", "low 30 is more than high 15"
    ),
    "a range has three ends": Break(
        "steps.yaml", "minutes: [15, 30]", "minutes: [15, 20, 30]", "expected [low, high]"
    ),
    "a range is not of numbers": Break(
        "steps.yaml", "minutes: [15, 30]", "minutes: [15, half]", "expected a whole number"
    ),
    "warmth on the face is too long": Break(
        "steps.yaml", "minutes: [5, 10]", "minutes: [5, 11]", "warms for 11 minutes, more than 10"
    ),
    "a foot soak is too long": Break(
        "steps.yaml", "minutes: [10, 15]", "minutes: [10, 16]", "warms for 16 minutes, more than 15"
    ),
    "a step is planned three times a day": Break(
        "steps.yaml",
        "max_times: 1\n  sides: feet",
        "max_times: 3\n  sides: feet",
        "max_times is 1 to 2",
    ),
    "a step is switched off by a note": Break(
        "steps.yaml",
        "gates: [heart_or_exercise_restriction]",
        "gates: [heart_or_exercise_restriction, blood_thinners]",
        "names gate 'blood_thinners', which is a note only",
    ),
    "a gate is named by no step": Break(
        "steps.yaml",
        "gates: [heart_or_exercise_restriction]",
        "gates: []",
        "gate 'heart_or_exercise_restriction' is named by no step",
        at="heart_or_exercise_restriction: {effect",
        blames="gates.yaml",
    ),
    "a gate has an unknown effect": Break(
        "gates.yaml",
        "pregnant: {effect: named_steps}",
        "pregnant: {effect: all_off}",
        "unknown effect 'all_off'",
    ),
    "a kind has no stop rule": Break(
        "stop_rules.yaml",
        "{kind: calm}",
        "{}",
        "kind 'calm' has no stop rule",
        at="#",
    ),
    "a kind has two stop rules": Break(
        "stop_rules.yaml",
        "skin_stings: {}",
        "skin_stings: {kind: calm}",
        "kind 'calm' has a stop rule already",
    ),
    "a step has an empty list of stop rules": Break(
        "steps.yaml", "stop_rules: [exercise_emergency]", "stop_rules: []", "no stop rule"
    ),
    "a stop rule has an unknown urgency": Break(
        "stop_rules.yaml",
        "exercise_emergency: {urgency: emergency}",
        "exercise_emergency: {urgency: panic}",
        "unknown urgency 'panic'",
    ),
    "a programme goes outside a step's minutes": Break(
        "programmes.yaml",
        "{step: emotion, minutes: [2, 3]}",
        "{step: emotion, minutes: [2, 5]}",
        "gives 'emotion' 2 to 5 minutes, outside its own 2 to 4",
    ),
    "a programme's total is wrong": Break(
        "programmes.yaml",
        "total: [14, 26]",
        "total: [14, 31]",
        "says 14 to 31 minutes, but its required steps come to 14 to 26",
    ),
    "a programme moves too long in a session": Break(
        "programmes.yaml",
        "    - {step: closed_smile}\n",
        "    - {step: closed_smile}\n    - {step: vowels, optional: true}\n",
        "has 12 minutes of movement in a session, more than 10",
        at="  steps:\n    - {step: warm_compress}\n    - {step: face_massage}\n    - {step: zygo",
    ),
    "a programme moves too long in a day": Break(
        "programmes.yaml",
        "total: [19, 40]\n  max_sessions: 2",
        "total: [19, 40]\n  max_sessions: 3",
        "has 27 minutes of movement a day, more than 20",
        at="  steps:\n    - {step: warm_compress}\n    - {step: face_massage}\n    - {step: zygo",
    ),
    "a programme has more sessions than a step allows": Break(
        "programmes.yaml",
        "total: [3, 9]\n  max_sessions: 1",
        "total: [3, 9]\n  max_sessions: 2",
        "has 2 sessions, but 'night_eye' is for 1 a day",
        at="  max_sessions: 2\n  reviewed_by: null\n  steps:\n    - {step: eye_drops}",
    ),
    "a programme has no session": Break(
        "programmes.yaml",
        "total: [3, 9]\n  max_sessions: 1",
        "total: [3, 9]\n  max_sessions: 0",
        "has no session",
        at="  max_sessions: 0",
    ),
    "a programme warms the face twice in a session": Break(
        "programmes.yaml",
        "    - {step: closed_smile}\n",
        "    - {step: closed_smile}\n    - {step: warm_compress, optional: true}\n",
        "warms the face for 20 minutes in a session, more than 10",
        at="  steps:\n    - {step: warm_compress}\n    - {step: face_massage}\n    - {step: zygo",
    ),
    "a programme is for a stage that a step does not suit": Break(
        "programmes.yaml",
        "flaccid_gentle:\n  stages: [flaccid]",
        "flaccid_gentle:\n  stages: [flaccid, synkinesis]",
        "is for stage 'synkinesis', which step 'imagine' does not suit",
        at="    - {step: imagine}",
    ),
    "a programme requires a prescribed step": Break(
        "programmes.yaml",
        "{step: rx_topical, optional: true}",
        "{step: rx_topical}",
        "requires prescribed step 'rx_topical'",
    ),
    "a forbidden word is said": Break(
        "en/steps.yaml",
        "title: Small pucker",
        "title: Pucker that heals",
        "forbidden words 'heals'",
    ),
    "a forbidden word is said across a line break": Break(
        "en/programmes.yaml",
        "safety:\n    - Effort",
        "safety:\n    - >-\n      Spare the good\n      side.\n    - Effort",
        "forbidden words 'good side'",
        at=">-\n      Spare",
    ),
    "a country names an unknown line": Break(
        "countries.yaml", "emergency: gb_999", "emergency: gb_111", "unknown help line 'gb_111'"
    ),
    "a number lost its quotes": Break(
        "help_lines.yaml", 'number: "000"', "number: 000", "expected words"
    ),
    "a number is not one to call": Break(
        "help_lines.yaml", 'number: "000"', 'number: "triple zero"', "is not a number to call"
    ),
    "a number has no address to check": Break(
        "help_lines.yaml",
        "source: https://www2.hse.ie/emergencies/when-to-call-112-or-999/",
        "source: the health service",
        "a source is the address of a public page",
    ),
    "a date is not a date": Break(
        "help_lines.yaml",
        "when-to-call-112-or-999/\n  checked_on: 2026-11-24",
        "when-to-call-112-or-999/\n  checked_on: lately",
        "expected a date",
        at="  checked_on: lately",
    ),
    "a red flag has an unknown urgency": Break(
        "red_flags.yaml",
        "RF12: {urgency: crisis}",
        "RF12: {urgency: later}",
        "unknown urgency 'later'",
    ),
    "a stage has no words": Break("en/stages.yaml", "paresis:", "weak:", "unknown key 'weak'"),
    "an avoid card cites an unknown source": Break(
        "avoid.yaml", "sources: [S36]", "sources: [S98]", "unknown source 'S98'"
    ),
    "a file is not YAML": Break(
        "gates.yaml", "pregnant: {effect: named_steps}", "pregnant: {effect: [}", "not YAML"
    ),
}


@pytest.mark.parametrize("broken", BREAKS.values(), ids=BREAKS)
def test_a_broken_library_is_refused_naming_file_and_line(copy: Path, broken: Break) -> None:
    file = copy / broken.file
    text = file.read_text("utf-8")
    assert broken.old in text
    changed = text.replace(broken.old, broken.new, 1)
    file.write_text(changed, "utf-8")
    blamed = copy / (broken.blames or broken.file)
    line = _line(blamed.read_text("utf-8"), broken.at or broken.new.lstrip("\n"))
    with pytest.raises(LibraryBroken) as refusal:
        load(copy, "en")
    assert str(refusal.value).startswith(f"{blamed.as_posix()}:{line}: ")
    assert broken.says in str(refusal.value)


def _line(text: str, at: str) -> int:
    return text[: text.index(at)].count("\n") + 1


@pytest.mark.parametrize("name", ["steps.yaml", "en/red_flags.yaml"])
@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda file: file.write_text("", "utf-8"), "the file is empty"),
        (lambda file: file.write_text("- a list", "utf-8"), "expected names with values"),
        (lambda file: file.unlink(), "the file is missing"),
    ],
)
def test_a_damaged_file_is_refused(
    copy: Path, name: str, damage: Callable[[Path], object], says: str
) -> None:
    damage(copy / name)
    with pytest.raises(LibraryBroken, match=rf"{re.escape(name)}:1: .*{says}"):
        load(copy, "en")


def test_a_complaint_about_the_shipped_library_names_the_file_from_the_root() -> None:
    place = Shelf(FOLDER, "en").structure("steps")
    assert str(place.broken("x")) == "backend/library/steps.yaml:1: x"
