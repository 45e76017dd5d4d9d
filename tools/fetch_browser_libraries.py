"""Fetches the browser libraries named in frontend/package-lock.json and copies what pages load."""

import subprocess
from hashlib import sha256
from pathlib import Path

from run_node import node_environment, npm_command

FRONTEND = Path(__file__).parents[1] / "frontend"
STAMP = FRONTEND / "node_modules" / ".facekind"


def main() -> None:
    """Fetch once for each state of the lock file."""
    state = sha256(
        (FRONTEND / "package-lock.json").read_bytes() + (FRONTEND / "package.json").read_bytes()
    ).hexdigest()
    vendor = FRONTEND / "static" / "vendor"
    if STAMP.exists() and STAMP.read_text() == state and any(vendor.glob("*.js")):
        return
    npm, env = npm_command(), node_environment()
    quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run([*npm, "ci", *quiet], cwd=FRONTEND, env=env, check=True)
    subprocess.run([*npm, "run", "--silent", "copy"], cwd=FRONTEND, env=env, check=True)
    STAMP.write_text(state)


if __name__ == "__main__":
    main()
