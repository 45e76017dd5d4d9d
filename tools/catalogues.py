"""The message catalogues: `write` the template anew and bring every language in step with it, or
`check` that everything is in order."""

import re
import sys
from collections.abc import Sequence, Set
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from backend.domain.wording import LANGUAGES  # noqa: E402 (tools are scripts, not a package)

SOURCE = "en"
LOCALES = ROOT / "backend" / "locales"
TEMPLATE = LOCALES / "messages.pot"
METHODS = [("backend/**.py", "python"), ("frontend/templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "say": None}
OPTIONS = {"frontend/templates/**.html": {"extensions": "jinja2.ext.i18n", "trimmed": "true"}}
GAP = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
VOLATILE = re.compile(r'^"(?:POT-Creation-Date|PO-Revision-Date|Generated-By).*\n', re.M)
HEADER = (
    "# Facekind's words in this language. `make catalogues` keeps the list; people write the words."
)


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


def file_of(language: str) -> Path:
    """Give where a language's catalogue is kept; gettext writes zh-Hans as zh_Hans."""
    return LOCALES / language.replace("-", "_") / "LC_MESSAGES" / "messages.po"


def read_words(file: Path) -> Catalog:
    """Read a language's catalogue; an empty one when there is none yet."""
    locale = file.parts[-3]
    if file.exists():
        return read_po(BytesIO(file.read_bytes()), locale=locale)
    return Catalog(locale=locale, project="Facekind", version="", charset="utf-8", fuzzy=False)


def in_step(words: Catalog) -> str:
    """Give a language's file with the sources' sentences: new ones empty, dead ones gone.

    What has been translated stays. Nothing is guessed from a sentence that looks alike.
    """
    words.update(read_po(BytesIO(extracted().encode())), no_fuzzy_matching=True)
    words.header_comment = HEADER
    buffer = BytesIO()
    write_po(buffer, words, include_lineno=False, sort_output=True, ignore_obsolete=True)
    return VOLATILE.sub("", buffer.getvalue().decode())


def untranslated() -> list[str]:
    """Give what the languages' catalogues still lack, or have too much."""
    wanted = {one.id for one in read_po(BytesIO(extracted().encode())) if one.id}
    files = {file_of(language) for language in LANGUAGES if language != SOURCE}
    return [
        line
        for file in sorted(files | set(LOCALES.glob("*/LC_MESSAGES/messages.po")))
        for line in _lacks(file, wanted)
    ]


def _lacks(file: Path, wanted: Set[object]) -> list[str]:
    name = "/".join(file.parts[-3:])
    if not file.exists():
        return [f"{name}: the file is missing; run `make catalogues` and translate it."]
    messages = read_words(file)
    said = {one.id for one in messages if _whole(one) and not one.fuzzy}
    dead = [one.id for one in messages if one.id and one.id not in wanted]
    return [
        *(f"{name}: not translated: {one!r}" for one in sorted(map(str, wanted - said))),
        *(f"{name}: said nowhere any more: {one!r}" for one in (*dead, *messages.obsolete)),
        *(
            f"{name}: other gaps than the original: {one.id!r}"
            for one in messages
            if one.id in wanted & said and not _gaps_kept(one)
        ),
    ]


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


def write() -> None:
    """Write the template and every language's file."""
    LOCALES.mkdir(parents=True, exist_ok=True)
    TEMPLATE.write_text(extracted())
    for file in (file_of(language) for language in LANGUAGES if language != SOURCE):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(in_step(read_words(file)))


def main() -> None:
    """Write, or check and exit 1 when something is missing."""
    if sys.argv[1:] == ["write"]:
        write()
        return
    lacking = untranslated()
    if not TEMPLATE.exists() or TEMPLATE.read_text() != extracted():
        lacking.append("messages.pot is not what the sources say; run `make catalogues`.")
    sys.stdout.writelines(f"{line}\n" for line in lacking)
    raise SystemExit(1 if lacking else 0)


if __name__ == "__main__":
    main()
