"""Folding: what a search compares, so that "Cafe" finds "café" and "ＡＢＣ" finds "abc"."""

import unicodedata


def fold(text: str) -> str:
    """Give text without case, marks, widths and runs of space. Folding twice changes nothing."""
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(sign for sign in plain if unicodedata.category(sign) != "Mn")
    return " ".join(unicodedata.normalize("NFC", bare).split())
