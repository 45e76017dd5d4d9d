"""Amina, and the same people under other settings."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backend.app import create_app
from backend.settings import Settings
from tests.conftest import House
from tests.people import Someone
from tests.web.joining.coming import Rule, secured_amina


@pytest.fixture
def her(house: House) -> Someone:
    """Amina, who can sign in, so that others may be invited."""
    return house.settle(secured_amina)


@pytest.fixture
def ruled(house: House, tmp_path: Path) -> Iterator[Rule]:
    """The same people under other settings."""
    made: list[House] = []

    def under(**how: Any) -> House:
        url = house.engines.writing.url.render_as_string(hide_password=False)
        app = create_app(Settings(data_dir=tmp_path, database_url=url, **how), now=house.clock)
        made.append(House(app, house.clock, app.state.engines))
        return made[-1]

    yield under
    for one in made:
        one.engines.dispose()
