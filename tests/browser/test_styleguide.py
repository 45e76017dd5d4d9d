"""Every component in every state is clean, in every look and language."""

from typing import Literal

import pytest

from tests.browser.phone import Phone
from tests.browser.test_accessibility import assert_clean

pytestmark = [pytest.mark.browser, pytest.mark.worker(False)]


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize("contrast", ["no-preference", "more"])
def test_every_component_is_clean(
    phone: Phone, language: str, contrast: Literal["more", "no-preference"]
) -> None:
    # Given the style guide as a developer sees it
    phone.context.clear_cookies()
    phone.context.set_extra_http_headers({"Accept-Language": language})
    page = phone.open("/styleguide")
    assert page.locator("html").get_attribute("lang") == language
    page.emulate_media(contrast=contrast)
    # then axe finds nothing, in light or dark
    assert_clean(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
