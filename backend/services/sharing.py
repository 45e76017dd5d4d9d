"""A doctor's link: making it, showing it again, stopping it. How it is opened is in `opening.py`.

A link is `{base}/v#{token}.{key}`, two secrets of 32 bytes. The token finds the link: only its
digest is kept. The key opens the sealed report, and the server does not keep it in the open. Why
an attempt to open takes two transactions is said in `opening.py` and docs/decisions/0016.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, StrictBool, StrictInt
from sqlmodel import Session
from uuid_utils.compat import uuid7

from backend.domain.errors import NotFound, RuleBroken
from backend.domain.sharing import (
    ATTEMPTS,
    DEFAULT_OPEN_DAYS,
    OPEN_DAYS,
    SAID_TWICE,
    Access,
    Mode,
    Reach,
    Scope,
    ShareLink,
    reach_of,
)
from backend.domain.wording import say
from backend.services.reports import ChoiceDraft, choose, dump_report, read_report, scope_of
from backend.services.sealing import (
    Hasher,
    digest,
    new_secret,
    purpose_of,
    seal,
    secret_bytes,
    unseal,
)
from backend.store import accesses, accounts
from backend.store import sharing as store
from backend.store.sharing import NewLink

PATH = "/v"
SECRET, REPORT = "secret", "report"


def _of_ours(days: int) -> int:
    if days not in OPEN_DAYS:
        raise ValueError("this is not one of the lengths")
    return days


class ShareDraft(ChoiceDraft):
    """What the report shows, as a snapshot or live, for how many days, and with a passcode?"""

    mode: Mode = Mode.SNAPSHOT
    open_days: Annotated[StrictInt, AfterValidator(_of_ours)] = DEFAULT_OPEN_DAYS
    passcode: StrictBool = True


@dataclass(frozen=True)
class Issuer:
    """Where this server's links begin, the key it seals their secrets with, and its passcodes."""

    base: str
    secret_key: bytes
    passcodes: Hasher

    @property
    def reach(self) -> Reach:
        """From where its links can be opened."""
        return reach_of(self.base)


@dataclass(frozen=True)
class MadeLink:
    """A link just made. `passcode` is shown this once; None for a link without, or one made
    before. `address` is None when it is over already."""

    link: ShareLink
    address: str | None
    passcode: str | None


def make_link(
    session: Session,
    patient_id: UUID,
    draft: ShareDraft,
    *,
    issuer: Issuer,
    now: datetime,
    link_id: UUID | None = None,
) -> MadeLink:
    """Make a link, and its passcode if wanted.

    The same `link_id` with the same choices again is a double tap while the link is young and
    unopened, and gets a fresh passcode, since nobody may have seen the first; later it gives the
    link without one. With other choices it is another link. What is shared is kept as the choice
    for the next report. Raises RuleBroken with the reason where links would be read on the way,
    and NotFound for an id that is somebody else's.
    """
    check_reach(issuer)
    patient = accounts.lock_patient(session, patient_id)
    store.wipe_ended(session, now=now)
    today = patient.days.day_of(now)
    choose(session, patient_id, draft, today=today)
    scope = scope_of(draft, today=today)
    known = store.read_link(session, patient_id, link_id) if link_id else None
    if known is not None:
        if _says_the_same(known, draft, scope):
            return _again(session, patient_id, known, issuer=issuer, now=now)
        link_id = None
    made_id = link_id or UUID(str(uuid7()))
    passcode, address = _add(session, patient_id, made_id, draft, scope, issuer=issuer, now=now)
    accounts.next_seq(session, patient_id)
    return MadeLink(read_link(session, patient_id, made_id), address, passcode)


def check_reach(issuer: Issuer) -> None:
    """Raise RuleBroken where a link's address would travel unencrypted."""
    if issuer.reach is Reach.NOWHERE:
        raise RuleBroken(
            say(
                "A link cannot be made here: this address is not https, so what a doctor opens "
                "could be read on the way. Use the report on this phone or on paper, or ask who "
                "runs this server to set up https."
            )
        )


def _says_the_same(known: ShareLink, draft: ShareDraft, scope: Scope) -> bool:
    length = known.expires_at - known.created_at
    asked = (scope, draft.mode, timedelta(days=draft.open_days), draft.passcode)
    return (known.scope, known.mode, length, known.has_passcode) == asked


