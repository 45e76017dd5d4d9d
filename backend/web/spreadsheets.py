"""Tables as CSV that any spreadsheet opens, and in which nothing a person wrote is a formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time
from io import StringIO

BOM = "\ufeff"
"""Tells spreadsheets that what follows is UTF-8."""

FORMULAS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""What a spreadsheet may take for the beginning of a formula; the wide forms are the last four."""

BLANKS = " \v\f\u00a0\u3000\ufeff\u200b\u2060"
"""What some of them skip before it: spaces, and signs that nobody sees."""

CHUNK = 32 * 1024
"""Characters gathered before they are sent on, about."""

Cell = str | int | bool | date | time | None
"""A text, or data: a number, a day, yes or no, nothing."""


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Give a table piece by piece: the headings, then a line for each row."""
    page = StringIO(newline="")
    page.write(BOM)
    writer = csv.writer(page)  # commas, quotes where they are needed, CRLF
    writer.writerow(headings)
    for row in rows:
        writer.writerow([_written(cell) for cell in row])
        if page.tell() > CHUNK:
            yield _taken(page)
    yield _taken(page)


def _taken(page: StringIO) -> bytes:
    text = page.getvalue()
    page.seek(0)
    page.truncate()
    return text.encode()


def _written(cell: Cell) -> str | int:
    """Give a cell as it is written; a text that looks like a formula gets an apostrophe before."""
    match cell:
        case None:
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case int():
            return cell
        case date():
            return cell.isoformat()
        case time():
            return cell.strftime("%H:%M")
    return f"'{cell}" if _looks_like_formula(cell) else cell


def _looks_like_formula(text: str) -> bool:
    """Whether a text begins as a formula does, also after blanks that a spreadsheet may skip."""
    return text.startswith(FORMULAS) or text.lstrip(BLANKS).startswith(FORMULAS)
