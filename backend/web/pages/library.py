"""The library to read: every step on its own, the short readings, what is advised against."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from backend.domain.accounts import Patient
from backend.domain.library import COMPILED_ON, Avoid, Kind, Library, Reading, Step
from backend.domain.sides import Side
from backend.library import read_library
from backend.services.plan_reading import read_answers
from backend.web.dependencies import CurrentPatient
from backend.web.dependencies import Reading as Snapshot
from backend.web.render import kept_page

router = APIRouter()

SHELVES = (Kind.CARE, Kind.CALM, Kind.ACTIVE, Kind.STRETCH, Kind.BODY, Kind.RX)
"""The order of kinds: first what suits every stage."""

Shelves = tuple[tuple[Kind, tuple[Step, ...]], ...]


@dataclass(frozen=True)
class Index:
    """What there is to read. Kinds without a step are left out."""

    shelves: Shelves
    readings: tuple[Reading, ...]
    avoid: tuple[Avoid, ...]
    sources: Mapping[str, str]
    compiled_on: date


@dataclass(frozen=True)
class Steps:
    """Every step in full, in the order of the index, with the affected side for its drawing."""

    steps: tuple[Step, ...]
    side: Side
    sources: Mapping[str, str]
    compiled_on: date


@dataclass(frozen=True)
class Readings:
    """Every reading in full."""

    readings: tuple[Reading, ...]
    sources: Mapping[str, str]
    compiled_on: date


@dataclass(frozen=True)
class Reader:
    """Whose library it is: their words, their side, and what a clinician prescribed them."""

    library: Library
    side: Side
    prescribed: frozenset[str]

    @property
    def shelves(self) -> Shelves:
        """Give their steps by kind; a prescribed step only to whom it was prescribed."""
        kept = [
            step
            for step in self.library.steps.values()
            if not step.rx or step.id in self.prescribed
        ]
        shelves = ((kind, tuple(_of_kind(kept, kind))) for kind in SHELVES)
        return tuple((kind, steps) for kind, steps in shelves if steps)

    @property
    def shows(self) -> tuple[str, ...]:
        """Name what of them their pages depend on."""
        return (self.side, *sorted(self.prescribed))


def _of_kind(steps: Iterable[Step], kind: Kind) -> Iterable[Step]:
    return (step for step in steps if step.kind is kind)


def _reader(db: Session, patient: Patient) -> Reader:
    answers = read_answers(db, patient.id)
    library = read_library(patient.language)
    if answers is None:
        return Reader(library, Side.BOTH, frozenset())
    return Reader(library, answers.side, answers.prescribed)


@router.get("/library", name="library")
def show(request: Request, db: Snapshot, patient: CurrentPatient) -> Response:
    """Show what there is to read."""
    reader = _reader(db, patient)
    library = reader.library
    view = Index(
        reader.shelves,
        tuple(library.readings.values()),
        library.avoid,
        library.sources,
        COMPILED_ON,
    )
    return kept_page(request, "library", view, shows=reader.shows)


@router.get("/library/steps", name="library_steps")
def show_steps(request: Request, db: Snapshot, patient: CurrentPatient) -> Response:
    """Show the steps as one book; an address with a step's name opens it there."""
    reader = _reader(db, patient)
    steps = tuple(step for _, shelf in reader.shelves for step in shelf)
    view = Steps(steps, reader.side, reader.library.sources, COMPILED_ON)
    return kept_page(request, "library-steps", view, shows=reader.shows)


@router.get("/library/readings", name="library_readings")
def show_readings(request: Request, patient: CurrentPatient) -> Response:
    """Show the readings as one book, in the same way."""
    library = read_library(patient.language)
    view = Readings(tuple(library.readings.values()), library.sources, COMPILED_ON)
    return kept_page(request, "library-readings", view, shows=())
