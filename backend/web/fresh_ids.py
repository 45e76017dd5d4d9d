"""Ids for the forms of a page: UUIDs of version 7 that are nearly alike, so that a page of many
forms stays small when it is compressed.

They need not be secret, only never the same twice: what is fresh about each is its count.
"""

from threading import Lock
from uuid import UUID

from uuid_utils.compat import uuid7

COUNTED = 4096
LASTS_MS = 1000
TIME_AT = 80
"""A UUID of version 7 begins with its time in milliseconds, above this many bits."""


class FreshIds:
    """Gives ids that share all but their last three digits for a second."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._base = 0
        self._given = COUNTED

    def __call__(self) -> str:
        """Give the next one."""
        now = uuid7().int
        with self._lock:
            old = (now >> TIME_AT) - (self._base >> TIME_AT) > LASTS_MS
            if old or self._given == COUNTED:
                self._base, self._given = now // COUNTED * COUNTED, 0
            self._given += 1
            return str(UUID(int=self._base + self._given - 1))
