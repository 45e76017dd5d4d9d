"""The headers of every answer there is: each route, each way to be refused, each crash."""

import re
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient

from backend.app import create_app
from backend.settings import Settings
from backend.web.middleware import SECURITY_HEADERS, VIEWER_HEADERS
from tests.web.matrices.world import World

KEPT = ("/static/", "/sw.js", "/manifest.webmanifest")
"""What a browser may keep: it is the same for everybody."""

NEVER = {"server", "x-powered-by", "via"}
NOTHING_ELSE = re.compile(r"\Adefault-src 'none'; ")


def faults_of(answer: httpx2.Response, path: str, *, https: bool = False) -> list[str]:
    """Say what is missing from an answer's headers, or too much in them."""
    headers, found = answer.headers, []
    wanted = SECURITY_HEADERS | (VIEWER_HEADERS if path == "/v" else {})
    found += [name for name, value in wanted.items() if headers.get(name) != value]
    policy = headers.get("content-security-policy", "")
    if not NOTHING_ELSE.match(policy) or "unsafe" in policy or "*" in policy:
        found.append("a loose content policy")
    if "require-trusted-types-for 'script'" not in policy:
        found.append("no trusted types")
    if not path.startswith(KEPT) and "no-store" not in headers.get("cache-control", ""):
        found.append("may be kept")
    if ("strict-transport-security" in headers) is not https:
        found.append("HSTS where it does not belong, or not where it does")
    found += [name for name in headers if name in NEVER or name.startswith("access-control-")]
    return found


def test_every_route_answers_with_every_header_signed_in_or_not(world: World) -> None:
    wrong, judged = [], 0
    for who, client in {"her": world.browser(world.her), "nobody": world.browser(None)}.items():
        for asked in world.asked():
            if asked.method != "GET" and who == "her":
                continue
            answer = client.request(asked.method, asked.path)
            faults = faults_of(answer, asked.path)
            if answer.status_code >= 500:
                faults.append(str(answer.status_code))
            wrong += [f"{asked} for {who}: {fault}" for fault in faults]
            judged += 1
    assert judged > 150
    assert not wrong, "\n".join(wrong)


ODD = {
    "not there": ("GET", "/nothing-here", {}, 404),
    "no such file": ("GET", "/static/x/none.css", {}, 404),
    "not this way": ("DELETE", "/today", {}, 405),
    "not an id": ("PUT", "/api/v1/journal/not-an-id", {}, 422),
    "another site": ("POST", "/journal", {"Sec-Fetch-Site": "cross-site"}, 403),
    "another host": ("GET", "/today", {"Host": "evil.example"}, 400),
    "forwarded by nobody": ("GET", "/today", {"X-Forwarded-For": "1.2.3.4"}, 403),
    "too many headers": ("GET", "/today", {"X-Much": "x" * 9000}, 431),
    "too much": ("POST", "/journal", {"Content-Length": "99999999"}, 413),
    "only its head": ("HEAD", "/today", {}, 200),
    "the doctor's page, head": ("HEAD", "/v", {}, 200),
    "the doctor's page, refused": ("POST", "/v", {"Sec-Fetch-Site": "none"}, 403),
    "the description": ("GET", "/api/v1/openapi.json", {}, 200),
    "a question of CORS": ("OPTIONS", "/api/v1/journal", {"Origin": "https://evil.example"}, 405),
}


@pytest.mark.parametrize("name", ODD)
def test_every_refusal_has_every_header(world: World, name: str) -> None:
    method, path, headers, status = ODD[name]
    answer = world.browser(world.her).request(method, path, headers=headers)
    assert answer.status_code == status
    assert faults_of(answer, path if status != 404 else "/") == []


def test_files_and_pages_that_did_not_change_have_every_header(world: World) -> None:
    her = world.browser(world.her)
    page = her.get("/today")
    again = her.get("/today", headers={"If-None-Match": page.headers["etag"]})
    assert again.status_code == 304
    assert faults_of(again, "/today") == []
    for path in re.findall(r'(?:href|src)="(/static/[^"#]+)', page.text):
        assert faults_of(her.get(path), path) == []


def test_a_crash_has_every_header_and_none_of_its_words(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_given: object, **_more: object) -> None:
        raise RuntimeError("SECRETWORDS")

    for place in ("backend.web.pages.today.read_day", "backend.web.middleware.host_name"):
        with monkeypatch.context() as broken:
            broken.setattr(place, crash)
            answer = world.browser(world.her).get("/today")
        assert answer.status_code == 500
        assert faults_of(answer, "/today") == []
        assert "SECRETWORDS" not in answer.text


def test_over_https_browsers_are_told_to_stay_there(world: World, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, public_url="https://rehab.example.org")
    app = create_app(settings, now=world.house.clock)
    outside = TestClient(app, base_url="https://rehab.example.org", follow_redirects=False)
    for path in ("/", "/about", "/v", "/nothing-here", "/api/v1/days/today", "/static/x/none.css"):
        answer = outside.get(path)
        assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
    plain = TestClient(app, base_url="http://rehab.example.org", follow_redirects=False)
    assert "strict-transport-security" not in plain.get("/about").headers
    app.state.engines.dispose()
