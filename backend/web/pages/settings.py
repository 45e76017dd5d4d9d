"""Settings: the language, when and where days are counted, the country, and one's own name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from itertools import groupby
from typing import TypeVar
from urllib.parse import urlencode
from zoneinfo import available_timezones

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import RedirectResponse, Response

from backend.domain.accounts import Patient
from backend.domain.library import Country
from backend.domain.wording import Sentence
from backend.library import read_library
from backend.services.accounts import (
    DAY_STARTS_AT,
    CountryDraft,
    DayStartDraft,
    NameDraft,
    ZoneDraft,
    save_country,
    save_day_start,
    save_name,
    save_zone,
)
from backend.web.dependencies import CurrentPatient, Writing
from backend.web.forms import Bound, Form, bind
from backend.web.render import language_of, page
from backend.web.zones import REGIONS

router = APIRouter()

Made = TypeVar("Made", bound=BaseModel)


@dataclass(frozen=True)
class SettingsPage:
    """What there is to choose from, what is in force, and what was just saved.

    `country` is handed to the phone, for a help page that knows nobody (decision 3).
    """

    zone: str
    regions: tuple[tuple[Sentence | None, tuple[str, ...]], ...]
    hours: tuple[str, ...]
    countries: tuple[Country, ...]
    country: Country | None
    name: str
    saved: str | None


@router.get("/settings", name="settings")
def show(request: Request, patient: CurrentPatient) -> Response:
    """Show the settings."""
    return page(request, "settings", _view(request, patient))


@router.post("/settings/zone", name="save_zone")
def choose_zone(request: Request, db: Writing, patient: CurrentPatient, form: Form) -> Response:
    """Count days in another zone from now on."""
    return _keep(request, patient, bind(ZoneDraft, form), partial(save_zone, db, patient.id))


@router.post("/settings/day-start", name="save_day_start")
def choose_start(request: Request, db: Writing, patient: CurrentPatient, form: Form) -> Response:
    """Begin days at another hour from now on."""
    save = partial(save_day_start, db, patient.id)
    return _keep(request, patient, bind(DayStartDraft, form), save)


@router.post("/settings/country", name="save_country")
def choose_country(request: Request, db: Writing, patient: CurrentPatient, form: Form) -> Response:
    """Keep the country, or none."""
    return _keep(request, patient, bind(CountryDraft, form), partial(save_country, db, patient.id))


@router.post("/settings/name", name="save_name")
def choose_name(request: Request, db: Writing, patient: CurrentPatient, form: Form) -> Response:
    """Keep the name for the page that a doctor reads, or forget it."""
    return _keep(request, patient, bind(NameDraft, form), partial(save_name, db, patient.id))


def _keep(
    request: Request, patient: Patient, bound: Bound[Made], save: Callable[[Made], None]
) -> Response:
    """Keep one setting and say so, or show the settings again with what is wrong."""
    if bound.draft is None:
        view = _view(request, patient)
        return page(request, "settings", view, status=422, errors=bound.errors, typed=bound.typed)
    save(bound.draft)
    saved = request.url.path.removeprefix("/settings/")
    return RedirectResponse(f"/settings?{urlencode({'saved': saved})}", status_code=303)


def _view(request: Request, patient: Patient) -> SettingsPage:
    countries = read_library(language_of(request)).countries
    return SettingsPage(
        zone=patient.zone,
        regions=_regions(patient.zone),
        hours=DAY_STARTS_AT,
        countries=tuple(countries.values()),
        country=countries.get(patient.country or ""),
        name=patient.name or "",
        saved=request.query_params.get("saved"),
    )


def _regions(kept: str) -> tuple[tuple[Sentence | None, tuple[str, ...]], ...]:
    """Give the zones to choose from; the kept one is always among them."""
    return _grouped((*_zones(), *(() if kept in _zones() else (kept,))))


@cache
def _zones() -> tuple[str, ...]:
    named = (zone for zone in available_timezones() if zone.partition("/")[0] in REGIONS)
    return (*sorted(named), "UTC")


def _grouped(zones: Iterable[str]) -> tuple[tuple[Sentence | None, tuple[str, ...]], ...]:
    by_region = groupby(zones, key=lambda zone: zone.rpartition("/")[0].partition("/")[0])
    return tuple((REGIONS.get(region), tuple(group)) for region, group in by_region)
