"""What happened around somebody's way in: the rows of "recent activity". Never what they wrote."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

KEPT_FOR = timedelta(days=731)
"""Twenty-four months (sharing reference 5)."""


class ActivityKind(StrEnum):
    """What happened."""

    JOINED = "joined"
    SIGNED_IN = "signed-in"
    SIGN_IN_FAILED = "sign-in-failed"
    PROVED = "proved"
    SIGNED_OUT = "signed-out"
    DEVICE_ENDED = "device-ended"
    OTHERS_ENDED = "others-ended"
    PHONE_ADDED = "phone-added"
    PASSKEY_ADDED = "passkey-added"
    PASSKEY_REMOVED = "passkey-removed"
    PASSKEY_REFUSED = "passkey-refused"
    PASSPHRASE_SET = "passphrase-set"  # noqa: S105
    PASSPHRASE_GONE = "passphrase-gone"  # noqa: S105
    RECOVERY_MADE = "recovery-made"
    RECOVERED = "recovered"
    TOKEN_MADE = "token-made"  # noqa: S105 (what happened, no token)
    TOKEN_REVOKED = "token-revoked"  # noqa: S105


@dataclass(frozen=True)
class Activity:
    """One row. `about` names a browser, a passkey or a token, as its owner called it."""

    id: UUID
    at: datetime
    kind: ActivityKind
    about: str
