"""Slowing down whoever guesses: after five failures in a row a growing wait, never a lock.

A failure is counted before the guess is judged and taken back when it was right, so that parallel
guesses share no attempt. Subjects are kept under a keyed digest: no name, no address.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from ipaddress import IPv6Address, ip_address
from math import ceil

from sqlmodel import Session

from backend.domain.accounts import SESSION_IDLE
from backend.domain.credentials import FORGOTTEN_AFTER, wait_after
from backend.store import throttling as store

HOUSEHOLD_BITS = 64
MOST_SUBJECTS = 50_000
"""Accounts and addresses that are counted at once."""


@dataclass(frozen=True)
class TooSoon:
    """Asked again before the wait was over."""

    seconds: int


@dataclass(frozen=True)
class Subjects:
    """Who is being slowed down: the address that guesses, and the account that is guessed.

    `home` is both together. Where somebody got in before, their account is counted by itself, so
    that whoever guesses elsewhere, for however long, does not keep them out.
    """

    address: str
    account: str | None = None
    home: str | None = None


def subjects(secret: bytes, *, address: str, account: str | None = None) -> Subjects:
    """Name whom to slow down."""
    near = neighbourhood(address)
    if account is None:
        return Subjects(_keyed(secret, f"address|{near}"))
    return Subjects(
        _keyed(secret, f"address|{near}"),
        _keyed(secret, f"account|{account}"),
        _keyed(secret, f"home|{near}|{account}"),
    )


def newcomers(secret: bytes, *, address: str) -> Subjects:
    """Name whom to slow down where anybody may join: from one address a few people a day do."""
    return Subjects(_keyed(secret, f"newcomers|{neighbourhood(address)}"))


def nobody(secret: bytes) -> Subjects:
    """Name what is counted where there is no account: nobody is slowed down by it."""
    return Subjects(_keyed(secret, "nobody"))


def neighbourhood(address: str) -> str:
    """Give what stands for an address. Of IPv6 a household has a whole /64 to choose from."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(known, IPv6Address):
        return str(known.ipv4_mapped or int(known) >> HOUSEHOLD_BITS)
    return str(known)


def _keyed(secret: bytes, text: str) -> str:
    return hmac.new(secret, text.encode(), sha256).hexdigest()


def take_try(session: Session, who: Subjects, *, now: datetime) -> TooSoon | None:
    """Count a try as failed, before it is judged; or say how long to wait, and count nothing."""
    counted = _counted(session, who)
    seconds = max(_wait(session, one, now=now) for one in counted)
    if seconds:
        return TooSoon(seconds)
    for one in counted:
        store.count_failure(session, one, now=now)
    return None


def _counted(session: Session, who: Subjects) -> tuple[str, ...]:
    """The address first, always: nobody holds an account and waits for an address."""
    if who.account is None or who.home is None:
        return (who.address,)
    known = store.is_counted(session, who.home)
    return who.address, who.home if known else who.account


def _wait(session: Session, subject: str, *, now: datetime) -> int:
    """Give how long a subject has to wait, and hold it: its tries come one after another."""
    failures = store.hold_failures(session, subject, now=now)
    if failures.failed_at <= now - FORGOTTEN_AFTER:
        store.set_failures(session, subject, count=0, failed_at=now)
        return 0
    failed_at = min(now, failures.failed_at)
    if failed_at < failures.failed_at:  # the clock was set back since: the wait begins again
        store.set_failures(session, subject, count=failures.count, failed_at=failed_at)
    left = failed_at + wait_after(failures.count) - now
    return max(0, ceil(left.total_seconds()))


def count_failure(session: Session, who: Subjects, *, now: datetime) -> None:
    """Count one more failure of an address."""
    store.count_failure(session, who.address, now=now)


def try_was_right(session: Session, who: Subjects, *, now: datetime) -> None:
    """Begin an account's count again; of the address only this try is taken back.

    The address was free to try, so it is free again: whoever came in by one form and sends the next
    does not wait for failures they have waited for already.
    """
    failures = store.hold_failures(session, who.address, now=now)
    before = max(0, failures.count - 1)
    store.set_failures(session, who.address, count=before, failed_at=now - wait_after(before))
    for one in _counted(session, who)[1:]:
        store.set_failures(session, one, count=0, failed_at=now)
    if who.home is not None:
        store.hold_failures(session, who.home, now=now)


def sweep_failures(session: Session, *, now: datetime) -> None:
    """Forget failures of long ago, where nobody got in for a month, and of more subjects than one
    server has the oldest."""
    store.sweep_failures(
        session, before=now - FORGOTTEN_AFTER, at_home_since=now - SESSION_IDLE, keep=MOST_SUBJECTS
    )
