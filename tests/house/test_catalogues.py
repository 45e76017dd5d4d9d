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
    monkeypatch.setattr(catalogues, "TEMPLATE", tmp_path / "messages.pot")
    monkeypatch.setattr(catalogues, "LANGUAGES", {"en": "English", "de": "Deutsch"})
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


def test_our_own_languages_lack_nothing() -> None:
    assert catalogues.untranslated() == []


@pytest.mark.usefixtures("german")
def test_a_language_without_a_file_is_named() -> None:
    [said] = catalogues.untranslated()
    assert said.startswith("de/LC_MESSAGES/messages.po: the file is missing")


def test_words_for_a_sentence_nobody_says_are_named(german: Catalog) -> None:
    german.add("Break a leg.", "Hals- und Beinbruch.")
    [said] = lacking(german)
    assert "said nowhere any more: 'Break a leg.'" in said


def test_the_check_fails_while_words_are_missing(
    german: Catalog, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    german[PLAIN].string = ""
    lacking(german)
    monkeypatch.setattr(sys, "argv", ["catalogues.py", "check"])
    with pytest.raises(SystemExit, match="1"):
        catalogues.main()
    assert "not translated" in capsys.readouterr().out


def test_writing_keeps_words_adds_new_sentences_empty_and_drops_dead_ones(german: Catalog) -> None:
    german.add("Break a leg.", "Hals- und Beinbruch.")
    german[PLAIN].string = "Hilfe?"
    german.delete("Undo")
    lacking(german)
    catalogues.write()
    file = catalogues.file_of("de")
    written = catalogues.read_words(file)
    assert written[PLAIN].string == "Hilfe?"
    assert written["Undo"].string == ""
    assert written.get("Break a leg.") is None
    assert "Beinbruch" not in file.read_text()
    once = file.read_text()
    catalogues.write()
    assert file.read_text() == once
