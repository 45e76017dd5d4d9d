"""What is followed, for programs."""

import pytest
from starlette.testclient import TestClient

from tests.conftest import House
from tests.people import dan

CHEEK = {"key": "tight", "zone": "cheek", "side": "left"}
ADDRESS = "/api/v1/following"


def test_what_is_followed_is_put_whole(phone: TestClient) -> None:
    assert phone.get(ADDRESS).json()["pinned"] == []
    put = phone.put(ADDRESS, json={"pinned": [CHEEK], "own": ["下巴响"], "energy": True})
    assert put.status_code == 200
    assert put.json() == phone.get(ADDRESS).json()
    assert put.json()["pinned"] == [CHEEK]
    assert phone.put(ADDRESS, json={}).json()["own"] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"pinned": [CHEEK] * 4},
        {"pinned": [CHEEK, CHEEK]},
        {"pinned": [{"key": "unknown"}]},
        {"pinned": [CHEEK | {"side": "middle"}]},
        {"pinned": [CHEEK | {"zone": "ear"}]},
        {"own": [f"pain {n}" for n in range(21)]},
        {"own": ["x" * 61]},
        {"own": ["x" * 200_000]},
        {"own": ["nul\0"]},
        {"own": ["two\nlines"]},
        {"own": [""]},
        {"own": [" "]},
        {"own": ["Click", "click"]},
        {"energy": 1},
        {"linked_every": 7},
        {"declined": {}},
    ],
)
def test_what_makes_no_sense_changes_nothing(phone: TestClient, wrong: dict[str, object]) -> None:
    before = phone.put(ADDRESS, json={"pinned": [CHEEK], "own": ["<b>Jaw</b>", "فك"]}).json()
    answer = phone.put(ADDRESS, json=wrong)
    assert (answer.status_code, bool(answer.json()["errors"])) == (422, True)
    assert phone.get(ADDRESS).json() == before


def test_dan_follows_what_he_chose(house: House, phone: TestClient) -> None:
    phone.put(ADDRESS, json={"pinned": [CHEEK]})
    his = house.phone(house.settle(dan))
    assert his.get(ADDRESS).json()["pinned"] == []
    his.put(ADDRESS, json={"sleep": True})
    assert phone.get(ADDRESS).json()["sleep"] is False
