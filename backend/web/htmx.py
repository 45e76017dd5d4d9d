"""The one place that knows htmx's header names (htmx 4)."""

from starlette.requests import Request
from starlette.responses import Response

VARY = "HX-Request, HX-Request-Type"
"""What an answer varies by when the same address gives a page or a part of it."""


def wants_part(request: Request) -> bool:
    """Whether htmx asks for a part of a page and not for the whole document."""
    headers = request.headers
    return headers.get("hx-request") == "true" and headers.get("hx-request-type") == "partial"


def asks(request: Request) -> bool:
    """Whether htmx asks, and not the browser itself."""
    return request.headers.get("hx-request") == "true"


def leave_for(address: str, *, status: int) -> Response:
    """Answer so that the whole page goes to another address: never a page inside a part."""
    return Response(status_code=status, headers={"HX-Redirect": address})
