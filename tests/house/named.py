"""Tests that a document names, as `tests/…/test_x.py::test_y`."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def named(text: str) -> list[str]:
    """Give the tests that a text names."""
    return re.findall(r"`(tests/[^`]+)`", text)


def missing(text: str) -> list[str]:
    """Give those among them that there are not."""
    return [one for one in named(text) if not _exists(*one.split("::"))]


def _exists(file: str, test: str = "") -> bool:
    if not (ROOT / file).is_file():
        return False
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return test in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
