"""What is on this phone: the page that the phone keeps. What it lists, the phone alone knows."""

import pytest
from bs4 import BeautifulSoup
from starlette.testclient import TestClient

from tests.people import Someone


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_it_claims_nothing_before_the_phone_has_looked(phone: TestClient, language: str) -> None:
    answer = phone.get("/this-phone", headers={"Accept-Language": language})
    page = BeautifulSoup(answer.text, "html.parser")
    claims = page.select("main [data-some], main [data-none], main [data-count]")
    assert len(claims) > 10
    assert all(one.find_parent(hidden=True) or one.has_attr("hidden") for one in claims)
    assert len(page.select("h1")) == 1


def test_it_is_nobodys_so_that_it_can_be_kept(phone: TestClient, her: Someone) -> None:
    answer = phone.get("/this-phone")
    page = BeautifulSoup(answer.text, "html.parser")
    assert page.body is not None
    assert not page.body.has_attr("data-user")
    assert str(her.id) not in answer.text


def test_without_javascript_it_says_what_is_kept_and_still_signs_out(phone: TestClient) -> None:
    page = BeautifulSoup(phone.get("/this-phone").text, "html.parser")
    told = page.select_one("main noscript")
    assert told is not None
    assert "nothing is kept on this phone" in told.get_text()
    assert page.select_one("form[method=post][action='/session/end'] button") is not None
