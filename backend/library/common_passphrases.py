"""Passphrases that everybody tries first: a list that is part of Facekind, so nothing is asked."""

from functools import cache
from pathlib import Path
from re import fullmatch, sub

LIST = Path(__file__).with_name("common_passphrases.txt")
"""The 30 000 most common passwords of zxcvbn 4.5.0 (Dropbox, MIT)."""


@cache
def _common() -> frozenset[str]:
    return frozenset(LIST.read_text(encoding="utf-8").split())


def is_common(passphrase: str) -> bool:
    """Whether a passphrase is a common one: as it is, with a few signs around it, or repeated."""
    bare = "".join(passphrase.casefold().split())
    core = sub(r"^[\d\W_]+|[\d\W_]+$", "", bare)
    repeated = fullmatch(r"(.{2,}?)\1+", bare)
    said = {bare, core} | ({repeated.group(1)} if repeated else set())
    return any(one in _common() for one in said if one)
