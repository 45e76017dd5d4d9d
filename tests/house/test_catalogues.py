"""A language is complete or `make check` says what it lacks."""

import sys
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import catalogues  # noqa: E402 (tools are scripts, not a package)

PLAIN = "Need help now?"


@pytest.fixture
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Catalog:
    """A catalogue with something in every place; `kept` writes it where the check looks."""
    monkeypatch.setattr(catalogues, "LOCALES", tmp_path)
    catalogue = read_po(BytesIO(catalogues.extracted().encode()), locale="de")
    for message in catalogue:
        if message.id:
            message.string = message.id
    return catalogue


def lacking(german: Catalog) -> list[str]:
    """Give what the check says of it."""
    folder = catalogues.LOCALES / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.po").open("wb") as file:
        write_po(file, german)
    return catalogues.untranslated()


def test_a_whole_language_lacks_nothing(german: Catalog) -> None:
    assert lacking(german) == []


def test_a_sentence_without_words_is_named(german: Catalog) -> None:
    german[PLAIN].string = ""
    assert lacking(german) == [f"de/LC_MESSAGES/messages.po: not translated: {PLAIN!r}"]


def test_a_guess_does_not_count(german: Catalog) -> None:
    german[PLAIN].flags.add("fuzzy")
    assert len(lacking(german)) == 1


def test_one_empty_plural_form_is_named(german: Catalog) -> None:
    plural = next(message for message in german if isinstance(message.id, tuple))
    plural.string = (plural.id[0], "")
    [said] = lacking(german)
    assert "not translated" in said
    assert plural.id[1] in said


@pytest.mark.parametrize("spoiled", ["lost", "misspelt"])
def test_a_gap_that_would_not_be_filled_is_named(german: Catalog, spoiled: str) -> None:
    words, gap = next(
        (one.id, found[0])
        for one in german
        if isinstance(one.id, str) and "{" in one.id and (found := catalogues.GAP.search(one.id))
    )
    german[words].string = words.replace(gap, "" if spoiled == "lost" else "{nonsense}")
    [said] = lacking(german)
    assert "other gaps than the original" in said
