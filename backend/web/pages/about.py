"""What Facekind is for, what it does not claim, and where its words come from."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from backend.domain.library import Avoid
from backend.library import read_library
from backend.web.dependencies import InTheirLanguage
from backend.web.policies import ANYBODY
from backend.web.render import language_of, page

router = APIRouter(dependencies=[InTheirLanguage])


@dataclass(frozen=True)
class About:
    """What is advised against, and the sources by their number."""

    avoid: tuple[Avoid, ...]
    sources: Mapping[str, str]


@router.get("/about", name="about", dependencies=[ANYBODY])
def show(request: Request) -> Response:
    """Show what Facekind is. Nobody's data is in it: phones keep it for when they are offline."""
    library = read_library(language_of(request))
    return page(request, "about", About(library.avoid, library.sources))
