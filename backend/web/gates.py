"""What the web knows of ways in: how this server takes people, and where passphrases are judged."""

from functools import cache
from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import Response

from backend.domain.accounts import SESSION_LONGEST
from backend.services.joining import Gate
from backend.services.sealing import Passcodes, new_secret
from backend.services.signing_in import Desk
from backend.settings import Settings
from backend.web.dependencies import cookie_name, engines
from backend.web.links import secret_key_of


@cache
def _hash_of_nothing() -> str:
    return Passcodes().hash(new_secret())


def gate(request: Request) -> Gate:
    """Give how this server takes people."""
    settings: Settings = request.app.state.settings
    hasher = request.app.state.reception.passcodes
    return Gate(settings.registration, settings.outside, secret_key_of(settings), hasher)


def desk(request: Request) -> Desk:
    """Give where passphrases are judged."""
    settings: Settings = request.app.state.settings
    hasher = request.app.state.reception.passcodes
    return Desk(engines(request), hasher, secret_key_of(settings), _hash_of_nothing())


TheGate = Annotated[Gate, Depends(gate)]
TheDesk = Annotated[Desk, Depends(desk)]


def keep_session(request: Request, response: Response, token: str) -> None:
    """Hand the phone its session: not readable by scripts, not sent by other sites' forms."""
    response.set_cookie(
        cookie_name(request),
        token,
        max_age=int(SESSION_LONGEST.total_seconds()),
        path="/",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def drop_session(request: Request, response: Response) -> None:
    """Take the phone's session off it."""
    secure = request.url.scheme == "https"
    response.delete_cookie(cookie_name(request), path="/", secure=secure, httponly=True)
