"""The clinical library as data, one folder of words per language, and its loader."""

from backend.library.loader import load, read_library
from backend.library.marks import LibraryBroken
from backend.library.shelf import languages

__all__ = ["LibraryBroken", "languages", "load", "read_library"]
