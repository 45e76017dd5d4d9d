"""docs/nothing-lost.md: each of the forty scenarios names tests, and they exist."""

import re

from tests.house.named import ROOT, missing, named

TEXT = (ROOT / "docs/nothing-lost.md").read_text(encoding="utf-8")
FORTY = set(range(1, 41))
LATER = {36}
"""Reminders, and with them push messages, are not built yet."""


def _scenarios() -> dict[int, str]:
    rows = re.findall(r"^\| (\d+) \|(.+)$", TEXT, re.MULTILINE)
    return {int(number): row for number, row in rows}


def test_each_scenario_names_a_test() -> None:
    scenarios = _scenarios()
    assert set(scenarios) == FORTY - LATER
    assert [number for number, row in scenarios.items() if not named(row)] == []


def test_every_test_that_is_named_exists() -> None:
    assert missing(TEXT) == []
