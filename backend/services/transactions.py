"""Transactions of their own, for the three uses that need more than a request's one.

A secret that somebody may be guessing is paid for in a first commit and judged after it:
`opening.py` (a doctor's passcode) and `signing_in.py` (a passphrase). Files are scrubbed of what
was deleted once that is committed: `erasing.py`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlmodel import Session

from backend.store.engines import Engines


@dataclass(frozen=True)
class Transactions:
    """Opens transactions on both engines."""

    engines: Engines

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Look into the database."""
        with Session(self.engines.reading, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Write, and commit at the end."""
        with Session(self.engines.writing, expire_on_commit=False) as session, session.begin():
            yield session
