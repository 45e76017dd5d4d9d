"""Every component in every state, with made-up things. Development only: see settings.demo."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from backend.domain.checkins import CheckIn, Mood
from backend.domain.journal import JournalEntry
from backend.domain.library import Library, Stage, Step
from backend.domain.periods import Period
from backend.domain.plans import Answers, Off, OffReason, why_off
from backend.domain.progress import Better, Mark, MarkKind, measure
from backend.domain.sides import Side
from backend.domain.synkinesis import MEANT, Cell, Doing, Month, Moves, Synkinesis, by_month
from backend.domain.today import Group, ItemState, SkipReason, TodayItem
from backend.domain.wording import Sentence, say
from backend.library import read_library
from backend.services.plan_reading import Choice
from backend.web.charts import Chart, chart_of
from backend.web.dependencies import InTheirLanguage
from backend.web.pages.devices import ShownDevice
from backend.web.policies import ANYBODY
from backend.web.qr import Code, code_of
from backend.web.render import language_of, page

router = APIRouter(dependencies=[InTheirLanguage])

DAY = date(2024, 3, 5)
"""Long past: what is tapped here by mistake is refused and never kept."""

AT = datetime.combine(DAY, time(7, 40), tzinfo=UTC)
OPENS_ON = date(2024, 5, 1)
NOTES = (("info", ""), ("clock", "warm"), ("alert", "urgent"), ("planned", "pine"))
LOOKS = ("todo", "next", "done", "skipped", "off", "optional", "folded")
SYNC = ("saved", "pending", "offline", "sign-in", "needs", "old", "not-saved")
SAID = "Cloth after lunch. 午饭后热敷。"


@dataclass(frozen=True)
class StepState:
    """A step as it looks in one state; `unsent` is only on this phone."""

    name: str
    item: TodayItem
    unsent: bool = False


@dataclass(frozen=True)
class Styleguide:
    """What the components are shown with."""

    title: str
    day: date
    at: datetime
    said: str
    notes: tuple[tuple[str, str], ...]
    looks: tuple[str, ...]
    sync: tuple[str, ...]
    moods: tuple[int | None, ...]
    kinds: tuple[str, ...]
    sides: tuple[Side, ...]
    errors: tuple[tuple[str, Sentence], ...]
    step: Step
    states: tuple[StepState, ...]
    check_ins: tuple[CheckIn, ...]
    journal: tuple[JournalEntry, ...]
    linked: tuple[Month, ...]
    choice: Choice
    charts: tuple[tuple[str, Chart], ...]
    code: Code
    devices: tuple[ShownDevice, ...]


@router.get("/styleguide", name="styleguide", dependencies=[ANYBODY])
def show(request: Request) -> Response:
    """Show every component in every state."""
    library = read_library(language_of(request))
    step = library.steps["face_massage"]
    view = Styleguide(
        title="Style guide",
        day=DAY,
        at=AT,
        said=SAID,
        notes=NOTES,
        looks=LOOKS,
        sync=SYNC,
        moods=(None, *Mood),
        kinds=("planned", "rest", "flare", "away"),
        sides=tuple(Side),
        errors=(("wrong", say("Choose left, both or right.")),),
        step=library.steps["warm_compress"],
        states=tuple(_states(step, library)),
        check_ins=tuple(_check_in(n, mood) for n, mood in enumerate((*Mood, None))),
        journal=tuple(_line(n, private=bool(n)) for n in range(2)),
        linked=by_month(_linked(n) for n in range(2)),
        choice=_choice(library),
        charts=tuple(_charts()),
        code=code_of("https://rehab.example.org/pair#00000000"),
        devices=tuple(
            ShownDevice(UUID(int=n), name, AT, DAY, here=not n)
            for n, name in enumerate(("Firefox, Linux", "Chrome, Android", ""))
        ),
    )
    return page(request, "styleguide", view)


def _states(step: Step, library: Library) -> Iterator[StepState]:
    plain = _item(step)
    yield StepState("next", replace(plain, group=Group.NEXT))
    yield StepState("to do", plain)
    yield StepState("twice a day", replace(plain, times=2))
    yield StepState("optional", replace(plain, group=Group.OPTIONAL, required=False))
    yield StepState("folded", replace(plain, group=Group.FOLDED))
    done = replace(plain, group=Group.DONE, state=ItemState.DONE, at=AT)
    yield StepState("done", done)
    yield StepState("done, on this phone only", done, unsent=True)
    skipped = replace(plain, group=Group.SKIPPED, state=ItemState.SKIPPED, at=AT)
    for reason in (None, *SkipReason):
        yield StepState(f"skipped: {reason or 'no reason'}", replace(skipped, reason=reason))
    gate = next(iter(library.gates))
    for off in (
        Off(OffReason.GATE, gate),
        Off(OffReason.GATE, gate, OPENS_ON),
        Off(OffReason.STAGE),
        Off(OffReason.NOT_PRESCRIBED),
        Off(OffReason.LOCKED, opens_on=OPENS_ON),
        Off(OffReason.ONSET_UNKNOWN),
        Off(OffReason.PAUSED),
    ):
        until = ", with its date" if off.opens_on else ""
        yield StepState(f"off: {off.reason}{until}", replace(plain, group=Group.OFF, off=off))


def _charts() -> Iterator[tuple[str, Chart]]:
    """Give a chart with every kind of mark, by date and by injection, and a mood."""
    period = Period(DAY - timedelta(days=55), DAY)
    days = [DAY - timedelta(days=n) for n in range(56) if n not in range(14, 26)]
    ratings = [(day, (day.day * 7) % 5 + 2) for day in sorted(days)]
    marks = [Mark(kind, DAY - timedelta(days=50 - 7 * n)) for n, kind in enumerate(MarkKind)]
    flares = [Period(DAY - timedelta(days=22), DAY - timedelta(days=18))]
    symptom = measure("tightness", ratings, period)
    yield "rated 0 to 10", chart_of(symptom, period, marks, flares)
    yield "by injection", chart_of(symptom, period, marks, flares, since_injection_axis=True)
    moods = [(day, min(rating, Mood.VERY_GOOD)) for day, rating in ratings]
    words = measure("mood", moods, period, better=Better.HIGHER, least=1, most=5)
    yield "words", chart_of(words, period)


def _item(step: Step) -> TodayItem:
    return TodayItem(
        item_id=UUID(int=1),
        occurrence=1,
        times=1,
        step=step,
        minutes=5,
        required=True,
        off=None,
        state=ItemState.UNDONE,
        reason=None,
        at=None,
        group=Group.AFTER,
    )


def _check_in(n: int, mood: Mood | None) -> CheckIn:
    return CheckIn(
        id=UUID(int=n),
        day=DAY,
        at=AT,
        mood=mood,
        symptoms=(),
        energy=None,
        sleep=None,
        tags=(),
        note=None,
        seq=n,
    )


def _linked(n: int) -> Synkinesis:
    """Give an answer about linked movements with every level in it, a month apart."""
    pairs = [(doing, moves) for doing in Doing for moves in Moves if (doing, moves) not in MEANT]
    cells = tuple(Cell(*pair, (place + n) % 4) for place, pair in enumerate(pairs) if place % 5)
    return Synkinesis(UUID(int=n), DAY - timedelta(days=31 * n), AT, cells, n)


def _line(n: int, *, private: bool) -> JournalEntry:
    return JournalEntry(UUID(int=n), DAY, AT, SAID, (), never_share=private, seq=n)


def _choice(library: Library) -> Choice:
    """Give a programme some of whose steps would be off."""
    programme = library.programmes["synkinesis_release"]
    answers = Answers(Side.LEFT, Stage.SYNKINESIS, onset_on=DAY)
    steps = (library.steps[entry.step_id] for entry in programme.steps)
    return Choice(
        programme,
        tuple((step, why_off(step, answers, day=DAY, library=library)) for step in steps),
        offered=True,
        chosen=False,
    )
