"""Checks the templates for what the Content-Security-Policy, offline use and translation forbid."""

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError, nodes

TEMPLATES = Path(__file__).parents[1] / "frontend" / "templates"

FORBIDDEN_IN_HTML = {
    r"\sstyle\s*=": "no inline style",
    r"<style\b": "no inline style sheet",
    r"<script(?![^>]*\bsrc=)": "no inline script",
    r"hx-on\b": "no hx-on",
    r"javascript:|\bjs:": "no javascript: address",
}
HANDLER = re.compile(r"on[a-z]+")
ADDRESSES = {"action", "data", "formaction", "href", "poster", "src", "srcset", "xlink:href"}
OTHER_HOST = re.compile(r"(?:^|,)\s*(?:https?:)?//", re.I)
UNSPOKEN = re.compile(
    r"\{%-?\s*(?:block (?:page|main_data|body_class)|set \w+)\s*-?%\}.*?"
    r"\{%-?\s*end(?:block|set)[^%]*%\}",
    re.S,
)
"""Parts of a template that become names and attributes, never words."""

BLOCK = re.compile(r"\{%-?\s*trans.*?endtrans\s*-?%\}|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.S)
UNTRANSLATED = re.compile(r"[^\W\d_]{2,}")
"""Letters of any alphabet."""

SENTENCE = re.compile(r"\s*[A-Z][a-z]|[^\x00-\u2fff]")
"""How a text for people begins, unlike a class or a value: a capital, or Chinese."""

NAMES = {"Facekind"}
SPOKEN = {"alt", "aria-label", "label", "placeholder", "title"}
BUTTONS = {"button", "reset", "submit"}


class Words(HTMLParser):
    """Collects what a person reads or hears that did not come out of a catalogue."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self.wrong: list[tuple[int, str]] = []

    def handle_data(self, data: str) -> None:
        """Note text between tags."""
        self._note(data)

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note attributes that are read aloud or shown, run or fetched, however they are quoted."""
        shown = SPOKEN | ({"value"} if dict(attrs).get("type") in BUTTONS else set())
        for name, value in attrs:
            if HANDLER.fullmatch(name):
                self.wrong.append((self.getpos()[0], "no inline event handler"))
            if not value:
                continue
            if name in shown:
                self._note(value)
            if name in ADDRESSES and OTHER_HOST.search(value):
                self.wrong.append((self.getpos()[0], "no address of another host"))
            if name.removeprefix("data-") == "hx-trigger" and "[" in value:
                self.wrong.append((self.getpos()[0], "no filter in hx-trigger"))

    def _note(self, text: str) -> None:
        for name in NAMES:
            text = text.replace(name, "")
        # A macro may make an address or attributes; those are no words either.
        if UNTRANSLATED.search(text) and not text.strip().startswith(("/", "data-")):
            self.found.append((self.getpos()[0], " ".join(text.split())))


def problems(path: Path, text: str) -> Iterator[tuple[int, str]]:
    """Give line and sentence of everything wrong with one template."""
    html = _blanked(BLOCK, _blanked(UNSPOKEN, text))
    for pattern, sentence in FORBIDDEN_IN_HTML.items():
        for match in re.finditer(pattern, html):
            yield html.count("\n", 0, match.start()) + 1, sentence
    try:
        tree = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(text)
    except TemplateSyntaxError as broken:
        yield broken.lineno, str(broken.message)
    else:
        yield from _wrong_in_jinja(tree)
    if path.suffix == ".html":
        words = Words()
        words.feed(html)
        words.close()
        yield from words.wrong
        yield from ((line, f"not from a catalogue: {said!r}") for line, said in words.found)


def _wrong_in_jinja(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    for used in tree.find_all(nodes.Filter):
        if used.name == "safe":
            yield used.lineno, "no |safe"
    forced = [used.node for used in tree.find_all(nodes.Filter) if used.name == "forceescape"]
    for used in tree.find_all(nodes.Filter):
        if used.name == "tojson" and used not in forced:
            yield used.lineno, "|tojson leaves quotes as they are: |tojson|forceescape"
    for scoped in tree.find_all(nodes.ScopedEvalContextModifier):
        yield scoped.lineno, "no switching autoescape off"
    for output in tree.find_all(nodes.Output):
        for shown in output.nodes:
            yield from (
                (said.lineno, f"not from a catalogue: {said.value!r}")
                for said in _constants(shown)
                if SENTENCE.match(str(said.value))
            )


def _constants(shown: nodes.Node) -> Iterator[nodes.Const]:
    """Give the texts that an expression may show as they are; arguments of calls are not shown."""
    if isinstance(shown, nodes.Const):
        yield shown
    elif isinstance(shown, nodes.CondExpr):
        for branch in (shown.expr1, shown.expr2):
            if branch is not None:
                yield from _constants(branch)
    elif isinstance(shown, (nodes.Concat, nodes.And, nodes.Or, nodes.Add)):
        for part in shown.iter_child_nodes():
            yield from _constants(part)


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
