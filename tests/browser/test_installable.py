"""The app can be installed, and costs little to fetch."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import MakePhone
from tests.browser.phone import Phone
from tests.browser.place import Place

pytestmark = pytest.mark.browser

KB = 1000
USABLE_KB, ALL_KB = 60, 200


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
    without_worker = make_phone(service_workers="block")
    place.proxy.forget_counts()
    page = without_worker.open("/today")
    page.wait_for_load_state("networkidle")
    usable, requests = place.proxy.bytes_down.total() / KB, place.proxy.requests.total()
    # and another one that lets the worker fetch the week
    with_worker = make_phone()
    place.proxy.forget_counts()
    page = with_worker.keep_week()
    page.wait_for_load_state("networkidle")
    expect(page.locator("html[data-offline-ready]")).to_be_attached()
    everything, all_requests = place.proxy.bytes_down.total() / KB, place.proxy.requests.total()
    print(*place.proxy.bytes_down.most_common(), sep="\n")
    # then both stay small, counted with their headers as the server sent them
    print(f"\n/today usable: {usable:.1f} kB in {requests} requests")
    print(f"/today with the offline week: {everything:.1f} kB in {all_requests} requests")
    assert usable <= USABLE_KB
    assert everything <= ALL_KB
