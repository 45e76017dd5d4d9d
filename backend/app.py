"""Puts the app together. A table of contents: what is here is all there is."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import cache
from typing import Any

from fastapi import APIRouter, FastAPI
from jinja2 import Environment
from starlette.routing import BaseRoute
from starlette_compress import CompressMiddleware
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from backend import clock
from backend.domain.wording import LANGUAGES
from backend.logs import set_up_logs
from backend.settings import Settings
from backend.store.engines import open_engines
from backend.web.api import care as care_api
from backend.web.api import checkins as checkins_api
from backend.web.api import days, events, sync
from backend.web.api import following as following_api
from backend.web.api import gradings as gradings_api
from backend.web.api import journal as journal_api
from backend.web.api import library as library_api
from backend.web.api import plans as plans_api
from backend.web.api import progress as progress_api
from backend.web.api import questionnaires as questionnaires_api
from backend.web.api import sharing as sharing_api
from backend.web.api import synkinesis as synkinesis_api
from backend.web.api import treatments as treatments_api
from backend.web.api import visits as visits_api
from backend.web.asking import hold_forms
from backend.web.assets import STATIC, Assets
from backend.web.described import describe_honestly
from backend.web.errors import Problem, answer_errors
from backend.web.links import keep_swept, make_reception
from backend.web.middleware import Crashes, Doors, HeadAsGet, RequestName, SecurityHeaders
from backend.web.pace import WAYS_IN_A_MINUTE, Pace
from backend.web.pages import (
    about,
    account,
    activity,
    care,
    checkins,
    deleting,
    devices,
    following,
    gradings,
    hand_over,
    health,
    help_now,
    install,
    joining,
    journal,
    journal_writing,
    language,
    library,
    more,
    pairing,
    passkeys,
    passphrase,
    phones,
    plan,
    privacy,
    progress,
    pwa,
    questionnaires,
    records,
    recovery,
    reports,
    robots,
    screening,
    session,
    sharing,
    sign_in,
    start,
    styleguide,
    synkinesis,
    today,
    tokens,
    treatments,
    viewer,
    visits,
    where,
)
from backend.web.pages import settings as settings_page
from backend.web.policies import check_policies
from backend.web.render import make_environment

COMPRESSION: dict[str, Any] = {"minimum_size": 500, "zstd": False, "brotli_quality": 5}
"""Brotli 5 makes a day's page 12 % smaller than zstd 4 in about a millisecond."""

PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": description}
    for status, description in {
        400: "Could not be read",
        401: "Sign in again; nothing was stored",
        403: "Not from our own pages, or the key may not do this",
        404: "Not there, or not yours",
        408: "Arrived too slowly; nothing was stored",
        409: "Stands for something else",
        413: "Too much at once",
        422: "Something in it is wrong",
        429: "Too often; Retry-After says when to come again",
        431: "Too much around the request",
        503: "Busy; try again in a moment",
    }.items()
}
PAGES = (
    about,
    account,
    activity,
    care,
    checkins,
    deleting,
    devices,
    following,
    gradings,
    hand_over,
    health,
    help_now,
    install,
    joining,
    journal,
    journal_writing,
    language,
    library,
    more,
    pairing,
    passkeys,
    passphrase,
    phones,
    plan,
    privacy,
    progress,
    pwa,
    questionnaires,
    records,
    recovery,
    reports,
    robots,
    screening,
    session,
    settings_page,
    sharing,
    sign_in,
    start,
    synkinesis,
    today,
    tokens,
    treatments,
    viewer,
    visits,
    where,
)
API = (
    care_api,
    checkins_api,
    days,
    events,
    following_api,
    gradings_api,
    journal_api,
    library_api,
    plans_api,
    progress_api,
    questionnaires_api,
    sharing_api,
    synkinesis_api,
    treatments_api,
    visits_api,
)


def create_app(settings: Settings, *, now: Callable[[], datetime] = clock.now) -> FastAPI:
    """Build the app for these settings; `now` is the clock every rule goes by."""
    set_up_logs(form=settings.log_format, level=settings.log_level)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        sweeping = asyncio.create_task(keep_swept(app.state.reception, now))
        yield
        sweeping.cancel()
        app.state.engines.dispose()

    app = FastAPI(
        title="Facekind",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.settings = settings
    app.state.now = now
    app.state.engines = open_engines(settings.url)
    app.state.reception = make_reception(app.state.engines)
    app.state.ways_in_pace = Pace(WAYS_IN_A_MINUTE)
    app.state.assets = _assets()
    app.state.environments = {name: _environment(name) for name in LANGUAGES}
    answer_errors(app)
    hold_forms(app)
    app.router.routes.extend(_routes(demo=settings.demo))
    check_policies(app.routes)
    describe_honestly(app)
    _add_middleware(app, settings)
    return app


# What knows nothing of the settings is made once a process: the tests make hundreds of apps.


@cache
def _assets() -> Assets:
    return Assets.read(STATIC)


@cache
def _environment(language: str) -> Environment:
    return make_environment(language, _assets())


@cache
def _routes(*, demo: bool) -> tuple[BaseRoute, ...]:
    """Every way in; the demo has two more."""
    root = APIRouter()
    for module in PAGES:
        root.include_router(module.router, include_in_schema=False)
    if demo:
        root.include_router(session.demo_router, include_in_schema=False)
        root.include_router(styleguide.router, include_in_schema=False)
    api = APIRouter(prefix="/api/v1", responses=PROBLEMS)
    for noun in API:
        api.include_router(noun.router)
    root.include_router(api)
    root.include_router(sync.router, responses=PROBLEMS)
    root.mount("/static", _assets().files())
    return tuple(root.routes)


def _add_middleware(app: FastAPI, settings: Settings) -> None:
    """The last one added is the first a request meets."""
    app.add_middleware(Doors, settings=settings)
    app.add_middleware(Crashes)
    app.add_middleware(CompressMiddleware, **COMPRESSION)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(RequestName)
    app.add_middleware(HeadAsGet)
    if settings.trusted_proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(settings.trusted_proxies))
