"""From the first page to a plan: who Facekind is for, then four short questions."""

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from backend.domain.accounts import Patient
from backend.domain.library import Gate, RedFlag, Stage, StageWords, Step
from backend.domain.plans import EARLIEST_ONSET_YEAR, Answers
from backend.domain.sides import Side
from backend.domain.wording import say
from backend.library import read_library
from backend.services.accounts import Door, ZoneDraft, agree, door, enter, start
from backend.services.plan_reading import Choice, Plan, read_plan
from backend.services.plans import (
    GatesDraft,
    ProgrammesDraft,
    SideDraft,
    StageDraft,
    adopt,
    save_gates,
    save_side,
    save_stage,
)
from backend.web.cookies import keep_session
from backend.web.dependencies import (
    AnyPatient,
    CurrentPatient,
    LocalDay,
    Moment,
    Reading,
    Writing,
)
from backend.web.errors import SignedOut
from backend.web.forms import Form, bind, refused
from backend.web.policies import ANYBODY, WAY_IN
from backend.web.render import language_of, page

SEVERAL_MONTHS = range(1, 13)
ONSET = {"onset_year": "onset", "onset_month": "onset"}
"""The two halves of one question: what is wrong with either is said once, beside both."""


@dataclass(frozen=True)
class Home:
    """The first page: when to get help instead, what Facekind is for, and the way in; `open` says
    that anybody may join."""

    sudden: RedFlag
    unseen: RedFlag
    door: Door
    open: bool


@dataclass(frozen=True)
class StartSide:
    """Which side, and since when, as answered or typed."""

    side: str
    month: str
    year: str
    months: range
    years: range
    editing: bool


@dataclass(frozen=True)
class StartStage:
    """The stages to choose from, in people's own words."""

    stages: tuple[tuple[Stage, StageWords], ...]
    chosen: Stage | None
    editing: bool


@dataclass(frozen=True)
class StartGates:
    """What can switch steps off, and what was prescribed; each with its tick."""

    gates: tuple[tuple[Gate, bool], ...]
    prescribable: tuple[tuple[Step, bool], ...]
    treated_on: str
    today: date
    editing: bool


@dataclass(frozen=True)
class StartProgramme:
    """The programmes that fit the stage, each with what would be off."""

    stage: StageWords
    choices: tuple[Choice, ...]
    needs_referral: bool
    both_sides: bool


def has_agreed(patient: CurrentPatient) -> None:
    """Send whoever has not read what Facekind is for back to the first page."""
    if patient.agreed_at is None:
        raise SignedOut


router = APIRouter()
questions = APIRouter(prefix="/start", dependencies=[Depends(has_agreed)])


@router.get("/", name="home", dependencies=[ANYBODY])
def show_home(request: Request, db: Reading, patient: AnyPatient) -> Response:
    """Show the first page, or go on to the day. Nothing here signs anybody in."""
    if patient is not None and patient.agreed_at is not None:
        return RedirectResponse("/today", status_code=303)
    flags = read_library(language_of(request)).red_flags
    settings = request.app.state.settings
    way_in = door(db, outside=settings.outside) if patient is None else Door.START
    anybody = settings.registration == "open"
    return page(request, "home", Home(flags["RF00"], flags["RF00b"], way_in, anybody))


@router.post("/start", name="post_start", dependencies=[WAY_IN])
def let_in(request: Request, db: Writing, patient: AnyPatient, now: Moment, form: Form) -> Response:
    """Note "I am 18 or over", and let the first person in on this computer."""
    zone = bind(ZoneDraft, form).draft or ZoneDraft(zone="UTC")
    response = RedirectResponse("/start", status_code=303)
    if patient is not None:
        agree(db, patient.id, zone, now=now)
    else:
        outside = request.app.state.settings.outside
        token = start(db, zone, language=language_of(request), outside=outside, now=now)
        keep_session(request, response, token)
    return response


