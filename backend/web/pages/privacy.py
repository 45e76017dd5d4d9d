"""The privacy notice, for anybody: who runs this server, what is kept and for how long, and who
sees it."""

from dataclasses import dataclass
from functools import cache

from fastapi import APIRouter, Request
from starlette.responses import Response

from backend.domain.wording import Sentence, say
from backend.services.inventory import Purpose, read_inventory
from backend.settings import Settings
from backend.web.dependencies import InTheirLanguage
from backend.web.policies import ANYBODY
from backend.web.render import page

router = APIRouter()


@dataclass(frozen=True)
class Blank:
    """Something only whoever runs the server can say; `said` is empty until they do."""

    about: Sentence
    said: str


@dataclass(frozen=True)
class Privacy:
    """What the operator said, whether others can reach this server, and what there is kept."""

    blanks: tuple[Blank, ...]
    outside: bool
    purposes: tuple[Purpose, ...]

    @property
    def empty(self) -> tuple[Sentence, ...]:
        """What the operator has not filled in."""
        return tuple(blank.about for blank in self.blanks if not blank.said)


@router.get("/privacy", name="privacy", dependencies=[ANYBODY, InTheirLanguage])
def show(request: Request) -> Response:
    """Show the notice. Nobody's data is in it."""
    settings: Settings = request.app.state.settings
    return page(request, "privacy", Privacy(_blanks(settings), settings.outside, _inventory()))


def _blanks(settings: Settings) -> tuple[Blank, ...]:
    return (
        Blank(say("Who runs this server"), settings.operator_name.strip()),
        Blank(say("How to reach them about your data"), settings.operator_contact.strip()),
        Blank(say("Where the server stands"), settings.operator_place.strip()),
        Blank(say("Where to complain"), settings.operator_authority.strip()),
    )


_inventory = cache(read_inventory)
