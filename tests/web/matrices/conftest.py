"""One world for all matrices: what they ask for is refused, so nothing in it changes."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.app import create_app
from backend.settings import Settings
from backend.web.pace import Pace
from tests.conftest import Clock, House
from tests.web.matrices.world import World, make_world


@pytest.fixture(scope="module")
def world(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Amina with something everywhere, in a house whose doors may be tried often."""
    folder = tmp_path_factory.mktemp("world")
    file = folder / "facekind.sqlite3"
    shutil.copy(migrated_file, file)
    clock = Clock()
    app = create_app(
        Settings(data_dir=folder, database_url=f"sqlite:///{file}", registration="closed"),
        now=clock,
    )
    app.state.ways_in_pace = Pace(1_000_000)
    yield make_world(House(app, clock, app.state.engines), file)
    app.state.engines.dispose()
