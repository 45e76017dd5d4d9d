"""How pictures of screens are taken: a demo of one's own, a tab, every size and theme."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket
from typing import Any

from find_chromium import FLAGS, chromium
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
SCREENS = ROOT / "screens"


SIZES = {"360x740": (360, 740), "390x844": (390, 844)}
THEMES: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "contrast": "no-preference"},
    "dark": {"color_scheme": "dark", "contrast": "no-preference"},
}
MORE_THEMES: dict[str, dict[str, Any]] = {
    "contrast": {"color_scheme": "light", "contrast": "more"},
}
BROWSER_LOCALES = {"en": "en-GB", "zh-Hans": "zh-CN"}
READY = "html[data-ready]"
STILL = "() => Promise.all(document.getAnimations().map((one) => one.finished)).then(() => {})"


@contextmanager
def demo(person: str, language: str = "en") -> Iterator[dict[str, Any]]:
    """Run a throw-away demo; gives what it prints."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        facekind = Path(sys.executable).with_name("facekind")
        command = [str(facekind), "demo", "--port", str(port), "--data-dir", folder]
        running = subprocess.Popen(
            [*command, "--patient", person, "--language", language],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            yield json.loads(running.stdout.readline() if running.stdout else "")
        finally:
            running.kill()
            running.communicate()


@contextmanager
def tab(
    browser: Browser, told: dict[str, Any], *, language: str = "en", signed_in: bool = True
) -> Iterator[Page]:
    """Open a tab on somebody's phone. Workers are left out: pictures show what the server has."""
    context = browser.new_context(
        base_url=told["url"], service_workers="block", locale=BROWSER_LOCALES[language]
    )
    if signed_in:
        context.add_cookies([{**told["cookie"], "url": told["url"]}])
    yield context.new_page()
    context.close()


def take(page: Page, name: str, themes: dict[str, dict[str, Any]] = THEMES) -> None:
    """Take the page that is open, in every size and theme; a Chinese one's name says so."""
    page.wait_for_selector(READY, state="attached")
    name = named(page, name)
    for size, (width, height) in SIZES.items():
        # The window is made as long as the page, so that the tab bar stands at its end.
        page.set_viewport_size({"width": width, "height": height})
        whole = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": width, "height": whole})
        for theme, media in themes.items():
            page.emulate_media(**media)
            page.evaluate(STILL)
            page.screenshot(path=SCREENS / f"{name}-{size}-{theme}.png", full_page=True)


def take_screenful(page: Page, name: str) -> None:
    """Take what fits on the phone at once, in every size and theme."""
    name = named(page, name)
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        for theme, media in (THEMES | MORE_THEMES).items():
            page.emulate_media(**media)
            page.evaluate(STILL)
            page.screenshot(path=SCREENS / f"{name}-{size}-{theme}.png")


def named(page: Page, name: str) -> str:
    """Put the language before the name of a picture, unless it is English."""
    language = page.evaluate("document.documentElement.lang")
    return name if language == "en" else f"{language}-{name}"


@contextmanager
def chromium_open() -> Iterator[Browser]:
    """Open the Chromium that takes the pictures."""
    found = chromium()
    if found is None:
        raise SystemExit("The pictures need Chromium on PATH; please install it.")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()
