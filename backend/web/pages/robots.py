"""What search engines are told: nothing here is for them."""

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response

from backend.web.policies import ANYBODY

router = APIRouter()


@router.get("/robots.txt", name="robots", dependencies=[ANYBODY])
def show() -> Response:
    """Ask every robot to stay away."""
    return PlainTextResponse("User-agent: *\nDisallow: /\n")
