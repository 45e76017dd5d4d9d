"""Passkeys (WebAuthn level 2): offering one, keeping it, and recognising its owner by it.

A challenge can be answered once, within five minutes, by the browser that asked for it. Every key
verifies its owner (finger, face or code) and is discoverable, so that nobody types a name.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session
from uuid_utils.compat import uuid7
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from backend.domain.accounts import Patient
from backend.domain.activity import ActivityKind
from backend.domain.credentials import CHALLENGE_LASTS, MOST_PASSKEYS, went_back
from backend.domain.errors import NotFound, RuleBroken
from backend.domain.wording import say
from backend.services.activity import note
from backend.services.authenticators import (
    KEY_KINDS,
    read_made,
    read_signed,
    verify_made,
    verify_signed,
)
from backend.services.sealing import digest
from backend.store import accounts
from backend.store import credentials as store
from backend.store.credentials import KeptPasskey

APP = "Facekind"
TIMEOUT_MS = int(CHALLENGE_LASTS.total_seconds() * 1000)
MOST_CHALLENGES = 10_000
"""Open at once. Whoever asks for more, from however many addresses, only pushes out the oldest."""

NO_PASSKEY = say("This passkey does not open an account here. Please try again.")


@dataclass(frozen=True)
class Site:
    """Where a passkey is for: the host's name (the relying party's id) and the exact origin."""

    name: str
    origin: str


@dataclass(frozen=True)
class NewPasskey:
    """A passkey that was just made, whose owner will be whoever has `user_key`."""

    user_key: str
    credential_id: bytes
    public_key: bytes
    sign_count: int
    backed_up: bool


def offer_new(
    session: Session,
    site: Site,
    *,
    user_key: str,
    called: str,
    asker: str,
    now: datetime,
    patient_id: UUID | None = None,
) -> dict[str, Any]:
    """Give what a browser needs to make a passkey; `called` is what its dialog shows."""
    known = store.read_credential_ids(session, patient_id, site=site.name) if patient_id else ()
    options = generate_registration_options(
        rp_id=site.name,
        rp_name=APP,
        user_id=user_key.encode(),
        user_name=called,
        user_display_name=called,
        timeout=TIMEOUT_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        supported_pub_key_algs=KEY_KINDS,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    _remember(session, options.challenge, asker=asker, user_key=user_key, now=now)
    made: dict[str, Any] = json.loads(options_to_json(options))
    return made


def _remember(
    session: Session, challenge: bytes, *, asker: str, user_key: str | None, now: datetime
) -> None:
    store.sweep_challenges(session, now=now, keep=MOST_CHALLENGES)
    store.add_challenge(
        session,
        challenge_digest=digest(bytes_to_base64url(challenge)),
        asker=asker,
        user_key=user_key,
        expires_at=now + CHALLENGE_LASTS,
    )


def read_new(
    session: Session, site: Site, credential: dict[str, Any], *, asker: str, now: datetime
) -> NewPasskey | None:
    """Read what a browser made; None for anything that is not the answer to its own challenge."""
    made = read_made(credential)
    if made is None:
        return None
    taken = store.take_challenge(session, digest(made.challenge), now=now)
    if taken is None or taken.asker != asker or taken.user_key is None:
        return None
    key = verify_made(made, name=site.name, origin=site.origin)
    if key is None:
        return None
    return NewPasskey(
        taken.user_key, key.credential_id, key.public_key, key.sign_count, key.backed_up
    )


def keep_passkey(
    session: Session,
    site: Site,
    patient_id: UUID,
    made: NewPasskey,
    *,
    name: str,
    now: datetime,
) -> None:
    """Keep a passkey for its owner. Raises RuleBroken for one that is known, that was made for
    somebody else, or one too many."""
    if accounts.lock_patient(session, patient_id).key != made.user_key:
        raise RuleBroken(NO_PASSKEY)
    if len(store.read_ways_in(session, patient_id).passkeys) >= MOST_PASSKEYS:
        raise RuleBroken(say("There are {n} passkeys already. Remove one first.", n=MOST_PASSKEYS))
    kept = KeptPasskey(
        UUID(str(uuid7())),
        patient_id,
        made.credential_id,
        made.public_key,
        made.sign_count,
        name,
        site.name,
    )
    if not store.add_passkey(session, patient_id, kept, backed_up=made.backed_up, now=now):
        raise RuleBroken(say("This passkey is known already."))
    note(session, patient_id, ActivityKind.PASSKEY_ADDED, name, now=now)


def offer_sign_in(
    session: Session,
    site: Site,
    *,
    asker: str,
    now: datetime,
    patient_id: UUID | None = None,
) -> dict[str, Any]:
    """Give what a browser needs to sign in by a passkey: anybody's, or one of this patient's."""
    known = store.read_credential_ids(session, patient_id, site=site.name) if patient_id else ()
    options = generate_authentication_options(
        rp_id=site.name,
        timeout=TIMEOUT_MS,
        allow_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known] or None,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    _remember(session, options.challenge, asker=asker, user_key=None, now=now)
    made: dict[str, Any] = json.loads(options_to_json(options))
    return made


def recognise(
    session: Session, site: Site, credential: dict[str, Any], *, asker: str, now: datetime
) -> Patient | None:
    """Give whose passkey signed the browser's own challenge, and note its use; else None.

    A counter that went back means that there may be a copy of the key: refused, and its owner sees
    it in recent activity.
    """
    signed = read_signed(credential)
    if signed is None:
        return None
    taken = store.take_challenge(session, digest(signed.challenge), now=now)
    kept = store.find_passkey(session, signed.credential_id)
    if taken is None or taken.asker != asker or taken.user_key is not None or kept is None:
        return None
    patient = accounts.read_patient(session, kept.patient_id)
    if patient is None or signed.user_handle not in {None, patient.key.encode()}:
        return None
    count = verify_signed(signed, kept.public_key, name=site.name, origin=site.origin)
    if count is None:
        return None
    if went_back(kept.sign_count, count):
        note(session, patient.id, ActivityKind.PASSKEY_REFUSED, kept.name, now=now)
        return None
    store.use_passkey(session, patient.id, kept.id, sign_count=count, used_on=now.date())
    return patient


def rename_passkey(session: Session, patient_id: UUID, passkey_id: UUID, name: str) -> None:
    """Call a passkey otherwise. Raises NotFound when it is none of theirs."""
    if not store.name_passkey(session, patient_id, passkey_id, name):
        raise NotFound


def remove_passkey(session: Session, patient_id: UUID, passkey_id: UUID, *, now: datetime) -> None:
    """Forget a passkey. Raises RuleBroken for the last way in, NotFound for none of theirs."""
    accounts.lock_patient(session, patient_id)
    ways = store.read_ways_in(session, patient_id)
    if all(one.id != passkey_id for one in ways.passkeys):
        raise NotFound
    if len(ways.passkeys) == 1 and ways.sign_in_name is None:
        raise RuleBroken(say("This is your only way to sign in. Add another one first."))
    name = store.remove_passkey(session, patient_id, passkey_id) or ""
    note(session, patient_id, ActivityKind.PASSKEY_REMOVED, name, now=now)
