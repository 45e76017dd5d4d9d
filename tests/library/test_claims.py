"""What no text of the library says."""

import re
from pathlib import Path

import pytest

from backend.domain.library import Library
from backend.library import loader as loader_module

FOLDER = Path(loader_module.__file__).parent
FORBIDDEN = (
    "treats",
    "heals",
    "cure",
    "restore",
    "speeds recovery",
    "prevents",
    "you have",
    "good side",
    "bad side",
    "normal side",
    "strong side",
    "weak side",
    "clinically proven",
    "streak",
    "!",
)


@pytest.mark.parametrize("words", FORBIDDEN)
def test_no_text_says_what_may_not_be_said(words: str) -> None:
    for file in (FOLDER / "en").glob("*.yaml"):
        if file.name != "forbidden.yaml":
            text = " ".join(
                line for line in file.read_text("utf-8").splitlines() if not line.startswith("#")
            )
            found = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE)
            assert not found, f"{file.name} says '{words}'"


def test_nothing_claims_to_be_reviewed_before_a_clinician_has_signed_it(
    library: Library,
) -> None:
    assert {step.reviewed_by for step in library.steps.values()} == {None}
    assert {programme.reviewed_by for programme in library.programmes.values()} == {None}
