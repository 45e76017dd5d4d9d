"""The symptoms a person can rate, and the ways their words could be broken."""

import re
import shutil
from pathlib import Path
from typing import get_args

import pytest

from backend.domain.sides import FaceZone
from backend.library import LibraryBroken, load, read_library
from backend.library import loader as loader_module
from backend.services import checkins as services

FOLDER = Path(loader_module.__file__).parent
KEYS = [
    "weak_face",
    "linked_move",
    "twitch",
    "spasm",
    "lid_spasm",
    "tight",
    "eye_open",
    "lid_droop_low",
    "eye_dry",
    "eye_exposed",
    "eye_water",
    "eye_water_eating",
    "eye_pain",
    "eye_red",
    "light",
    "blur",
    "drool",
    "food_pocket",
    "bite_cheek",
    "speech",
    "taste",
    "loud",
    "tinnitus",
    "ear_pain",
    "face_pain",
    "headache",
    "numb",
    "sweat_eat",
    "fatigue",
    "sleep",
    "low_mood",
    "worry",
    "social_avoid",
    "ear_rash",
]
"""Every key of the vocabulary that somebody can rate, in its order."""


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_every_symptom_of_the_vocabulary_has_a_plain_name(language: str) -> None:
    symptoms = read_library(language).symptoms
    assert list(symptoms) == KEYS
    names = [one.plain for one in symptoms.values()]
    assert len(set(names)) == len(names)
    assert all(len(name) <= (32 if language == "en" else 12) for name in names)
    assert {one.id for one in symptoms.values() if one.clinical is None} == {"bite_cheek"}


def test_red_flags_are_marked_and_lead_to_what_to_do() -> None:
    library = read_library("en")
    marked = {
        one.id: (one.red_flag, one.flag_from, one.only_sudden)
        for one in library.symptoms.values()
        if one.red_flag
    }
    assert marked == {
        "eye_open": ("RF06", 7, False),
        "eye_exposed": ("RF05", 1, False),
        "eye_pain": ("RF05", 7, False),
        "eye_red": ("RF05", 7, False),
        "light": ("RF05", 7, False),
        "blur": ("RF05", 1, True),
        "ear_rash": ("RF07", 1, False),
    }
    assert {one.red_flag for one in library.symptoms.values()} <= {None, *library.red_flags}


def test_a_red_eye_that_may_not_hurt_is_a_sign_however_little() -> None:
    symptoms = read_library("en").symptoms
    numb = {one.id: one.shown_from(numb=True) for one in symptoms.values() if one.red_flag}
    assert numb == {
        one.id: 1 if one.id == "eye_red" else one.flag_from
        for one in symptoms.values()
        if one.red_flag
    }
    assert symptoms["eye_red"].shown_from(numb=False) == 7
    assert symptoms["worry"].shown_from(numb=True) is None


def test_a_symptom_has_its_place_on_the_face_or_none() -> None:
    symptoms = read_library("en").symptoms
    assert symptoms["tight"].zones == tuple(FaceZone)
    assert symptoms["eye_red"].zones == (FaceZone.EYE,)
    assert (symptoms["worry"].zones, symptoms["worry"].sided) == ((), False)
    assert (symptoms["ear_pain"].zones, symptoms["ear_pain"].sided) == ((), True)
    assert tuple(FaceZone) == get_args(services.FaceZone)


def test_a_name_describes_and_never_names_a_disease() -> None:
    for language, diseases in {
        "en": ("palsy", "zoster", "shingles", "stroke", "keratitis", "depression", "disease"),
        "zh-Hans": ("面瘫", "带状疱疹", "中风", "角膜炎", "抑郁", "病"),
    }.items():
        for one in read_library(language).symptoms.values():
            said = f"{one.plain} {one.clinical or ''}".lower()
            assert not [word for word in diseases if word in said], one.id


def test_nobody_has_reviewed_them_yet() -> None:
    assert {one.reviewed_by for one in read_library("en").symptoms.values()} == {None}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the library's data that a test may break."""
    folder = tmp_path / "library"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return folder


BREAKS = {
    "no plain name": ("en/symptoms.yaml", "taste: {plain: Changed taste, ", "taste: {", "'plain'"),
    "no words": ("en/symptoms.yaml", "loud: {", "laud: {", "words for unknown id 'laud'"),
    "an unknown flag": ("symptoms.yaml", ": RF07", ": RF77", "unknown red flag 'RF77'"),
    "sudden without a flag": (
        "symptoms.yaml",
        "speech: {reviewed_by",
        "speech: {only_sudden: true, reviewed_by",
        "'speech' is no red flag",
    ),
    "a rating without a flag": (
        "symptoms.yaml",
        "speech: {reviewed_by",
        "speech: {from: 3, reviewed_by",
        "'speech' is no red flag, so 'from' says nothing",
    ),
    "a flag without a rating": (
        "symptoms.yaml",
        "red_flag: RF07, from: 1",
        "red_flag: RF07",
        "'ear_rash' does not say from which rating",
    ),
    "a rating nobody can give": (
        "symptoms.yaml",
        "red_flag: RF07, from: 1",
        "red_flag: RF07, from: 0",
        "a rating from 1 to 10, not 0",
    ),
    "a place that no face has": (
        "symptoms.yaml",
        "drool: {zones: [mouth]",
        "drool: {zones: [heel]",
        "unknown zone of the face 'heel'",
    ),
    "a code nobody verified": (
        "symptoms.yaml",
        "speech: {reviewed_by",
        "speech: {snomed: '25289003', reviewed_by",
        "unknown key 'snomed'",
    ),
    "nothing about a review": (
        "symptoms.yaml",
        "speech: {reviewed_by: null}",
        "speech: {}",
        "'reviewed_by' is missing",
    ),
}


@pytest.mark.parametrize("what", list(BREAKS))
def test_a_broken_symptom_is_refused(copy: Path, what: str) -> None:
    name, old, new, says = BREAKS[what]
    file = copy / name
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(LibraryBroken, match=re.escape(says)):
        load(copy, "en")
