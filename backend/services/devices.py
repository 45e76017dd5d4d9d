"""Being signed in: a session for each browser. Its token is a cookie; only a digest is kept."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session
from uuid_utils.compat import uuid7

from backend.domain.accounts import SESSION_IDLE, SESSION_LONGEST, Patient
from backend.domain.activity import ActivityKind
from backend.domain.credentials import CodeKind
from backend.domain.devices import Device
from backend.domain.errors import NotFound
from backend.services.activity import note
from backend.services.sealing import digest, new_secret
from backend.store import accounts
from backend.store import devices as store
from backend.store.entry_codes import drop_codes


@dataclass(frozen=True)
class Present:
    """Whoever a session belongs to, on which device, and whether they have a credential at all.
    `noted` says that today's (UTC) use of it is written down."""

    patient: Patient
    device: Device
    secured: bool
    noted: bool


def open_session(
    session: Session,
    patient_id: UUID,
    *,
    now: datetime,
    device: str = "",
    proved: bool = False,
) -> str:
    """Open a session and give its token; `proved` when a credential was just shown."""
    token = new_secret()
    made = Device(UUID(str(uuid7())), device, now, now.date(), now if proved else None)
    store.add_session(
        session, patient_id, made, token_digest=digest(token), ends_at=now + SESSION_LONGEST
    )
    return token


def who_is(session: Session, token: str, *, now: datetime) -> Present | None:
    """Give whoever a live session belongs to."""
    idle_since = (now - SESSION_IDLE).date()
    found = store.read_by_session(session, digest(token), idle_since=idle_since, now=now)
    if found is None:
        return None
    patient, device, secured = found
    return Present(patient, device, secured, noted=device.seen_on == now.date())


def whose_was(session: Session, token: str) -> str | None:
    """Give the key of whoever a session is or was, also one that has ended by itself."""
    return store.read_owner_key(session, digest(token))


def touch_session(session: Session, token: str, *, now: datetime) -> None:
    """Note that a session is in use; at most one write a day."""
    store.touch_session(session, digest(token), seen_on=now.date())


def renew_proved(session: Session, patient_id: UUID, device: Device, *, now: datetime) -> str:
    """Note that a credential was shown on this device; gives the session's new token, the old one
    is worth nothing any more. Raises NotFound for a session that has ended."""
    token = new_secret()
    renewed = store.renew_session(
        session, patient_id, device.id, token_digest=digest(token), proved_at=now
    )
    if not renewed:
        raise NotFound
    note(session, patient_id, ActivityKind.PROVED, device.name, now=now)
    return token


def forget_proofs(session: Session, patient_id: UUID, device: Device) -> None:
    """Ask anew on every other device, and let no phone in by a code made before: what was shown
    there may be what the patient has just changed or taken away."""
    accounts.lock_patient(session, patient_id)
    drop_codes(session, CodeKind.PAIR, patient_id=patient_id)
    store.forget_proofs(session, patient_id, but=device.id)


def sign_out(session: Session, token: str, *, now: datetime) -> None:
    """End a session; ending it twice is no error, and one that was over already ends unnoted."""
    live = who_is(session, token, now=now)
    store.end_session(session, digest(token))
    if live is not None:
        note(session, live.patient.id, ActivityKind.SIGNED_OUT, live.device.name, now=now)


def read_devices(session: Session, patient_id: UUID, *, now: datetime) -> tuple[Device, ...]:
    """Give where the patient is signed in, the device used last first."""
    idle_since = (now - SESSION_IDLE).date()
    return store.read_devices(session, patient_id, idle_since=idle_since, now=now)


def end_device(session: Session, patient_id: UUID, device_id: UUID, *, now: datetime) -> None:
    """Sign one of the patient's devices out, and let no phone in by a code that it may have made.
    Raises NotFound when it is none of theirs."""
    accounts.lock_patient(session, patient_id)
    name = store.end_device(session, patient_id, device_id)
    if name is None:
        raise NotFound
    drop_codes(session, CodeKind.PAIR, patient_id=patient_id)
    note(session, patient_id, ActivityKind.DEVICE_ENDED, name, now=now)


def end_others(session: Session, patient_id: UUID, device: Device, *, now: datetime) -> int:
    """Sign every other device of the patient out; gives how many."""
    ended = end_all(session, patient_id, but=device.id)
    if ended:
        note(session, patient_id, ActivityKind.OTHERS_ENDED, now=now)
    return ended


def end_all(session: Session, patient_id: UUID, *, but: UUID | None = None) -> int:
    """Sign the patient out everywhere, and let no phone in by a code made before; gives how many.

    The patient's row is held first: a phone that is just being added is either in and signed out,
    or finds its code gone.
    """
    accounts.lock_patient(session, patient_id)
    drop_codes(session, CodeKind.PAIR, patient_id=patient_id)
    return store.end_devices(session, patient_id, but=but)