def _again(
    session: Session, patient_id: UUID, known: ShareLink, *, issuer: Issuer, now: datetime
) -> MadeLink:
    unseen = not known.opened and known.attempts_left == ATTEMPTS
    young = timedelta() <= now - known.created_at < SAID_TWICE
    passcode = None
    if known.has_passcode and unseen and young and known.ended(now) is None:
        passcode, kept = issuer.passcodes.make()
        store.save_passcode(session, patient_id, known.id, kept)
    address = show_again(session, patient_id, known.id, issuer=issuer, now=now)
    return MadeLink(known, address, passcode)


def _add(
    session: Session,
    patient_id: UUID,
    link_id: UUID,
    draft: ShareDraft,
    scope: Scope,
    *,
    issuer: Issuer,
    now: datetime,
) -> tuple[str | None, str]:
    """Keep a new link; gives its passcode and its address."""
    token, key = new_secret(), new_secret()
    # A live link seals nothing but the proof that whoever asks has its key.
    live = draft.mode is Mode.LIVE
    report = b"" if live else dump_report(read_report(session, patient_id, scope, now=now))
    passcode, kept = issuer.passcodes.make() if draft.passcode else (None, None)
    new = NewLink(
        id=link_id,
        token_digest=digest(token),
        sealed_secret=seal(
            f"{token}.{key}".encode(), issuer.secret_key, purpose_of(link_id, SECRET)
        ),
        sealed_report=seal(report, secret_bytes(key) or b"", purpose_of(link_id, REPORT)),
        passcode_hash=kept,
        mode=draft.mode,
        scope=scope,
        expires_at=now + timedelta(days=draft.open_days),
    )
    if not store.add_link(session, patient_id, new, now=now):
        raise NotFound
    return passcode, _address(issuer, f"{token}.{key}")


def _address(issuer: Issuer, secret: str) -> str:
    return f"{issuer.base}{PATH}#{secret}"


def show_again(
    session: Session, patient_id: UUID, link_id: UUID, *, issuer: Issuer, now: datetime
) -> str | None:
    """Give a link's address again, for the code and for copying; None once it is over.

    Also None where the server's key is not the one it was sealed with. Raises NotFound.
    """
    link = read_link(session, patient_id, link_id)
    sealed = store.read_sealed_secret(session, patient_id, link_id)
    if sealed is None or link.ended(now) is not None:
        return None
    secret = unseal(sealed, issuer.secret_key, purpose_of(link_id, SECRET))
    return _address(issuer, secret.decode()) if secret else None


def read_links(
    session: Session,
    patient_id: UUID,
    *,
    before: tuple[datetime, UUID] | None = None,
    limit: int = 200,
) -> tuple[ShareLink, ...]:
    """Give a person's links, newest first, open and over; `before` is the last one seen."""
    return store.read_links(session, patient_id, before=before, limit=limit)


def read_link(session: Session, patient_id: UUID, link_id: UUID) -> ShareLink:
    """Give one link. Raises NotFound when it is unknown or somebody else's."""
    link = store.read_link(session, patient_id, link_id)
    if link is None:
        raise NotFound
    return link


def read_accesses(
    session: Session,
    patient_id: UUID,
    link_id: UUID,
    *,
    before: tuple[datetime, UUID] | None = None,
    limit: int = 200,
) -> tuple[Access, ...]:
    """Give the attempts on a link, newest first. Raises NotFound."""
    read_link(session, patient_id, link_id)
    return accesses.read_accesses(session, patient_id, link_id, before=before, limit=limit)


def revoke(session: Session, patient_id: UUID, link_id: UUID, *, now: datetime) -> None:
    """Stop a link from the next request on and wipe what it sealed.

    Stopping twice is no error. Raises NotFound.
    """
    accounts.lock_patient(session, patient_id)
    read_link(session, patient_id, link_id)
    if store.stop_link(session, patient_id, link_id, now=now):
        accounts.next_seq(session, patient_id)
    store.wipe_ended(session, now=now)


def sweep_links(session: Session, *, now: datetime) -> int:
    """Wipe what every link that is over had sealed, whoever made it; gives how many."""
    return store.wipe_ended(session, now=now)
