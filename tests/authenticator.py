"""An authenticator and its browser in software: makes ES256 passkeys and answers as JSON.

`Authenticator().register(options)` and `.sign_in(options)` take what the server offers and give
what a browser's `credential.toJSON()` gives. The knobs are what an attacker would turn.
"""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import encode_cbor

ORIGIN = "http://localhost:8000"
PRESENT, VERIFIED, BACKED_UP, ATTESTED = 0x01, 0x04, 0x18, 0x40
COORDINATE_BYTES = 32


def to_text(raw: bytes) -> str:
    """Write bytes as base64url without padding."""
    return urlsafe_b64encode(raw).decode().rstrip("=")


def to_bytes(text: str) -> bytes:
    """Read base64url without padding."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class NoKeyHere(Exception):
    """The authenticator has no passkey for this site, or has one that is not to be made again."""


@dataclass
class Key:
    """A passkey in its authenticator."""

    rp_id: str
    user_handle: bytes
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    @property
    def public(self) -> dict[int, Any]:
        """The public key as COSE has it."""
        numbers = self.private.public_key().public_numbers()
        x, y = (one.to_bytes(COORDINATE_BYTES, "big") for one in (numbers.x, numbers.y))
        return {1: 2, 3: -7, -1: 1, -2: x, -3: y}


@dataclass
class Authenticator:
    """A phone with its browser.

    `origin` is the page it is on; `rp_id` what it signs for (None: what the server asks for);
    `verified` whether it saw its owner's finger or face; `count` its counter, which `counts` up.
    `user_handle` and `credential_id` are told instead of the right ones when they are set.
    """

    origin: str = ORIGIN
    rp_id: str | None = None
    verified: bool = True
    present: bool = True
    backed_up: bool = True
    count: int = 0
    counts: bool = False
    cross_origin: bool = False
    user_handle: bytes | None = None
    credential_id: bytes | None = None
    keys: list[Key] = field(default_factory=list)

    def register(self, options: dict[str, Any]) -> dict[str, Any]:
        """Make a passkey, as `navigator.credentials.create` does."""
        excluded = {to_bytes(one["id"]) for one in options.get("excludeCredentials", ())}
        if any(key.credential_id in excluded for key in self.keys):
            raise NoKeyHere
        key = Key(options["rp"]["id"], to_bytes(options["user"]["id"]))
        if self.credential_id is not None:
            key.credential_id = self.credential_id
        self.keys.append(key)
        attested = bytes(16) + len(key.credential_id).to_bytes(2, "big") + key.credential_id
        data = self._data(key, ATTESTED) + attested + encode_cbor(key.public)
        attestation = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        response = {
            "clientDataJSON": to_text(self._client("webauthn.create", options)),
            "attestationObject": to_text(attestation),
            "transports": ["internal"],
        }
        return self._answer(key.credential_id, response)

    def sign_in(self, options: dict[str, Any]) -> dict[str, Any]:
        """Sign a challenge, as `navigator.credentials.get` does."""
        key = self._chosen(options)
        data = self._data(key)
        client = self._client("webauthn.get", options)
        signed = key.private.sign(data + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        handle = key.user_handle if self.user_handle is None else self.user_handle
        response = {
            "clientDataJSON": to_text(client),
            "authenticatorData": to_text(data),
            "signature": to_text(signed),
            "userHandle": to_text(handle),
        }
        return self._answer(self.credential_id or key.credential_id, response)

    def _chosen(self, options: dict[str, Any]) -> Key:
        allowed = [to_bytes(one["id"]) for one in options.get("allowCredentials", ())]
        for key in reversed(self.keys):
            if key.rp_id == options["rpId"] and (not allowed or key.credential_id in allowed):
                return key
        raise NoKeyHere

    def _data(self, key: Key, more: int = 0) -> bytes:
        flags = more
        for flag, up in (
            (PRESENT, self.present),
            (VERIFIED, self.verified),
            (BACKED_UP, self.backed_up),
        ):
            flags |= flag if up else 0
        if self.counts:
            self.count += 1
        rp_id = key.rp_id if self.rp_id is None else self.rp_id
        return sha256(rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        said = {
            "type": kind,
            "challenge": options["challenge"],
            "origin": self.origin,
            "crossOrigin": self.cross_origin,
        }
        return json.dumps(said).encode()

    def _answer(self, credential_id: bytes, response: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": to_text(credential_id),
            "rawId": to_text(credential_id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": response,
        }
