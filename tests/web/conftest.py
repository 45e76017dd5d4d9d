"""Amina over HTTP: most pages and verbs are tried by her."""

import pytest
from starlette.testclient import TestClient

from tests.conftest import House
from tests.people import Someone, amina


@pytest.fixture
def her(house: House) -> Someone:
    return house.settle(amina)


@pytest.fixture
def phone(house: House, her: Someone) -> TestClient:
    return house.phone(her)
