"""Reports for tests: of a full person, and of whatever a test notes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from backend.domain import months
from backend.domain.care import CareKind
from backend.domain.composing import compose
from backend.domain.gradings import Grading, Scale
from backend.domain.journal import JournalEntry
from backend.domain.library import Stage
from backend.domain.materials import Material
from backend.domain.periods import Period
from backend.domain.plans import Answers, PlanItem, PlanVersion
from backend.domain.progress import Mark, MarkKind
from backend.domain.questionnaires import FUNCTION, FUNCTION_ITEMS, IMPRESSION, Form
from backend.domain.reports import Report
from backend.domain.screening import GAD7, PHQ4, PHQ8, SCREENING_VERSION, SCREENS
from backend.domain.sessions import Felt
from backend.domain.sharing import Category, Scope
from backend.domain.sides import Side
from backend.domain.synkinesis import Cell, Doing, Month, Moves, Synkinesis
from backend.domain.today import DayKind, SkipReason
from backend.domain.visits import Visit
from backend.library import read_library
from backend.web.assets import STATIC, Assets
from backend.web.render import make_environment

LIBRARY = read_library("en")
ENVIRONMENTS = {name: make_environment(name, Assets.read(STATIC)) for name in ("en", "zh-Hans")}
MADE_ON = date(2026, 11, 24)
MADE_AT = datetime(2026, 11, 24, 10, 50, tzinfo=UTC)
MONTH = Period(date(2026, 10, 28), MADE_ON)
EVERYTHING = frozenset(Category)
CANARY = "Canary"
SPACE = UUID(int=7)
NO_MOVEMENT = "no_movement_yet"
STEPS = tuple(LIBRARY.steps)
ITEMS = tuple(
    PlanItem(uuid5(SPACE, step), step, LIBRARY.steps[step].minutes.low) for step in STEPS[:8]
)
LATER_ITEMS = tuple(replace(one, id=uuid5(SPACE, f"later {one.step_id}")) for one in ITEMS)


def composed(material: Material, scope: Scope | None = None, period: Period = MONTH) -> Report:
    return compose(
        material,
        scope or Scope(categories=EVERYTHING),
        period=period,
        made_at=MADE_AT,
        made_on=MADE_ON,
        library=LIBRARY,
    )


def version(number: int, on: date, **more: Any) -> PlanVersion:
    answers = Answers(
        Side.LEFT, Stage.SYNKINESIS, date(2024, 3, 31), {"diabetes_or_numb_feet": None}
    )
    made = PlanVersion(number, on, answers, False, ("seed_daily",), ITEMS)
    return replace(made, **more)


def full(name: str = "Amina <b>Khan</b>") -> Material:
    """A believable full person: everything was noted, much of it changed."""
    day = [MONTH.since + timedelta(days=n) for n in range(28)]
    keys = ("tight", "eye_dry", "linked_move", "face_pain", "drool")
    rising = {
        key: [(one, min(10, 2 + n + d // 7)) for d, one in enumerate(day)]
        for n, key in enumerate(keys)
    }
    forms = [
        Form(uuid5(SPACE, str(n)), FUNCTION, "1", "en", on,  True,
             {item: 3 + n + (k % 3) for k, item in enumerate(FUNCTION_ITEMS)} | {IMPRESSION: 2}, n)
        for n, on in enumerate((day[0], day[26]))
    ]  # fmt: skip
    return Material(
        name=name,
        cause="Bell's palsy, treated with tablets in the first week",
        moods=[(one, 1 + d % 5) for d, one in enumerate(day)],
        symptoms=rising,
        forms=forms,
        felt=[Felt(uuid5(SPACE, str(d)), one, MADE_AT, 2, d % 5, ()) for d, one in enumerate(day)],
        skips=[(day[3], SkipReason.PAIN), (day[4], SkipReason.EYE)],
        marks=[
            Mark(MarkKind.BOTULINUM_TOXIN, date(2026, 8, 20), None, "University clinic, Dr Roth"),
            Mark(MarkKind.VISIT, day[0], None, "Dr Chen"),
            Mark(MarkKind.THERAPY, day[3], None, "Facial therapist, every second week"),
            Mark(MarkKind.ACUPUNCTURE, day[9], day[20], "Twice a week"),
            Mark(MarkKind.PLAN, day[14], None, "Eye care added, brow raise left out"),
        ],
        visits=[
            Visit(UUID(int=1), date(2026, 12, 1), "Dr Chen", (
                "My eye narrows when I smile. Would relaxing injections help, and when?",
                "The eye is drier than last month. What else can I do at night?",
                "Should I go on with the stretches during a flare?",
            ), "Drink from a cup in company, without a straw.", False, False, 0)
        ],
        versions=[version(1, date(2026, 9, 1))],
        done={
            one: frozenset((item.id, 1) for item in ITEMS[: 3 + d % 5])
            for d, one in enumerate(day)
        },
        kinds={one: DayKind.FLARE for one in day[9:14]} | {day[20]: DayKind.REST},
        journal=[
            JournalEntry(uuid5(SPACE, str(d)), one, MADE_AT, "Tea without a straw.", (), False, 0)
            for d, one in enumerate(day)
        ],
        energy=[(one, min(10, 4 + d // 7)) for d, one in enumerate(day)],
        sleep=[(one, 6 - d // 9) for d, one in enumerate(day)],
        linked=LINKED,
        care=[
            (one, kind, count)
            for d, one in enumerate(day)
            for kind, count in ((CareKind.DROPS, 2 + d % 3), (CareKind.TAPE, 1))
            if d % 4 or kind is CareKind.DROPS
        ],
        gradings=[
            Grading(UUID(int=21), Scale.HOUSE_BRACKMANN, day[1], "Dr Roth", {"grade": 3}, 1),
            Grading(UUID(int=22), Scale.SUNNYBROOK, day[1], "Dr Roth",
                    {"composite": 62, "resting": 5, "voluntary": 76, "synkinesis": 9}, 2),
        ],
        screening=[
            screening(PHQ4, day[3], (2, 2, 3, 3)), screening(PHQ4, day[17], (1, 2, 2, 2)),
            screening(PHQ8, day[18], (2, 2, 3, 3, 2, 1, 1, 1)),
            screening(GAD7, day[19], (1, 2, 1, 2, 1, 1)),
            screening(PHQ8, day[25], (1, 1), finished=False),
        ],
    )  # fmt: skip


def screening(
    instrument: str, day: date, answers: tuple[int, ...], *, finished: bool = True
) -> Form:
    """A form of mood and worry: its first items answered in order."""
    said = dict(zip(SCREENS[instrument].items, answers, strict=False))
    form_id = uuid5(SPACE, f"{instrument} {day}")
    return Form(form_id, instrument, SCREENING_VERSION, "en", day, finished, said, 1)


def linked(day: date, *cells: tuple[Doing, Moves, int]) -> Month:
    """A month's answer about linked movements."""
    entry = Synkinesis(
        uuid5(SPACE, str(day)), day, MADE_AT, tuple(Cell(*cell) for cell in cells), 1
    )
    return Month(months.Month.of(day), entry)


LINKED = (
    linked(
        date(2026, 11, 20),
        (Doing.SMILE, Moves.EYE, 2),
        (Doing.SMILE, Moves.NECK, 0),
        (Doing.PUCKER, Moves.EYE, 1),
        (Doing.CLOSE_EYES, Moves.MOUTH, 1),
        (Doing.EAT, Moves.EYE, 3),
    ),
    linked(
        date(2026, 10, 30),
        (Doing.SMILE, Moves.EYE, 3),
        (Doing.SMILE, Moves.NECK, 1),
        (Doing.PUCKER, Moves.EYE, 1),
        (Doing.CLOSE_EYES, Moves.MOUTH, 2),
        (Doing.SPEAK, Moves.CHIN, 0),
    ),
)
"""Newest month first, as they are read."""
