"""Draws the app icons from the brand mark: `python tools/make_icons.py`, when the mark has changed.

Chromium draws them; we write the PNG files ourselves, with a palette, so that each is a few kB.
"""

import shutil
from pathlib import Path

from palette_png import Pixel, palette_png
from playwright.sync_api import Page, sync_playwright

ICONS = Path(__file__).parents[1] / "frontend" / "static" / "icons"
TILE = "#08524d"
MASKABLE_SCALE = 0.78
"""How much of a maskable icon the mark may fill: phones cut the rest away."""

SIZES = {
    "icon-192": (192, 1.0),
    "icon-512": (512, 1.0),
    "maskable-192": (192, MASKABLE_SCALE),
    "maskable-512": (512, MASKABLE_SCALE),
    "apple-touch-180": (180, 0.9),
}
"""Pixels and scale of each icon. Only those of scale 1 keep the tile's own corners."""

DRAW = """async ([svg, size, scale, tile]) => {
  const image = new Image();
  image.src = 'data:image/svg+xml,' + encodeURIComponent(svg);
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size });
  const context = canvas.getContext('2d');
  if (scale < 1) { context.fillStyle = tile; context.fillRect(0, 0, size, size); }
  const edge = size * (1 - scale) / 2;
  context.drawImage(image, edge, edge, size * scale, size * scale);
  return [...context.getImageData(0, 0, size, size).data];
}"""


def main() -> None:
    """Write every icon."""
    svg = (ICONS / "brand.svg").read_text()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        for name, (size, scale) in SIZES.items():
            (ICONS / f"{name}.png").write_bytes(
                palette_png(size, size, pixels(page, svg, size, scale))
            )
        browser.close()


def pixels(page: Page, svg: str, size: int, scale: float) -> list[Pixel]:
    """Draw the mark and give its pixels, row by row."""
    sized = svg.replace("<svg ", f'<svg width="{size}" height="{size}" ', 1)
    flat: list[int] = page.evaluate(DRAW, [sized, size, scale, TILE])
    return [(r, g, b, a) for r, g, b, a in zip(*[iter(flat)] * 4, strict=True)]


if __name__ == "__main__":
    main()
