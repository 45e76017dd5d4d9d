"""The report on paper and in the hand: one page in both languages, copied, without a script."""

from collections.abc import Iterator
from pathlib import Path
from unicodedata import normalize

import pytest
from playwright.sync_api import Browser, Page, expect

from backend.domain.reports import Report
from backend.domain.sharing import Category, NameShown, Scope
from backend.web.assets import STATIC, Assets
from backend.web.reports import report_markup
from tests.browser.conftest import MakePhone
from tests.browser.phone import SIZE, Phone, on_paper
from tests.browser.place import Place
from tests.browser.test_accessibility import LOOKS, assert_clean
from tests.reported import ENVIRONMENTS, EVERYTHING, composed, full

pytestmark = [pytest.mark.browser, pytest.mark.worker(False)]

PAPERS = ("A4", "Letter")
WITH_MOOD = frozenset({*Scope().categories, Category.MOOD})


@pytest.fixture
def sheet(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """Give a tab that shows reports from a file, with our style sheet."""
    files = Assets.read(STATIC).by_path
    sheets = [files[name].body for name in sorted(files) if name.endswith(".css")]
    (tmp_path / "app.css").write_bytes(b"\n".join(sheets))
    context = browser.new_context(viewport=SIZE)
    page = context.new_page()
    page.goto(tmp_path.as_uri() + "/app.css")
    yield page
    context.close()


def lay(page: Page, report: Report) -> None:
    """Put a report on the sheet."""
    html = report_markup(ENVIRONMENTS[report.language], report)
    folder = Path(page.url.removeprefix("file://")).parent
    head = (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        '<title>Report</title><link rel="stylesheet" href="app.css">'
    )
    (folder / "report.html").write_text(
        f'<!doctype html><html lang="{report.language}" data-theme="light"><head>{head}</head>'
        f"<body><main>{html}</main></body></html>"
    )
    page.goto((folder / "report.html").as_uri())


def pages(page: Page, paper: str) -> list[str]:
    """Print, and give the text of each page."""
    printed = on_paper(page, paper)
    return [one.extract_text() for one in printed.pages]


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_a_full_person_is_one_page(sheet: Page, language: str, paper: str) -> None:
    lay(sheet, composed(full("Amina Khan"), Scope(categories=WITH_MOOD, language=language)))
    assert len(pages(sheet, paper)) == 1


@pytest.mark.parametrize("paper", PAPERS)
def test_the_journal_is_a_second_page_below_the_sums_of_mood_and_worry(
    sheet: Page, paper: str
) -> None:
    lay(sheet, composed(full("Amina Khan"), Scope(categories=EVERYTHING)))
    first, second = pages(sheet, paper)
    assert "Tea without a straw." in second
    assert "Tea without a straw." not in first
    title = "Questionnaires of mood and worry"
    assert title in second
    assert title not in first
    assert second.index(title) < second.index("Tea without a straw.")


@pytest.mark.parametrize("size", [320, 360, 699, 700, 1000])
def test_nothing_is_wider_than_the_screen(sheet: Page, size: int) -> None:
    report = composed(full("م" * 40 + "W" * 40), Scope(categories=EVERYTHING, name=NameShown.FULL))
    lay(sheet, report)
    sheet.set_viewport_size({"width": size, "height": 800})
    assert sheet.evaluate("document.documentElement.scrollWidth") <= size


KEY_LINES = {
    "en": (
        "Entered by the patient, not verified",
        "Needs attention",
        "At a glance",
        "Sunnybrook",
        "Not monitored in real time.",
    ),
    "zh-Hans": ("未经核实", "需要注意", "一览", "Sunnybrook", "没有人实时监看。"),
}
MEASURE = """() => {
  const report = document.querySelector('.rep').getBoundingClientRect().top;
  return document.querySelector('.rep-questions ol').getBoundingClientRect().bottom - report;
}"""


def choose_language(phone: Phone, language: str) -> Page:
    """Let the report speak a language."""
    page = phone.open("/report")
    page.locator(".rep-choice > summary").click()
    page.locator(f"input[name=language][value={language}]").check()
    page.locator(".rep-choice button.btn").click()
    expect(page.locator(f"article.rep[lang={language}]")).to_be_visible()
    return page


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("language", list(KEY_LINES))
def test_aminas_report_is_one_page(phone: Phone, language: str, paper: str) -> None:
    # Given Amina's report in a language
    page = choose_language(phone, language)
    # when it is printed
    (text,) = pages(page, paper)
    # then the one page holds what a doctor needs, and nothing of the buttons around it
    flat = normalize("NFKC", text).replace("\n", " ")
    for line in KEY_LINES[language]:
        assert line in flat
    assert "Hand over this phone" not in flat
    assert "As text" not in flat


@pytest.mark.parametrize("size", [(390, 844), (412, 915)])
def test_the_first_screen_says_who_what_and_which_questions(
    phone: Phone, size: tuple[int, int]
) -> None:
    # Given Amina's report on a doctor's phone, which has no buttons of hers above it
    page = phone.open("/report")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    # then one screen holds it from its first line to her last question
    assert page.evaluate(MEASURE) <= size[1]


def test_the_text_for_the_notes_is_copied(make_phone: MakePhone) -> None:
    # Given the report on a phone that lets pages copy
    phone = make_phone(permissions=["clipboard-read", "clipboard-write"])
    page = phone.open("/report")
    # when the text is unfolded by its button and copied
    page.get_by_role("link", name="Copy as text").click()
    page.get_by_role("button", name="Copy", exact=True).click()
    # then it says so, and the clipboard holds eight to twelve lines
    expect(page.get_by_text("Copied.")).to_be_visible()
    said = str(page.evaluate("navigator.clipboard.readText()"))
    assert 8 <= len(said.strip().splitlines()) <= 12
    assert said.startswith("Facekind report, entered by the patient, not verified.")


def test_where_copying_is_not_allowed_the_text_is_selected(phone: Phone) -> None:
    page = phone.open("/report#as-text")
    page.evaluate("delete Navigator.prototype.clipboard")
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_text("Selected: copy it with the menu")).to_be_visible()
    assert page.evaluate("getSelection().toString().length || document.activeElement.selectionEnd")


def test_the_report_is_clean_to_a_screen_reader_in_every_theme(phone: Phone) -> None:
    page = phone.open("/report")
    page.locator(".rep-choice > summary").click()
    page.locator(".rep-text > summary").click()
    for look in LOOKS:
        page.emulate_media(color_scheme=look)
        assert_clean(page)


def test_without_a_script_it_is_chosen_read_and_copied_by_hand(
    browser: Browser, place: Place
) -> None:
    # Given a browser that runs no script
    context = browser.new_context(java_script_enabled=False, viewport=SIZE)
    context.add_cookies([{"name": "facekind", "value": place.cookie, "url": place.url}])
    page = context.new_page()
    page.goto(f"{place.url}/report")
    # when Amina ticks her mood and leaves out the routine
    page.locator(".rep-choice > summary").click()
    page.locator("input[name=categories][value=mood]").check()
    page.locator("input[name=categories][value=routine]").uncheck()
    page.get_by_role("button", name="Save and show").click()
    # then the report follows, and its text can be selected
    expect(page.locator(".rep-glance .rep-fine")).to_contain_text("Mood, last answer of each day")
    expect(page.locator(".rep-routine")).to_have_count(0)
    page.locator(".rep-text > summary").click()
    expect(page.locator(".rep-text textarea")).to_be_visible()
    context.close()
