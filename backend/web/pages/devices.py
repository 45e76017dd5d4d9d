"""Where somebody is signed in, as /account lists it, and signing a browser out."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from fastapi import APIRouter
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from backend.services.devices import Present, end_device, end_others, read_devices
from backend.web.dependencies import CurrentPresent, Moment, Writing

router = APIRouter()


@dataclass(frozen=True)
class ShownDevice:
    """One browser: since when, in the person's own hours, the day (UTC) it was used last, and
    whether it is the one that asks. `name` is empty for one that says nothing of itself."""

    id: UUID
    name: str
    since: datetime
    seen_on: date
    here: bool


def shown_devices(session: Session, present: Present, *, now: datetime) -> tuple[ShownDevice, ...]:
    """Give where the person is signed in, this browser first, then the one used last."""
    zone = present.patient.days.zone
    shown = (
        ShownDevice(
            device.id,
            device.name,
            device.signed_in_at.astimezone(zone),
            device.seen_on,
            here=device.id == present.device.id,
        )
        for device in read_devices(session, present.patient.id, now=now)
    )
    return tuple(sorted(shown, key=lambda one: not one.here))


@router.post("/account/devices/end-others", name="end_other_devices")
def end_all_others(db: Writing, present: CurrentPresent, now: Moment) -> Response:
    """Sign out everywhere but here. Asks for no proof: a lost phone cannot wait."""
    end_others(db, present.patient.id, present.device, now=now)
    return RedirectResponse("/account?ended=others#devices", status_code=303)


@router.post("/account/devices/{device_id}/end", name="end_device")
def end_one(db: Writing, present: CurrentPresent, now: Moment, device_id: UUID) -> Response:
    """Sign one browser out, at once."""
    end_device(db, present.patient.id, device_id, now=now)
    return RedirectResponse("/account?ended=one#devices", status_code=303)
