"""Changing the ways into one's own account: a passkey more, a passphrase, the recovery code.

Whoever has just made their first credential has shown it by that: their session is renewed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field, StrictBool
from sqlmodel import Session

from backend.domain.activity import ActivityKind
from backend.domain.credentials import WaysIn
from backend.domain.wording import say
from backend.services.devices import Present, end_others, forget_proofs, renew_proved
from backend.services.joining import Gate, make_recovery_code
from backend.services.passkeys import Site, keep_passkey, read_new
from backend.services.passphrases import PassphraseDraft, hash_passphrase, keep_passphrase
from backend.services.shapes import Draft, PlainLine
from backend.services.signing_in import Asker, Refused
from backend.services.throttling import TooSoon, subjects, take_try, try_was_right
from backend.store import accounts, activity
from backend.store import credentials as store

NOT_MADE = say("This passkey could not be kept. Please try again.")

DOUBLE_TAP = timedelta(seconds=3)
"""Within it, asking twice for a recovery code is one wish: the second answer is the one seen."""

LONGEST_NAME = 60

PasskeyName = Annotated[PlainLine, Field(max_length=LONGEST_NAME)]


def _typed(name: str) -> str:
    if not name:
        raise ValueError("this is empty")
    return name


class PasskeyDraft(Draft):
    """A passkey as its browser sends it; `phone` when a phone has just been added by its code."""

    name: PasskeyName = ""
    credential: dict[str, Any]
    phone: Annotated[str, Field(max_length=10)] = ""


class PasskeyNameDraft(Draft):
    """What a passkey is called from now on."""

    name: Annotated[PasskeyName, AfterValidator(_typed)]


class ChosenPassphraseDraft(PassphraseDraft):
    """A passphrase as chosen; `others` signs the other devices out."""

    others: StrictBool = False


@dataclass(frozen=True)
class Kept:
    """A way in is kept. `token` is the session's new one when it is the first way in, else None."""

    token: str | None

    @property
    def first(self) -> bool:
        """Whether there was none before."""
        return self.token is not None


def read_ways_in(session: Session, patient_id: UUID) -> WaysIn:
    """Give everything the patient can get in with."""
    return store.read_ways_in(session, patient_id)


def recovered_at(session: Session, patient_id: UUID) -> datetime | None:
    """Give when the patient last came in with a recovery code, while passkeys older than that are
    left: one of them may be on a phone that is gone."""
    recovered = activity.read_last(session, patient_id, ActivityKind.RECOVERED)
    keys = store.read_ways_in(session, patient_id).passkeys
    left = recovered is not None and any(one.created_at < recovered for one in keys)
    return recovered if left else None


def add_passkey(
    session: Session,
    site: Site,
    present: Present,
    draft: PasskeyDraft,
    *,
    asker: Asker,
    now: datetime,
) -> Kept | Refused:
    """Keep a passkey that was just made here. Raises RuleBroken for a known one, or one too many.

    Refused is returned, not raised: a challenge counts as used whatever the answer to it was.
    """
    patient = present.patient
    made = read_new(session, site, draft.credential, asker=asker.key, now=now)
    if made is None or made.user_key != patient.key:
        return Refused(NOT_MADE)
    bare = _is_bare(session, patient.id)
    keep_passkey(session, site, patient.id, made, name=draft.name or asker.device, now=now)
    return _kept(session, present, bare=bare, now=now)


def choose_passphrase(
    session: Session,
    present: Present,
    draft: ChosenPassphraseDraft,
    *,
    gate: Gate,
    asker: Asker,
    now: datetime,
) -> Kept | TooSoon:
    """Choose a passphrase, or another one. Raises RuleBroken for a weak one or a taken name.

    A taken name counts as a wrong try, as for somebody who joins: nobody learns who is here by it.
    """
    patient_id, who = present.patient.id, subjects(gate.secret, address=asker.address)
    wanted = PassphraseDraft(name=draft.name, passphrase=draft.passphrase)
    chosen = hash_passphrase(wanted, gate.hasher)
    wait = take_try(session, who, now=now)
    if wait is not None:
        return wait
    bare = _is_bare(session, patient_id)
    keep_passphrase(session, patient_id, chosen, now=now)
    try_was_right(session, who, now=now)
    forget_proofs(session, patient_id, present.device)
    if draft.others:
        end_others(session, patient_id, present.device, now=now)
    return _kept(session, present, bare=bare, now=now)


def _is_bare(session: Session, patient_id: UUID) -> bool:
    accounts.lock_patient(session, patient_id)
    return not store.read_ways_in(session, patient_id).secured


def _kept(session: Session, present: Present, *, bare: bool, now: datetime) -> Kept:
    if not bare:
        return Kept(None)
    return Kept(renew_proved(session, present.patient.id, present.device, now=now))


def renew_recovery_code(
    session: Session, patient_id: UUID, *, before: datetime | None, now: datetime
) -> str | None:
    """Make the recovery code and give it, this once; None when the asker's page is out of date.

    `before` is when the code was made that the page knew of. So a page that is sent again makes no
    other code: the one on paper would be dead.
    """
    accounts.lock_patient(session, patient_id)
    made_at = store.read_ways_in(session, patient_id).recovery_made_at
    twice = made_at is not None and made_at <= now < made_at + DOUBLE_TAP
    if made_at != before and not twice:
        return None
    return make_recovery_code(session, patient_id, now=now)
