"""How to put Facekind on a phone's home screen, and what that changes. Open to anybody."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from backend.web.dependencies import InTheirLanguage
from backend.web.policies import ANYBODY
from backend.web.render import page

router = APIRouter(dependencies=[InTheirLanguage])

APPLE = ("iPhone", "iPad")


@dataclass(frozen=True)
class Install:
    """Which phone this is, as far as its browser says: `android`, `apple` or nothing."""

    phone: str


@router.get("/install", name="install", dependencies=[ANYBODY])
def show(request: Request) -> Response:
    """Show the steps for this phone first."""
    says = request.headers.get("user-agent", "")
    apple = any(one in says for one in APPLE)
    phone = "apple" if apple else "android" if "Android" in says else ""
    return page(request, "install", Install(phone))
