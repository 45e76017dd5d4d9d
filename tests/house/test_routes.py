"""Every route says who may use it."""

from types import ModuleType

from fastapi.routing import APIRoute

from backend.app import API, PAGES
from backend.web.api import sync
from backend.web.dependencies import current_patient
from tests.conftest import House

OPEN = {
    "/", "/start", "/start/enter", "/help-now", "/about", "/offline", "/this-phone",
    "/manifest.webmanifest", "/sw.js", "/healthz", "/readyz", "/session/end", "/language",
    "/v",
}  # fmt: skip
"""Addresses that anybody on this computer may ask for; they hold nobody's data."""


def _asks_for_a_person(route: APIRoute) -> bool:
    waiting = list(route.dependant.dependencies)
    while waiting:
        dependency = waiting.pop()
        if dependency.call is current_patient:
            return True
        waiting += dependency.dependencies
    return False


def _routes() -> list[APIRoute]:
    modules = (*PAGES, *API, sync)
    return [one for module in modules for one in module.router.routes if isinstance(one, APIRoute)]


def test_every_route_belongs_to_a_person_or_is_open_by_decision(house: House) -> None:
    routes = _routes()
    assert len(routes) > 30
    assert {route.path for route in routes if not _asks_for_a_person(route)} == OPEN
    served = set(house.app.openapi()["paths"])
    assert served == {f"/api/v1{route.path}" for module in API for route in _of(module)} | {"/sync"}


def _of(module: ModuleType) -> list[APIRoute]:
    return [one for one in module.router.routes if isinstance(one, APIRoute)]


def test_reading_never_writes() -> None:
    for route in _routes():
        if "GET" in (route.methods or ()):
            names = {
                dependency.call.__name__
                for dependency in route.dependant.dependencies
                if dependency.call
            }
            assert "writing_session" not in names, route.path
