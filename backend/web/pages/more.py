"""More: everything that is not for every day, as a plain list."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from backend.web.dependencies import CurrentPatient
from backend.web.render import page

router = APIRouter()


@router.get("/more", name="more")
def show(request: Request, patient: CurrentPatient) -> Response:  # noqa: ARG001 (signed in)
    """Show the list."""
    return page(request, "more", None)
