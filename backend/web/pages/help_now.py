"""Need help now? The same page for everybody, kept by the phone, with nobody's data in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from backend.domain.library import Country, HelpLine, Library, RedFlag, Urgency
from backend.library import read_library
from backend.web.dependencies import InTheirLanguage
from backend.web.policies import ANYBODY
from backend.web.render import language_of, page

router = APIRouter(dependencies=[InTheirLanguage])


@dataclass(frozen=True)
class Line:
    """A number to call and the countries it is for."""

    line: HelpLine
    countries: tuple[str, ...]


@dataclass(frozen=True)
class HelpNow:
    """The signs by how soon they need help, and the numbers of every country.

    All numbers are in the page, so that a phone without network can show its own country's.
    """

    emergency: tuple[RedFlag, ...]
    crisis: tuple[RedFlag, ...]
    same_day: tuple[RedFlag, ...]
    soon: tuple[RedFlag, ...]
    countries: tuple[Country, ...]
    country: Country | None
    emergency_lines: tuple[Line, ...]
    crisis_lines: tuple[Line, ...]
    without_number: tuple[str, ...]
    without_crisis_line: tuple[str, ...]


@router.get("/help-now", name="help_now", dependencies=[ANYBODY])
def show(request: Request, country: Annotated[str | None, Query()] = None) -> Response:
    """Show when to call whom. A country is only ever the one somebody chose."""
    library = read_library(language_of(request))
    return page(request, "help-now", _help(library, country))


def _help(library: Library, chosen: str | None) -> HelpNow:
    countries = tuple(library.countries.values())

    def signs(urgency: Urgency) -> tuple[RedFlag, ...]:
        return tuple(flag for flag in library.red_flags.values() if flag.urgency is urgency)

    return HelpNow(
        signs(Urgency.EMERGENCY),
        signs(Urgency.CRISIS),
        signs(Urgency.SAME_DAY),
        signs(Urgency.SOON),
        countries,
        library.countries.get(chosen or ""),
        _lines((one.code, one.emergency) for one in countries if one.emergency),
        _lines((one.code, line) for one in countries for line in one.crisis),
        tuple(one.code for one in countries if one.emergency is None),
        tuple(one.code for one in countries if not one.crisis),
    )


def _lines(pairs: Iterable[tuple[str, HelpLine]]) -> tuple[Line, ...]:
    """Gather the countries that share a number, so that it is in the page once."""
    found: dict[HelpLine, list[str]] = {}
    for code, line in pairs:
        found.setdefault(line, []).append(code)
    return tuple(Line(line, tuple(codes)) for line, codes in found.items())
