"""Linked movements: what moves along, cell by cell, and what was answered before."""

from uuid import UUID

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from backend.services.daily import Making, entry_kept, entry_stands, make
from backend.services.entries import RemovalDraft
from backend.services.synkinesis import (
    Grid,
    GridDraft,
    SynkinesisDraft,
    SynkinesisEditDraft,
    read_linked,
)
from backend.web.dependencies import CurrentPatient, Moment, Reading, Writing
from backend.web.forms import Form, bind, refused
from backend.web.pages.daily import making_of
from backend.web.render import kept_page, page

router = APIRouter()
PATH = "/check-in/linked"


@router.get(PATH, name="linked")
def show(request: Request, db: Reading, patient: CurrentPatient) -> Response:
    """Show the grid, with what was answered on this day. The phone keeps this page."""
    view = read_linked(db, patient.id)
    said = (f"{one.id} {one.seq}" for one in view.entries)
    return kept_page(request, "linked", view, shows=(str(view.followed), str(view.every), *said))


@router.post(PATH, name="keep_linked")
def keep(
    request: Request, db: Writing, patient: CurrentPatient, now: Moment, form: Form
) -> Response:
    """Keep the grid from the plain form: a new entry, or all cells in place of the day's."""
    bound = bind(GridDraft, form)
    errors = refused(
        bound, lambda grid: _keep(db, making_of(patient, form, now), grid), beside="grid"
    )
    if not errors:
        return RedirectResponse(PATH, status_code=303)
    view = read_linked(db, patient.id)
    return page(request, "linked", view, status=422, errors=errors, typed=bound.typed)


@router.post(PATH + "/{entry_id}/remove", name="remove_linked")
def remove(
    db: Writing, patient: CurrentPatient, now: Moment, form: Form, entry_id: UUID
) -> Response:
    """Take an answer out, from the plain form; taking it out again changes nothing."""
    if entry_stands(db, patient.id, "synkinesis", entry_id):
        make(db, making_of(patient, form, now), "synkinesis.remove", RemovalDraft(of=entry_id))
    return RedirectResponse(PATH, status_code=303)


def _keep(db: Session, making: Making, grid: Grid) -> None:
    if grid.of is None:
        make(db, making, "synkinesis.add", SynkinesisDraft(cells=grid.cells))
        return
    entry_kept(db, making.patient.id, "synkinesis", grid.of)
    make(db, making, "synkinesis.edit", SynkinesisEditDraft(of=grid.of, cells=grid.cells))
