"""Imports point downwards, and the contracts that say so do bite."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

BREACHES = {
    "backend/domain/days.py": ("import sqlmodel", "The domain is standard library only"),
    "backend/services/today.py": ("import fastapi", "Services never see a request"),
    "backend/services/journal.py": ("import sqlalchemy", "Only the store knows SQL"),
    "backend/store/journal.py": (
        "import backend.services.journal",
        "Layers import downwards only",
    ),
    "backend/store/plans.py": (
        "import backend.clock",
        "Settings, clock and logs are read at the edges",
    ),
    "backend/web/api/days.py": (
        "import backend.web.pages.today",
        "Pages and the API never import each other; the rest of web is below them",
    ),
    "backend/web/htmx.py": (
        "import backend.web.render",
        "Pages and the API never import each other; the rest of web is below them",
    ),
    "backend/drawer.py": ("", "Layers import downwards only"),
}
"""A line that must not be in a file and what it breaks; the last is a file that no layer names."""


def _linted(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts in a process of their own: this one has imported `backend` already."""
    run = "from importlinter.cli import lint_imports as lint; raise SystemExit(lint(no_cache=True))"
    return subprocess.run(
        [sys.executable, "-c", run], cwd=folder, capture_output=True, text=True, check=False
    )


def test_our_imports_keep_every_contract() -> None:
    linted = _linted(ROOT)
    assert linted.returncode == 0, linted.stdout


@pytest.mark.parametrize("name", BREACHES)
def test_a_breach_is_seen_for_what_it_is(tmp_path: Path, name: str) -> None:
    shutil.copytree(ROOT / "backend", tmp_path / "backend")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    line, contract = BREACHES[name]
    file = tmp_path / name
    file.write_text(f"{line}\n{file.read_text() if file.exists() else ''}")
    linted = _linted(tmp_path)
    assert linted.returncode == 1
    assert f"{contract} BROKEN" in linted.stdout, linted.stdout
