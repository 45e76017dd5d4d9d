"""The forms in words: the ten own items in both languages, and the ways they could be broken."""

import re
import shutil
from pathlib import Path

import pytest

from backend.domain.questionnaires import (
    BEST_FIRST,
    FUNCTION,
    FUNCTION_ITEMS,
    FUNCTION_VERSION,
    IMPRESSION,
    INSTRUMENTS,
    RATING,
)
from backend.library import LibraryBroken, load, read_library
from backend.library import loader as loader_module

FOLDER = Path(loader_module.__file__).parent


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_every_item_and_every_answer_has_words(language: str) -> None:
    instruments = read_library(language).instruments
    assert list(instruments) == [FUNCTION]
    form = instruments[FUNCTION]
    assert form.version == FUNCTION_VERSION
    assert tuple(form.items) == FUNCTION_ITEMS
    assert list(form.answers) == list(BEST_FIRST) == [1, 2, 3, 4, 5]
    words = [item.name for item in form.items.values()] + list(form.answers.values())
    assert len(set(words)) == 15
    assert all(len(word) <= 32 for word in words)


def test_it_asks_what_the_reference_says() -> None:
    form = read_library("en").instruments[FUNCTION]
    assert [item.name for item in form.items.values()] == [
        "Eating and drinking neatly",
        "Being understood when speaking",
        "Eye comfort",
        "Tightness or stiffness",
        "Face or ear pain",
        "Unwanted linked movements",
        "Closing the eye",
        "Smiling the way I want",
        "Being around people",
        "Sleep",
    ]
    assert form.recall == "In the past 7 days"
    assert (form.least, form.most) == ("no trouble", "as bad as it could be")
    assert form.question == "Compared with 4 weeks ago, my face is:"
    assert list(form.answers.values()) == [
        "much better",
        "a little better",
        "the same",
        "a little worse",
        "much worse",
    ]
    assert form.label == "Our own wording, not a validated scale"


def test_no_form_is_here_whose_wording_needs_permission() -> None:
    for language in ("en", "zh-Hans"):
        text = (FOLDER / language / "instruments.yaml").read_text("utf-8")
        assert not re.search(r"\b(FDI|FaCE|SAQ|PHQ|GAD|WHO-5)\b", text)


def test_the_rules_know_the_same_form() -> None:
    assert {name for name, _ in INSTRUMENTS} == set(read_library("en").instruments)
    asked = INSTRUMENTS[FUNCTION, FUNCTION_VERSION]
    assert asked == {**dict.fromkeys(FUNCTION_ITEMS, RATING), IMPRESSION: BEST_FIRST}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the library's data that a test may break."""
    folder = tmp_path / "library"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return folder


BREAKS = {
    "an item without words": ("en/instruments.yaml", "    sleep: {name: Sleep}\n", "", "'sleep'"),
    "words of no item": ("en/instruments.yaml", "    sleep:", "    sleeep:", "key 'sleeep'"),
    "an item out of order": ("instruments.yaml", "    - sleep\n", "", "are not those of its rules"),
    "an unknown version": ("instruments.yaml", 'version: "1"', 'version: "2"', "in version 2"),
    "a version that is a number": ("instruments.yaml", 'version: "1"', "version: 1", "expected"),
    "four answers": ("en/instruments.yaml", ", much worse]", "]", "5 answers are needed"),
    "no question": ("en/instruments.yaml", "    question:", "    query:", "unknown key 'query'"),
    "a claim": ("en/instruments.yaml", "name: Sleep", "name: Recovery", "forbidden words"),
    "nothing about a review": ("instruments.yaml", "  reviewed_by: null\n", "", "'reviewed_by'"),
}


@pytest.mark.parametrize("what", list(BREAKS))
def test_a_broken_form_is_refused(copy: Path, what: str) -> None:
    name, old, new, says = BREAKS[what]
    file = copy / name
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(LibraryBroken, match=re.escape(says)):
        load(copy, "en")
