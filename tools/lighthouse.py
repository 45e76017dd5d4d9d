"""Runs Lighthouse three times on the front door and on Today; prints medians, one JSON line a page.

It measures this machine too: run it alone. The line also names every audit that found something.
"""

import json
import os
import subprocess
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from find_chromium import FLAGS, chromium
from picturing import demo
from run_node import node_command, node_environment, npm_command

VERSION = "12.8.2"
"""The last one that runs on Node 20."""

FOLDER = Path(__file__).parents[1] / ".venv" / "lighthouse"
RUNS = 3
CATEGORIES = ("performance", "accessibility", "best-practices")

Report = dict[str, Any]


def installed() -> Path:
    """Give Lighthouse's script; fetches it once."""
    package = FOLDER / "node_modules" / "lighthouse"
    manifest = package / "package.json"
    if not manifest.exists() or json.loads(manifest.read_text())["version"] != VERSION:
        FOLDER.mkdir(parents=True, exist_ok=True)
        quiet = ["--no-audit", "--no-fund", "--no-save", "--loglevel=error"]
        wanted = [*npm_command(), "install", *quiet, f"lighthouse@{VERSION}"]
        subprocess.run(wanted, cwd=FOLDER, env=node_environment(), check=True)
    return package / "cli" / "index.js"


def look_at(script: Path, address: str, headers: dict[str, str]) -> Report:
    """Load one page once, as on a phone; gives Lighthouse's report."""
    flags = " ".join(["--headless=new", *FLAGS])
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "report.json"
        command = [*node_command(), str(script), address, f"--chrome-flags={flags}"]
        command += [f"--only-categories={','.join(CATEGORIES)}", "--quiet"]
        command += ["--output=json", f"--output-path={told}", "--no-enable-error-reporting"]
        if headers:
            command.append(f"--extra-headers={json.dumps(headers)}")
        env = {**node_environment(), "CHROME_PATH": os.fspath(chromium() or "")}
        subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)
        report: Report = json.loads(told.read_text())
    if report.get("runtimeError") or report["finalDisplayedUrl"] != address:
        raise SystemExit(f"Lighthouse did not see {address}.")
    return report


def summary(page: str, reports: list[Report]) -> dict[str, Any]:
    """Give the medians of several reports, and what any of them complained about."""
    scores = {
        name: round(100 * median(one["categories"][name]["score"] for one in reports))
        for name in CATEGORIES
    }
    shifts = [one["audits"]["cumulative-layout-shift"]["numericValue"] for one in reports]
    found = sorted({audit for one in reports for audit in complaints(one)})
    return {"page": page, **scores, "cls": round(median(shifts), 4), "found": found}


def complaints(report: Report) -> list[str]:
    """Name the audits of a report that count and are not passed."""
    weighed = {
        ref["id"]
        for one in report["categories"].values()
        for ref in one["auditRefs"]
        if ref["weight"]
    }
    scores = {name: report["audits"][name]["score"] for name in weighed}
    return [name for name, score in scores.items() if score is not None and score < 1]


def main() -> None:
    """Measure the front door and Amina's day."""
    if chromium() is None:
        raise SystemExit("Lighthouse needs Chromium on PATH; please install it.")
    script = installed()
    with demo("amina") as told:
        cookie = "{name}={value}".format(**told["cookie"])
        pages: dict[str, dict[str, str]] = {"/": {}, "/today": {"Cookie": cookie}}
        for path, headers in pages.items():
            reports = [look_at(script, told["url"] + path, headers) for _ in range(RUNS)]
            print(json.dumps(summary(path, reports)), flush=True)


if __name__ == "__main__":
    main()
