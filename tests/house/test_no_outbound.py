"""The server asks nobody anything, and no page makes a browser ask somebody else."""

import re
import socket
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from backend.web.policies import every_route
from tests.conftest import House
from tests.people import TODAY, amina

FRONT = Path(__file__).parents[2] / "frontend"
ADDRESS = re.compile(r"""(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+""", re.IGNORECASE)
NAMESPACES = {"http://www.w3.org"}
"""Names of formats, which nothing asks."""

LOADS = re.compile(
    r"""(?:src|href|action|srcset|poster|data)=["'](?:https?:)?//|url\(["']?(?:https?:)?//|@import"""
)


class Outbound(Exception):
    """Something was asked of another computer."""


@pytest.fixture
def sealed(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """No connection leaves this computer, and no name is looked up."""
    tried: list[object] = []

    def refuse(_socket: object, address: object, *_more: object) -> None:
        if not (isinstance(address, str) or str(address).startswith(("('127.", "('::1'"))):
            tried.append(address)
            raise Outbound(address)

    def look_up(host: object, *_more: object, **_named: object) -> None:
        tried.append(host)
        raise Outbound(host)

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("getaddrinfo", "gethostbyname", "gethostbyaddr", "create_connection"):
        monkeypatch.setattr(socket, name, look_up)
    return tried


def test_the_guard_itself_guards(sealed: list[object]) -> None:
    with socket.socket() as plain, pytest.raises(Outbound):
        plain.connect(("192.0.2.1", 80))
    with pytest.raises(Outbound):
        socket.create_connection(("example.org", 80))
    assert len(sealed) == 2


def test_no_page_and_no_form_makes_the_server_ask_anybody(
    house: House, sealed: list[object]
) -> None:
    phone = house.phone(house.settle(amina))
    for path, route in every_route(house.app.routes):
        if "GET" in (getattr(route, "methods", None) or ()) and "{" not in path:
            assert phone.get(path).status_code < 500
    _send_forms(phone)
    assert sealed == []


def _send_forms(phone: TestClient) -> None:
    day = TODAY.isoformat()
    forms: dict[str, dict[str, str]] = {
        "/check-in": {"day": day, "mood": "3"},
        "/journal": {"day": day, "text": "See https://example.org/picture.png"},
        "/visits": {"on": day, "with_whom": "x"},
        "/treatments": {"on": day, "kind": "therapy"},
        "/sign-in": {"name": "a", "passphrase": "b"},
        "/join": {"code": "c"},
        "/language": {"language": "en", "back": "https://example.org"},
    }
    for path, fields in forms.items():
        assert phone.post(path, data=fields).status_code < 500
    made = phone.post("/api/v1/share-links", json={"categories": ["routine"]})
    assert made.status_code == 201
    token, key = made.json()["link"].partition("/v#")[2].split(".")
    opened = {"token": token, "key": key, "passcode": made.json()["passcode"], "recipient": "x"}
    assert phone.post("/v", json=opened).status_code == 200


def test_no_template_style_or_script_names_another_host() -> None:
    found = []
    for folder in ("templates", "static/css", "static/js"):
        for file in sorted((FRONT / folder).rglob("*.*")):
            text = file.read_text(encoding="utf-8")
            strangers = {one for one in ADDRESS.findall(text) if one not in NAMESPACES}
            if LOADS.search(text) or any(one.startswith("http") for one in strangers):
                found.append(f"{file.relative_to(FRONT)}: {sorted(strangers)}")
    assert found == []
