"""Where a request comes from × every address that changes something, by the rule alone."""

import sqlite3
from contextlib import closing
from itertools import product

from starlette.testclient import TestClient

from backend.web.policies import Policy
from tests.authenticator import ORIGIN
from tests.web.matrices.world import UNSAFE, World

SITES = ("same-origin", "same-site", "cross-site", "none", None)
ORIGINS = {"right": ORIGIN, "wrong": "https://evil.example", "null": "null", "absent": None}
NOT_OURS = "This did not come from a page of Facekind"


def passes(site: str | None, origin: str) -> bool:
    """The rule: what the browser says of the site; where it says nothing, our own origin."""
    return site == "same-origin" if site is not None else origin == "right"


def headers(site: str | None, origin: str) -> dict[str, str]:
    said = {"Sec-Fetch-Site": site, "Origin": ORIGINS[origin], "Accept": "application/json"}
    return {name: value for name, value in said.items() if value is not None}


def bare(client: TestClient) -> TestClient:
    client.headers.pop("Sec-Fetch-Site", None)
    return client


def test_only_our_own_pages_change_anything_with_her_cookie(world: World) -> None:
    her, nobody = bare(world.browser(world.her)), bare(world.browser(None))
    before, wrong, judged = world.rows(), [], 0
    for asked in world.asked():
        if asked.method not in UNSAFE:
            continue
        for site, origin in product(SITES, ORIGINS):
            judged += 1
            # What passes is asked without her cookie: it is let in, and finds nobody.
            client = nobody if passes(site, origin) else her
            if passes(site, origin) and asked.policy not in {Policy.PERSON, Policy.PROVED}:
                continue
            answer = client.request(asked.method, asked.path, headers=headers(site, origin))
            refused = answer.status_code == 403 and NOT_OURS in answer.text
            if refused == passes(site, origin):
                wrong.append(f"{asked} from {site}, origin {origin}: {answer.status_code}")
    assert judged > 1000
    assert not wrong, "\n".join(wrong)
    assert world.rows() == before


def test_a_key_needs_no_page_where_no_cookie_comes_along_and_only_at_the_api(world: World) -> None:
    program, before, wrong = world.program("no key at all"), world.rows(), []
    with_cookie = world.program("no key at all")
    with_cookie.cookies.set("facekind", "x")
    for asked in world.asked():
        if asked.method not in UNSAFE:
            continue
        foreign = headers("cross-site", "wrong")
        alone = program.request(asked.method, asked.path, headers=foreign)
        if (alone.status_code == 403) == asked.programs:
            wrong.append(f"{asked} with a key: {alone.status_code}")
        both = with_cookie.request(asked.method, asked.path, headers=foreign)
        if both.status_code != 403:
            wrong.append(f"{asked} with a key and a cookie: {both.status_code}")
    assert not wrong, "\n".join(wrong)
    assert world.rows() == before


def test_reading_changes_nothing_at_any_address(world: World) -> None:
    her, program = world.browser(world.her), world.program(world.token)
    for client in (her, program):
        client.get("/api/v1/plan")  # the one write of a day: that she was here
    before, wrong = world.rows(), []
    with closing(sqlite3.connect(world.file)) as watching:
        seen = watching.execute("PRAGMA data_version").fetchone()
        for asked in world.asked():
            if asked.method != "GET":
                continue
            for client in (her, program) if asked.programs else (her,):
                client.get(asked.path)
            now = watching.execute("PRAGMA data_version").fetchone()
            if now != seen:
                wrong.append(str(asked))
            seen = now
    assert not wrong, "\n".join(wrong)
    assert world.rows() == before
