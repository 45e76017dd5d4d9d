"""Each promise of SECURITY.md names tests, and the tests it names exist."""

import re

from tests.house.named import ROOT, missing

TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
MOST = 8


def _promises() -> list[str]:
    part = TEXT.partition("## What we promise")[2].partition("\n## ")[0]
    return re.split(r"\n(?=\d+\. )", part)[1:]


def test_there_are_at_most_eight_promises_and_each_names_a_test() -> None:
    promises = _promises()
    assert 1 <= len(promises) <= MOST
    for number, promise in enumerate(promises, 1):
        assert promise.startswith(f"{number}. **")
        assert re.search(r"`tests/[\w/]+\.py::test_\w+`", promise), promise


def test_every_test_that_is_named_exists() -> None:
    assert missing(TEXT) == []


def test_it_says_what_is_not_promised_and_where_holes_are_reported() -> None:
    assert "Whoever runs the server can read" in TEXT
    assert "audited" in TEXT
    assert "courtesy" in TEXT
    assert "## Reporting a hole" in TEXT
