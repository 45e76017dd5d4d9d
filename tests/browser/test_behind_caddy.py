"""The phone in ten minutes: the set-up link, a passkey and Today behind Caddy, as the guide says.

With the project's own deploy/Caddyfile and a certificate that Caddy signs itself.
"""

import hashlib
import os
import shutil
import socket
import ssl
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_der_x509_certificate
from playwright.sync_api import Page, Playwright, expect
from sqlmodel import Session

from backend import clock
from backend.store.engines import open_engines
from tests.browser.faults import free_port
from tests.browser.phone import PATIENCE_MS, SIZE, browser_path
from tests.people import settle
from tools.find_chromium import FLAGS

CADDY = shutil.which("caddy")
HOST = "facekind.localhost"
CADDYFILE = Path(__file__).parents[2] / "deploy" / "Caddyfile"
TRIES, PAUSE_S = 600, 0.1
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CADDY is None,
        reason="NOT TRIED: the way of the guide through Caddy; `apt-get install caddy` first",
    ),
]


@dataclass(frozen=True)
class Served:
    """A server behind Caddy, and what both said on their terminals."""

    https: int
    server: subprocess.Popen[bytes]
    folder: Path

    @property
    def url(self) -> str:
        return f"https://{HOST}:{self.https}"

    @property
    def link(self) -> str:
        """The first person's link, as the terminal has it."""
        words = (self.folder / "facekind.log").read_text().split()
        return next((word for word in words if "/join#" in word), "")

    def connect(self) -> ssl.SSLSocket:
        """Speak TLS with Caddy, trusting the authority it made for itself and no other."""
        root = self.folder / "caddy" / "caddy" / "pki" / "authorities" / "local" / "root.crt"
        trusting = ssl.create_default_context(cafile=str(root))
        plain = socket.create_connection(("127.0.0.1", self.https), timeout=10)
        return trusting.wrap_socket(plain, server_hostname=HOST)

    def ask(self, path: str, *headers: str) -> str:
        """Give the whole answer to a request, with headers of one's own."""
        lines = (f"GET {path} HTTP/1.1", f"Host: {HOST}:{self.https}", *headers)
        with self.connect() as line:
            line.sendall("\r\n".join((*lines, "Connection: close", "", "")).encode())
            return b"".join(iter(lambda: line.recv(65536), b"")).decode(errors="replace")


@pytest.fixture(scope="module")
def served(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Somebody who began on this computer, whose server now has a public address."""
    folder = tmp_path_factory.mktemp("served")
    database = shutil.copy(migrated_file, folder / "facekind.sqlite3")
    engines = open_engines(f"sqlite:///{database}")
    with Session(engines.writing) as session, session.begin():
        settle(session, began_on=clock.now().date() - timedelta(days=1))
    engines.dispose()
    http, https, inner = free_port(), free_port(), free_port()
    knobs = {
        "FACEKIND_DATA_DIR": str(folder),
        "FACEKIND_PUBLIC_URL": f"https://{HOST}:{https}",
        "FACEKIND_TRUSTED_PROXIES": '["127.0.0.1"]',
        "FACEKIND_PORT": str(inner),
        "FACEKIND_DOMAIN": HOST,
        "FACEKIND_TLS": "internal",
        "FACEKIND_UPSTREAM": f"127.0.0.1:{inner}",
        "FACEKIND_HTTP_PORT": str(http),
        "FACEKIND_HTTPS_PORT": str(https),
        "XDG_DATA_HOME": str(folder / "caddy"),
        "XDG_CONFIG_HOME": str(folder / "caddy"),
        "HOME": str(folder),
    }
    facekind = [str(Path(sys.executable).with_name("facekind")), "serve"]
    caddy = [str(CADDY), "run", "--adapter", "caddyfile", "--config", str(CADDYFILE)]
    with (
        running(facekind, folder / "facekind.log", knobs) as server,
        running(caddy, folder / "caddy.log", knobs),
    ):
        opened = Served(https, server, folder)
        assert any(answers(opened) for _ in range(TRIES)), (folder / "caddy.log").read_text()
        yield opened


@contextmanager
def running(
    command: list[str], log: Path, knobs: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as terminal:
        started = subprocess.Popen(command, stderr=terminal, env=os.environ | knobs)
    try:
        yield started
    finally:
        started.terminate()
        started.communicate(timeout=20)


def answers(served: Served) -> bool:
    assert served.server.poll() is None, (served.folder / "facekind.log").read_text()
    try:
        if " 200 " in served.ask("/healthz").partition("\r\n")[0]:
            return True
    except OSError:
        pass
    Event().wait(PAUSE_S)
    return False


@contextmanager
def a_phone(playwright: Playwright, served: Served) -> Iterator[Page]:
    """A phone that knows Caddy's certificate, and opens passkeys without being touched."""
    with served.connect() as line:
        shown = load_der_x509_certificate(line.getpeercert(binary_form=True) or b"")
    spki = shown.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    known = b64encode(hashlib.sha256(spki).digest()).decode()
    flags = [*FLAGS, f"--ignore-certificate-errors-spki-list={known}"]
    browser = playwright.chromium.launch(executable_path=browser_path(), args=flags)
    context = browser.new_context(viewport=SIZE)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    yield page
    browser.close()


def test_from_the_link_on_the_terminal_to_today_on_the_phone(
    served: Served, playwright: Playwright
) -> None:
    # Given the first person's link, opened on a phone over https
    with a_phone(playwright, served) as page:
        answer = page.goto(served.link)
        assert answer is not None
        assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
        assert "server" not in answer.headers
        # when they make a passkey
        page.get_by_role("button", name="Make a passkey").click()
        # then they are shown where their recovery code is made, and keep what they had
        page.wait_for_url("**/account/recovery-code*")
        kept = {cookie["name"]: cookie for cookie in page.context.cookies()}["__Host-facekind"]
        assert (kept["secure"], kept["httpOnly"], kept["path"]) == (True, True, "/")
        assert kept["domain"] == HOST
        page.goto(f"{served.url}/today")
        expect(page.locator(".step[data-item]").first).to_be_visible()
        # and the week is kept on the phone
        expect(page.locator("html[data-offline-ready]")).to_be_attached(timeout=PATIENCE_MS)


def test_caddy_writes_no_address_down_and_believes_nobody(served: Served) -> None:
    # Given somebody who claims to come over http from elsewhere
    claims = ("X-Forwarded-Proto: http", "X-Forwarded-For: 203.0.113.9", "X-Real-IP: 203.0.113.9")
    # then they are answered as anybody is over https: asked to sign in
    answer = served.ask("/today?secret-canary", *claims)
    assert answer.startswith("HTTP/1.1 303 ")
    assert "Strict-Transport-Security: max-age=31536000" in answer
    # and when the server is away, they are told, and the address they asked for is nowhere
    served.server.terminate()
    served.server.wait(timeout=20)
    gone = served.ask("/shl/secret-canary", "Cookie: secret-canary")
    assert gone.startswith("HTTP/1.1 502 ")
    assert "try again in a minute" in gone
    logs = [served.folder / name for name in ("caddy.log", "facekind.log")]
    assert not [log for log in logs if "secret-canary" in log.read_text()]
