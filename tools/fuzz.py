"""Throws thousands of odd requests at the API, as its own description allows and forbids.

`make fuzz` runs it against a throw-away demo on loopback; a slice of it is in the suite. It prints
the answers by status and fails on an answer that the description does not know, on any 5xx, and on
input that the description forbids and the server took.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import from_schema
from schemathesis.engine.events import NonFatalError, ScenarioFinished

ROOT = Path(__file__).parents[1]
DESCRIPTION = "/api/v1/openapi.json"
SEED = 20261124
RUN = "from backend.cli import main; main()"
MANY = 680
"""Examples an operation and phase: with these the whole is more than 20 000 requests."""

JUDGED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
    "ignored_auth",
)
"""What an answer is held to. `ignored_auth` takes the token away and expects a refusal."""


@dataclass
class Findings:
    """What came back."""

    statuses: Counter[int] = field(default_factory=Counter)
    phases: Counter[str] = field(default_factory=Counter)
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def cases(self) -> int:
        """Give how many requests were answered."""
        return sum(self.statuses.values())

    def take(self, event: ScenarioFinished) -> None:
        """Count what one scenario did, and keep each kind of fault once an operation."""
        recorder = event.recorder
        for interaction in recorder.interactions.values():
            if interaction.response is not None:
                self.statuses[interaction.response.status_code] += 1
                self.phases[event.phase.value] += 1
        for nodes in recorder.checks.values():
            for node in nodes:
                if node.failure_info is not None:
                    failure = node.failure_info.failure
                    name = f"{recorder.label}: {failure.title}"
                    curl = node.failure_info.code_sample
                    self.faults.setdefault(name, f"{failure.message}\n{curl}")


def settings_of(token: str, *, examples: int, phases: tuple[str, ...]) -> SchemathesisConfig:
    """Give the settings of a run: one seed, every kind of data, our checks."""
    checks: dict[str, Any] = {"enabled": False} | {name: {"enabled": True} for name in JUDGED}
    every = ("examples", "coverage", "fuzzing", "stateful")
    return SchemathesisConfig.from_dict(
        {
            "seed": SEED,
            "headers": {"Authorization": f"Bearer {token}"},
            "generation": {
                "mode": "all",
                "max-examples": examples,
                "deterministic": True,
                "no-shrink": True,
                "database": "none",
            },
            "continue-on-failure": True,
            "workers": 1,
            "checks": checks,
            "phases": {name: {"enabled": name in phases} for name in every},
        }
    )


def judge(schema: Any) -> Findings:
    """Run every phase of a loaded description and give what came back."""
    found = Findings()
    for event in from_schema(schema).execute():
        if isinstance(event, ScenarioFinished):
            found.take(event)
        elif isinstance(event, NonFatalError):
            found.faults[f"{event.label}: could not be tested"] = str(event.value)
    return found


def slice_of(app: Any, document: dict[str, Any], token: str) -> Findings:
    """Run a few examples an operation against an app in this process."""
    config = settings_of(token, examples=10, phases=("examples", "fuzzing"))
    schema = schemathesis.openapi.from_dict(document, config=config)
    schema.app = app
    schema.location = DESCRIPTION
    schema.config.update(base_url="http://127.0.0.1:8000")
    return judge(schema)


@contextmanager
def demo(folder: str, port: int) -> Iterator[dict[str, Any]]:
    """Serve a throw-away demo and give what it says of itself."""
    command = [sys.executable, "-c", RUN, "demo", "--port", str(port), "--data-dir", folder]
    quiet = os.environ | {"FACEKIND_LOG_LEVEL": "error"}
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=quiet)
    try:
        assert server.stdout is not None  # noqa: S101 (a pipe was asked for)
        yield json.loads(server.stdout.readline())
    finally:
        server.terminate()
        server.wait()


def main() -> int:
    """Fuzz a demo; 0 when nothing was found."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--examples", type=int, default=MANY)
    asked.add_argument("--port", type=int, default=8123)
    said = asked.parse_args()
    phases = ("examples", "coverage", "fuzzing", "stateful")
    with tempfile.TemporaryDirectory() as folder, demo(folder, said.port) as told:
        config = settings_of(told["api_token"], examples=said.examples, phases=phases)
        schema = schemathesis.openapi.from_url(told["url"] + DESCRIPTION, config=config)
        found = judge(schema)
    for name, message in sorted(found.faults.items()):
        print(f"--- {name}\n{message}")
    statuses = {str(status): n for status, n in sorted(found.statuses.items())}
    phases_run = dict(sorted(found.phases.items()))
    print(json.dumps({"cases": found.cases, "statuses": statuses, "phases": phases_run}))
    return 1 if found.faults or any(status >= 500 for status in found.statuses) else 0  # noqa: PLR2004


if __name__ == "__main__":
    sys.exit(main())
