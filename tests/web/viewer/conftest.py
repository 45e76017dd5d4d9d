"""The house on both databases, a doctor's browser, and the judge of passcodes."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from backend.app import create_app
from backend.settings import Settings
from tests.conftest import Clock, House
from tests.web.viewer.links import Counting


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    """The whole app on both databases."""
    clock = Clock()
    app = create_app(Settings(data_dir=tmp_path, database_url=database_url), now=clock)
    yield House(app, clock, app.state.engines)
    app.state.engines.dispose()


@pytest.fixture
def doctor(house: House) -> TestClient:
    """A browser that knows nobody here."""
    return house.stranger()


@pytest.fixture
def judge(house: House) -> Counting:
    counting = Counting()
    house.app.state.reception = replace(house.app.state.reception, passcodes=counting)
    return counting
