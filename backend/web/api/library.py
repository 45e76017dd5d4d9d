"""The clinical library for programs."""

from fastapi import APIRouter

from backend.domain.library import Programme, Step
from backend.library import read_library
from backend.web.dependencies import CurrentPatient

router = APIRouter(tags=["library"])


@router.get("/steps")
def read_steps(patient: CurrentPatient) -> list[Step]:
    """Give every step, in the person's language."""
    return list(read_library(patient.language).steps.values())


@router.get("/programmes")
def read_programmes(patient: CurrentPatient) -> list[Programme]:
    """Give every programme, in the person's language."""
    return list(read_library(patient.language).programmes.values())