@router.post("/start/enter", name="post_enter", dependencies=[WAY_IN])
def go_on(request: Request, db: Writing, now: Moment) -> Response:
    """Let the only person of this computer back in."""
    outside = request.app.state.settings.outside
    response = RedirectResponse("/", status_code=303)
    keep_session(request, response, enter(db, outside=outside, now=now))
    return response


@router.get("/start", name="start", dependencies=[ANYBODY])
def show_next(db: Reading, patient: AnyPatient, now: Moment) -> Response:
    """Go to the first question that has no answer yet."""
    if patient is None or patient.agreed_at is None:
        return RedirectResponse("/", status_code=303)
    plan = read_plan(db, patient.id, today=patient.days.day_of(now))
    return RedirectResponse(_first_open(plan), status_code=303)


def _first_open(plan: Plan) -> str:
    """Name the first open question. "Not sure" and "none of these" look unanswered: ask again."""
    if plan.answers is None:
        return "/start/side"
    if plan.items:
        return "/today"
    if plan.answers.stage is Stage.NOT_SURE:
        return "/start/stage"
    if not plan.answers.gates and not plan.answers.prescribed:
        return "/start/gates"
    return "/start/programme"


@questions.get("/side", name="start_side")
def show_side(request: Request, db: Reading, patient: CurrentPatient, today: LocalDay) -> Response:
    """Ask which side is affected, and since when."""
    answers = read_plan(db, patient.id, today=today).answers
    onset = answers.onset_on if answers else None
    view = _side(
        str(answers.side) if answers else "",
        str(onset.month) if onset else "",
        str(onset.year) if onset else "",
        today,
        editing=_from_plan(request),
    )
    return page(request, "start-side", view)


@questions.post("/side", name="post_start_side")
def answer_side(
    request: Request,
    db: Writing,
    patient: CurrentPatient,
    today: LocalDay,
    now: Moment,
    form: Form,
) -> Response:
    """Keep the side and since when."""
    bound = bind(SideDraft, form)

    def save(draft: SideDraft) -> None:
        save_side(db, patient.id, draft, today=today, now=now)

    words = {"side": say("Choose left, both or right.")}
    errors = refused(bound, save, beside="onset", words=words, names=ONSET)
    if not errors:
        return _go_on("/start/stage", editing=_from_plan(request))
    typed = bound.typed
    view = _side(
        typed.get("side", ""),
        typed.get("onset_month", ""),
        typed.get("onset_year", ""),
        today,
        editing=_from_plan(request),
    )
    return page(request, "start-side", view, status=422, errors=errors, typed=typed)


def _side(side: str, month: str, year: str, today: date, *, editing: bool) -> StartSide:
    years = range(today.year, EARLIEST_ONSET_YEAR - 1, -1)
    return StartSide(side, month, year, SEVERAL_MONTHS, years, editing)


@questions.get("/stage", name="start_stage")
def show_stage(request: Request, db: Reading, patient: CurrentPatient, today: LocalDay) -> Response:
    """Ask which stage a clinician told."""
    answers = read_plan(db, patient.id, today=today).answers
    if answers is None:
        return _side_first()
    editing = _from_plan(request)
    known = editing or answers.stage is not Stage.NOT_SURE
    view = _stage(patient, answers.stage if known else None, editing=editing)
    return page(request, "start-stage", view)


@questions.post("/stage", name="post_start_stage")
def answer_stage(
    request: Request,
    db: Writing,
    patient: CurrentPatient,
    today: LocalDay,
    now: Moment,
    form: Form,
) -> Response:
    """Keep the stage."""
    bound = bind(StageDraft, form)

    def save(draft: StageDraft) -> None:
        save_stage(db, patient.id, draft, today=today, now=now)

    words = {"stage": say("Please choose one of the answers.")}
    errors = refused(bound, save, beside="stage", words=words)
    if not errors:
        return _go_on("/start/gates", editing=_from_plan(request))
    view = _stage(patient, None, editing=_from_plan(request))
    return page(request, "start-stage", view, status=422, errors=errors, typed=bound.typed)


def _stage(patient: Patient, chosen: Stage | None, *, editing: bool) -> StartStage:
    stages = read_library(patient.language).stages
    return StartStage(tuple(stages.items()), chosen, editing)


