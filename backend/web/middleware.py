"""What every request passes: a name for the logs, the doors, the body limit, security headers."""

from asyncio import wait_for
from dataclasses import dataclass
from time import monotonic, perf_counter
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.domain.wording import Sentence, say
from backend.logs import log
from backend.services.events import LARGEST_BATCH
from backend.services.throttling import neighbourhood
from backend.settings import LOOPBACK_NAMES, Settings
from backend.web.dependencies import host_name, takes_tokens
from backend.web.errors import answer, answer_unsafe, crashed, wait_sentence
from backend.web.pace import WRITES_A_MINUTE, Pace

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
METHODS = SAFE_METHODS | {"POST", "PUT", "PATCH", "DELETE"}
"""Methods that a log line names; whatever else somebody calls theirs is not written down."""

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

OPEN_ANYWHERE = (
    "/healthz",
    "/readyz",
    "/help-now",
    "/about",
    "/privacy",
    "/robots.txt",
    "/static/",
)
"""Addresses that hold nobody's data and answer off loopback too."""

OPEN_UNDER_ANY_NAME = ("/help-now", "/static/")
"""What answers even under a name that is not this server's: help, and what the page that explains
is made of. Nothing there says whose server this is."""

LARGEST_BODY = 2 * 1024 * 1024
"""Bytes of a form at most: 200 000 characters, percent-encoded, must arrive to be answered."""

SLOWEST_BODY_S = 30
"""Seconds that a body may take to arrive."""

LARGEST_HEADERS = 8 * 1024
"""Bytes of all headers: our cookies and a browser's own take one or two thousand."""

UNKNOWN_HOST = say(
    "This server does not answer under this name. A phone needs a name and https: a number such as "
    "192.168.1.5 cannot work."
)
NOT_SAFE = say(
    "This connection is not https, so nothing of anybody is shown here. Open the https address "
    "instead, or 127.0.0.1 on the computer that Facekind runs on."
)

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
            method = scope["method"] if scope["method"] in METHODS else "(other)"
            log().info("answered", method=method, route=route, status=status, ms=took)


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
                if scope["scheme"] == "https":
                    headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
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


@dataclass(frozen=True)
class Refusal:
    """Why something is not let in, and when to come again where that helps. `unsafe` is about the
    address itself, where nothing can work."""

    status: int
    sentence: Sentence
    seconds: int = 0
    unsafe: bool = False

    def answer(self, request: Request) -> Response:
        """Answer it as a page or as problem+json."""
        answered = answer_unsafe if self.unsafe else answer
        response = answered(request, self.status, self.sentence)
        if self.seconds:
            response.headers["Retry-After"] = str(self.seconds)
        return response


class Doors:
    """Lets in what may come in: known hosts, safe ways, our own pages, small and quick bodies."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings
        self.writes = Pace(WRITES_A_MINUTE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is not None:
            response = refusal.answer(Request(scope))
            await response(scope, receive, send)
            return
        await self.app(scope, _limited(scope, receive), send)

    def _refusal(self, scope: Scope) -> Refusal | None:
        headers, unsafe = Headers(scope=scope), scope["method"] not in SAFE_METHODS
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._answers_to(hosts[0], scope["path"]):
            return Refusal(400, UNKNOWN_HOST, unsafe=True)
        if not self._open(scope, headers):
            return Refusal(403, NOT_SAFE, unsafe=True)
        if sum(len(name) + len(value) for name, value in scope["headers"]) > LARGEST_HEADERS:
            return Refusal(431, say("The browser sent too much around its request."))
        if unsafe and not _from_our_pages(scope, headers):
            return Refusal(
                403, say("This did not come from a page of Facekind, so nothing was done.")
            )
        if _declared_length(headers) > _limit(scope):
            return Refusal(413, say("This is too much at once. Nothing was stored."))
        seconds = self._too_often(scope) if unsafe else 0
        return Refusal(429, wait_sentence(seconds), seconds) if seconds else None

    def _answers_to(self, host: str, path: str) -> bool:
        return host_name(host) in self.settings.hosts or path.startswith(OPEN_UNDER_ANY_NAME)

    def _too_often(self, scope: Scope) -> int:
        """Give the seconds to wait for somebody who is not on this computer."""
        address = scope["client"][0] if scope.get("client") else ""
        if address in {"127.0.0.1", "::1"}:
            return 0
        near = neighbourhood(address)
        seconds = self.writes.wait(near)
        if not seconds:
            self.writes.count(near)
        return seconds

    def _open(self, scope: Scope, headers: Headers) -> bool:
        """On this computer: bound to loopback, asked for by its name, and nobody forwarding. From
        anywhere else: over https, which only a trusted proxy can say of a connection."""
        if scope["path"].startswith(OPEN_ANYWHERE) or scope["scheme"] == "https":
            return True
        local_name = host_name(headers.get("host", "")) in LOOPBACK_NAMES
        forwarded = any(name.startswith(FORWARDED) for name in headers)
        return self.settings.on_loopback and local_name and not forwarded


class Crashes:
    """Answers what nobody foresaw, inside what puts on the headers, so that it carries them.

    Nothing of it goes further: the server would write it down word by word. One that broke off in
    the middle is closed by the server, as it was not finished.
    """

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
            if scope["type"] != "http":
                raise
            response = crashed(Request(scope), broken)
            if not started:
                await response(scope, receive, send)


def _from_our_pages(scope: Scope, headers: Headers) -> bool:
    """The origin rule: Sec-Fetch-Site, else Origin, else no; a script's Bearer token at the API."""
    bearer = headers.get("authorization", "").startswith("Bearer ")
    if bearer and "cookie" not in headers and takes_tokens(scope["path"]):
        return True
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    return headers.get("origin") == f"{scope['scheme']}://{headers.get('host', '')}"


def _limit(scope: Scope) -> int:
    return {"/sync": LARGEST_BATCH, VIEWER: VIEWER_BODY}.get(scope["path"], LARGEST_BODY)


def _declared_length(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isdigit() else 0


def _limited(scope: Scope, receive: Receive) -> Receive:
    """Count a body that does not say its length, and wait for none that trickles in."""
    arrived = 0
    deadline = monotonic() + SLOWEST_BODY_S
    whole = False

    async def counting() -> Message:
        nonlocal arrived, whole
        if whole:
            return await receive()
        try:
            message = await wait_for(receive(), max(0.0, deadline - monotonic()))
        except TimeoutError:
            raise HTTPException(408) from None
        arrived += len(message.get("body", b""))
        whole = not message.get("more_body", False)
        if arrived > _limit(scope):
            raise HTTPException(413)
        return message

    return counting
