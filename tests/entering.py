"""What tests of ways in share: this site, people without a plan, where they ask from."""

from dataclasses import replace
from datetime import datetime

from argon2 import PasswordHasher
from sqlmodel import Session

from backend.services import passkeys
from backend.services.accounts import new_patient
from backend.services.joining import Gate, Registration
from backend.services.passkeys import NewPasskey, Site
from backend.services.passphrases import PassphraseDraft, set_passphrase
from backend.services.sealing import Hasher
from backend.services.signing_in import Asker, Desk
from backend.store import accounts
from backend.store.engines import Engines
from tests.authenticator import ORIGIN, Authenticator
from tests.people import NOW, ZONE, Someone

HOME = Site("localhost", ORIGIN)
SECRET = b"s" * 32


class Quick(Hasher):
    """Argon2id of the least cost: what is tested is mostly not how long it takes."""

    def __init__(self) -> None:
        super().__init__()
        self._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


HASHER = Quick()
HERE = Asker("192.0.2.7", "Firefox, Linux", "a" * 64)
PASSPHRASE = "seven herons cross the lake"  # noqa: S105


def newcomer(session: Session) -> Someone:
    """Somebody with no plan yet: all that a way in needs."""
    patient = new_patient(zone=ZONE, language="en")
    accounts.add_patient(session, patient, now=NOW)
    return Someone(patient, ())


def there(number: int = 1, device: str = "Chrome, Android") -> Asker:
    """Another browser at another address."""
    return Asker(f"198.51.100.{number}", device, f"{number:064}")


def at(address: str) -> Asker:
    """The same browser at another address."""
    return replace(HERE, address=address)


def gate(registration: Registration = "invite", *, outside: bool = True) -> Gate:
    """How this server takes people."""
    return Gate(registration, outside, SECRET, HASHER)


def desk(engines: Engines, hasher: Hasher = HASHER) -> Desk:
    """Where passphrases are judged."""
    return Desk(engines, hasher, SECRET, hasher.hash("nobody has this"))


def make(
    session: Session,
    someone: Someone,
    phone: Authenticator,
    *,
    asker: Asker = HERE,
    now: datetime = NOW,
) -> NewPasskey | None:
    """Make a passkey for somebody, without keeping it."""
    offered = passkeys.offer_new(
        session,
        HOME,
        user_key=someone.patient.key,
        called="Amina",
        asker=asker.key,
        now=now,
        patient_id=someone.id,
    )
    return passkeys.read_new(session, HOME, phone.register(offered), asker=asker.key, now=now)


def give_passkey(
    session: Session, someone: Someone, phone: Authenticator, *, name: str = "My phone"
) -> None:
    """Make somebody a passkey and keep it."""
    made = make(session, someone, phone)
    assert made is not None
    passkeys.keep_passkey(session, HOME, someone.id, made, name=name, now=NOW)


def give_passphrase(
    session: Session, someone: Someone, *, name: str = "Amina", hasher: Hasher = HASHER
) -> None:
    """Give somebody a passphrase."""
    draft = PassphraseDraft(name=name, passphrase=PASSPHRASE)
    set_passphrase(session, someone.id, draft, hasher=hasher, now=NOW)
