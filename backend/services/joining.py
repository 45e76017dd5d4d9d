"""Coming in with a code that works once: setting the server up, an invitation, being let in again
by whoever runs the server, or one's own recovery code. Each ends with a new way to sign in.

A code is used up only when that has been made: whoever stops half-way can begin again.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlmodel import Session

from backend.domain.accounts import Patient
from backend.domain.activity import ActivityKind
from backend.domain.credentials import (
    CODE_LASTS,
    LONG_CODE,
    CodeKind,
    name_key,
    read_code,
)
from backend.domain.errors import NotFound, RuleBroken
from backend.domain.wording import say
from backend.services.accounts import KEY_BYTES, new_patient
from backend.services.activity import note
from backend.services.devices import end_all, open_session
from backend.services.passkeys import NO_PASSKEY, Site, keep_passkey, offer_new, read_new
from backend.services.passphrases import TAKEN, HashedPassphrase, keep_passphrase
from backend.services.sealing import Hasher, digest, new_code
from backend.services.signing_in import Asker, Outcome, Refused, SignedIn
from backend.services.throttling import (
    TooSoon,
    newcomers,
    subjects,
    take_try,
    try_was_right,
)
from backend.store import accounts, credentials
from backend.store import entry_codes as store

Registration = Literal["open", "invite", "closed"]
NO_ZONE = "UTC"
"""Until they say that they are 18 or over: the phone tells its zone with that."""

LOST = frozenset({CodeKind.RECOVERY, CodeKind.LET_IN})
"""What opens an account whose owner lost every way in: wherever they were signed in, somebody else
may be now."""

DEAD_CODE = say("This code does not open anything: it is used, too old, or mistyped.")
NO_CODE = say("Please type the code first.")
NOT_OPEN = say("This server takes nobody new. Ask who runs it for an invitation.")
FIRST_ONE_FIRST = say(
    "The first person on this server needs a way to sign in before somebody else can join."
)


@dataclass(frozen=True)
class Gate:
    """How this server takes people: its registration, and the key that hides addresses."""

    registration: Registration
    outside: bool
    secret: bytes
    hasher: Hasher


@dataclass(frozen=True)
class Invited:
    """What a code is for, and whose account it opens; None for somebody new."""

    kind: CodeKind | None
    patient: Patient | None

    @property
    def owner(self) -> UUID | None:
        return self.patient.id if self.patient else None


def make_code(
    session: Session, kind: CodeKind, *, now: datetime, patient_id: UUID | None = None
) -> str:
    """Make a code that works once, and give it, this once."""
    code = new_code(LONG_CODE)
    store.sweep_codes(session, now=now)
    store.add_code(
        session,
        code_digest=digest(code),
        kind=kind,
        patient_id=patient_id,
        expires_at=now + CODE_LASTS[kind],
    )
    return code


def make_set_up_code(session: Session, *, now: datetime) -> str | None:
    """Make the code of the first person; None when somebody can sign in already."""
    if credentials.anybody_secured(session):
        return None
    store.drop_codes(session, CodeKind.SET_UP, patient_id=None)
    return make_code(session, CodeKind.SET_UP, now=now)


def make_invitation(session: Session, *, now: datetime) -> str:
    """Make the code of an invitation. Raises RuleBroken while the first person cannot sign in."""
    if credentials.somebody_unsecured(session) or not credentials.anybody_secured(session):
        raise RuleBroken(FIRST_ONE_FIRST)
    return make_code(session, CodeKind.INVITE, now=now)


def make_recovery_code(session: Session, patient_id: UUID, *, now: datetime) -> str:
    """Make the patient's recovery code and give it, this once; the one before is worth nothing."""
    accounts.lock_patient(session, patient_id)
    code = new_code(LONG_CODE)
    credentials.save_recovery_code(session, patient_id, code_digest=digest(code), now=now)
    note(session, patient_id, ActivityKind.RECOVERY_MADE, now=now)
    return code


