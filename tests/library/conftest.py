"""The library as it ships."""

import pytest

from backend.domain.library import Library
from backend.library import read_library


@pytest.fixture
def library() -> Library:
    """Give it in English."""
    return read_library("en")
