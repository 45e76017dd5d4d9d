"""The plan for programs."""

from fastapi import APIRouter

from backend.services.plan_reading import Plan, read_plan
from backend.web.dependencies import CurrentPatient, LocalDay, Reading
from backend.web.strict import StrictRoute

router = APIRouter(tags=["plan"], route_class=StrictRoute)


@router.get("/plan")
def read(db: Reading, patient: CurrentPatient, today: LocalDay) -> Plan:
    """Give the plan in force: answers, items with why they are off, and what could be added."""
    return read_plan(db, patient.id, today=today)