def let_in_again(session: Session, key: str, *, now: datetime) -> str:
    """Make a code for somebody who lost every way in, by their opaque key. Raises NotFound."""
    patient = accounts.read_patient_by_key(session, key)
    if patient is None:
        raise NotFound
    return make_code(session, CodeKind.LET_IN, now=now, patient_id=patient.id)


def look_up(
    session: Session, gate: Gate, typed: str, *, asker: Asker, now: datetime
) -> Invited | Refused | TooSoon:
    """Tell what a code opens. A wrong one counts against the address that tries it."""
    code = read_code(typed)
    if not code:
        return _uninvited(session, gate)
    who = subjects(gate.secret, address=asker.address)
    wait = take_try(session, who, now=now)
    if wait is not None:
        return wait
    found = _find(session, code, now=now)
    if found is None:
        return Refused(DEAD_CODE, "code")
    try_was_right(session, who, now=now)
    return _allowed(session, gate, found)


def _uninvited(session: Session, gate: Gate) -> Invited | Refused:
    if gate.registration != "open":
        return Refused(NOT_OPEN if gate.registration == "closed" else NO_CODE, "code")
    if gate.outside and not credentials.anybody_secured(session):
        return Refused(FIRST_ONE_FIRST, "code")
    return _allowed(session, gate, Invited(None, None))


def _find(session: Session, code: str, *, now: datetime) -> Invited | None:
    owner_id = credentials.find_by_recovery_code(session, digest(code))
    if owner_id is not None:
        return Invited(CodeKind.RECOVERY, accounts.read_patient(session, owner_id))
    kept = store.find_code(session, digest(code), now=now)
    if kept is None or kept.kind is CodeKind.PAIR:
        return None
    if kept.kind is CodeKind.SET_UP:
        return None if credentials.anybody_secured(session) else _first(session)
    owner = accounts.read_patient(session, kept.patient_id) if kept.patient_id else None
    return Invited(kept.kind, owner)


def _first(session: Session) -> Invited:
    """The first person: whoever began on this computer without a credential, else somebody new."""
    only = accounts.only_patient_id(session)
    return Invited(CodeKind.SET_UP, accounts.read_patient(session, only) if only else None)


def _allowed(session: Session, gate: Gate, invited: Invited) -> Invited | Refused:
    newcomer = invited.patient is None and invited.kind is not CodeKind.SET_UP
    if newcomer and gate.registration == "closed":
        return Refused(NOT_OPEN, "code")
    if newcomer and credentials.somebody_unsecured(session):
        return Refused(FIRST_ONE_FIRST, "code")
    return invited


def offer_passkey(
    session: Session, gate: Gate, site: Site, typed: str, *, asker: Asker, now: datetime
) -> dict[str, Any] | Refused | TooSoon:
    """Give what a browser needs to make the passkey that a code lets somebody make."""
    invited = look_up(session, gate, typed, asker=asker, now=now)
    if not isinstance(invited, Invited):
        return invited
    patient = invited.patient
    return offer_new(
        session,
        site,
        user_key=patient.key if patient else secrets.token_urlsafe(KEY_BYTES),
        called=(patient.name if patient else None) or "Facekind",
        asker=asker.key,
        now=now,
        patient_id=patient.id if patient else None,
    )


def join_by_passkey(
    session: Session,
    gate: Gate,
    site: Site,
    typed: str,
    credential: dict[str, Any],
    *,
    language: str,
    asker: Asker,
    now: datetime,
) -> Outcome:
    """Come in with a code and a passkey that was just made. Raises RuleBroken for a known one."""
    invited = look_up(session, gate, typed, asker=asker, now=now)
    if not isinstance(invited, Invited):
        return invited
    made = read_new(session, site, credential, asker=asker.key, now=now)
    if made is None or _is_somebody_elses(session, made.user_key, invited):
        return Refused(NO_PASSKEY)
    patient = _admit(
        session, gate, invited, typed, key=made.user_key, language=language, asker=asker, now=now
    )
    if not isinstance(patient, Patient):
        return patient
    keep_passkey(session, site, patient.id, made, name=asker.device, now=now)
    return _in(session, patient, invited, asker, now=now)


