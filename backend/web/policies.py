"""Who may use a route. Each says it by a dependency; one that says nothing stops the app's start.

Nothing here decides about rows: whose they are is in the loading (`store`), which names its owner.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from backend.services.throttling import neighbourhood
from backend.web.dependencies import address_of, current_patient, proved_patient


class Policy(StrEnum):
    """Who may use a route."""

    ANYBODY = "anybody"
    WAY_IN = "way in"
    LINK = "link"
    PERSON = "person"
    PROVED = "proved"


def anybody() -> None:
    """Say that a route holds nobody's data and is for everybody."""


def with_link() -> None:
    """Say that the secret of a doctor's link, in the body, is what opens this."""


def way_in(request: Request) -> None:
    """Say that people come in here, and keep one address from asking too often."""
    if request.method != "GET":
        request.app.state.ways_in_pace.take(neighbourhood(address_of(request)))


ANYBODY, WAY_IN, LINK = Depends(anybody), Depends(way_in), Depends(with_link)

MARKS = {
    proved_patient: Policy.PROVED,
    current_patient: Policy.PERSON,
    way_in: Policy.WAY_IN,
    with_link: Policy.LINK,
    anybody: Policy.ANYBODY,
}
"""The strictest first: a route that asks for a proof asks for a person too."""


def policy_of(route: APIRoute) -> Policy | None:
    """Give who may use a route; None when it does not say."""
    calls = set(_calls(route.dependant))
    return next((policy for mark, policy in MARKS.items() if mark in calls), None)


def _calls(dependant: Dependant) -> Iterable[object]:
    yield dependant.call
    for inner in dependant.dependencies:
        yield from _calls(inner)


def every_route(routes: Iterable[BaseRoute], before: str = "") -> Iterable[tuple[str, BaseRoute]]:
    """Give each route with its whole path, through all included routers."""
    for route in routes:
        included: APIRouter | None = getattr(route, "original_router", None)
        if included is not None:
            context: Any = vars(route)["include_context"]
            yield from every_route(included.routes, before + context.prefix)
        else:
            yield before + getattr(route, "path", ""), route


def check_policies(routes: Iterable[BaseRoute]) -> None:
    """Raise RuntimeError for a route that does not say who may use it."""
    for path, route in every_route(routes):
        says = isinstance(route, APIRoute) and policy_of(route) is not None
        if not says and path not in {"/static", "/api/v1/openapi.json"}:
            raise RuntimeError(f"{path} does not say who may use it (web/policies.py).")
