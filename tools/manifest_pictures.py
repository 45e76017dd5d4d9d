"""Takes the two pictures that the web app manifest shows: `python tools/manifest_pictures.py`."""

from base64 import b64encode

from palette_png import palette_png
from picturing import READY, ROOT, chromium_open, demo, tab
from playwright.sync_api import Browser

ICONS = ROOT / "frontend/static/icons"
MANIFEST = {"narrow": (390, 844), "wide": (1280, 720)}
PIXELS = """async (picture) => {
  const image = new Image();
  image.src = picture;
  await image.decode();
  const { width, height } = image;
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  return [...context.getImageData(0, 0, width, height).data];
}"""


def take(browser: Browser) -> None:
    """Take Today in both shapes, small enough to be kept in the repository."""
    with demo("amina") as told, tab(browser, told) as page:
        for form, (width, height) in MANIFEST.items():
            page.set_viewport_size({"width": width, "height": height})
            page.goto("/today")
            page.wait_for_selector(READY, state="attached")
            taken = b64encode(page.screenshot()).decode()
            flat: list[int] = page.evaluate(PIXELS, f"data:image/png;base64,{taken}")
            drawn = [(r, g, b, a) for r, g, b, a in zip(*[iter(flat)] * 4, strict=True)]
            file = ICONS / f"screenshot-today-{form}.png"
            file.write_bytes(palette_png(width, height, drawn))
            print(f"{file.stat().st_size // 1000} kB are in {file}")


if __name__ == "__main__":
    with chromium_open() as opened:
        take(opened)
