"""How a doctor's link is opened: by whoever has it and, if it asks for one, its passcode.

An attempt with a passcode takes two transactions, the one exception to "one request, one
transaction". The first takes one of the ten attempts and writes it down as failed; only then is
the passcode judged; the second gives the attempt back and corrects what was written. So parallel
guesses can never share an attempt, and a crash may count too many and never too few.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from typing import Annotated, Protocol
from uuid import UUID

from pydantic import Field

from backend.domain.reports import Report
from backend.domain.sharing import MOST_AFTER_END, AccessOutcome, LinkEnd, Mode, typed_passcode
from backend.services.reports import load_report, read_report
from backend.services.sealing import Hasher, digest, purpose_of, secret_bytes, unseal
from backend.services.shapes import Draft, PlainLine, Words
from backend.services.sharing import REPORT
from backend.services.transactions import Transactions
from backend.store import accesses, accounts
from backend.store import sharing as store
from backend.store.sharing import KeptLink

LONGEST_SECRET = 200
"""Longer than any secret of ours, so that a padded link is a dead one and not a wrong field."""


class OpeningDraft(Draft):
    """What the doctor's page sends: the link's two secrets, and what the reader typed."""

    token: Annotated[Words, Field(max_length=LONGEST_SECRET)]
    key: Annotated[Words, Field(max_length=LONGEST_SECRET)]
    passcode: Annotated[Words, Field(max_length=40)] = ""
    recipient: Annotated[PlainLine, Field(max_length=200)] = ""


@dataclass(frozen=True)
class Opened:
    """A link was opened; `shared_on` and `expires_on` are days in its maker's zone."""

    report: Report
    mode: Mode
    shared_on: date
    expires_on: date


@dataclass(frozen=True)
class AsksForPasscode:
    """The passcode is missing or wrong; with 0 attempts left the link is over."""

    attempts_left: int
    tried: bool


@dataclass(frozen=True)
class TooOften:
    """Live, and asked for more often than anybody reads."""

    seconds: int


@dataclass(frozen=True)
class Closed:
    """Unknown, over, or not with this key: the same answer for each."""


Opening = Opened | AsksForPasscode | TooOften | Closed


class Pace(Protocol):
    """How often one link may be opened or asked about."""

    def wait(self, link_id: UUID) -> int:
        """Give the seconds to wait; 0 for none."""

    def count(self, link_id: UUID) -> None:
        """Count one opening, or one question about it."""


@dataclass(frozen=True)
class Queues:
    """Lets attempts on the same link be judged one after another within this process.

    Otherwise parallel attempts with the right passcode would take each other's last attempt.
    """

    locks: tuple[Lock, ...]

    @classmethod
    def of(cls, many: int = 64) -> "Queues":
        """Make queues; two links may share one and then wait for each other, no more."""
        return cls(tuple(Lock() for _ in range(many)))

    @contextmanager
    def turn(self, link_id: UUID) -> Iterator[None]:
        """Wait for this link's turn."""
        with self.locks[hash(link_id) % len(self.locks)]:
            yield


@dataclass(frozen=True)
class Reception(Transactions):
    """Where links are opened: both engines, the judge of passcodes, the pace and the queues."""

    passcodes: Hasher
    pace: Pace
    queues: Queues


def open_link(reception: Reception, draft: OpeningDraft, *, now: datetime) -> Opening:
    """Open a link, or say what is missing.

    Whatever is not open ends before any passcode is judged. Asking without a passcode costs
    nothing; a success never refills what failed before.
    """
    token_digest = digest(draft.token)
    link = _find(reception, token_digest, now=now)
    if link is None:
        return Closed()
    if link.over:
        return _too_late(reception, link, draft.recipient, now=now)
    sealed = _unsealed(link, draft.key)
    if sealed is None:
        return Closed()
    with reception.queues.turn(link.id):
        seconds = reception.pace.wait(link.id)
        if seconds:
            return TooOften(seconds)
        answer = _judge(reception, link, token_digest, draft, now=now)
        if answer is None or (isinstance(answer, AsksForPasscode) and not answer.tried):
            reception.pace.count(link.id)
    return answer or _opened(reception, link, sealed, now=now)


def _find(reception: Reception, token_digest: str, *, now: datetime) -> KeptLink | None:
    with reception.reading() as session:
        return store.find_link(session, token_digest, now=now)


