"""Adding a phone: a short code on a screen where somebody is signed in, typed or scanned once."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from backend.domain.activity import ActivityKind
from backend.domain.credentials import CODE_LASTS, SHORT_CODE, CodeKind, read_code
from backend.services.activity import note
from backend.services.devices import open_session
from backend.services.joining import DEAD_CODE, NO_CODE, Gate
from backend.services.sealing import digest, new_code
from backend.services.signing_in import Asker, Outcome, Refused, SignedIn
from backend.services.throttling import subjects, take_try, try_was_right
from backend.store import accounts
from backend.store import entry_codes as store


def make_phone_code(session: Session, patient_id: UUID, *, now: datetime) -> str:
    """Make the code for a phone and give it, this once; one made before opens nothing any more."""
    accounts.lock_patient(session, patient_id)
    code = new_code(SHORT_CODE)
    store.drop_codes(session, CodeKind.PAIR, patient_id=patient_id)
    store.add_code(
        session,
        code_digest=digest(code),
        kind=CodeKind.PAIR,
        patient_id=patient_id,
        expires_at=now + CODE_LASTS[CodeKind.PAIR],
    )
    return code


def add_phone(session: Session, gate: Gate, typed: str, *, asker: Asker, now: datetime) -> Outcome:
    """Sign a phone in by its code.

    Whoever made the code had just shown a credential, so the phone may at once get its own.
    """
    if not read_code(typed):
        return Refused(NO_CODE, "code")
    who = subjects(gate.secret, address=asker.address)
    wait = take_try(session, who, now=now)
    if wait is not None:
        return wait
    code = digest(read_code(typed))
    kept = store.find_code(session, code, now=now)
    if kept is None or kept.kind is not CodeKind.PAIR or kept.patient_id is None:
        return Refused(DEAD_CODE, "code")
    patient = accounts.lock_patient(session, kept.patient_id)
    if store.take_code(session, code, now=now) is None:
        return Refused(DEAD_CODE, "code")
    try_was_right(session, who, now=now)
    token = open_session(session, patient.id, now=now, device=asker.device, proved=True)
    note(session, patient.id, ActivityKind.PHONE_ADDED, asker.device, now=now)
    return SignedIn(patient, token)
