"""The style guide: every component, in the demo only."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from starlette.testclient import TestClient

from backend.app import create_app
from backend.settings import Settings
from backend.web.render import TEMPLATES
from tests.conftest import House

WITHIN_OTHERS = {
    "envelope", "grading_fields", "grading_words", "held", "listed", "no_passkey", "off",
    "phone_words", "plan_words", "rated_words", "sending_words", "shared_link", "sources",
    "step_words", "treatment_fields", "visit_words",
}  # fmt: skip
THE_REPORT = {
    "followed", "report", "report_choice", "report_followed", "report_text", "report_weeks",
    "report_words",
}  # fmt: skip
"""What /report and /progress show whole: it would fill the guide."""

LIVE = {"entries_here", "not_yet", "sync_status", "toast", "zone_question"}
"""What scripts fill: shown as scripts leave it."""


@pytest.fixture
def demo(sqlite_url: str, tmp_path: Path) -> Iterator[TestClient]:
    """Somebody looking at the demo."""
    app = create_app(Settings(data_dir=tmp_path, database_url=sqlite_url, demo=True))
    yield TestClient(app, base_url="http://127.0.0.1:8000")
    app.state.engines.dispose()


def test_outside_the_demo_there_is_none(house: House) -> None:
    assert house.stranger().get("/styleguide").status_code == 404


@pytest.mark.parametrize(("language", "word"), [("en", "Skipped: pain"), ("zh-Hans", "跳过")])
def test_the_demo_shows_every_state_of_a_step_in_each_language(
    demo: TestClient, language: str, word: str
) -> None:
    answer = demo.get("/styleguide", headers={"Accept-Language": language})
    assert answer.status_code == 200
    page = BeautifulSoup(answer.text, "html.parser")
    assert page.html is not None
    assert page.html["lang"] == language
    assert word in page.get_text()
    groups = {section["data-group"] for section in page.select("[data-group]")}
    assert groups == {"next", "after", "optional", "folded", "done", "skipped", "off"}
    reasons = {str(row["data-reason"]) for row in page.select("[data-state=skipped]")}
    assert reasons == {"", "pain", "time", "eye", "other"}
    ids = [str(one["id"]) for one in page.select("[id]")]
    assert len(ids) == len(set(ids))


def test_a_new_component_is_shown_too(demo: TestClient) -> None:
    used = (TEMPLATES / "pages/styleguide.html").read_text()
    components = {file.stem for file in (TEMPLATES / "components").glob("*.html")}
    missing = {name for name in components if f'"components/{name}.html"' not in used}
    assert missing == WITHIN_OTHERS | THE_REPORT | LIVE
    page = BeautifulSoup(demo.get("/styleguide").text, "html.parser")
    assert page.select("main .toast")
    assert page.select("main sync-status")
