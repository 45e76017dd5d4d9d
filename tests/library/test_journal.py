"""What the writing page offers, as it ships, and the ways its words could be broken."""

import re
import shutil
from pathlib import Path

import pytest

from backend.library import LibraryBroken, load, read_library
from backend.library import loader as loader_module

FOLDER = Path(loader_module.__file__).parent
LOOKS_AND_PROGRESS = (
    "look", "mirror", "ugly", "pretty", "smile", "symmetr", "better", "worse", "improve",
    "好看", "难看", "镜", "笑", "对称", "好转", "进步", "变好",
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_beginnings_are_short_and_none_is_about_looks_or_asks_for_progress(language: str) -> None:
    prompts = read_library(language).prompts
    assert 8 <= len(prompts) <= 10
    texts = [one.text for one in prompts.values()]
    assert len(set(texts)) == len(texts)
    for text in texts:
        assert len(text) <= (40 if language == "en" else 18)
        assert not [word for word in LOOKS_AND_PROGRESS if word in text.lower()], text
        assert not text.endswith((".", "。", "!", "！", "?", "？")), text


def test_both_languages_offer_the_same() -> None:
    english, chinese = read_library("en"), read_library("zh-Hans")
    assert list(english.prompts) == list(chinese.prompts)
    assert list(english.tags) == list(chinese.tags)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the library's data that a test may break."""
    folder = tmp_path / "library"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return folder


BREAKS = {
    "too long": ("en/prompts.yaml", "What was hard today", "What was hard " * 4, "is longer than"),
    "no words": ("en/prompts.yaml", "hard: {", "hurt: {", "words for unknown id 'hurt'"),
    "two tags in one": ("en/tags.yaml", "text: work", "text: 'work, play'", "has to be one tag"),
    "nothing about a review": ("tags.yaml", "eye: {reviewed_by: null}", "eye: {}", "'reviewed_by'"),
    "too many": (
        "tags.yaml",
        "eye: {reviewed_by: null}",
        "eye: {reviewed_by: null}\nnew_one: {reviewed_by: null}\nnew_two: {reviewed_by: null}",
        "at most 10 tags",
    ),
}


@pytest.mark.parametrize("what", list(BREAKS))
def test_a_broken_offer_is_refused(copy: Path, what: str) -> None:
    name, old, new, says = BREAKS[what]
    file = copy / name
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")
    if what == "too many":
        with (copy / "en/tags.yaml").open("a", encoding="utf-8") as words:
            words.write("new_one: {text: one}\nnew_two: {text: two}\n")
    with pytest.raises(LibraryBroken, match=re.escape(says)):
        load(copy, "en")
