"""Our cookies that hold a secret: how they are called, read, kept and dropped."""

from datetime import timedelta
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

from backend.domain.accounts import SESSION_LONGEST

COOKIE = "facekind"
"""The session's; over https it is `__Host-facekind`."""


def cookie_name(request: Request, name: str = COOKIE) -> str:
    """Give a cookie's name here: bound to the host over https (`__Host-`), plain on loopback,
    where some browsers refuse such a name."""
    return f"__Host-{name}" if _secure(request) else name


def session_token(request: Request) -> str | None:
    """Give the token in the session cookie."""
    return secret_in(request)


def secret_in(request: Request, name: str = COOKIE) -> str | None:
    """Give what a cookie of ours holds. Its name is taken to the letter: a neighbouring site may
    set one that differs by a space of another alphabet, which no browser holds for `__Host-`."""
    ours = cookie_name(request, name)
    chunks = ";".join(request.headers.getlist("cookie")).split(";")
    said = (chunk.strip(" \t").partition("=") for chunk in chunks)
    found = [value for called, _, value in said if called == ours]
    return found[-1] if found and found[-1] else None


def keep_secret(
    request: Request,
    response: Response,
    secret: str,
    *,
    lasts: timedelta,
    name: str = COOKIE,
    samesite: Literal["lax", "strict"] = "lax",
) -> None:
    """Hand a browser a secret: not readable by scripts, not sent by other sites' forms."""
    response.set_cookie(
        cookie_name(request, name),
        secret,
        max_age=int(lasts.total_seconds()),
        path="/",
        httponly=True,
        samesite=samesite,
        secure=_secure(request),
    )


def keep_session(request: Request, response: Response, token: str) -> None:
    """Hand the phone its session."""
    keep_secret(request, response, token, lasts=SESSION_LONGEST)


def drop_session(request: Request, response: Response) -> None:
    """Take the phone's session off it."""
    response.delete_cookie(cookie_name(request), path="/", secure=_secure(request), httponly=True)


def _secure(request: Request) -> bool:
    return request.url.scheme == "https"
