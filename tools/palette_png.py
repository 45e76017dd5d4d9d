"""Writes pixels as a PNG with a palette of the commonest colours, so that it is a few kB."""

import struct
import zlib
from collections import Counter

COLOURS = 64
Pixel = tuple[int, int, int, int]
"""Red, green, blue and how opaque, 0 to 255 each."""

OPAQUE = 255


def palette_png(width: int, height: int, drawn: list[Pixel]) -> bytes:
    """Give the file of a picture, its pixels row by row."""
    palette = [pixel for pixel, _ in Counter(drawn).most_common(COLOURS)]
    index = {pixel: nearest(pixel, palette) for pixel in set(drawn)}
    rows = b"".join(
        b"\0" + bytes(index[pixel] for pixel in drawn[at : at + width])
        for at in range(0, width * height, width)
    )
    alphas = bytes(pixel[3] for pixel in palette)
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", b"".join(bytes(pixel[:3]) for pixel in palette)),
        *([(b"tRNS", alphas)] if min(alphas) < OPAQUE else []),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, data) for kind, data in parts)


def nearest(pixel: Pixel, palette: list[Pixel]) -> int:
    """Give the place of the palette's colour closest to a pixel."""
    return min(
        range(len(palette)),
        key=lambda n: sum((one - other) ** 2 for one, other in zip(pixel, palette[n], strict=True)),
    )


def chunk(kind: bytes, data: bytes) -> bytes:
    """Frame one part of a PNG file."""
    checksum = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + checksum
