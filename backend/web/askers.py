"""Where somebody asks from: their address, their browser, and what only this browser knows."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.responses import Response

from backend.domain.credentials import CHALLENGE_LASTS
from backend.domain.errors import RuleBroken
from backend.domain.wording import say
from backend.services.passkeys import Site
from backend.services.sealing import digest, new_secret
from backend.services.signing_in import Asker
from backend.settings import LOOPBACK_NAMES
from backend.web.cookies import keep_secret, secret_in, session_token
from backend.web.dependencies import address_of, host_name

ASKING = "facekind-asking"
"""The cookie that binds a challenge to the browser that asked, before anybody is signed in."""

NOT_HERE = say("Passkeys do not work at this address. They need the server's own name and https.")

BROWSERS = (
    ("Edg", "Edge"),
    ("SamsungBrowser", "Samsung Internet"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def device_name(user_agent: str) -> str:
    """Give what a browser calls itself, in two words a person knows; "" for anything else."""
    words = (
        next((name for sign, name in known if sign in user_agent), None)
        for known in (BROWSERS, SYSTEMS)
    )
    return ", ".join(word for word in words if word)


def asker(request: Request) -> Asker:
    """Give where a request comes from. Without session and asking cookie no challenge is theirs."""
    secret = session_token(request) or secret_in(request, ASKING) or ""
    return _asker(request, secret)


def _asker(request: Request, secret: str) -> Asker:
    browser = device_name(request.headers.get("user-agent", ""))
    return Asker(address_of(request), browser, digest(secret) if secret else "")


def begin_asking(request: Request) -> tuple[Asker, str | None]:
    """Give where a request comes from, and the secret its browser has to keep, if it has none."""
    known = asker(request)
    if known.key:
        return known, None
    secret = new_secret()
    return _asker(request, secret), secret


def keep_asking(request: Request, response: Response, secret: str | None) -> None:
    """Hand the browser the secret that it will answer the challenge with."""
    if secret is not None:
        lasts = CHALLENGE_LASTS
        keep_secret(request, response, secret, lasts=lasts, name=ASKING, samesite="strict")


From = Annotated[Asker, Depends(asker)]
"""Where a request comes from."""


def site_of(request: Request) -> Site | None:
    """Give the site that passkeys are for here; None where they cannot work: an address made of
    numbers has no name to be for, off this computer the connection has to be https, and at the
    public name its own port counts."""
    host = request.headers.get("host", "")
    name = host_name(host)
    numbers = name.startswith("[") or name.replace(".", "").isdigit()
    if numbers or (request.url.scheme != "https" and name not in LOOPBACK_NAMES):
        return None
    site = Site(name, f"{request.url.scheme}://{host.lower()}")
    return None if _beside_ours(site, request.app.state.settings.public_url) else site


def _beside_ours(site: Site, public_url: str | None) -> bool:
    """Whether it is another port of this server's public name. What answers there may be somebody
    else's: a passkey shown to it must not open anything here."""
    if public_url is None or host_name(urlsplit(public_url).netloc) != site.name:
        return False
    return _without_usual_port(public_url.lower()) != _without_usual_port(site.origin)


def _without_usual_port(origin: str) -> str:
    return origin.removesuffix(":443" if origin.startswith("https") else ":80")


def by_name(request: Request) -> str | None:
    """Give this computer's address by its name, where passkeys work, to somebody who is at its
    number; None where that is of no help."""
    host, settings = request.headers.get("host", ""), request.app.state.settings
    if site_of(request) is not None or settings.outside or "localhost" not in settings.hosts:
        return None
    return f"http://localhost{host.removeprefix(host_name(host))}"


Here = Annotated[Site | None, Depends(site_of)]
"""The site that passkeys are for, or None where they cannot work."""


def passkey_site(here: Here) -> Site:
    """Give the site that passkeys are for. Raises RuleBroken where they cannot work."""
    if here is None:
        raise RuleBroken(NOT_HERE)
    return here


PasskeySite = Annotated[Site, Depends(passkey_site)]
"""The site that passkeys are for; where they cannot work the answer says so."""