def _unsealed(link: KeptLink, key: str) -> bytes | None:
    raw = secret_bytes(key)
    if raw is None or link.sealed_report is None:
        return None
    return unseal(link.sealed_report, raw, purpose_of(link.id, REPORT))


def _judge(
    reception: Reception,
    link: KeptLink,
    token_digest: str,
    draft: OpeningDraft,
    *,
    now: datetime,
) -> Opening | None:
    """Say why a link does not open; None when it does, and that is written down already."""
    if link.passcode_hash is None:
        return _let_in(reception, link, token_digest, draft.recipient, now=now)
    passcode = typed_passcode(draft.passcode)
    if not passcode:
        return _asked(reception, link, token_digest, draft.recipient, now=now)
    with reception.writing() as session:
        store.hold_owner(session, link.patient_id)
        left = store.take_attempt(session, token_digest, now=now)
        if left is not None:
            access_id = accesses.add_access(
                session,
                link.patient_id,
                link.id,
                outcome=AccessOutcome.WRONG_PASSCODE,
                reader=draft.recipient,
                now=now,
            )
    if left is None:
        return _too_late(reception, link, draft.recipient, now=now)
    right = reception.passcodes.match(link.passcode_hash, passcode)
    if right:
        return _give_back(reception, link, token_digest, access_id)
    if not left:
        with reception.writing() as session:
            store.end_link(session, link.patient_id, link.id, now=now)
    return AsksForPasscode(left, tried=True)


def _asked(
    reception: Reception, link: KeptLink, token_digest: str, reader: str, *, now: datetime
) -> Opening:
    """Say that a passcode is asked for, and how many attempts are left just now."""
    found = _find(reception, token_digest, now=now)
    if found is None or found.over or found.attempts_left <= 0:
        return _too_late(reception, link, reader, now=now)
    return AsksForPasscode(found.attempts_left, tried=False)


def _let_in(
    reception: Reception, link: KeptLink, token_digest: str, reader: str, *, now: datetime
) -> Closed | None:
    """Write the opening of a link without a passcode down, if it is still open."""
    with reception.writing() as session:
        store.hold_owner(session, link.patient_id)
        still = store.hold_open_link(session, token_digest, now=now)
        if still:
            accesses.add_access(
                session,
                link.patient_id,
                link.id,
                outcome=AccessOutcome.OPENED,
                reader=reader,
                now=now,
            )
    return None if still else _too_late(reception, link, reader, now=now)


def _give_back(
    reception: Reception, link: KeptLink, token_digest: str, access_id: UUID
) -> Closed | None:
    """Give a right attempt back and write it down as an opening, unless it was stopped."""
    with reception.writing() as session:
        store.hold_owner(session, link.patient_id)
        still = store.give_attempt_back(session, token_digest)
        outcome = AccessOutcome.OPENED if still else AccessOutcome.AFTER_END
        accesses.correct_access(session, link.patient_id, access_id, outcome)
    return None if still else Closed()


def _too_late(reception: Reception, link: KeptLink, reader: str, *, now: datetime) -> Closed:
    """Note that a link is over, and that somebody tried it; the latter not without end."""
    mine = (link.patient_id, link.id)
    with reception.reading() as session:
        if accesses.count_after_end(session, *mine) >= MOST_AFTER_END:
            return Closed()
    with reception.writing() as session:
        store.hold_owner(session, link.patient_id)
        store.hold_link(session, *mine)
        if link.expires_at <= now:
            store.end_link(session, *mine, now=now)
        kept = store.read_link(session, *mine)
        if kept and accesses.count_after_end(session, *mine) < MOST_AFTER_END:
            locked = kept.ended(now) is LinkEnd.LOCKED
            outcome = AccessOutcome.LOCKED if locked else AccessOutcome.AFTER_END
            accesses.add_access(session, *mine, outcome=outcome, reader=reader, now=now)
    return Closed()


def _opened(reception: Reception, link: KeptLink, sealed: bytes, *, now: datetime) -> Opening:
    """Give what an opened link shows. A person who was erased meanwhile shows nothing."""
    with reception.reading() as session:
        patient = accounts.read_patient(session, link.patient_id)
        if patient is None:
            return Closed()
        if link.mode is Mode.LIVE:
            report = read_report(session, link.patient_id, link.scope, now=now)
        else:
            report = load_report(sealed)
    zone = patient.days.zone
    shared, expires = link.created_at.astimezone(zone), link.expires_at.astimezone(zone)
    return Opened(report, link.mode, shared.date(), expires.date())
