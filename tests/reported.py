"""Reports for tests: of a full person, and of whatever a test notes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from backend.domain.composing import compose
from backend.domain.journal import JournalEntry
from backend.domain.library import Stage
from backend.domain.materials import Material
from backend.domain.periods import Period
from backend.domain.plans import Answers, PlanItem, PlanVersion
from backend.domain.progress import Mark, MarkKind
from backend.domain.questionnaires import FUNCTION, FUNCTION_ITEMS, IMPRESSION, Form
from backend.domain.reports import Report
from backend.domain.sessions import Felt
from backend.domain.sharing import Category, Scope
from backend.domain.sides import Side
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
    )  # fmt: skip
