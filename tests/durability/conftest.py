"""Servers that die, for the tests that kill them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.durability.phones import Servers


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """One launcher for a file of tests: importing the app is most of a start."""
    folder: Path = tmp_path_factory.mktemp("servers")
    opened = Servers(folder)
    yield opened
    opened.close()
