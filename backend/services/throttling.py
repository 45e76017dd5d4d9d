"""Slowing down whoever guesses: after five failures in a row a growing wait, never a lock.

A failure is counted before the guess is judged and taken back when it was right, so that parallel
guesses share no attempt. Subjects are kept under a keyed digest: no name, no address.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from math import ceil

from sqlmodel import Session

from backend.domain.credentials import FORGOTTEN_AFTER, wait_after
from backend.store import throttling as store


@dataclass(frozen=True)
class TooSoon:
    """Asked again before the wait was over."""

    seconds: int


@dataclass(frozen=True)
class Subjects:
    """Who is being slowed down: the account that is guessed, and the address that guesses."""

    account: str | None
    address: str

    @property
    def both(self) -> tuple[str, ...]:
        return (self.address, *([self.account] if self.account else []))


def subjects(secret: bytes, *, address: str, account: str | None = None) -> Subjects:
    """Name whom to slow down."""
    named = _keyed(secret, f"account|{account}") if account is not None else None
    return Subjects(named, _keyed(secret, f"address|{address}"))


def _keyed(secret: bytes, text: str) -> str:
    return hmac.new(secret, text.encode(), sha256).hexdigest()


def take_try(session: Session, who: Subjects, *, now: datetime) -> TooSoon | None:
    """Count a try as failed, before it is judged; or say how long to wait, and count nothing."""
    seconds = max(_wait(session, one, now=now) for one in who.both)
    if seconds:
        return TooSoon(seconds)
    for one in who.both:
        store.count_failure(session, one, now=now)
    return None


def _wait(session: Session, subject: str, *, now: datetime) -> int:
    failures = store.read_failures(session, subject)
    if failures is None or failures.failed_at <= now - FORGOTTEN_AFTER:
        store.clear_failures(session, subject)
        return 0
    free_at = failures.failed_at + wait_after(failures.count)
    return max(0, ceil((free_at - now).total_seconds()))


def try_was_right(session: Session, who: Subjects) -> None:
    """Begin an account's count again; of the address only this try is taken back."""
    store.take_failure_back(session, who.address)
    if who.account:
        store.clear_failures(session, who.account)


def sweep_failures(session: Session, *, now: datetime) -> None:
    """Forget failures of long ago."""
    store.sweep_failures(session, before=now - FORGOTTEN_AFTER)
