"""Who uses a server, as far as whoever runs it needs to know."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Member:
    """Somebody with an account: no name, nothing of what they wrote. Days are UTC.

    `seen_on` is None for whoever is signed in nowhere.
    """

    key: str
    joined_on: date
    seen_on: date | None
    passkeys: int
    passphrase: bool
    recovery_code: bool
