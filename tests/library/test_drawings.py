"""Every face step has a drawing, every drawing has its parts, and a broken one is refused."""

import re
import shutil
from pathlib import Path
from xml.parsers.expat import ParserCreate

import pytest
from bs4 import BeautifulSoup, Tag

from backend.domain.library import Sides
from backend.domain.sides import Side
from backend.library import LibraryBroken, load, read_library
from backend.library import loader as loader_module
from backend.library.drawings import read_drawings
from backend.library.shelf import Shelf, languages

FOLDER = Path(loader_module.__file__).parent
SPRITE = FOLDER.parents[1] / "frontend/static/icons/face.svg"
FACE_SIDES = {Sides.BOTH, Sides.AFFECTED, Sides.AFFECTED_OR_BOTH, Sides.UNAFFECTED}


@pytest.fixture(scope="module")
def sprite() -> dict[str, Tag]:
    page = BeautifulSoup(SPRITE.read_text(), "html.parser")
    return {str(group["id"]): group for group in page.select("[id]")}


def test_the_sprite_is_well_formed_or_no_browser_draws_it() -> None:
    checked = ParserCreate()
    checked.Parse(SPRITE.read_bytes(), True)


def test_every_step_about_the_face_has_a_drawing_and_no_other_step() -> None:
    steps = read_library("en").steps.values()
    assert {step.id for step in steps if step.drawing} == {
        step.id for step in steps if step.sides in FACE_SIDES
    }


@pytest.mark.parametrize("side", list(Side))
def test_every_part_that_a_drawing_names_is_in_the_sprite(
    sprite: dict[str, Tag], side: Side
) -> None:
    for step in read_library("en").steps.values():
        if step.drawing:
            parts = step.drawing.parts(side)
            assert set(parts.face + parts.marks) <= set(sprite), step.id


def test_the_sprite_holds_no_part_that_nothing_uses(sprite: dict[str, Tag]) -> None:
    drawings = [step.drawing for step in read_library("en").steps.values() if step.drawing]
    parts = [drawing.parts(side) for drawing in drawings for side in Side]
    assert set(sprite) == {name for one in parts for name in one.face + one.marks}


@pytest.mark.parametrize("side", list(Side))
def test_a_drawing_follows_the_sides_of_its_step(side: Side) -> None:
    other = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT, Side.BOTH: Side.BOTH}[side]
    for step in read_library("en").steps.values():
        if step.drawing and step.sides in {Sides.AFFECTED, Sides.AFFECTED_OR_BOTH}:
            assert step.drawing.parts(side).on is side, step.id
        if step.drawing and step.sides is Sides.UNAFFECTED:
            assert step.drawing.parts(side).on is other, step.id


def test_left_is_the_mirror_image_of_right(sprite: dict[str, Tag]) -> None:
    for name, group in sprite.items():
        if name.endswith("-right"):
            right, left = points(group), points(sprite[name.removesuffix("-right") + "-left"])
            assert [x for x, _ in left] == pytest.approx([360 - x for x, _ in right], abs=0.11), (
                name
            )
            assert [y for _, y in left] == [y for _, y in right], name


def points(group: Tag) -> list[tuple[float, float]]:
    """Give the points of every path and the centre of every round shape."""
    found: list[tuple[float, float]] = []
    for one in group.select("path, circle, ellipse"):
        if one.name == "path":
            numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", str(one["d"]))]
        else:
            numbers = [float(str(one["cx"])), float(str(one["cy"]))]
        found += zip(numbers[::2], numbers[1::2], strict=True)
    return found


def test_parts_are_small(sprite: dict[str, Tag]) -> None:
    assert all(len(str(group)) < 3500 for group in sprite.values())


@pytest.mark.parametrize("language", sorted({*languages(FOLDER), "en", "zh-Hans"}))
def test_every_drawing_has_words_in_every_language(language: str) -> None:
    steps = read_library("en").steps
    for step_id, drawing in read_drawings(Shelf(FOLDER, language), steps).items():
        said = drawing.words.format(side="SIDE")
        assert said.endswith((".", "。")), step_id
        assert 15 <= len(said) <= 170, step_id


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("drawings.yaml", "warm_compress:", "cold_compress:", "unknown id 'warm_compress'"),
        ("drawings.yaml", "{cloth: affected}", "{towel: affected}", "unknown part 'towel'"),
        ("drawings.yaml", "{cloth: affected}", "{cloth: there}", "unknown side of a part 'there'"),
        ("drawings.yaml", "{cloth: affected}", "{cloth: middle}", "cannot lie on 'middle'"),
        ("drawings.yaml", "{chin-neck: middle}", "{chin-neck: both}", "cannot lie on 'both'"),
        ("drawings.yaml", "brows: faint", "brows: gone", "unknown brows 'gone'"),
        ("drawings.yaml", "{cloth: affected}", "{cloth: both}", "no side, its words have"),
        ("en/drawings.yaml", "lies on {side}, over", "lies over", "its words have no {side}"),
        ("en/drawings.yaml", "lies on {side}, over", "on {sid}, over", "unknown gap '{sid}'"),
    ],
)
def test_a_broken_drawing_is_refused(
    tmp_path: Path, file: str, old: str, new: str, complaint: str
) -> None:
    folder = broken(tmp_path, file, old, new)
    with pytest.raises(LibraryBroken, match=re.escape(complaint)):
        load(folder, "en")


def test_a_drawing_for_a_step_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    folder = broken(tmp_path, "drawings.yaml", "warm_compress:", "cold_compress:")
    words = folder / "en/drawings.yaml"
    words.write_text(words.read_text().replace("warm_compress:", "cold_compress:"))
    with pytest.raises(LibraryBroken, match="unknown step 'cold_compress'"):
        load(folder, "en")


def broken(tmp_path: Path, file: str, old: str, new: str) -> Path:
    folder = tmp_path / "library"
    shutil.copytree(FOLDER, folder)
    text = (folder / file).read_text()
    assert text.count(old) == 1
    (folder / file).write_text(text.replace(old, new))
    return folder
