"""Linked movements in words: every row, every column and every level, in both languages."""

import shutil
from pathlib import Path

import pytest

from backend.domain.synkinesis import STRONGEST, Doing, Moves
from backend.library import read_library
from backend.library.loader import FOLDER, load
from backend.library.marks import LibraryBroken


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_every_movement_and_every_part_has_its_word(language: str) -> None:
    words = read_library(language).linked
    assert list(words.doing) == list(Doing)
    assert list(words.moves) == list(Moves)
    assert len(words.levels) == STRONGEST + 1
    said = [*words.doing.values(), *words.moves.values(), *words.levels]
    assert len(set(said)) == len(said), "no two are called the same"
    assert words.reviewed_by is None


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("  smile: Smile\n", "", "'smile' is missing"),
        ("  eat: Eat\n", "  eat: Eat\n  whistle: Whistle\n", "unknown key 'whistle'"),
        ("clearly, strongly]", "strongly]", "expected 4 levels"),
    ],
)
def test_a_word_too_few_or_too_many_is_refused(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    folder = tmp_path / "library"
    shutil.copytree(FOLDER, folder)
    file = folder / "en" / "synkinesis.yaml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
    with pytest.raises(LibraryBroken, match=says):
        load(folder, "en")
