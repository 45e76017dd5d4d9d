"""The forms in words: our own items, the published ones word for word, and how they could break."""

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
from backend.domain.screening import ANSWERS, GAD7, PHQ4, PHQ8, SCREENING_VERSION, SCREENS
from backend.library import LibraryBroken, load, read_library
from backend.library import loader as loader_module

FOLDER = Path(loader_module.__file__).parent


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_every_item_and_every_answer_has_words(language: str) -> None:
    instruments = read_library(language).instruments
    assert list(instruments) == [FUNCTION, PHQ4, PHQ8, GAD7]
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
    for name in ("en/instruments", "zh-Hans/instruments", "published/en"):
        text = (FOLDER / f"{name}.yaml").read_text("utf-8")
        assert not re.search(r"\b(FDI|FaCE|SAQ|WHO-5)\b", text)


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize("name", list(SCREENS))
def test_a_published_form_is_in_english_until_another_wording_is_on_record(
    name: str, language: str
) -> None:
    form, english = (read_library(one).instruments[name] for one in (language, "en"))
    assert (form.language, form.version) == ("en", SCREENING_VERSION)
    assert tuple(form.items) == SCREENS[name].items
    assert (form.items, form.recall, form.credit) == (english.items, english.recall, english.credit)
    assert form.answers == {
        0: "Not at all",
        1: "Several days",
        2: "More than half the days",
        3: "Nearly every day",
    }
    assert list(form.answers) == list(ANSWERS)
    assert form.why
    assert (form.title == english.title) == (language == "en"), "our own words are in ours"


def test_the_published_forms_ask_what_was_published() -> None:
    forms = read_library("en").instruments
    assert [item.name for item in forms[PHQ4].items.values()] == [
        "Feeling nervous, anxious or on edge",
        "Not being able to stop or control worrying",
        "Little interest or pleasure in doing things",
        "Feeling down, depressed, or hopeless",
    ]
    assert forms[PHQ8].items["phq8"].name == (
        "Moving or speaking so slowly that other people could have noticed? Or the opposite — "
        "being so fidgety or restless that you have been moving around a lot more than usual"
    )
    assert forms[GAD7].items["gad7"].name == "Feeling afraid as if something awful might happen"
    assert forms[PHQ4].recall == (
        "Over the last 2 weeks, how often have you been bothered by the following problems?"
    )
    assert str(forms[GAD7].credit).startswith("Developed by Drs. Robert L. Spitzer, Janet B.W.")
    assert str(forms[GAD7].credit).endswith("reproduce, translate, display or distribute.")


def test_no_form_asks_of_self_harm() -> None:
    """A web page cannot answer what would have to follow (PHQ-8, not PHQ-9)."""
    text = (FOLDER / "published" / "en.yaml").read_text("utf-8")
    assert not re.search(r"\b(dead|hurt\w*|harm|suicid\w*)\b", text, re.IGNORECASE)


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
    "an unknown version": (
        "instruments.yaml",
        'own_function:\n  version: "1"',
        'own_function:\n  version: "2"',
        "in version 2",
    ),
    "a version that is a number": (
        "instruments.yaml",
        'gad7:\n  version: "1"',
        "gad7:\n  version: 1",
        "expected",
    ),
    "four answers": ("en/instruments.yaml", ", much worse]", "]", "5 answers are needed"),
    "no question": ("en/instruments.yaml", "    question:", "    query:", "unknown key 'query'"),
    "a claim": ("en/instruments.yaml", "name: Sleep", "name: Recovery", "forbidden words"),
    "nothing about a review": (
        "instruments.yaml",
        "sleep\n  reviewed_by: null\n",
        "sleep\n",
        "'reviewed_by'",
    ),
    "three published answers": ("published/en.yaml", ", Nearly every day]", "]", "4 answers are"),
    "a published item without words": (
        "published/en.yaml",
        "  gad4: Trouble relaxing\n",
        "",
        "'gad4' is missing",
    ),
    "the halves swapped": (
        "instruments.yaml",
        "[gad1, gad2, phq1, phq2]",
        "[phq1, phq2, gad1, gad2]",
        "are not those of its rules",
    ),
    "no credit": ("published/en.yaml", "credit: ", "thanks: ", "unknown key 'thanks'"),
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
