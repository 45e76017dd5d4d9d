"""The checks see what they are there for."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from catalogues import TEMPLATE, extracted  # noqa: E402 (tools are scripts, not a package)
from lint_templates import problems  # noqa: E402


@pytest.mark.parametrize(
    "bad",
    [
        '<p style="color: red">',
        '<button onclick="x()">',
        "<script>alert(1)</script>",
        '<a href="javascript:x">',
        "{{ words | safe }}",
        '<img src="https://elsewhere.example/x.png">',
        '<div hx-trigger="click[ctrlKey]">',
        "<p>Not translated</p>",
        '<button aria-label="Close">',
        "{% if %}",
    ],
)
def test_the_template_lint_sees(bad: str) -> None:
    assert list(problems(Path("x.html"), bad))


@pytest.mark.parametrize(
    "good",
    [
        "<p>{{ _('Translated') }}</p>",
        "{% trans %}Translated{% endtrans %}",
        '<script type="module" src="{{ asset(\'js/app.js\') }}"></script>',
        "{# only for engineers #}<p>{{ today.day }}</p>",
    ],
)
def test_the_template_lint_lets_through(good: str) -> None:
    assert not list(problems(Path("x.html"), good))


def test_the_catalogue_holds_what_templates_and_rules_say() -> None:
    text = extracted()
    assert 'msgid "Need help now?"' in text
    assert 'msgid "Choose a date that is not in the future."' in text
    assert TEMPLATE.read_text() == text


def test_no_machine_and_no_registry_is_named() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    own, web = "/" + "work/", "http"
    for name in filter(None, listed):
        path = ROOT / name
        if path.suffix in {".png", ".svg"} or not path.is_file():
            continue
        text = path.read_text()
        assert own not in text, name
        assert f'"resolved": "{web}' not in text, name
        assert "index-url" not in text or path.suffix == ".py", name
        assert Path(name).stem not in {"utils", "helpers", "manager"}, name
    assert not (ROOT / "alembic" / "__init__.py").exists()
