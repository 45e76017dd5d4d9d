"""The message catalogues: `write` the template anew, or `check` that everything is in order."""

import re
import sys
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
LOCALES = ROOT / "backend" / "locales"
TEMPLATE = LOCALES / "messages.pot"
METHODS = [("backend/**.py", "python"), ("frontend/templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "say": None}
OPTIONS = {"frontend/templates/**.html": {"extensions": "jinja2.ext.i18n", "trimmed": "true"}}
GAP = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
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
    template = read_po(BytesIO(extracted().encode()))
    wanted = {message.id for message in template if message.id}
    lacking = []
    for file in sorted(LOCALES.glob("*/LC_MESSAGES/messages.po")):
        name = "/".join(file.parts[-3:])
        messages = read_po(BytesIO(file.read_bytes()), locale=file.parts[-3])
        said = {one.id for one in messages if _whole(one) and not one.fuzzy}
        lacking += [f"{name}: not translated: {one!r}" for one in sorted(map(str, wanted - said))]
        lacking += [
            f"{name}: other gaps than the original: {one.id!r}"
            for one in messages
            if one.id in wanted & said and not _gaps_kept(one)
        ]
    return lacking


def _forms(text: str | Sequence[str] | None) -> Sequence[str]:
    """Give a message's forms: none, one, or one for each plural of the language."""
    return (text,) if isinstance(text, str) else text or ()


def _whole(message: Message) -> bool:
    """Tell whether every plural form has its words: a message with empty ones is truthy too."""
    forms = _forms(message.string)
    return bool(forms) and all(forms)


def _gaps_kept(message: Message) -> bool:
    """Tell whether each form fills only gaps that the original has; a new one would be an error."""
    known = set(GAP.findall(" ".join(_forms(message.id))))
    needed = set.intersection(*(set(GAP.findall(one)) for one in _forms(message.id)))
    given = [set(GAP.findall(one)) for one in _forms(message.string)]
    return all(needed - {"%(num)s"} <= one <= known for one in given)


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
