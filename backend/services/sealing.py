"""Secrets: making them, sealing what they protect, and the key this server seals with."""

import hashlib
import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from pathlib import Path
from threading import BoundedSemaphore
from uuid import UUID, uuid4

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from backend.domain.credentials import CROCKFORD
from backend.domain.sharing import PASSCODE_DIGITS

SECRET_BYTES = 32
NONCE_BYTES = 12
KEY_FILE = "secret.key"
"""In the data folder, readable by its owner alone, where no `FACEKIND_SECRET_KEY` is given."""

HASHES_AT_ONCE = 4
"""Each takes 19 MiB and some 30 ms of a core; more at once would only wait for each other."""


def new_secret() -> str:
    """Make 32 random bytes in base64url: 43 characters."""
    return secrets.token_urlsafe(SECRET_BYTES)


def new_code(signs: int) -> str:
    """Make a code for people: 5 random bits a sign (Crockford's base 32)."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(signs))


def digest(token: str) -> str:
    """Give what is kept of a token: full-entropy secrets need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def secret_bytes(secret: str) -> bytes | None:
    """Give the 32 bytes of a secret, or None for text that is none."""
    try:
        raw = urlsafe_b64decode(secret.encode("ascii") + b"=")
    except (NotBase64, UnicodeEncodeError, ValueError):
        return None
    spelled = urlsafe_b64encode(raw).decode().rstrip("=")
    return raw if len(raw) == SECRET_BYTES and spelled == secret else None


def seal(plain: bytes, key: bytes, purpose: str) -> bytes:
    """Encrypt with AES-256-GCM under a fresh nonce, bound to what it is for."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, purpose.encode())


def unseal(sealed: bytes, key: bytes, purpose: str) -> bytes | None:
    """Decrypt; None for a wrong key, another purpose, or anything that was changed."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], purpose.encode())
    except (InvalidTag, ValueError):
        return None


def purpose_of(link_id: UUID, part: str) -> str:
    """Name what a sealed part of a link is, so that it opens in its own place only."""
    return f"share_link|{link_id}|{part}"


def keep_secret_key(folder: Path) -> bytes:
    """Give the server's key from its file in the data folder; make it at first need.

    The file appears whole and only once: of several workers that start together all read the
    same. Raises RuntimeError for a file that holds something else.
    """
    file = folder / KEY_FILE
    if not file.exists():
        _make_key_file(file)
    key = secret_bytes(file.read_text().strip())
    if key is None:
        raise RuntimeError(f"{file} does not hold a key of 32 bytes in base64url.")
    return key


def _make_key_file(file: Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f".{KEY_FILE}.{uuid4().hex}")
    opened = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(opened, "w") as written:
            written.write(new_secret() + "\n")
            written.flush()
            os.fsync(written.fileno())
        os.link(draft, file)
    except FileExistsError:
        pass  # another worker was first: its key stands
    finally:
        draft.unlink()


class Hasher:
    """Hashes passcodes, which it makes, and passphrases, and judges them. Argon2id: 2 passes over
    19 MiB (sharing reference 1.2)."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._room = BoundedSemaphore(HASHES_AT_ONCE)

    def make(self) -> tuple[str, str]:
        """Make a passcode; gives it and what is kept of it."""
        passcode = f"{secrets.randbelow(10**PASSCODE_DIGITS):0{PASSCODE_DIGITS}}"
        with self._room:
            return passcode, self._hasher.hash(passcode)

    def hash(self, secret: str) -> str:
        """Give what is kept of a passphrase."""
        with self._room:
            return self._hasher.hash(secret)

    def match(self, kept: str, passcode: str) -> bool:
        """Whether this is the passcode that a hash was made of."""
        with self._room:
            try:
                return self._hasher.verify(kept, passcode)
            except (VerificationError, InvalidHashError):
                return False
