"""What every demo person is made with: beginning a plan, and entries dated in their own past."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from sqlmodel import Session

from backend.domain.accounts import Patient
from backend.domain.library import Stage
from backend.domain.plans import PlanItem, version_on
from backend.services import accounts as account_services
from backend.services import plans as plan_services
from backend.services.daily import Making
from backend.store import plans

ZONE = "Europe/London"


@dataclass(frozen=True)
class Seeding:
    """A session, the person, the present moment, and dice that always fall the same way."""

    session: Session
    patient: Patient
    now: datetime
    dice: Random

    @property
    def today(self) -> date:
        return self.patient.days.day_of(self.now)

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """Give a moment of a day by the person's clock, though never after the present one."""
        moment = datetime.combine(day, time(hour), tzinfo=self.patient.days.zone)
        return min(moment + timedelta(minutes=minute), self.now)

    def making(self, day: date, hour: int, minute: int = 0, event_id: UUID | None = None) -> Making:
        """An entry made at some hour of a day."""
        return Making(self.patient, day, self.at(day, hour, minute), event_id)

    def items_on(self, day: date) -> Iterator[PlanItem]:
        """Give what the plan of a day held."""
        version = version_on(plans.read_versions(self.session, self.patient.id), day)
        yield from version.items if version else ()


def begin(
    seeding: Seeding,
    day: date,
    *,
    side: plan_services.SideDraft,
    stage: Stage,
    gates: plan_services.GatesDraft,
    programmes: tuple[str, ...],
) -> None:
    """Answer the first run's questions on a day and choose the programmes."""
    session, patient_id, now = seeding.session, seeding.patient.id, seeding.at(day, 7)
    account_services.agree(session, patient_id, account_services.ZoneDraft(zone=ZONE), now=now)
    plan_services.save_side(session, patient_id, side, today=day, now=now)
    told = plan_services.StageDraft(stage=stage)
    plan_services.save_stage(session, patient_id, told, today=day, now=now)
    plan_services.save_gates(session, patient_id, gates, today=day, now=now)
    chosen = plan_services.ProgrammesDraft(programmes=programmes)
    plan_services.adopt(session, patient_id, chosen, today=day, now=now)
