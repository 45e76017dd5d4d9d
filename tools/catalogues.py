"""The message catalogues: `write` the template anew, or `check` that everything is in order."""

import re
import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
LOCALES = ROOT / "backend" / "locales"
TEMPLATE = LOCALES / "messages.pot"
METHODS = [("backend/**.py", "python"), ("frontend/templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "say": None}
OPTIONS = {"frontend/templates/**.html": {"extensions": "jinja2.ext.i18n", "trimmed": "true"}}
VOLATILE = re.compile(r'^"(?:POT-Creation-Date|Generated-By).*\n', re.M)


def extracted() -> str:
    """Give the template's text as the sources make it: no dates, no line numbers."""
    catalogue = Catalog(project="Facekind", version="", charset="utf-8", fuzzy=False)
    for name, _line, message, comments, context in extract_from_dir(
        ROOT, METHODS, OPTIONS, KEYWORDS, directory_filter=_ours
    ):
        catalogue.add(message, locations=[(name, 0)], auto_comments=comments, context=context)
    buffer = BytesIO()
    write_po(buffer, catalogue, include_lineno=False, omit_header=False, sort_output=True)
    text = buffer.getvalue().decode()
    return VOLATILE.sub("", text[text.index("msgid") :])


def _ours(folder: str) -> bool:
    return Path(folder).name not in {"node_modules", ".venv", "__pycache__", "static", ".git"}


def untranslated() -> list[str]:
    """Give what a language's catalogue still lacks."""
    wanted = {message.id for message in read_po(BytesIO(extracted().encode())) if message.id}
    lacking = []
    for file in sorted(LOCALES.glob("*/LC_MESSAGES/messages.po")):
        messages = read_po(BytesIO(file.read_bytes()))
        said = {one.id for one in messages if one.string and not one.fuzzy}
        lacking += [f"{file.relative_to(ROOT)}: {one!r}" for one in sorted(map(str, wanted - said))]
    return lacking


def main() -> None:
    """Write, or check and exit 1 when something is missing."""
    if sys.argv[1:] == ["write"]:
        LOCALES.mkdir(parents=True, exist_ok=True)
        TEMPLATE.write_text(extracted())
        return
    lacking = untranslated()
    if not TEMPLATE.exists() or TEMPLATE.read_text() != extracted():
        lacking.append("messages.pot is not what the sources say; run `make catalogues`.")
    sys.stdout.writelines(f"{line}\n" for line in lacking)
    raise SystemExit(1 if lacking else 0)


if __name__ == "__main__":
    main()
