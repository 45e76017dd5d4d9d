"""Pages as a reader finds them: parsed, and asked by what stands in them."""

from bs4 import BeautifulSoup, Tag


def soup(text: str) -> BeautifulSoup:
    """Read a page."""
    return BeautifulSoup(text, "html.parser")


def only(whole: Tag, selector: str) -> Tag:
    """Give the one thing that is found; two of them, or none, are an error."""
    (found,) = whole.select(selector)
    return found


def above(found: Tag, name: str) -> Tag:
    """Give the nearest element of this name around it."""
    around = found.find_parent(name)
    assert around is not None
    return around
