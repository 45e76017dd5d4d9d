"""What somebody gets in with: passkeys, a passphrase, and codes that work once."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from unicodedata import category, normalize
from uuid import UUID

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Base 32 for people (Crockford): without I, L and O, which are read as 1, 1 and 0, and U."""

LONG_CODE = 26
"""Signs of a code that opens an account: 130 bits (sharing reference 3.2)."""

SHORT_CODE = 8
"""Signs of a code for a phone: 40 bits, for ten minutes, behind a limit of tries."""

GROUP = 4

CHALLENGE_LASTS = timedelta(minutes=5)
PROOF_LASTS = timedelta(minutes=10)
"""How long somebody who has just shown a credential need not show it again (reference 3.3)."""

SHORTEST_PASSPHRASE, LONGEST_PASSPHRASE = 12, 256
FEWEST_DIFFERENT = 5
"""Different characters of a passphrase at least: "aaaaaaaaaaaa" is twelve characters of one."""

LONGEST_NAME_KEY = 80
FEWEST_LETTERS = 6
"""Letters of a passphrase at least that are not its owner's name."""

MOST_PASSKEYS = 20

FREE_FAILURES = 5
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)


class CodeKind(StrEnum):
    """What a code that works once is for."""

    SET_UP = "set-up"
    INVITE = "invite"
    LET_IN = "let-in"
    PAIR = "pair"
    RECOVERY = "recovery"


CODE_LASTS = {
    CodeKind.SET_UP: timedelta(minutes=30),
    CodeKind.INVITE: timedelta(days=7),
    CodeKind.LET_IN: timedelta(hours=1),
    CodeKind.PAIR: timedelta(minutes=10),
}
"""A recovery code is not among them: it stays on its paper until it is used or replaced."""


@dataclass(frozen=True)
class Passkey:
    """A passkey as its owner sees it. `site` is the host it works on; `backed_up` whether their
    phone's maker keeps a copy of it."""

    id: UUID
    name: str
    site: str
    created_at: datetime
    last_used_on: date | None
    backed_up: bool


@dataclass(frozen=True)
class WaysIn:
    """Everything somebody can sign in with."""

    passkeys: tuple[Passkey, ...]
    sign_in_name: str | None
    recovery_made_at: datetime | None

    @property
    def secured(self) -> bool:
        """Whether there is a credential at all; a recovery code alone is none."""
        return bool(self.passkeys) or self.sign_in_name is not None

    @property
    def recoverable(self) -> bool:
        """Whether one lost phone would not lock them out."""
        several = len(self.passkeys) + (self.sign_in_name is not None) > 1
        return several or self.recovery_made_at is not None


def went_back(kept: int, told: int) -> bool:
    """Whether a passkey's counter did not go up, so that there may be a copy of it. One that always
    says 0 does not count."""
    return (kept > 0 or told > 0) and told <= kept


def read_code(typed: str) -> str:
    """Read a code as people type it: any case, spaces and dashes, O for 0, I and L for 1."""
    signs = "".join(typed.upper().split()).replace("-", "")
    return signs.translate(str.maketrans("OIL", "011"))


def spell_code(code: str, *, between: str = "-") -> str:
    """Write a code for people, in groups of four."""
    return between.join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def name_key(name: str) -> str:
    """Give what makes two names to sign in with the same one: however wide their letters are,
    with capitals or not, with one space or two, and without signs that nobody sees."""
    folded = normalize("NFKC", normalize("NFKC", name).casefold())
    return " ".join("".join(sign for sign in folded if category(sign) != "Cf").split())


def plain_form(passphrase: str) -> str:
    """Give what a passphrase is judged by: exactly what was typed, whichever of two ways a keyboard
    writes an é."""
    return normalize("NFC", passphrase)


def is_mostly_name(passphrase: str, name: str) -> bool:
    """Whether a passphrase is somebody's name and next to nothing else."""
    said, called = (name_key(one).replace(" ", "") for one in (passphrase, name))
    rest = said.replace(called, "")
    return rest != said and sum(sign.isalpha() for sign in rest) < FEWEST_LETTERS


def is_monotonous(passphrase: str) -> bool:
    """Whether a passphrase is made of too few characters, or runs up or down all the way."""
    if len(set(passphrase)) < FEWEST_DIFFERENT:
        return True
    turn = 10 if passphrase.isdecimal() else 0x110000  # after 9 comes 0
    return len({(ord(b) - ord(a)) % turn for a, b in pairwise(passphrase)}) == 1


def wait_after(failures: int) -> timedelta:
    """Give how long to wait after so many failures in a row: nothing for the first five, then a
    second that doubles up to a quarter of an hour. Never for good (sharing reference 3.2)."""
    beyond = failures - FREE_FAILURES
    if beyond < 0:
        return timedelta()
    return min(LONGEST_WAIT, timedelta(seconds=2 ** min(beyond, 10)))
