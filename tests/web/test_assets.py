"""The static folder as phones see it."""

import re
from pathlib import Path

import brotli
import pytest
from httpx2 import Response
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from backend.web.assets import STATIC, Assets

SCRIPTS = {
    "js/app.js": "// Entry.\nimport './a.js';\nimport {\n  one,\n  two,\n} from './offline/b.js';\n"
    "/** @type {import('./never.js').T} */\nconst late = () => import('./late.js');\n",
    "js/a.js": "export const a = './not-an-import.js';\n",
    "js/late.js": "export {};\n",
    "js/offline/b.js": "export { a as one } from '../a.js';\nexport const two = 2;\n",
    "js/worker.js": "self.x = 1;\n",
}
STYLES = {
    "css/utilities.css": "u{}",
    "css/components/b.css": "b{}",
    "css/components/a.css": "a{}",
    "css/components/report.css": "report{}",
    "css/base.css": "base{}",
    "css/tokens.css": "tokens{}",
}
OTHERS = {
    "icons/marks.svg": "<svg/>",
    "icons/icon-192.png": "png",
    "vendor/htmx.min.js": "// kept\nhtmx",
}


@pytest.fixture
def static(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    for name, text in (SCRIPTS | STYLES | OTHERS).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def get(assets: Assets, address: str, accept: str) -> Response:
    app = Starlette(routes=[Mount("/static", assets.files())])
    return TestClient(app).get(address, headers={"Accept-Encoding": accept})


def served(assets: Assets, address: str, accept: str = "br, gzip") -> tuple[int, bytes, str]:
    answer = get(assets, address, accept)
    return answer.status_code, answer.content, answer.headers.get("cache-control", "")


def test_style_sheets_are_one_file_in_layer_order(static: Path) -> None:
    body = Assets.read(static).by_path["css/app.css"].body.decode()
    parts = ["@layer", "tokens{}", "base{}", "\na{}", "\nb{}", "u{}"]
    assert [body.index(part) for part in parts] == sorted(body.index(part) for part in parts)


def test_what_no_page_of_a_day_needs_is_a_file_of_its_own(static: Path) -> None:
    files = Assets.read(static).by_path
    assert "report{}" not in files["css/app.css"].body.decode()
    assert "report{}" in files["css/more.css"].body.decode()


def test_only_what_a_page_loads_at_once_is_preloaded(static: Path) -> None:
    names = [url.split("/", 3)[3] for url in Assets.read(static).modules()]
    assert names == ["js/a.js", "js/offline/b.js"]


def test_an_import_of_nothing_is_found_out(static: Path) -> None:
    (static / "js/a.js").write_text("import './gone.js';\n")
    with pytest.raises(LookupError, match=r"gone\.js"):
        Assets.read(static).modules()


def test_the_week_needs_scripts_styles_and_drawings_and_nothing_else(static: Path) -> None:
    assets = Assets.read(static)
    kept = {"css/app.css", "css/more.css", "icons/marks.svg", *SCRIPTS} - {"js/worker.js"}
    pages = {"/offline", "/this-phone", "/help-now", "/about"}
    assert set(assets.precache()) == {assets.asset(name) for name in kept} | pages


def test_a_changed_template_changes_the_digest(static: Path) -> None:
    before = Assets.read(static).digest
    (static.parent / "templates").mkdir()
    (static.parent / "templates/today.html").write_text("new")
    assert Assets.read(static).digest != before


def test_files_are_kept_forever_under_their_digest_only(static: Path) -> None:
    assets = Assets.read(static)
    status, body, kept = served(assets, assets.asset("css/app.css"))
    assert (status, "immutable" in kept) == (200, True)
    old = served(assets, "/static/0123456789ab/css/app.css")
    assert old == (200, body, "no-cache")
    assert served(assets, "/static/0123456789ab/css/gone.css")[0] == 404


@pytest.mark.parametrize(("accept", "coding"), [("br;q=0, gzip", "gzip"), ("br", "br"), ("", None)])
def test_a_file_is_sent_in_the_coding_asked_for(
    static: Path, accept: str, coding: str | None
) -> None:
    assets = Assets.read(static)
    answer = get(assets, assets.asset("js/app.js"), accept)
    assert answer.headers.get("content-encoding") == coding
    assert answer.content.decode().startswith("import './a.js'")
    assert brotli.decompress(assets.by_path["js/app.js"].compressed["br"]) == answer.content


def test_our_scripts_leave_without_comments_and_libraries_as_they_came(static: Path) -> None:
    files = Assets.read(static).by_path
    assert b"Entry" not in files["js/app.js"].body
    assert b"@type" not in files["js/app.js"].body
    assert files["vendor/htmx.min.js"].body == OTHERS["vendor/htmx.min.js"].encode()


def test_every_style_sheet_closes_what_it_opens() -> None:
    for file in sorted((STATIC / "css").rglob("*.css")):
        text = re.sub(r"/\*.*?\*/", "", file.read_text(), flags=re.DOTALL)
        assert "/*" not in text, file.name
        assert text.count("{") == text.count("}"), file.name
