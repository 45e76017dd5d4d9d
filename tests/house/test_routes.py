"""Every route says who may use it, and what is open is written out here: a change is a diff."""

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from backend.app import API
from backend.web.policies import Policy, check_policies, every_route, policy_of
from backend.web.strict import StrictRoute
from tests.conftest import House

ANYBODY = {
    "GET /", "GET /start", "GET /help-now", "GET /about", "GET /privacy", "GET /install",
    "GET /offline", "GET /this-phone", "GET /manifest.webmanifest", "GET /sw.js", "GET /healthz",
    "GET /readyz", "GET /robots.txt", "GET /session", "GET /v", "POST /session/end",
    "POST /language",
}  # fmt: skip
"""They hold nobody's data."""

WAY_IN = {
    "POST /start", "POST /start/enter", "GET /sign-in", "POST /sign-in",
    "POST /sign-in/passkey/options", "POST /sign-in/passkey", "GET /join", "POST /join",
    "POST /join/passkey/options", "POST /join/passkey", "GET /pair", "POST /pair",
}  # fmt: skip
"""People come in here; one address may not ask too often."""

LINK = {"POST /v"}
"""What a doctor's link opens."""

PROVED = {
    "GET /account/passkeys/new", "POST /account/passkeys/options", "POST /account/passkeys",
    "POST /account/passkeys/{passkey_id}", "POST /account/passkeys/{passkey_id}/remove",
    "GET /account/passphrase", "POST /account/passphrase", "POST /account/passphrase/remove",
    "GET /account/recovery-code", "POST /account/recovery-code", "GET /account/phone",
    "POST /account/phone", "POST /account/tokens", "GET /account/delete", "POST /account/delete",
    "GET /sharing/new", "POST /sharing/new", "GET /sharing/{link_id}", "POST /api/v1/share-links",
}  # fmt: skip
"""Here somebody shows once more that it is they."""

BY_THEMSELVES = {"/static", "/api/v1/openapi.json"}


def _asked(house: House) -> list[tuple[str, APIRoute]]:
    return [
        (f"{method} {path}", route)
        for path, route in every_route(house.app.routes)
        if isinstance(route, APIRoute)
        for method in sorted(route.methods or ())
    ]


@pytest.mark.parametrize(
    ("policy", "addresses"),
    [
        (Policy.ANYBODY, ANYBODY),
        (Policy.WAY_IN, WAY_IN),
        (Policy.LINK, LINK),
        (Policy.PROVED, PROVED),
    ],
)
def test_what_is_not_simply_a_persons_own_is_written_out(
    house: House, policy: Policy, addresses: set[str]
) -> None:
    assert {name for name, route in _asked(house) if policy_of(route) is policy} == addresses


def test_everything_else_belongs_to_a_person(house: House) -> None:
    asked = _asked(house)
    others = ANYBODY | WAY_IN | LINK | PROVED
    assert len(asked) > len(others) + 60
    assert all(policy_of(route) is Policy.PERSON for name, route in asked if name not in others)
    assert {
        path for path, route in every_route(house.app.routes) if not isinstance(route, APIRoute)
    } == BY_THEMSELVES


def test_a_route_that_does_not_say_who_may_use_it_stops_the_start() -> None:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.add_api_route("/new", lambda: "hello")
    with pytest.raises(RuntimeError, match="/new does not say who may use it"):
        check_policies(app.routes)


def test_the_api_is_all_there_is_in_its_description(house: House) -> None:
    served = set(house.app.openapi()["paths"])
    nouns = {
        f"/api/v1{route.path}"
        for module in API
        for route in module.router.routes
        if isinstance(route, APIRoute)
    }
    assert served == nouns | {"/sync"}


def test_whatever_reads_json_reads_it_strictly(house: House) -> None:
    careless = [
        name
        for name, route in _asked(house)
        if (route.body_field is not None or name.split()[1].startswith("/api/"))
        and not isinstance(route, StrictRoute)
    ]
    assert careless == []


def test_reading_never_writes(house: House) -> None:
    for name, route in _asked(house):
        if name.startswith("GET "):
            calls = {one.call.__name__ for one in route.dependant.dependencies if one.call}
            assert "writing_session" not in calls, name
