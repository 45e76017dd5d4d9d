"""The template lint is not fooled by how something is written."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from lint_templates import problems  # noqa: E402 (tools are scripts, not a package)

MISSED_EASILY = {
    "<b onclick=go()>1</b>": "no inline event handler",
    "<b\nonclick='go()'>1</b>": "no inline event handler",
    "<img src='https://elsewhere.example/a.png'>": "no address of another host",
    '<img srcset="/a.png 1x, //elsewhere.example/b.png 2x">': "no address of another host",
    '<form action="HTTPS://elsewhere.example/">': "no address of another host",
    "<b hx-trigger='click[ctrlKey]'>1</b>": "no filter in hx-trigger",
    "{% filter safe %}1{% endfilter %}": "no |safe",
    '<b data-said="{{ said|tojson }}">1</b>': (
        "|tojson leaves quotes as they are: |tojson|forceescape"
    ),
    "{% autoescape false %}1{% endautoescape %}": "no switching autoescape off",
    '<p>{{ "Please wait" if busy else name }}</p>': "not from a catalogue: 'Please wait'",
    '<option label="Hello">': "not from a catalogue: 'Hello'",
    '<input type="submit" value="Save now">': "not from a catalogue: 'Save now'",
    "<p>今天</p>": "not from a catalogue: '今天'",
}


@pytest.mark.parametrize("written", MISSED_EASILY)
def test_it_sees_the_same_thing_written_another_way(written: str) -> None:
    assert MISSED_EASILY[written] in {sentence for _, sentence in problems(Path("x.html"), written)}


@pytest.mark.parametrize(
    "written",
    [
        '<p class="field{{ " bad" if wrong }}">{{ _("Words") }} · Facekind</p>',
        '<input type="checkbox" name="never_share" value="true">',
        "<p>{{ other|day_name if other else '' }}</p>",
        '<b data-style="x" data-on="y">1</b>',
    ],
)
def test_it_leaves_values_and_classes_alone(written: str) -> None:
    assert not list(problems(Path("x.html"), written))


def test_it_names_the_line() -> None:
    text = "{# a comment\nof two lines #}\n<p>\n{{ name\n}}</p>\n<p>Plain words</p>\n"
    assert list(problems(Path("x.html"), text)) == [(6, "not from a catalogue: 'Plain words'")]
