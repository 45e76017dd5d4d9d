"""What authenticators answer, read and verified: the one module that knows the WebAuthn library.

An answer is a stranger's bytes all the way through: JSON, base64, CBOR, a public key, a signature.
Whatever is wrong with it, it is no answer; nothing here touches the database.
"""

from dataclasses import dataclass
from typing import Any

from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers import (
    bytes_to_base64url,
    decode_credential_public_key,
    decoded_public_key_to_cryptography,
    encode_cbor,
    parse_authentication_credential_json,
    parse_cbor,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import AuthenticationCredential, RegistrationCredential

KEY_KINDS = [
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]
"""What phones, computers and security keys make; judging them costs next to nothing."""

LONGEST_ID = 1023
"""Bytes of a credential's id (WebAuthn level 2, 4)."""

LONGEST_KEY = 1024
"""Bytes of a public key: RSA of 4096 bits takes some 530."""


@dataclass(frozen=True)
class Made:
    """The answer to a registration, read but not verified; `challenge` as it was offered."""

    parsed: RegistrationCredential
    challenge: str


@dataclass(frozen=True)
class Signed:
    """The answer to a sign-in, read but not verified; `challenge` as it was offered."""

    parsed: AuthenticationCredential
    challenge: str

    @property
    def credential_id(self) -> bytes:
        return self.parsed.raw_id

    @property
    def user_handle(self) -> bytes | None:
        return self.parsed.response.user_handle


@dataclass(frozen=True)
class VerifiedKey:
    """A passkey that was just made, by somebody whom its authenticator had verified."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    backed_up: bool


# What malformed answers raise comes from five libraries (json, base64, cbor2, webauthn and
# cryptography, RecursionError among it), so `except Exception` is meant: a list would miss one.


def read_made(credential: dict[str, Any]) -> Made | None:
    """Read the answer to a registration; None for anything that is none."""
    try:
        parsed = parse_registration_credential_json(credential)
        return Made(parsed, _challenge(parsed.response.client_data_json))
    except Exception:
        return None


def read_signed(credential: dict[str, Any]) -> Signed | None:
    """Read the answer to a sign-in; None for anything that is none."""
    try:
        parsed = parse_authentication_credential_json(credential)
        return Signed(parsed, _challenge(parsed.response.client_data_json))
    except Exception:
        return None


def _challenge(client_data: bytes) -> str:
    """Give the challenge that was answered. Raises ValueError inside another site's frame."""
    said = parse_client_data_json(client_data)
    if said.cross_origin:
        raise ValueError("answered inside a frame of another site")
    return bytes_to_base64url(said.challenge)


def verify_made(made: Made, *, name: str, origin: str) -> VerifiedKey | None:
    """Verify a registration on a site, by the host's name and the exact origin."""
    try:
        made.parsed.response.attestation_object = _unattested(made)
        verified = verify_registration_response(
            credential=made.parsed,
            expected_challenge=_raw_challenge(made.parsed.response.client_data_json),
            expected_rp_id=name,
            expected_origin=origin,
            require_user_verification=True,
            supported_pub_key_algs=KEY_KINDS,
        )
        public_key = verified.credential_public_key
        decoded_public_key_to_cryptography(decode_credential_public_key(public_key))
    except Exception:
        return None
    if len(verified.credential_id) > LONGEST_ID or len(public_key) > LONGEST_KEY:
        return None
    if verified.credential_id != made.parsed.raw_id:
        return None
    backed_up = verified.credential_backed_up
    return VerifiedKey(verified.credential_id, public_key, verified.sign_count, backed_up)


def _unattested(made: Made) -> bytes:
    """Give what was made without what its maker says of itself: nobody asked for that, and so no
    certificate of a stranger's is read."""
    said = parse_cbor(made.parsed.response.attestation_object)
    return encode_cbor({"fmt": "none", "attStmt": {}, "authData": said["authData"]})


def verify_signed(signed: Signed, public_key: bytes, *, name: str, origin: str) -> int | None:
    """Verify a sign-in on a site; gives the authenticator's counter, which the caller judges: only
    one that is signed tells anything."""
    try:
        return verify_authentication_response(
            credential=signed.parsed,
            expected_challenge=_raw_challenge(signed.parsed.response.client_data_json),
            expected_rp_id=name,
            expected_origin=origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        ).new_sign_count
    except Exception:
        return None


def _raw_challenge(client_data: bytes) -> bytes:
    return parse_client_data_json(client_data).challenge
