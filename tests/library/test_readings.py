"""The short readings as they ship, and the ways they could be broken."""

import re
import shutil
from pathlib import Path

import pytest

from backend.domain.library import Reading, Urgency
from backend.library import LibraryBroken, read_library
from backend.library import loader as loader_module
from backend.library.readings import read_readings
from backend.library.shelf import Shelf

FOLDER = Path(loader_module.__file__).parent
NAMES = [
    "stages",
    "small_effort",
    "linked_movements",
    "eye_care",
    "tradition",
    "mood",
    "talking",
    "whom_to_see",
]
SOURCES = {
    key: place.text() for key, place in Shelf(FOLDER, "en").structure("sources").entries().items()
}


def readings(language: str, folder: Path = FOLDER) -> dict[str, Reading]:
    return read_readings(Shelf(folder, language), SOURCES)


def whole(reading: Reading) -> str:
    return " ".join((*reading.text, *reading.points, reading.close or ""))


def test_the_library_holds_them_in_their_order() -> None:
    assert list(read_library("en").readings) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_reading_is_short(name: str) -> None:
    assert 120 <= len(whole(readings("en")[name]).split()) <= 250
    assert 200 <= len(whole(readings("zh-Hans")[name])) <= 600
    for language in ("en", "zh-Hans"):
        reading = readings(language)[name]
        assert len(reading.title) <= 40
        assert len(reading.summary) <= 45
        assert not reading.summary.endswith((".", "。"))


def test_nobody_has_reviewed_them_yet() -> None:
    assert {reading.reviewed_by for reading in readings("en").values()} == {None}


def test_both_languages_hold_the_same_parts_and_numbers() -> None:
    english, chinese = readings("en"), readings("zh-Hans")
    for name in NAMES:
        one, other = english[name], chinese[name]
        assert len(one.text) == len(other.text), name
        assert len(one.points) == len(other.points), name
        assert (one.close is None) == (other.close is None), name
        numbers = [set(re.findall(r"\d{2,}", whole(text))) for text in (one, other)]
        assert numbers[0] == numbers[1], name


def test_no_chinese_reading_shouts_or_claims() -> None:
    for reading in readings("zh-Hans").values():
        for words in ("!", "！", "治愈", "康复", "痊愈", "根治", "诊断", "健侧", "坏的一侧"):
            assert words not in f"{reading.title}{reading.summary}{whole(reading)}", reading.id


def test_whom_to_see_goes_from_urgent_to_quiet_as_the_red_flags_do() -> None:
    said = readings("en")["whom_to_see"].points
    assert [point.partition(":")[0] for point in said] == [
        "The emergency number, now",
        "A doctor, the same day",
        "An eye department, the same day",
        "An optometrist or eye clinic, within days",
        "Your doctor, promptly",
        "A facial nerve specialist, by appointment",
        "A facial therapist",
        "Your doctor or a counsellor, this week",
    ]
    flags = read_library("en").red_flags
    assert {flags[name].urgency for name in ("RF00", "RF01", "RF02", "RF04", "RF13")} == {
        Urgency.EMERGENCY
    }
    assert {flags[name].urgency for name in ("RF05", "RF07", "RF09", "RF11")} == {Urgency.SAME_DAY}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the library's data that a test may break."""
    folder = tmp_path / "library"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return folder


BREAKS = {
    "an unknown source": (
        "readings.yaml",
        "mood: {sources: [S35,",
        "mood: {sources: [S99,",
        "unknown source 'S99'",
    ),
    "no source": (
        "readings.yaml",
        "mood: {sources: [S35, S39]",
        "mood: {sources: []",
        "reading 'mood' names no source",
    ),
    "an unknown key": (
        "readings.yaml",
        "mood: {sources",
        "mood: {reviewed: no, sources",
        "unknown key 'reviewed'",
    ),
    "nothing about a review": (
        "readings.yaml",
        "mood: {sources: [S35, S39], reviewed_by: null}",
        "mood: {sources: [S35, S39]}",
        "'reviewed_by' is missing",
    ),
    "no words": (
        "readings.yaml",
        "mood: {sources",
        "sleep: {sources: [S39], reviewed_by: null}\nmood: {sources",
        "'sleep' has no words in en/readings.yaml",
    ),
    "words of nothing": ("en/readings.yaml", "mood:\n", "moods:\n", "words for unknown id 'moods'"),
    "no title": ("en/readings.yaml", "  title: Mood\n", "", "'title' is missing"),
    "a misspelt part": (
        "en/readings.yaml",
        "  close: >-\n    A support",
        "  closes: >-\n    A support",
        "unknown key 'closes'",
    ),
}


@pytest.mark.parametrize("what", list(BREAKS))
def test_a_broken_reading_is_refused(copy: Path, what: str) -> None:
    name, old, new, says = BREAKS[what]
    file = copy / name
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(LibraryBroken, match=re.escape(says)):
        readings("en", copy)


def test_a_reading_without_text_is_refused(copy: Path) -> None:
    (copy / "readings.yaml").write_text("mood: {sources: [S39], reviewed_by: null}\n", "utf-8")
    words = "mood:\n  title: Mood\n  summary: low days\n  text: []\n"
    (copy / "en" / "readings.yaml").write_text(words, "utf-8")
    with pytest.raises(LibraryBroken, match="reading 'mood' has no text"):
        readings("en", copy)
