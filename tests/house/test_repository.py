"""What is kept in the repository builds anywhere: pins, no machine, no registry."""

import json
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PINS = (ROOT / "constraints.txt").read_text().splitlines()


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_line_of_the_constraints_is_one_pin() -> None:
    assert [line for line in PINS if not re.fullmatch(r"[\w.-]+==[\w.+!-]+", line)] == []


def test_everything_we_ask_for_is_pinned_the_builder_and_node_too() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = list(project["project"]["dependencies"]) + project["build-system"]["requires"]
    for extra in project["project"]["optional-dependencies"].values():
        asked += extra
    pinned = {_plain(line.partition("==")[0]) for line in PINS}
    names = {_plain(re.match(r"[\w.-]+", one)[0]) for one in asked}  # type: ignore[index]
    assert names - pinned == set()


def test_browser_libraries_are_exact_and_the_lock_names_no_registry() -> None:
    package = json.loads((ROOT / "frontend/package.json").read_text())
    versions = {**package["dependencies"], **package["devDependencies"]}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions.values()), versions
    assert list(package["scripts"]) == ["copy"]
    lock = json.loads((ROOT / "frontend/package-lock.json").read_text())
    for name, locked in lock["packages"].items():
        assert "resolved" not in locked, name
        assert name == "" or locked["integrity"], name
    assert "omit-lockfile-registry-resolved=true" in (ROOT / "frontend/.npmrc").read_text()


def test_alembic_is_a_folder_and_not_our_package() -> None:
    assert (ROOT / "alembic" / "env.py").is_file()
    assert not (ROOT / "alembic" / "__init__.py").exists()
