"""The Chinese words of the library say what the English ones say, in Chinese."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from backend.domain.library import Library, Step
from backend.library import loader, read_library
from backend.library.marks import Place, read
from backend.library.shelf import FORBIDDEN, Shelf

FOLDER = Path(loader.__file__).parent
ENGLISH, CHINESE = FOLDER / "en", FOLDER / "zh-Hans"
FILES = sorted(file.name for file in ENGLISH.glob("*.yaml"))
STEPS = sorted(read_library("en").steps)
HAN = re.compile(r"[\u3400-\u9fff]")
ASCII_POINT_AFTER_HAN = re.compile(r"[\u3400-\u9fff][,.;:!?]")
TITLE_LENGTH = 10
SAFETY = ("red_flags.yaml", "stop_rules.yaml")


@pytest.fixture(scope="module")
def english() -> Library:
    return read_library("en")


@pytest.fixture(scope="module")
def chinese() -> Library:
    return read_library("zh-Hans")


def words() -> Iterator[Place]:
    for file in Shelf(FOLDER, "zh-Hans").word_files():
        yield from file.scalars()


def ids(file: Path) -> list[str]:
    found = yaml.safe_load(file.read_text(encoding="utf-8"))
    return sorted(found) if isinstance(found, dict) else []


def numbers(text: str) -> set[str]:
    return set(re.findall(r"\d+(?:\.\d+)?", text))


def told(step: Step) -> str:
    """Give everything a person reads before and while doing a step."""
    return " ".join((step.how, step.how_long, *step.not_today, *step.cautions, step.evidence.note))


@pytest.mark.parametrize("name", FILES)
def test_both_languages_have_the_same_ids(name: str) -> None:
    assert ids(CHINESE / name) == ids(ENGLISH / name)


def test_neither_language_has_a_file_more() -> None:
    assert sorted(file.name for file in CHINESE.glob("*.yaml")) == FILES


def test_every_word_is_chinese() -> None:
    assert [str(one.broken(one.text())) for one in words() if not HAN.search(one.text())] == []


def test_chinese_is_pointed_in_chinese() -> None:
    wrong = [one for one in words() if ASCII_POINT_AFTER_HAN.search(one.text())]
    assert [str(one.broken(one.text())) for one in wrong] == []


def test_nobody_is_shouted_at() -> None:
    assert [one.text() for one in words() if "！" in one.text()] == []


@pytest.mark.parametrize("name", STEPS)
def test_a_step_keeps_every_number(english: Library, chinese: Library, name: str) -> None:
    assert numbers(told(english.steps[name])) <= numbers(told(chinese.steps[name]))


@pytest.mark.parametrize("name", STEPS)
def test_a_step_keeps_every_limit(english: Library, chinese: Library, name: str) -> None:
    """How long, and every list, is as long as in English and says no other number of minutes."""
    one, other = english.steps[name], chinese.steps[name]
    assert len(one.not_when) == len(other.not_when)
    assert len(one.not_today) == len(other.not_today)
    assert len(one.cautions) == len(other.cautions)
    assert numbers(other.how_long) - numbers(one.how_long) <= {"1"}, (
        "“不到 1 分钟” stands for “less than a minute”; nothing else is added"
    )


@pytest.mark.parametrize("name", [name for name in FILES if name != "readings.yaml"])
def test_the_numbers_of_every_other_file_are_kept(name: str) -> None:
    """The readings are written afresh, with some of their numbers as Chinese numerals."""
    texts = {file: (file / name).read_text(encoding="utf-8") for file in (ENGLISH, CHINESE)}
    spoken = {file: re.sub(r"(?m)^#.*$", "", text) for file, text in texts.items()}
    assert numbers(spoken[ENGLISH]) <= numbers(spoken[CHINESE])


def test_safety_sentences_address_the_person() -> None:
    for name in SAFETY:
        for entry in read(CHINESE / name).entries().values():
            assert "您" in " ".join(one.text() for one in entry.scalars())


def test_titles_fit_one_line_of_a_small_phone(chinese: Library) -> None:
    titles = [step.title for step in chinese.steps.values()]
    titles += [programme.title for programme in chinese.programmes.values()]
    assert [title for title in titles if len(title) > TITLE_LENGTH] == []


def test_what_may_not_be_said_in_chinese_is_listed() -> None:
    forbidden = read(CHINESE / FORBIDDEN).texts()
    assert {"治愈", "根治", "恢复", "确诊", "健侧", "坏侧", "正常侧"} <= set(forbidden)
