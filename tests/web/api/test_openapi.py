"""The contract other people's scripts rely on: a changed one is a visible diff."""

import json
from pathlib import Path

from tests.conftest import House

SNAPSHOT = Path(__file__).with_name("openapi.json")


def test_the_api_is_what_its_snapshot_says(house: House) -> None:
    """To accept a change, delete openapi.json, run this test twice and commit the diff."""
    described = house.stranger().get("/api/v1/openapi.json").json()
    text = json.dumps(described, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    if not SNAPSHOT.exists():
        SNAPSHOT.write_text(text)
        raise AssertionError("The snapshot was written; read it and commit it.")
    assert SNAPSHOT.read_text() == text


def test_sync_is_part_of_it(house: House) -> None:
    paths = house.stranger().get("/api/v1/openapi.json").json()["paths"]
    assert "/sync" in paths
    assert "/api/v1/days/{day}" in paths
