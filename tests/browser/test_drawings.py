"""Drawings are drawn: every part, small and large, in every look."""

from base64 import b64encode
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from backend.domain.sides import Side
from backend.library import read_library
from tests.browser.phone import Phone

pytestmark = [pytest.mark.browser, pytest.mark.worker(False)]

LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "contrast": "no-preference"},
    "dark": {"color_scheme": "dark", "contrast": "no-preference"},
    "contrast": {"color_scheme": "light", "contrast": "more"},
}
FEWEST = {120: 20, 360: 200}
"""Pixels a part changes at least, by the width it is drawn at; the smallest is a short arrow."""

ACROSS = 6
TALLEST = 1.3
"""Cells in a row of the sheet, and the height of each in widths."""

SHEET = """([width, parts, across, tallest]) => {
  document.querySelector('#sheet')?.remove();
  const figure = document.querySelector('figure.drawing').cloneNode();
  figure.id = 'sheet';
  figure.style.cssText = 'position: absolute; inset: 0 auto auto 0; z-index: 99; padding: 0;'
    + `border-radius: 0; inline-size: ${width * across}px; block-size: ${
      Math.ceil(parts.length / across) * width * tallest}px`;
  parts.forEach((part, n) => {
    const svg = document.querySelector('figure.drawing svg').cloneNode(true);
    svg.setAttribute('viewBox', '0 0 360 440');
    svg.style.cssText = `position: absolute; inline-size: ${width}px; inset: ${
      Math.floor(n / across) * width * tallest}px auto auto ${(n % across) * width}px`;
    const uses = [...svg.querySelectorAll('use')];
    const [use] = uses;
    uses.forEach((one) => one.remove());
    use.setAttribute('href', use.getAttribute('href').replace(/#.*/, `#${part}`));
    svg.querySelector('.marks').append(use);
    figure.append(svg);
  });
  document.body.append(figure);
  return new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
}"""
COUNT = """async ([picture, width, parts, across, tallest]) => {
  const image = new Image();
  image.src = `data:image/png;base64,${picture}`;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
  canvas.drawImage(image, 0, 0);
  const ground = canvas.getImageData(image.width - 1, image.height - 1, 1, 1).data;
  return parts.map((_, n) => {
    const [x, y] = [(n % across) * width, Math.floor(n / across) * width * tallest];
    const { data } = canvas.getImageData(x, y, width, width * tallest);
    let found = 0;
    for (let at = 0; at < data.length; at += 4) {
      if ([0, 1, 2].some((c) => Math.abs(data[at + c] - ground[c]) > 12)) found += 1;
    }
    return found;
  });
}"""


def every_part() -> list[str]:
    drawings = [step.drawing for step in read_library("en").steps.values() if step.drawing]
    shown = [drawing.parts(side) for drawing in drawings for side in Side]
    return sorted({name for one in shown for name in one.face + one.marks})


def pixels_of(page: Page, blank: Page, parts: list[str], width: int) -> dict[str, int]:
    """Draw each part on a cell of one sheet; count the pixels that stand out from the ground."""
    sheet = [width, [*parts, "nothing"], ACROSS, TALLEST]
    page.evaluate(SHEET, sheet)
    picture = page.locator("#sheet").screenshot(animations="disabled")
    found = blank.evaluate(COUNT, [b64encode(picture).decode(), *sheet])
    return dict(zip([*parts, "nothing"], found, strict=True))


@pytest.mark.parametrize("width", FEWEST)
def test_every_part_is_drawn_in_every_look(phone: Phone, width: int) -> None:
    # Given today, with the sprite fetched
    page = phone.open("/today")
    page.wait_for_load_state("networkidle")
    blank = phone.context.new_page()
    parts = every_part()
    for look, media in LOOKS.items():
        # when each part is drawn by itself, in its own look
        page.emulate_media(**media)
        found = pixels_of(page, blank, parts, width)
        # then it stands out from what it lies on, and nothing is drawn where there is no part
        assert found.pop("nothing") == 0
        assert {name for name, pixels in found.items() if pixels < FEWEST[width]} == set(), look


def test_the_next_step_shows_its_drawing_and_another_one_when_it_is_opened(phone: Phone) -> None:
    # Given today, with everything folded
    page = phone.open("/today")
    # then the next step shows where it goes, without its words
    card = page.locator("[data-group=next] li.step")
    expect(card.locator("figure.drawing svg")).to_be_visible()
    expect(card.get_by_role("heading", name="How", exact=True)).to_be_hidden()
    # and a later one does when it is opened
    later = page.locator("[data-group=after] li.step:has(figure.drawing)").first
    expect(later.get_by_role("img")).to_be_hidden()
    later.locator("summary").first.click()
    expect(later.locator("figure.drawing").get_by_role("img")).to_be_visible()
