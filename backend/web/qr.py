"""Draws an address as a QR code, for components/qr.html."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import segno

QUIET_ZONE = 4
"""Modules left white around a code, as its standard asks."""


@dataclass(frozen=True)
class Code:
    """A QR code: modules along a side, quiet zone included, and its dark ones as a path."""

    size: int
    path: str


def code_of(address: str) -> Code:
    """Draw an address as a QR code, error correction M (sharing reference 1.1)."""
    matrix = segno.make(address, error="m", micro=False).matrix
    return Code(len(matrix) + 2 * QUIET_ZONE, "".join(_dark_runs(matrix)))


def _dark_runs(matrix: Sequence[Sequence[int]]) -> Iterator[str]:
    """Give each run of dark modules in a row as a rectangle of a path."""
    for y, row in enumerate(matrix, QUIET_ZONE):
        x = QUIET_ZONE
        for dark, modules in groupby(row):
            length = len(list(modules))
            if dark:
                yield f"M{x} {y}h{length}v1h-{length}z"
            x += length
