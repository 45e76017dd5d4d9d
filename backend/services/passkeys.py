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
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    bytes_to_base64url,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from backend.domain.accounts import Patient
from backend.domain.activity import ActivityKind
from backend.domain.credentials import CHALLENGE_LASTS, MOST_PASSKEYS
from backend.domain.errors import NotFound, RuleBroken
from backend.domain.wording import say
from backend.services.activity import note
from backend.services.sealing import digest
from backend.store import accounts
from backend.store import credentials as store
from backend.store.credentials import KeptPasskey

APP = "Facekind"
TIMEOUT_MS = int(CHALLENGE_LASTS.total_seconds() * 1000)
CLONED = "Response sign count"
"""How the library begins to say that a key's counter went back: there may be a copy of it."""

UNREADABLE = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError, OverflowError)
"""What malformed answers make the library raise, besides its own errors."""


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
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    _remember(session, options.challenge, asker=asker, user_key=user_key, now=now)
    made: dict[str, Any] = json.loads(options_to_json(options))
    return made


def _remember(
    session: Session, challenge: bytes, *, asker: str, user_key: str | None, now: datetime
) -> None:
    store.sweep_challenges(session, now=now)
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
    try:
        parsed = parse_registration_credential_json(credential)
        challenge = parse_client_data_json(parsed.response.client_data_json).challenge
        taken = store.take_challenge(session, digest(bytes_to_base64url(challenge)), now=now)
        if taken is None or taken.asker != asker or taken.user_key is None:
            return None
        verified = verify_registration_response(
            credential=parsed,
            expected_challenge=challenge,
            expected_rp_id=site.name,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except UNREADABLE:
        return None
    return NewPasskey(
        taken.user_key,
        verified.credential_id,
        verified.credential_public_key,
        verified.sign_count,
        verified.credential_backed_up,
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
    """Keep a passkey for its owner. Raises RuleBroken for one that is known, or one too many."""
    accounts.lock_patient(session, patient_id)
    if store.find_passkey(session, made.credential_id) is not None:
        raise RuleBroken(say("This passkey is known already."))
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
    store.add_passkey(session, patient_id, kept, backed_up=made.backed_up, now=now)
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
    kept = None
    try:
        parsed = parse_authentication_credential_json(credential)
        challenge = parse_client_data_json(parsed.response.client_data_json).challenge
        taken = store.take_challenge(session, digest(bytes_to_base64url(challenge)), now=now)
        kept = store.find_passkey(session, parsed.raw_id)
        if taken is None or taken.asker != asker or taken.user_key is not None or kept is None:
            return None
        patient = accounts.read_patient(session, kept.patient_id)
        handle = parsed.response.user_handle
        if patient is None or (handle is not None and handle != patient.key.encode()):
            return None
        verified = verify_authentication_response(
            credential=parsed,
            expected_challenge=challenge,
            expected_rp_id=site.name,
            expected_origin=site.origin,
            credential_public_key=kept.public_key,
            credential_current_sign_count=kept.sign_count,
            require_user_verification=True,
        )
    except WebAuthnException as refused:
        if kept is not None and str(refused).startswith(CLONED):
            note(session, kept.patient_id, ActivityKind.PASSKEY_REFUSED, kept.name, now=now)
        return None
    except UNREADABLE:
        return None
    count, day = verified.new_sign_count, now.date()
    store.use_passkey(session, kept.patient_id, kept.id, sign_count=count, used_on=day)
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
