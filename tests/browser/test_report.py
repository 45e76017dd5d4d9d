"""The report on paper and in the hand: one page in both languages, copied, chosen, without a script."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from backend.domain.reports import Report
from backend.domain.sharing import Category, NameShown, Scope
from backend.web.assets import STATIC, STYLES, Assets
from backend.web.reports import report_markup
from tests.browser.conftest import MakePhone
from tests.browser.phone import SIZE, Phone
from tests.browser.place import Place
from tests.reported import ENVIRONMENTS, EVERYTHING, composed, full

pytestmark = pytest.mark.browser

PAPERS = ("A4", "Letter")
WITH_MOOD = frozenset({*Scope().categories, Category.MOOD})


@pytest.fixture
def sheet(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """Give a tab that shows reports from a file, with our style sheet."""
    (tmp_path / "app.css").write_bytes(Assets.read(STATIC).by_path[STYLES].body)
    context = browser.new_context(viewport=SIZE)
    page = context.new_page()
    page.goto(tmp_path.as_uri() + "/app.css")
    yield page
    context.close()


def lay(page: Page, report: Report) -> None:
    """Put a report on the sheet."""
    html = report_markup(ENVIRONMENTS[report.language], report)
    folder = Path(page.url.removeprefix("file://")).parent
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="stylesheet" href="app.css">'
    (folder / "report.html").write_text(
        f'<!doctype html><html lang="{report.language}" data-theme="light"><head>{head}</head>'
        f"<body><main>{html}</main></body></html>"
    )
    page.goto((folder / "report.html").as_uri())


def pages(page: Page, paper: str) -> list[str]:
    """Print, and give the text of each page."""
    printed = PdfReader(BytesIO(page.pdf(format=paper)))
    return [one.extract_text() for one in printed.pages]


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_a_full_person_is_one_page(sheet: Page, language: str, paper: str) -> None:
    lay(sheet, composed(full("Amina Khan"), Scope(categories=WITH_MOOD, language=language)))
    assert len(pages(sheet, paper)) == 1


@pytest.mark.parametrize("paper", PAPERS)
def test_the_journal_is_a_second_page(sheet: Page, paper: str) -> None:
    lay(sheet, composed(full("Amina Khan"), Scope(categories=EVERYTHING)))
    first, second = pages(sheet, paper)
    assert "Tea without a straw." in second
    assert "Tea without a straw." not in first


@pytest.mark.parametrize("size", [320, 360, 699, 700, 1000])
def test_nothing_is_wider_than_the_screen(sheet: Page, size: int) -> None:
    report = composed(full("م" * 40 + "W" * 40), Scope(categories=EVERYTHING, name=NameShown.FULL))
    lay(sheet, report)
    sheet.set_viewport_size({"width": size, "height": 800})
    assert sheet.evaluate("document.documentElement.scrollWidth") <= size