def _is_somebody_elses(session: Session, user_key: str, invited: Invited) -> bool:
    """Whether a passkey was made for another account than the one the code opens."""
    if invited.patient is not None:
        return invited.patient.key != user_key
    return accounts.read_patient_by_key(session, user_key) is not None


def join_by_passphrase(
    session: Session,
    gate: Gate,
    typed: str,
    chosen: HashedPassphrase,
    *,
    language: str,
    asker: Asker,
    now: datetime,
) -> Outcome:
    """Come in with a code and a passphrase just chosen. Raises RuleBroken when somebody took the
    name or the code in this very moment: nothing is used up by that."""
    invited = look_up(session, gate, typed, asker=asker, now=now)
    if not isinstance(invited, Invited):
        return invited
    # A taken name counts as a wrong try, also where no code is asked for: nobody learns who is here
    # by trying one name after another.
    who = subjects(gate.secret, address=asker.address)
    wait = take_try(session, who, now=now)
    if wait is not None:
        return wait
    if _is_taken(session, chosen, invited):
        return Refused(TAKEN, "name")
    try_was_right(session, who, now=now)
    patient = _admit(
        session, gate, invited, typed, key=None, language=language, asker=asker, now=now
    )
    if not isinstance(patient, Patient):
        return patient
    keep_passphrase(session, patient.id, chosen, now=now)
    return _in(session, patient, invited, asker, now=now)


def _is_taken(session: Session, chosen: HashedPassphrase, invited: Invited) -> bool:
    owner = credentials.find_passphrase(session, name_key(chosen.name))
    return owner is not None and (invited.patient is None or owner.patient_id != invited.patient.id)


def _admit(
    session: Session,
    gate: Gate,
    invited: Invited,
    typed: str,
    *,
    key: str | None,
    language: str,
    asker: Asker,
    now: datetime,
) -> Patient | Refused | TooSoon:
    """Use the code up and give whom it lets in. Raises RuleBroken when somebody was quicker."""
    if invited.kind is None:
        wait = take_try(session, newcomers(gate.secret, address=asker.address), now=now)
        if wait is not None:
            return wait
    if invited.patient is not None:
        accounts.lock_patient(session, invited.patient.id)
    else:
        accounts.wait_for_others(session)
    _use_up(session, gate, invited, read_code(typed), now=now)
    if invited.patient is not None:
        return invited.patient
    patient = new_patient(zone=NO_ZONE, language=language, key=key)
    accounts.add_patient(session, patient, now=now)
    return patient


def _use_up(session: Session, gate: Gate, invited: Invited, code: str, *, now: datetime) -> None:
    """Use a code up, now that nobody else can. Raises RuleBroken when it opens something else than
    it did, or nothing any more."""
    again = _find(session, code, now=now) if invited.kind else Invited(None, None)
    if again is None or again.owner != invited.owner:
        raise RuleBroken(DEAD_CODE, field="code")
    if isinstance(_allowed(session, gate, again), Refused):
        raise RuleBroken(FIRST_ONE_FIRST, field="code")
    if invited.kind is CodeKind.RECOVERY and invited.patient is not None:
        credentials.take_recovery_code(session, invited.patient.id, digest(code))
    elif invited.kind is not None:
        store.take_code(session, digest(code), now=now)
    if invited.kind in LOST and invited.patient is not None:
        end_all(session, invited.patient.id)
        note(session, invited.patient.id, ActivityKind.RECOVERED, now=now)


def _in(
    session: Session, patient: Patient, invited: Invited, asker: Asker, *, now: datetime
) -> SignedIn:
    token = open_session(session, patient.id, now=now, device=asker.device, proved=True)
    kind = ActivityKind.SIGNED_IN if invited.patient else ActivityKind.JOINED
    note(session, patient.id, kind, asker.device, now=now)
    return SignedIn(patient, token)
