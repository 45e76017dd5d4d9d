"""The list of everything that is kept, docs/data-inventory.md: `write` it anew, or `check` it."""

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from backend.services.inventory import Purpose, read_inventory  # noqa: E402 (tools are scripts)

TABLE_HEAD = "| column | what it holds |\n| --- | --- |\n"
FILE = ROOT / "docs" / "data-inventory.md"
HEAD = """\
# Everything that is kept

Made by `tools/data_inventory.py write` from the table models and from the words that /privacy shows
to everybody; not to be edited by hand. Rows with a `patient_id` go with their person, at once.
"""


def document() -> str:
    """Give the document's text as the models make it."""
    return HEAD + "".join(f"\n{part}" for one in read_inventory() for part in _purpose(one))


def _purpose(purpose: Purpose) -> Iterator[str]:
    yield f"## {purpose.title}\n\n{purpose.kept}\n"
    for table in purpose.tables:
        yield f"### `{table.name}`: {table.row}\n\n{TABLE_HEAD}" + "".join(
            f"| `{column}` | {words} |\n" for column, words in table.columns
        )


def main() -> None:
    """Do what the first argument says."""
    match sys.argv[1:]:
        case ["write"]:
            FILE.write_text(document())
        case ["check"]:
            if FILE.read_text() != document():
                raise SystemExit(f"{FILE.name} is old; run tools/data_inventory.py write.")
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main()
