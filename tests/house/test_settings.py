"""Every knob is written down."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from backend.settings import Settings

DOCS = Path(__file__).parents[2] / "docs" / "settings.md"


def test_every_setting_is_documented_and_nothing_else_is() -> None:
    rows = [line for line in DOCS.read_text().splitlines() if line.startswith("| `FACEKIND_")]
    named = {row.split("`")[1] for row in rows}
    assert named == {f"FACEKIND_{name.upper()}" for name in Settings.model_fields}


def test_every_setting_says_what_it_is_for() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_only_loopback_addresses_count_as_loopback() -> None:
    loopback = {"127.0.0.1", "127.0.0.2", "localhost", "::1", "[::1]"}
    outside = {"0.0.0.0", "192.168.1.5", "example.org", "::"}  # noqa: S104 (what is refused)
    assert all(Settings(host=host).on_loopback for host in loopback)
    assert not any(Settings(host=host).on_loopback for host in outside)


@pytest.mark.parametrize(
    "address",
    [
        "rehab.example.org",
        "ftp://rehab.example.org",
        "https://",
        "https://rehab.example.org/facekind",
        "https://rehab.example.org?x=1",
        "https://rehab.example.org#x",
        "https://me@rehab.example.org",
        "https://rehab.example.org:port",
        f"https://{'a' * 60}.{'b' * 12}.org",
    ],
)
def test_a_public_address_is_a_short_origin_and_nothing_more(address: str) -> None:
    with pytest.raises(ValidationError):
        Settings(public_url=address)


def test_a_public_address_keeps_its_port_and_loses_its_last_stroke() -> None:
    assert Settings(public_url="https://rehab.example.org:8443/").public_url == (
        "https://rehab.example.org:8443"
    )


@pytest.mark.parametrize("secret", ["", "short", "A" * 42, "A" * 44, "A" * 42 + "="])
def test_a_secret_key_is_32_bytes_and_never_shown(secret: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings.model_validate({"secret_key": secret})
    assert secret == "" or secret not in str(refused.value)
    assert "A" * 43 not in repr(Settings.model_validate({"secret_key": "A" * 43}))


@pytest.mark.parametrize(
    ("knobs", "outside"),
    [
        ({}, False),
        ({"host": "localhost"}, False),
        ({"host": "0.0.0.0"}, True),  # noqa: S104
        ({"public_url": "https://rehab.example.org"}, True),
        ({"public_url": "http://127.0.0.1:8000"}, False),
        ({"demo": True, "public_url": "https://rehab.example.org"}, False),
        ({"demo": True, "host": "0.0.0.0"}, True),  # noqa: S104
    ],
)
def test_whoever_can_be_reached_from_outside_asks_for_a_credential(
    knobs: dict[str, object], outside: bool
) -> None:
    assert Settings.model_validate(knobs).outside is outside


def test_the_public_name_needs_no_second_mention() -> None:
    assert "rehab.example.org" in Settings(public_url="https://rehab.example.org:8443").hosts
    assert "[2001:db8::1]" in Settings(public_url="https://[2001:db8::1]:8443").hosts


@pytest.mark.parametrize("network", ["*", "proxy", "10.0.0.0/33", ""])
def test_only_addresses_and_networks_can_be_trusted(network: str) -> None:
    with pytest.raises(ValidationError):
        Settings(trusted_proxies=(network,))
