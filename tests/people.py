"""The people of the tests: Amina (week five), Ben (day one), Dan (must see nothing)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlmodel import Session
from uuid_utils.compat import uuid7

from backend.domain.accounts import Patient
from backend.domain.events import Outcome
from backend.domain.library import Stage
from backend.domain.plans import PlanItem
from backend.domain.sides import Side
from backend.services import accounts as account_services
from backend.services import plans as plan_services
from backend.services.accounts import ZoneDraft, new_patient
from backend.services.events import Arrival, record
from backend.store import accounts, plans

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
ZONE = "Europe/London"


@dataclass(frozen=True)
class Someone:
    """A person in a database, with what a test needs to speak for them."""

    patient: Patient
    items: tuple[PlanItem, ...]

    @property
    def id(self) -> UUID:
        return self.patient.id

    def item(self, step_id: str) -> PlanItem:
        return next(item for item in self.items if item.step_id == step_id)


def settle(
    session: Session,
    *,
    began_on: date = TODAY,
    zone: str = ZONE,
    stage: Stage = Stage.PARESIS,
    onset: tuple[int, int] | None = (2024, 3),
    gates: tuple[str, ...] = (),
    programmes: tuple[str, ...] = ("seed_daily",),
) -> Someone:
    """Put a person with a plan into the database through the services."""
    patient = new_patient(zone=zone, language="en")
    now = datetime.combine(began_on, time(8), tzinfo=UTC)
    accounts.add_patient(session, patient, now=now)
    account_services.agree(session, patient.id, ZoneDraft(zone=zone), now=now)
    year, month = onset or (None, None)
    side = plan_services.SideDraft(side=Side.LEFT, onset_year=year, onset_month=month)
    plan_services.save_side(session, patient.id, side, today=began_on, now=now)
    told = plan_services.StageDraft(stage=stage)
    plan_services.save_stage(session, patient.id, told, today=began_on, now=now)
    closed = plan_services.GatesDraft(gates=gates)
    plan_services.save_gates(session, patient.id, closed, today=began_on, now=now)
    if programmes:
        chosen = plan_services.ProgrammesDraft(programmes=programmes)
        plan_services.adopt(session, patient.id, chosen, today=began_on, now=now)
    return known(session, patient.id)


def known(session: Session, patient_id: UUID) -> Someone:
    """Read a person again, with the items of their latest plan."""
    patient = accounts.read_patient(session, patient_id)
    assert patient is not None
    versions = plans.read_versions(session, patient_id)
    return Someone(patient, versions[-1].items if versions else ())


def amina(session: Session) -> Someone:
    """Began 32 days ago, left side, small movements return."""
    return settle(session, began_on=TODAY - timedelta(days=32))


def ben(session: Session) -> Someone:
    """Began this morning, not sure of his stage."""
    return settle(session, stage=Stage.NOT_SURE)


def dan(session: Session) -> Someone:
    """A stranger who must see nothing."""
    return settle(session, stage=Stage.FLACCID, programmes=("flaccid_gentle",))


def event(
    kind: str,
    payload: dict[str, object],
    *,
    day: date = TODAY,
    at: datetime = NOW,
    event_id: UUID | str | None = None,
    zone: str = ZONE,
    offset_min: int = 0,
) -> dict[str, object]:
    """Make an event as a phone does."""
    return {
        "id": str(event_id or uuid7()),
        "type": kind,
        "local_date": day.isoformat(),
        "tz": zone,
        "offset_min": offset_min,
        "occurred_at": at.isoformat().replace("+00:00", "Z"),
        "payload": payload,
    }


def tick(item: PlanItem, state: str = "done", **more: object) -> dict[str, object]:
    """The payload of a tick."""
    return {"item_id": str(item.id), "occurrence": 1, "state": state, **more}


def send(
    session: Session,
    someone: Someone,
    body: object,
    *,
    now: datetime = NOW,
    sent_at: datetime | None = None,
) -> Outcome:
    """Record one event as if a phone had sent it just now."""
    return record(session, someone.id, Arrival(body, sent_at or now), now=now)
