"""Every knob is written down."""

from pathlib import Path

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
