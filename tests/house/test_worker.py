"""The worker, which can import nothing, knows the same as the pages."""

import re

import pytest

from backend.web.assets import STATIC

SHARED = {
    "DAILY": "page.js",
    "LASTING": "page.js",
    "SUMMARY": "page.js",
    "ASIDE": "hands.js",
    "GIVEN_BACK": "hands.js",
}


def said(script: str, name: str) -> str:
    text = (STATIC / "js" / script).read_text()
    found = re.search(rf"const {name} = (.+?);\n", text, re.S)
    assert found, f"{script} has no {name}"
    return found[1]


@pytest.mark.parametrize("name", SHARED)
def test_worker_and_pages_name_the_same_addresses(name: str) -> None:
    assert said("worker.js", name) == said(f"offline/{SHARED[name]}", name)


def test_worker_and_pages_remember_the_handing_over_under_one_name() -> None:
    assert said("offline/hands.js", "KEY") in (STATIC / "js/worker.js").read_text()
