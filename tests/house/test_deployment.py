"""What a server is set up with: one door, one believed proxy, no secrets in logs, no promises."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from backend.cli import users
from backend.settings import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
GUIDE = (ROOT / "docs" / "self-hosting.md").read_text()
CADDYFILE = (DEPLOY / "Caddyfile").read_text()
NOT_OURS = {  # for compose and Caddy
    "FACEKIND_DOMAIN",
    "FACEKIND_TLS",
    "FACEKIND_UPSTREAM",
    "FACEKIND_HTTP_PORT",
    "FACEKIND_HTTPS_PORT",
    "FACEKIND_DB_PASSWORD",
}
MOST_EXPOSED = 1.5


def named(text: str) -> set[str]:
    """Every setting that a text names."""
    return set(re.findall(r"FACEKIND_[A-Z][A-Z_]*[A-Z]", text))


def test_caddy_alone_has_ports_and_the_rest_has_no_way_out() -> None:
    assert {name for name, one in SERVICES.items() if "ports" in one} == {"caddy"}
    assert SERVICES["caddy"]["ports"] == ["80:80", "443:443", "443:443/udp"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    for name in ("app", "db"):
        assert set(SERVICES[name]["networks"]) == {"inside"}


def test_the_app_believes_caddys_own_address_and_no_other() -> None:
    caddy = SERVICES["caddy"]["networks"]["inside"]["ipv4_address"]
    known = SERVICES["app"]["environment"]
    assert json.loads(known["FACEKIND_TRUSTED_PROXIES"]) == [caddy]
    upstream = f"{SERVICES['app']['networks']['inside']['ipv4_address']}:{known['FACEKIND_PORT']}"
    assert SERVICES["caddy"]["environment"]["FACEKIND_UPSTREAM"] == upstream
    assert known["FACEKIND_PUBLIC_URL"].startswith("https://${FACEKIND_DOMAIN:?")


def test_the_app_writes_its_data_and_nothing_else_and_gains_no_rights() -> None:
    for name in ("app", "caddy"):
        one = SERVICES[name]
        assert one["read_only"] is True
        assert one["cap_drop"] == ["ALL"]
        assert one["security_opt"] == ["no-new-privileges:true"]
    assert SERVICES["app"]["volumes"] == ["data:/data"]
    assert "cap_add" not in SERVICES["app"]
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert dockerfile.index("USER facekind") < dockerfile.index("CMD [")
    assert "HEALTHCHECK" in dockerfile


def test_everything_the_image_is_made_of_is_there() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    copied = [line.split()[1:-1] for line in lines if re.match(r"COPY (?!--from)", line)]
    assert [one for some in copied for one in some if not (ROOT / one).exists()] == []


def test_caddy_keeps_no_access_log() -> None:
    site = CADDYFILE[CADDYFILE.index("{$FACEKIND_DOMAIN}") :]
    assert re.search(r"^\s*log\b", site, re.MULTILINE) is None
    assert "request delete" in CADDYFILE
    assert "trusted_proxies" not in CADDYFILE


def test_the_example_of_settings_is_one_with_every_line_switched_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines = [
        line.lstrip("#")
        for line in (DEPLOY / "env.example").read_text().splitlines()
        if re.match(r"#?FACEKIND_", line)
    ]
    for line in lines:
        name, _, value = line.partition("=")
        monkeypatch.setenv(name, value.strip("'"))
    settings = Settings()
    assert settings.outside
    assert settings.trusted_proxies == ("127.0.0.1",)
    fields = {f"FACEKIND_{name.upper()}" for name in Settings.model_fields}
    assert {line.partition("=")[0] for line in lines} - fields <= NOT_OURS


@pytest.mark.parametrize("file", ["compose.yaml", "deploy/Caddyfile", "docs/self-hosting.md"])
def test_only_settings_that_exist_are_named(file: str) -> None:
    fields = {f"FACEKIND_{name.upper()}" for name in Settings.model_fields}
    assert named((ROOT / file).read_text()) - fields - NOT_OURS == set()


def test_every_command_of_the_guide_exists_and_none_is_left_out() -> None:
    told = set(re.findall(r"facekind user ([a-z-]+)", GUIDE))
    there = {
        one.name or one.callback.__name__.replace("_", "-")
        for one in users.app.registered_commands
        if one.callback
    }
    assert told == there


def test_every_place_that_the_guide_points_to_is_there() -> None:
    headings = {
        re.sub(r"[^a-z0-9 -]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in GUIDE.splitlines()
        if line.startswith("#")
    }
    for target in re.findall(r"\]\(([^)]+)\)", GUIDE):
        if target.startswith("#"):
            assert target[1:] in headings
        else:
            assert (ROOT / "docs" / target).is_file()
    assert all((DEPLOY / name).is_file() for name in re.findall(r"deploy/([\w.]+\w)", GUIDE))


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="NOT TRIED: the unit; there is no systemd here"
)
def test_systemd_understands_the_unit_and_finds_it_well_closed() -> None:
    unit = str(DEPLOY / "facekind.service")
    run = ["systemd-analyze"]
    judged = subprocess.run(
        [*run, "security", "--offline=true", unit], capture_output=True, text=True, check=False
    )
    exposure = re.search(r"exposure level for facekind.service: ([\d.]+)", judged.stdout)
    assert exposure is not None, judged.stderr
    assert float(exposure[1]) <= MOST_EXPOSED
    read = subprocess.run([*run, "verify", unit], capture_output=True, text=True, check=False)
    complaints = [line for line in read.stderr.splitlines() if "facekind.service" in line]
    # The one thing that is not there is what the guide installs.
    assert [line for line in complaints if "/opt/facekind/.venv" not in line] == []
