"""The app can be installed, and costs little to fetch."""

import json
import re
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import MakePhone
from tests.browser.faults import Proxy
from tests.browser.phone import Phone
from tests.browser.place import Place

pytestmark = pytest.mark.browser

KB = 1000
USABLE_KB, WEEK_KB, LIBRARY_KB, DOCTORS_KB, THIS_PHONE_KB, FOLLOWED_KB = 60, 200, 25, 40, 20, 40
LIBRARY = "GET /library"
DOCTORS = re.compile(
    r"GET /(progress|report|hand-over|check-in/function"
    r"|static/\w+/(css/more\.css|js/(hand-over|questionnaire|elements/(copy|print))\.js))$"
)
"""The pages for a visit to a doctor, and the styles and scripts that only they have."""
FOLLOWED = re.compile(
    r"GET /(check-in/(answers|gad7|phq4|phq8)|static/\w+/js/(check-in|check-in-drawing"
    r"|offline/filled|red-flag|score|screening|visit)\.js)$"
)
"""What is asked only of who follows it: its pages, once for all days, and their scripts."""
FACE = re.compile(r"GET /(check-in/(where|linked)|static/\w+/js/(where|linked)\.js)$")
"""The face map and linked movements, and the scripts that only they have."""
FACE_KB = 20
THIS_PHONE = re.compile(r"GET /(this-phone|static/\w+/js/offline/phone/\w+\.js)$")
"""The page about what is on this phone: its copies, its questions, and leaving."""


def test_the_app_can_be_installed(place: Place, lasting_phone: Phone) -> None:
    # Given the app, opened in a browser that keeps its storage
    page = lasting_phone.keep_week()
    devtools = lasting_phone.context.new_cdp_session(page)
    # then the browser has nothing against installing it
    assert devtools.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
    # and its manifest is read without a fault, with the id that never changes
    read = devtools.send("Page.getAppManifest")
    assert read["errors"] == []
    assert json.loads(read["data"])["id"] == "/?app=facekind"
    assert devtools.send("Page.getAppId")["appId"] == f"{place.url}/?app=facekind"


def test_today_is_usable_after_sixty_kilobytes_and_the_week_after_two_hundred(
    place: Place, make_phone: MakePhone
) -> None:
    # Given a phone that has never been here, and no worker yet
    page = make_phone(service_workers="block").open("/today")
    page.wait_for_load_state("networkidle")
    usable = tell("usable", place.proxy)
    # and another one that lets the worker fetch the week
    place.proxy.forget_counts()
    page = make_phone().keep_week()
    expect(page.locator("html[data-summary-ready]")).to_be_attached()
    page.wait_for_load_state("networkidle")
    whole = tell("with the offline week", place.proxy)
    counted = place.proxy.bytes_down.items()
    library = sum(size for asked, size in counted if asked.startswith(LIBRARY)) / KB
    doctors = sum(size for asked, size in counted if DOCTORS.match(asked)) / KB
    face = sum(size for asked, size in counted if FACE.match(asked)) / KB
    followed = sum(size for asked, size in counted if FOLLOWED.match(asked)) / KB
    this_phone = sum(size for asked, size in counted if THIS_PHONE.match(asked)) / KB
    # then both stay small, counted with their headers as the server sent them, and so do the
    # library, the pages for a doctor, what somebody follows and the page about this phone, which
    # are kept beside the week
    assert usable <= USABLE_KB
    assert whole - library - doctors - face - followed - this_phone <= WEEK_KB
    assert 0 < library <= LIBRARY_KB
    assert 0 < doctors <= DOCTORS_KB
    assert 0 < face <= FACE_KB
    assert 0 < followed <= FOLLOWED_KB
    assert 0 < this_phone <= THIS_PHONE_KB


def tell(what: str, proxy: Proxy) -> float:
    """Write down what was transferred, the largest first, and give the kilobytes."""
    kilobytes = proxy.bytes_down.total() / KB
    sys.stdout.write(f"/today {what}: {kilobytes:.1f} kB, {proxy.requests.total()} requests\n")
    for asked, size in proxy.bytes_down.most_common():
        sys.stdout.write(f"{size:8} {proxy.requests[asked]}x {asked}\n")
    return kilobytes
