"""The privacy notice: open to anybody, plain about what the operator has not said."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from starlette.testclient import TestClient

from backend.app import create_app
from backend.settings import Settings
from backend.store.inventory import columns_by_table
from tests.conftest import House

SAID = {
    "operator_name": "Weidenhof Clinic <b>",
    "operator_contact": "privacy@weidenhof.example",
    "operator_place": "Germany, Hetzner",
    "operator_authority": "LfDI Baden-Württemberg",
}

Serve = Callable[..., TestClient]


@pytest.fixture
def serve(sqlite_url: str, tmp_path: Path) -> Iterator[Serve]:
    """A server whose operator said these things."""
    apps = []

    def run(**settings: object) -> TestClient:
        said = Settings.model_validate(
            {"data_dir": tmp_path, "database_url": sqlite_url, **settings}
        )
        apps.append(create_app(said))
        return TestClient(apps[-1], base_url="http://127.0.0.1:8000", follow_redirects=False)

    yield run
    for app in apps:
        app.state.engines.dispose()


def soup(client: TestClient, path: str = "/privacy") -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def test_blanks_are_named_as_long_as_they_are_blank(serve: Serve) -> None:
    page = soup(serve(operator_name="  ", operator_place="Germany"))
    assert [one.get_text() for one in page.select("#blanks li")] == [
        "Who runs this server",
        "How to reach them about your data",
        "Where to complain",
    ]
    assert [one.get_text() for one in page.select(".said dd")] == [
        "Not filled in",
        "Not filled in",
        "Germany",
        "Not filled in",
    ]


def test_what_the_operator_said_stands_there_as_text(serve: Serve) -> None:
    page = soup(serve(**SAID))
    assert not page.select("#blanks")
    assert [one.get_text() for one in page.select(".said dd")] == list(SAID.values())


def test_a_server_of_this_computer_alone_says_so(serve: Serve) -> None:
    assert "from this computer only" in soup(serve()).get_text()
    public = serve(public_url="https://rehab.example.org")
    public.headers.update({"Host": "rehab.example.org", "X-Forwarded-Proto": "https"})
    public.base_url = "https://rehab.example.org"
    assert "from this computer only" not in soup(public).get_text()


def test_it_says_who_can_read_it_and_promises_nothing_that_is_not_there(house: House) -> None:
    words = " ".join(soup(house.stranger()).get_text().split())
    assert "Whoever runs this server" in words
    assert "can read what is on it" in words
    assert "in one file, which cannot be made here yet" in words
    assert "for whoever runs it to say" in words


def test_every_table_and_column_stands_in_it(house: House) -> None:
    page = soup(house.stranger())
    shown = {
        str(table["data-table"]): tuple(str(one["data-column"]) for one in table.select("li"))
        for table in page.select("#data ~ section details")
    }
    assert shown == columns_by_table()
    assert all(one.get_text().strip() for one in page.select("[data-column]"))


def test_it_speaks_chinese(house: House) -> None:
    reader = house.stranger()
    reader.headers["Accept-Language"] = "zh-CN"
    page = soup(reader)
    assert page.select_one("html[lang='zh-Hans']")
    english = {str(words) for words in ("Your number", "What you wrote", "Not filled in")}
    assert not english & {one.get_text() for one in page.select("li, dd")}


@pytest.mark.parametrize("path", ["/about", "/settings"])
def test_it_is_found_from(phone: TestClient, path: str) -> None:
    assert soup(phone, path).select_one("main a[href='/privacy']")


def test_it_holds_nobody_s_data(house: House, phone: TestClient) -> None:
    assert phone.get("/privacy").text == house.stranger().get("/privacy").text


def test_robots_are_asked_to_stay_away(house: House) -> None:
    answer = house.stranger().get("/robots.txt")
    assert (answer.status_code, answer.text) == (200, "User-agent: *\nDisallow: /\n")
    assert answer.headers["content-type"].startswith("text/plain")
