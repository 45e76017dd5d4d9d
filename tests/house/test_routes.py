"""Every route says who may use it."""

from fastapi.routing import APIRoute

from backend.web.dependencies import current_patient
from tests.conftest import House

OPEN = {
    "/", "/start", "/start/enter", "/help-now", "/about", "/offline", "/this-phone",
    "/manifest.webmanifest", "/sw.js", "/healthz", "/readyz", "/session/end",
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


def _routes(house: House) -> list[APIRoute]:
    found: list[APIRoute] = []
    for context in house.app.routes:
        if isinstance(context, APIRoute):
            found.append(context)
    return found


def test_every_route_belongs_to_a_person_or_is_open_by_decision(house: House) -> None:
    routes = _routes(house)
    assert len(routes) > 30
    unguarded = {route.path for route in routes if not _asks_for_a_person(route)}
    assert unguarded == OPEN


def test_reading_never_writes(house: House) -> None:
    for route in _routes(house):
        if route.methods & {"GET", "HEAD"}:
            names = {
                dependency.call.__name__
                for dependency in route.dependant.dependencies
                if dependency.call
            }
            assert "writing_session" not in names, route.path
