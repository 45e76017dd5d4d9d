"""How the library is read, and every way it could be broken."""

import ast
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from backend.library import LibraryBroken, load, read_library
from backend.library import loader as loader_module
from backend.library.shelf import Shelf

FOLDER = Path(loader_module.__file__).parent


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
