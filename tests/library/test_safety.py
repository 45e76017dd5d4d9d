"""What keeps people safe, as it ships: gates, red flags, what to avoid, whom to call."""

import re
from datetime import date

import pytest

from backend.domain.library import (
    GateEffect,
    Grade,
    Library,
    Urgency,
)


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
