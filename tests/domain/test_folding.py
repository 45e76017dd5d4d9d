"""What a search compares: laws, and the words that people expect to find."""

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.folding import fold

texts = st.text(max_size=60)


@given(texts)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(texts)
def test_what_is_folded_has_no_marks_no_line_ends_and_no_doubled_space(text: str) -> None:
    folded = fold(text)
    assert folded.split() == [part for part in folded.split(" ") if part]
    assert not [sign for sign in folded if category(sign) == "Mn" or sign in "\n\r\u2028"]


@given(texts)
def test_capitals_make_no_difference(text: str) -> None:
    assert fold(text) == fold(text.casefold())


@given(st.text(alphabet="面瘫左边右边今天喝茶没有洒，。 ", max_size=40))
def test_chinese_letters_stay_as_they_are(text: str) -> None:
    assert fold(text).replace(",", "，") == " ".join(text.split())


@given(st.text(max_size=20), st.text(alphabet="abcde é中文", max_size=10), st.text(max_size=20))
def test_a_word_is_found_in_whatever_stands_around_it(before: str, word: str, after: str) -> None:
    assert fold(word) in fold(f"{before} {word} {after}")


@pytest.mark.parametrize(
    ("said", "sought"),
    [
        ("un café noir", "Cafe"),
        ("a cafe", "CAFÉ"),
        ("ＡＢＣ１２３", "abc123"),
        ("Straße", "STRASSE"),
        ("the ﬁrst time", "first"),
        ("two\n\n lines", "two lines"),
        ("今天喝茶，没有洒。", "喝茶"),
        ("全角，逗号", "全角,逗号"),
        ("Zwölf İstanbul", "zwolf istanbul"),
        ("שָׁלוֹם", "שלום"),
    ],
)
def test_what_people_type_is_found_in_what_they_wrote(said: str, sought: str) -> None:
    assert fold(sought) in fold(said)


def test_other_words_are_not_found() -> None:
    assert fold("coffee") not in fold("un café noir")
    assert fold("咖啡") not in fold("今天喝茶")
