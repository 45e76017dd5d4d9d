"""The clinical library for programs."""

from fastapi import APIRouter

from backend.domain.library import Programme, Step
from backend.library import read_library
from backend.web.dependencies import CurrentPatient
from backend.web.strict import StrictRoute

router = APIRouter(tags=["library"], route_class=StrictRoute)


@router.get("/steps")
def read_steps(patient: CurrentPatient) -> list[Step]:
    """Give every step, in the person's language."""
    return list(read_library(patient.language).steps.values())


@router.get("/programmes")
def read_programmes(patient: CurrentPatient) -> list[Programme]:
    """Give every programme, in the person's language."""
    return list(read_library(patient.language).programmes.values())
