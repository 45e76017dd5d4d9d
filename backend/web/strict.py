"""Reads JSON as its standard says, and refuses what two readers could take for two things."""

import json
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

DEEPEST = 32
"""Lists and objects within each other at most."""


class Unreadable(ValueError):
    """Not JSON as we take it."""


def read_json(body: bytes, *, deepest: int = DEEPEST) -> Any:
    """Read a JSON text. Raises Unreadable for what is not UTF-8, names a field twice, is no number
    (NaN, Infinity) or is nested too deeply."""
    try:
        value = json.loads(
            body.decode("utf-8"), object_pairs_hook=_fields_once, parse_constant=_no_number
        )
    except (RecursionError, ValueError) as broken:
        raise Unreadable from broken
    if _deeper_than(deepest, value):
        raise Unreadable
    return value


def _fields_once(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(fields)
    if len(read) != len(fields):
        raise Unreadable
    return read


def _no_number(_said: str) -> NoReturn:
    raise Unreadable


def _deeper_than(deepest: int, value: object) -> bool:
    level: list[object] = [value]
    for _ in range(deepest + 1):
        level = [inner for outer in level for inner in _within(outer)]
        if not level:
            return False
    return True


def _within(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


class StrictRequest(Request):
    """A request whose JSON is read by our rules."""

    deepest = DEEPEST

    async def json(self) -> Any:
        """Give the JSON body. Raises HTTPException 400 when it cannot be read."""
        try:
            return read_json(await self.body(), deepest=self.deepest)
        except Unreadable:
            raise HTTPException(400) from None


class StrictRoute(APIRoute):
    """A route that reads JSON by our rules: the `route_class` of every router that takes some."""

    request_class = StrictRequest

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Give the usual handler a strict request."""
        handle = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            return await handle(self.request_class(request.scope, request.receive))

        return strictly


class OutboxRequest(StrictRequest):
    """A batch: an event that is nested too deeply is refused alone (`services/events.py`), so that
    it never harms its neighbours."""

    deepest = 500


class OutboxRoute(StrictRoute):
    """The route of the phone's outbox."""

    request_class = OutboxRequest
