"""The day: what is next, done and left; ticking, skipping, resting."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from backend.domain.errors import NotFound
from backend.services.daily import set_day_kind, set_item
from backend.services.today import DayKindDraft, ItemSetDraft, read_day
from backend.web.dependencies import CurrentPatient, LocalDay, Moment, Reading, ShownDay, Writing
from backend.web.errors import refuse_form
from backend.web.forms import Form, bind
from backend.web.pages.daily import back_to_day, making_of
from backend.web.render import daily_page, kept_page, unchanged

router = APIRouter()


@router.get("/today", name="today")
def show(
    request: Request, db: Reading, patient: CurrentPatient, today: LocalDay, day: ShownDay
) -> Response:
    """Show a day, or send on whoever has no plan yet."""
    same = unchanged(request)
    if same is not None:
        return same
    view = read_day(db, patient.id, day, today=today)
    if not view.has_plan:
        return RedirectResponse("/start", status_code=303)
    return daily_page(request, "today", view, plan=view.plan_number, seq=view.seq)


@router.get("/today/player", name="player")
def show_player(request: Request, patient: CurrentPatient) -> Response:  # noqa: ARG001 (signed in)
    """Give the player's screen, which Today opens: once on the phone, not on every day's page."""
    return kept_page(request, "player", None, shows=())


@router.post("/today/items/{item_id}/{occurrence}", name="set_item")
def set_one(
    request: Request,
    db: Writing,
    patient: CurrentPatient,
    now: Moment,
    form: Form,
    item_id: UUID,
    occurrence: int,
) -> Response:
    """Tick, take back or skip one occurrence, from the plain form."""
    bound = bind(ItemSetDraft, form)
    if bound.draft is None:
        return refuse_form(request, bound.errors)
    if (bound.draft.item_id, bound.draft.occurrence) != (item_id, occurrence):
        raise NotFound
    set_item(db, making_of(patient, form, now), bound.draft)
    return back_to_day("/today", form)


@router.post("/today/kind", name="set_day_kind")
def set_kind(
    request: Request, db: Writing, patient: CurrentPatient, now: Moment, form: Form
) -> Response:
    """Make it a rest, flare or away day, or a planned one again, from the plain form."""
    bound = bind(DayKindDraft, form)
    if bound.draft is None:
        return refuse_form(request, bound.errors)
    set_day_kind(db, making_of(patient, form, now), bound.draft)
    return back_to_day("/today", form)
