"""Where it is: a face map, and the same zones as a list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from backend.domain.vocabulary import SymptomWords
from backend.library import read_library
from backend.services.daily import entry_stands, make
from backend.services.where import PlaceDraft, There, Where, WhereDraft, read_where, take_back
from backend.web.dependencies import CurrentPatient, LocalDay, Moment, Reading, ShownDay, Writing
from backend.web.errors import refuse_form
from backend.web.forms import Errors, Form, bind, form_day, refused
from backend.web.pages.daily import back_to_day, making_of
from backend.web.render import kept_page, language_of, page

router = APIRouter()
PATH = "/check-in/where"


@dataclass(frozen=True)
class WherePage:
    """The map of a day; `sign` is the symptom that was just said and that is a red flag."""

    day: date
    today: date
    where: Where
    symptoms: tuple[SymptomWords, ...]
    sign: SymptomWords | None = None

    @property
    def said(self) -> tuple[There, ...]:
        """What stands on the map."""
        return self.where.said_on(self.day)


@router.get(PATH, name="where")
def show(
    request: Request,
    db: Reading,
    patient: CurrentPatient,
    today: LocalDay,
    day: ShownDay,
    sign: Annotated[str | None, Query()] = None,
) -> Response:
    """Show the map of a day. The phone keeps this page, and finds the day in the address itself."""
    request.state.day = today
    view = _shown(request, db, patient.id, day, today, sign=sign)
    said = (f"{one.id} {one.seq}" for one in view.where.entries)
    return kept_page(
        request, "where", view, shows=(str(day), str(view.where.numb), *view.where.own, *said)
    )


@router.post(PATH, name="keep_where")
def keep(
    request: Request,
    db: Writing,
    patient: CurrentPatient,
    today: LocalDay,
    now: Moment,
    form: Form,
) -> Response:
    """Keep what was said of one zone from the plain form, as a check-in."""
    bound, making = bind(WhereDraft, form), making_of(patient, form, now)
    errors = refused(
        bound, lambda said: make(db, making, "checkin.add", said.check_in), beside="place"
    )
    if bound.draft is None or errors:
        return _again(request, db, patient.id, today, form_day(form), errors, bound.typed)
    view = _shown(request, db, patient.id, making.day, today, sign=bound.draft.symptom)
    more = _sign_of(view.sign, bound.draft.rating, view.where.numb)
    return RedirectResponse(f"{PATH}?d={making.day}{more}", status_code=303)


@router.post(PATH + "/{entry_id}/remove", name="remove_where")
def remove(
    request: Request,
    db: Writing,
    patient: CurrentPatient,
    now: Moment,
    form: Form,
    entry_id: UUID,
) -> Response:
    """Take one symptom at one zone back, from the plain form; once more changes nothing."""
    bound = bind(PlaceDraft, form)
    if bound.draft is None:
        return refuse_form(request, bound.errors)
    if entry_stands(db, patient.id, "checkin", entry_id):
        take_back(db, making_of(patient, form, now), entry_id, bound.draft)
    return back_to_day(PATH, form)


def _sign_of(sign: SymptomWords | None, rating: int, numb: bool) -> str:
    least = sign.shown_from(numb=numb) if sign else None
    return f"&sign={sign.id}" if sign and least is not None and rating >= least else ""


def _shown(
    request: Request,
    db: Session,
    patient_id: UUID,
    day: date,
    today: date,
    *,
    sign: str | None = None,
) -> WherePage:
    symptoms = read_library(language_of(request)).symptoms
    return WherePage(
        day=day,
        today=today,
        where=read_where(db, patient_id, today=today),
        symptoms=tuple(one for one in symptoms.values() if one.zones),
        sign=next((one for one in symptoms.values() if one.id == sign and one.red_flag), None),
    )


def _again(
    request: Request,
    db: Session,
    patient_id: UUID,
    today: date,
    day: date,
    errors: Errors,
    typed: Mapping[str, str],
) -> Response:
    """Show the page again with what was chosen and what is wrong."""
    view = _shown(request, db, patient_id, day, today)
    return page(request, "where", view, status=422, errors=errors, typed=typed)
