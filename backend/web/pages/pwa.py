"""What makes it an app on the phone: manifest, worker, and two pages that open without network."""

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from backend.domain.wording import Sentence, say
from backend.web.assets import WORKER, Assets
from backend.web.dependencies import InTheirLanguage
from backend.web.languages import VARY
from backend.web.policies import ANYBODY
from backend.web.render import language_of, page, translate

router = APIRouter()

GROUND = "#f0f2e8"
PNG_SIZE = slice(16, 24)
"""Where a PNG says its width and height."""

SCREENSHOTS = {
    "today": say("Today: one thing next"),
    "check-in": say("Five words for how you are"),
    "journal": say("A line or a page"),
}


@dataclass(frozen=True)
class PhonePage:
    """The two pages about the phone itself. What they list, the phone alone knows."""

    version: str


def _assets(request: Request) -> Assets:
    found: Assets = request.app.state.assets
    return found


@router.get("/offline", name="offline", dependencies=[ANYBODY, InTheirLanguage])
def offline(request: Request) -> Response:
    """Show what is on this phone; the worker gives it when a page cannot be had."""
    return page(request, "offline", PhonePage(_assets(request).digest))


@router.get("/this-phone", name="this_phone", dependencies=[ANYBODY, InTheirLanguage])
def this_phone(request: Request) -> Response:
    """Show what waits on this phone, what needs the person, and the way to forget it all."""
    return page(request, "this-phone", PhonePage(_assets(request).digest))


@router.get("/sw.js", name="worker", dependencies=[ANYBODY])
def worker(request: Request) -> Response:
    """Give the worker, with the version and the list of what it keeps written in front."""
    assets = _assets(request)
    facts = json.dumps({"digest": assets.digest, "precache": assets.precache()})
    script = f"self.FACEKIND={facts};\n".encode() + assets.by_path[WORKER].body
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"}
    return Response(script, headers=headers, media_type="text/javascript")


@router.get("/manifest.webmanifest", name="manifest", dependencies=[ANYBODY, InTheirLanguage])
def manifest(request: Request) -> Response:
    """Describe the app to the phone that installs it."""
    assets = _assets(request)

    def said(text: Sentence) -> str:
        return translate(request, text)

    described = {
        "id": "/?app=facekind",
        "name": said(say("Facekind")),
        "short_name": said(say("Facekind")),
        "description": said(say("A calm companion for living with facial palsy.")),
        "lang": language_of(request),
        "dir": "ltr",
        "scope": "/",
        "start_url": "/today",
        "display": "standalone",
        "theme_color": GROUND,
        "background_color": GROUND,
        "categories": ["health", "lifestyle"],
        "icons": list(_icons(assets)),
        "shortcuts": [
            {"name": said(say("Today")), "url": "/today"},
            {"name": said(say("Write a line")), "url": "/journal/new"},
        ],
        "screenshots": [shot | {"label": said(label)} for shot, label in _screenshots(assets)],
    }
    return JSONResponse(
        described,
        headers={
            "Cache-Control": "no-cache",
            "Content-Language": language_of(request),
            "Vary": VARY,
        },
        media_type="application/manifest+json",
    )


def _pngs(assets: Assets, prefix: str) -> Iterator[tuple[str, dict[str, str], int, int]]:
    """Give the icons folder's PNG files of that prefix: name, how a manifest lists them, size."""
    for path in sorted(assets.by_path):
        name = PurePosixPath(path)
        if name.match(f"icons/{prefix}*.png"):
            width, height = struct.unpack(">II", assets.by_path[path].body[PNG_SIZE])
            listed = {
                "src": assets.asset(path),
                "sizes": f"{width}x{height}",
                "type": "image/png",
            }
            yield name.stem, listed, width, height


def _icons(assets: Assets) -> Iterator[dict[str, str]]:
    for name, listed, width, _ in _pngs(assets, ""):
        if width in {192, 512} and not name.startswith("screenshot"):
            yield listed | {"purpose": "maskable" if "maskable" in name else "any"}


def _screenshots(assets: Assets) -> Iterator[tuple[dict[str, str], Sentence]]:
    """Give the screenshots there are, `screenshot-<page>-<narrow|wide>.png`, with their labels."""
    for name, listed, width, height in _pngs(assets, "screenshot-"):
        shown = name.removeprefix("screenshot-").removesuffix("-wide").removesuffix("-narrow")
        form = "wide" if width > height else "narrow"
        yield listed | {"form_factor": form}, SCREENSHOTS.get(shown, SCREENSHOTS["today"])