@questions.get("/gates", name="start_gates")
def show_gates(request: Request, db: Reading, patient: CurrentPatient, today: LocalDay) -> Response:
    """Ask what could make a step wrong, and what was prescribed."""
    plan = read_plan(db, patient.id, today=today)
    if plan.answers is None:
        return _side_first()
    return page(
        request, "start-gates", _gates_kept(plan, plan.answers, editing=_from_plan(request))
    )


@questions.post("/gates", name="post_start_gates")
def answer_gates(
    request: Request,
    db: Writing,
    patient: CurrentPatient,
    today: LocalDay,
    now: Moment,
    form: Form,
) -> Response:
    """Keep what applies; it only ever switches steps off."""
    bound = bind(GatesDraft, form)

    def save(draft: GatesDraft) -> None:
        save_gates(db, patient.id, draft, today=today, now=now)

    errors = refused(bound, save, beside="gates", words={})
    if not errors:
        return _go_on("/start/programme", editing=_from_plan(request))
    view = _gates_typed(read_plan(db, patient.id, today=today), form, editing=_from_plan(request))
    return page(request, "start-gates", view, status=422, errors=errors, typed=bound.typed)


def _gates_kept(plan: Plan, answers: Answers, *, editing: bool) -> StartGates:
    since = next((day for day in answers.gates.values() if day), None)
    return StartGates(
        tuple((gate, gate.id in answers.gates) for gate in plan.gates),
        tuple((step, step.id in answers.prescribed) for step in plan.prescribable),
        since.isoformat() if since else "",
        plan.today,
        editing,
    )


def _gates_typed(plan: Plan, form: FormData, *, editing: bool) -> StartGates:
    ticked, prescribed = form.getlist("gates"), form.getlist("prescribed")
    return StartGates(
        tuple((gate, gate.id in ticked) for gate in plan.gates),
        tuple((step, step.id in prescribed) for step in plan.prescribable),
        str(form.get("treated_on", "")),
        plan.today,
        editing,
    )


@questions.get("/programme", name="start_programme")
def show_programmes(
    request: Request, db: Reading, patient: CurrentPatient, today: LocalDay
) -> Response:
    """Show the programmes that fit the stage."""
    plan = read_plan(db, patient.id, today=today)
    if plan.answers is None:
        return _side_first()
    return page(request, "start-programme", _programmes(plan, plan.answers, patient))


@questions.post("/programme", name="post_start_programme")
def use_programme(
    request: Request,
    db: Writing,
    patient: CurrentPatient,
    today: LocalDay,
    now: Moment,
    form: Form,
) -> Response:
    """Make a programme the plan, and go to the day."""
    bound = bind(ProgrammesDraft, form)

    def save(draft: ProgrammesDraft) -> None:
        adopt(db, patient.id, draft, today=today, now=now)

    words = {"programmes": say("Please choose one of the programmes.")}
    errors = refused(bound, save, beside="programmes", words=words)
    if not errors:
        return RedirectResponse("/today", status_code=303)
    plan = read_plan(db, patient.id, today=today)
    if plan.answers is None:
        return _side_first()
    view = _programmes(plan, plan.answers, patient)
    return page(request, "start-programme", view, status=422, errors=errors, typed=bound.typed)


def _programmes(plan: Plan, answers: Answers, patient: Patient) -> StartProgramme:
    stage = read_library(patient.language).stages[answers.stage]
    fitting = tuple(choice for choice in plan.choices if choice.offered)
    both_sides = answers.side is Side.BOTH
    return StartProgramme(stage, fitting, plan.needs_referral, both_sides)


def _from_plan(request: Request) -> bool:
    """Whether an answer is being changed from /plan, where saving leads back to."""
    return request.query_params.get("back") == "plan"


def _side_first() -> Response:
    return RedirectResponse("/start/side", status_code=303)


def _go_on(path: str, *, editing: bool) -> Response:
    return RedirectResponse("/plan#answers" if editing else path, status_code=303)


router.include_router(questions)
