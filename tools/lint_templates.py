"""Checks the templates for what the Content-Security-Policy, offline use and translation forbid."""

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError

TEMPLATES = Path(__file__).parents[1] / "frontend" / "templates"

FORBIDDEN_IN_HTML = {
    r"\sstyle\s*=": "no inline style",
    r"\son[a-z]+=[\"']": "no inline event handler",
    r"<style\b": "no inline style sheet",
    r"<script(?![^>]*\bsrc=)": "no inline script",
    r"hx-on\b": "no hx-on",
    r"javascript:|\bjs:": "no javascript: address",
    r"hx-trigger=\"[^\"]*\[": "no filter in hx-trigger",
    r"(?:src|href|action)=\"(?:https?:)?//": "no address of another host",
}
FORBIDDEN_IN_JINJA = {
    r"\|\s*safe\b": "no |safe",
    r"autoescape\s+false": "no switching autoescape off",
}
UNSPOKEN = re.compile(
    r"\{%-?\s*(?:block (?:page|main_data|body_class)|set \w+)\s*-?%\}.*?"
    r"\{%-?\s*end(?:block|set)[^%]*%\}",
    re.S,
)
"""Parts of a template that become names and attributes, never words."""

BLOCK = re.compile(r"\{%-?\s*trans.*?endtrans\s*-?%\}|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.S)
UNTRANSLATED = re.compile(r"[A-Za-z]{2,}")
NAMES = {"Facekind"}
SPOKEN = {"alt", "aria-label", "placeholder", "title"}


class Words(HTMLParser):
    """Collects what a person reads or hears that did not come out of a catalogue."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []

    def handle_data(self, data: str) -> None:
        """Note text between tags."""
        self._note(data)

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note attributes that are read aloud or shown."""
        for name, value in attrs:
            if name in SPOKEN and value:
                self._note(value)

    def _note(self, text: str) -> None:
        for name in NAMES:
            text = text.replace(name, "")
        # A macro may make an address or attributes; those are no words either.
        if UNTRANSLATED.search(text) and not text.strip().startswith(("/", "data-")):
            self.found.append((self.getpos()[0], " ".join(text.split())))


def problems(path: Path, text: str) -> Iterator[tuple[int, str]]:
    """Give line and sentence of everything wrong with one template."""
    html = _blanked(BLOCK, _blanked(UNSPOKEN, text))
    for forbidden, where in ((FORBIDDEN_IN_HTML, html), (FORBIDDEN_IN_JINJA, text)):
        for pattern, sentence in forbidden.items():
            for match in re.finditer(pattern, where):
                yield where.count("\n", 0, match.start()) + 1, sentence
    try:
        Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(text)
    except TemplateSyntaxError as broken:
        yield broken.lineno, str(broken.message)
    if path.suffix == ".html":
        words = Words()
        words.feed(html)
        yield from ((line, f"not from a catalogue: {said!r}") for line, said in words.found)


def _blanked(part: re.Pattern[str], text: str) -> str:
    """Take parts out and keep the lines where they are."""
    return part.sub(lambda found: "\n" * found[0].count("\n"), text)


def main() -> None:
    """Print file, line and sentence; exit 1 when there is any."""
    found = [
        f"{path.relative_to(TEMPLATES.parents[1])}:{line}: {sentence}"
        for path in sorted(TEMPLATES.rglob("*.html"))
        for line, sentence in problems(path, path.read_text())
    ]
    sys.stdout.writelines(f"{line}\n" for line in found)
    raise SystemExit(1 if found else 0)


if __name__ == "__main__":
    main()
