"""Settings: the language, and where a person's days are counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Annotated
from zoneinfo import available_timezones

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from backend.domain.wording import Sentence
from backend.services.accounts import ZoneDraft, save_zone
from backend.web.dependencies import CurrentPatient, Writing
from backend.web.forms import Form, bind
from backend.web.render import page
from backend.web.zones import REGIONS

router = APIRouter()


@dataclass(frozen=True)
class SettingsPage:
    """The zones by part of the world, the one in force, and what was just saved."""

    zone: str
    regions: tuple[tuple[Sentence | None, tuple[str, ...]], ...]
    saved: str | None


@router.get("/settings", name="settings")
def show(
    request: Request, patient: CurrentPatient, saved: Annotated[str | None, Query()] = None
) -> Response:
    """Show the settings."""
    view = SettingsPage(patient.zone, _regions(patient.zone), saved)
    return page(request, "settings", view)


@router.post("/settings/zone", name="save_zone")
def choose_zone(request: Request, db: Writing, patient: CurrentPatient, form: Form) -> Response:
    """Count days in another zone from now on."""
    bound = bind(ZoneDraft, form)
    if bound.draft is None:
        view = SettingsPage(patient.zone, _regions(patient.zone), saved=None)
        return page(request, "settings", view, status=422, errors=bound.errors, typed=bound.typed)
    save_zone(db, patient.id, bound.draft)
    return RedirectResponse("/settings?saved=zone", status_code=303)


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
