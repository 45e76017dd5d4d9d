"""What the web knows of doctors' links: the address people use, the server's key, and the pace."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from backend.logs import log
from backend.services.opening import Queues, Reception
from backend.services.sealing import Hasher, keep_secret_key, secret_bytes
from backend.services.sharing import Issuer
from backend.services.sweeping import sweep
from backend.settings import Settings
from backend.store.engines import Engines
from backend.web.dependencies import own_address
from backend.web.pace import Pace

OFTEN = 30
"""Openings of a link and questions about it in a minute, by one server process. The lifetime
budget in the database is the real control; this keeps one link from keeping the server busy."""

SWEPT_EVERY = 3600
"""Seconds. What is over is gone within a day even where nobody makes or opens a link."""


class LinkPace:
    """How often one link may be opened, in this process."""

    def __init__(self, often: int = OFTEN) -> None:
        self._pace = Pace(often)

    def wait(self, link_id: UUID) -> int:
        """Give the seconds to wait; 0 for none."""
        return self._pace.wait(str(link_id))

    def count(self, link_id: UUID) -> None:
        """Count one opening, or one question about it."""
        self._pace.count(str(link_id))


def make_reception(engines: Engines) -> Reception:
    """Make the place where this process opens links."""
    return Reception(engines, Hasher(), LinkPace(), Queues.of())


def secret_key_of(settings: Settings) -> bytes:
    """Give the key that links are sealed with: the one that is set, else the data folder's."""
    if settings.secret_key is None:
        return keep_secret_key(settings.data_dir)
    key = secret_bytes(settings.secret_key.get_secret_value())
    if key is None:
        raise RuntimeError("FACEKIND_SECRET_KEY is not 32 bytes in base64url.")
    return key


def make_issuer(settings: Settings, *, at: str) -> Issuer:
    """Make what makes links: they begin with the public address if there is one, else with `at`."""
    return Issuer(settings.public_url or at, secret_key_of(settings), Hasher())


def issuer(request: Request) -> Issuer:
    """Give what makes links here."""
    return make_issuer(request.app.state.settings, at=own_address(request))


Links = Annotated[Issuer, Depends(issuer)]
"""Where this server's links begin and what they are sealed with."""


async def keep_swept(reception: Reception, now: Callable[[], datetime]) -> None:
    """Wipe what is over at the start and then every hour, as long as the server runs."""
    while True:
        try:
            await run_in_threadpool(_sweep, reception, now())
        except Exception as broken:
            log().error("sweep failed", kind=type(broken).__name__)
        await asyncio.sleep(SWEPT_EVERY)


def _sweep(reception: Reception, now: datetime) -> None:
    with reception.writing() as session:
        sweep(session, now=now)


def reception(request: Request) -> Reception:
    """Give the place where links are opened."""
    found: Reception = request.app.state.reception
    return found


Door = Annotated[Reception, Depends(reception)]
