"""What every request passes: a name for the logs, the doors, the body limit, security headers."""

from time import perf_counter
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.domain.wording import Sentence, say
from backend.logs import log
from backend.services.events import LARGEST_BATCH
from backend.settings import Settings
from backend.web.errors import answer, crashed

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FORWARDED = (
    "cf-connecting-ip",
    "forwarded",
    "true-client-ip",
    "via",
    "x-client-ip",
    "x-cluster-client-ip",
    "x-forwarded-",
    "x-original-",
    "x-real-ip",
)
"""How the names of headers begin that say somebody stands between."""

OPEN_ANYWHERE = ("/healthz", "/readyz", "/help-now", "/about", "/static/")
"""Addresses that hold nobody's data and answer off loopback too."""

LARGEST_BODY = 2 * 1024 * 1024
"""Bytes of a form at most: 200 000 characters, percent-encoded, must arrive to be answered."""

VIEWER = "/v"
VIEWER_BODY = 16 * 1024
"""Bytes of what the doctor's page sends: two secrets, a passcode and a name."""

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default"
)

SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

VIEWER_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cache-Control": "no-store",
}
"""On every answer of the doctor's page, over what the others have."""


class RequestName:
    """Names each request, binds the name to its log lines and writes one line at its end.

    The line holds the route's template, never the address as typed: addresses name days and ids.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = perf_counter(), 500
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=uuid4().hex[:12])

        async def noting_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noting_status)
        finally:
            route = getattr(scope.get("route"), "path", "(none)")
            took = round((perf_counter() - began) * 1000, 1)
            log().info("answered", method=scope["method"], route=route, status=status, ms=took)


class SecurityHeaders:
    """Puts the security headers on every answer, errors and static files included.

    What says nothing about caching is not kept anywhere.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if scope["path"] == VIEWER:
                    headers.update(VIEWER_HEADERS)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "private, no-store")
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


class HeadAsGet:
    """Answers HEAD as GET would be answered, without the body: routes only know GET.

    The scope is copied: the server looks at its own to know whether a body may follow.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self.app({**scope, "method": "GET"}, receive, without_body)


class Doors:
    """Lets in only what may come in: known hosts, this computer, our own pages, small bodies."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is not None:
            status, sentence = refusal
            response = answer(Request(scope), status, sentence)
            await response(scope, receive, send)
            return
        await self.app(scope, _limited(scope, receive), send)

    def _refusal(self, scope: Scope) -> tuple[int, Sentence] | None:
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or host_name(hosts[0]) not in self.settings.allowed_hosts:
            return 400, say("This address is not one that this server answers to.")
        if not self._open(scope, headers):
            return 403, say(
                "Facekind is open only on the computer it runs on, until sign-in exists. "
                "Open it there at 127.0.0.1."
            )
        if scope["method"] not in SAFE_METHODS and not _from_our_pages(scope["path"], headers):
            return 403, say("This did not come from a page of Facekind, so nothing was done.")
        if _declared_length(headers) > _limit(scope):
            return 413, say("This is too much at once. Nothing was stored.")
        return None

    def _open(self, scope: Scope, headers: Headers) -> bool:
        """Loopback means bound to it, asked for by its name, and nobody forwarding.

        The doctor's page also answers under the public name, and only where that is https.
        """
        if scope["path"].startswith(OPEN_ANYWHERE):
            return True
        asked = host_name(headers.get("host", ""))
        if scope["path"] == VIEWER and asked == _public_host(self.settings):
            return True
        local_name = asked in {"127.0.0.1", "localhost", "[::1]"}
        forwarded = any(name.startswith(FORWARDED) for name in headers)
        return self.settings.on_loopback and local_name and not forwarded


class Crashes:
    """Answers what nobody foresaw inside the other doors, so that it carries their headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def noting_start(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, noting_start)
        except Exception as broken:
            if scope["type"] != "http" or started:
                raise
            await crashed(Request(scope), broken)(scope, receive, send)


def host_name(host: str) -> str:
    """Give the name of a Host header without its port; IPv6 keeps its brackets."""
    name, _, port = host.rpartition(":")
    return (name if port.isdigit() else host).lower()


def _from_our_pages(path: str, headers: Headers) -> bool:
    """The origin rule: Sec-Fetch-Site, else Origin, else no; a script's Bearer token at the API."""
    bearer = headers.get("authorization", "").startswith("Bearer ")
    if bearer and "cookie" not in headers and path.startswith(("/api/", "/sync")):
        return True
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    scheme, _, origin = headers.get("origin", "").partition("://")
    return scheme in {"http", "https"} and origin == headers.get("host")


def _public_host(settings: Settings) -> str | None:
    """Give the name doctors' links lead to from outside, if they may."""
    scheme, _, host = (settings.public_url or "").partition("://")
    return host_name(host) if scheme == "https" else None


def _limit(scope: Scope) -> int:
    return {"/sync": LARGEST_BATCH, VIEWER: VIEWER_BODY}.get(scope["path"], LARGEST_BODY)


def _declared_length(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isdigit() else 0


def _limited(scope: Scope, receive: Receive) -> Receive:
    """Count a body that does not say its length, and stop at the limit."""
    arrived = 0

    async def counting() -> Message:
        nonlocal arrived
        message = await receive()
        arrived += len(message.get("body", b""))
        if arrived > _limit(scope):
            raise HTTPException(413)
        return message

    return counting
