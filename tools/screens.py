"""Takes pictures of every screen × size × theme of the demo people, into screens/.

With --manifest it takes instead the two pictures that the web app manifest shows, as palette PNGs.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from socket import socket
from typing import Any

from find_chromium import chromium
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
SCREENS = ROOT / "screens"
ICONS = ROOT / "frontend/static/icons"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = {"360x740": (360, 740), "390x844": (390, 844)}
THEMES: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "contrast": "no-preference"},
    "dark": {"color_scheme": "dark", "contrast": "no-preference"},
}
MORE_THEMES: dict[str, dict[str, Any]] = {
    "contrast": {"color_scheme": "light", "contrast": "more"},
}
READY = "html[data-ready]"
STILL = "() => Promise.all(document.getAnimations().map((one) => one.finished)).then(() => {})"

PAGES = {
    "check-in": "/check-in",
    "journal": "/journal",
    "journal-new": "/journal/new",
    "plan": "/plan",
    "settings": "/settings",
    "more": "/more",
    "about": "/about",
    "help-now": "/help-now",
    "offline": "/offline",
    "this-phone": "/this-phone",
    "error": "/nothing-here",
}
MANIFEST = {"narrow": (390, 844), "wide": (1280, 720)}
PALETTE = 64


@contextmanager
def demo(person: str) -> Iterator[dict[str, Any]]:
    """Run a throw-away demo; gives what it prints."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        facekind = Path(sys.executable).with_name("facekind")
        command = [str(facekind), "demo", "--port", str(port), "--data-dir", folder]
        running = subprocess.Popen(
            [*command, "--patient", person],
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
def tab(browser: Browser, told: dict[str, Any], *, signed_in: bool = True) -> Iterator[Page]:
    """Open a tab on somebody's phone. Workers are left out: pictures show what the server has."""
    context = browser.new_context(base_url=told["url"], service_workers="block")
    if signed_in:
        context.add_cookies([{**told["cookie"], "url": told["url"]}])
    yield context.new_page()
    context.close()


def take(page: Page, name: str, themes: dict[str, dict[str, Any]] = THEMES) -> None:
    """Take the page that is open, in every size and theme."""
    page.wait_for_selector(READY, state="attached")
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        for theme, media in themes.items():
            page.emulate_media(**media)
            page.evaluate(STILL)
            page.screenshot(path=SCREENS / f"{name}-{size}-{theme}.png", full_page=True)


def take_amina(browser: Browser) -> None:
    """Week five: every page of somebody with a plan and a past."""
    with demo("amina") as told, tab(browser, told) as page:
        today = date.fromisoformat(told["today"])
        page.goto("/today")
        take(page, "today", THEMES | MORE_THEMES)
        for name, days in (("past", -3), ("future", 3)):
            page.goto(f"/today?d={today + timedelta(days=days)}")
            take(page, f"today-{name}")
        for name, path in PAGES.items():
            page.goto(path)
            take(page, name)
        page.goto("/today")
        page.wait_for_selector(READY, state="attached")
        page.get_by_role("button", name="Make it a rest day").click()
        page.wait_for_selector("main[data-kind=rest]")
        page.wait_for_selector("html[data-waiting='0'][data-sync=saved]", state="attached")
        page.goto("/today")
        take(page, "today-rest")


def take_ben(browser: Browser) -> None:
    """Day one, not sure of the stage."""
    with demo("ben") as told, tab(browser, told) as page:
        page.goto("/today")
        take(page, "today-ben")
        page.goto("/plan")
        take(page, "plan-ben")


def take_newcomer(browser: Browser) -> None:
    """The front door, the questions, and the first day."""
    answers: dict[str, Callable[[Page], None]] = {
        "home": lambda page: page.get_by_role("button", name="Start now").click(),
        "start-side": answer_side,
        "start-stage": lambda page: page.get_by_role("button", name="Not sure").click(),
        "start-gates": lambda page: page.get_by_role("button", name="Next").click(),
        "start-programme": lambda page: page.get_by_role(
            "button", name="Use this plan"
        ).first.click(),
    }
    with demo("new") as told, tab(browser, told, signed_in=False) as page:
        page.goto("/")
        for name, answer in answers.items():
            page.wait_for_selector(f"main[data-page={name}]")
            take(page, name)
            answer(page)
        page.wait_for_selector("main[data-page=today]")
        take(page, "today-first")


def answer_side(page: Page) -> None:
    """Say left, and go on."""
    page.locator("label.choice").filter(has_text="Left").click()
    page.get_by_role("button", name="Next").click()


def take_for_manifest(browser: Browser) -> None:
    """Take what the manifest shows, small enough to be kept in the repository."""
    shrink = shutil.which("pngquant")
    if shrink is None:
        raise SystemExit("The manifest's pictures need pngquant on PATH; nothing was written.")
    with demo("amina") as told, tab(browser, told) as page:
        for form, (width, height) in MANIFEST.items():
            page.set_viewport_size({"width": width, "height": height})
            page.goto("/today")
            page.wait_for_selector(READY, state="attached")
            file = ICONS / f"screenshot-today-{form}.png"
            page.screenshot(path=file)
            small = [shrink, "--force", "--strip", "--speed", "1", "--output", str(file)]
            subprocess.run([*small, str(PALETTE), str(file)], check=True)


def main() -> None:
    """Take them all, and say where they are."""
    found = chromium()
    if found is None:
        raise SystemExit("The pictures need Chromium on PATH; please install it.")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=FLAGS)
        if "--manifest" in sys.argv[1:]:
            take_for_manifest(browser)
        else:
            shutil.rmtree(SCREENS, ignore_errors=True)
            SCREENS.mkdir()
            for take_all in (take_amina, take_ben, take_newcomer):
                take_all(browser)
            print(f"{len(list(SCREENS.iterdir()))} pictures are in {SCREENS}")
        browser.close()


if __name__ == "__main__":
    main()
