"""Finds Chromium for tests and tools, says how it is started, and installs it where it may."""

import os
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""What it is started with: it asks nobody anything, and root may start it."""


def chromium() -> str | None:
    """Give the path of an installed Chromium, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def main() -> None:
    """Make sure there is one, or say in one sentence what is missing."""
    if chromium():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=400"]
        subprocess.run([*apt, "update"], env=quiet, check=False, stdout=subprocess.DEVNULL)
        wanted = ["install", "-y", "chromium", "fonts-noto-cjk"]
        subprocess.run([*apt, *wanted], env=quiet, check=False, stdout=subprocess.DEVNULL)
    if not chromium():
        raise SystemExit("The browser tests need Chromium on PATH; please install it.")


if __name__ == "__main__":
    main()
