"""Amina: left side, weak but moving, in her fifth week, with a flare in the middle."""

from datetime import date, timedelta

from backend.domain.library import Stage
from backend.domain.plans import PlanItem
from backend.domain.sides import Side
from backend.domain.today import DayKind, ItemState, SkipReason
from backend.seeds.following import choose_what_to_follow, follow_a_day, follow_now_and_then
from backend.seeds.seeding import Seeding, begin
from backend.seeds.visits import check_in_on_function, introduce
from backend.seeds.words import FELT_TAGS, JOURNAL, PRIVATE, TAGS
from backend.services.checkins import CheckInDraft, SymptomDraft
from backend.services.daily import make, set_day_kind, set_item
from backend.services.journal import JournalDraft
from backend.services.plans import GatesDraft, ProgrammesDraft, SideDraft, adopt
from backend.services.sessions import SessionFeltDraft
from backend.services.today import DayKindDraft, ItemSetDraft

DAYS = 32
"""Amina began this many days ago: today is in her fifth week."""

BAD_WEEK = range(14, 19)
"""Amina's flare, in days since she began."""

REST_WEEKDAY = 6
MISSED = {5, 11, 24}
"""Days on which she did nothing, and that is fine."""

DONE_THIS_MORNING = 2
SKIPS_ABOVE = 0.93
DONE_USUALLY, DONE_IN_A_BAD_WEEK, DONE_IF_OPTIONAL = 0.86, 0.25, 0.3

MOODS = (3, 3, 4, 3, 2, 3, 4, 4, 3, 4, 3, 3, 2, 2, 1, 1, 2, 1, 2, 3, 3, 4, 3, 4, 4, 3, 4, 4, 5, 4,
         4, 4, 4)  # fmt: skip
TIGHTNESS = (6, 6, 5, 7, 6, 6, 6, 5, 6, 5, 6, 5, 5, 6, 7, 8, 7, 7, 6, 6, 5, 5, 6, 5, 5, 4, 5, 4, 4,
             5, 4, 4, 4)  # fmt: skip
DRY_EYE = (2, 2, 3, 2, 2, 2, 2, 3, 2, 2, 2, 3, 3, 3, 4, 4, 4, 4, 3, 3, 3, 3, 3, 4, 3, 4, 4, 4, 4, 4,
           4, 4, 4)  # fmt: skip
ENERGY = (5, 5, 6, 5, 4, 5, 6, 6, 5, 6, 5, 5, 4, 4, 3, 2, 2, 3, 3, 4, 5, 6, 5, 6, 6, 5, 6, 6, 7, 6,
          6, 6, 6)  # fmt: skip
SLEEP = (6, 5, 6, 6, 5, 6, 6, 7, 6, 6, 5, 6, 5, 4, 4, 3, 4, 3, 5, 5, 6, 6, 6, 7, 6, 6, 7, 6, 7, 7,
         6, 7, 7)  # fmt: skip
LINKED = 5
UNRATED = {5, 9, *range(15, 19), 24}
"""Days on which she rated nothing: gaps belong to every real record."""

EFFORT, PAIN = 2, 1
PRIVATE_DAY = 13
"""The day of an entry that she never shares."""


def seed_amina(seeding: Seeding) -> None:
    """Live Amina's weeks up to this morning."""
    began_on = seeding.today - timedelta(days=DAYS)
    begin(
        seeding,
        began_on,
        side=SideDraft(side=Side.LEFT, onset_year=began_on.year - 1, onset_month=4),
        stage=Stage.PARESIS,
        gates=GatesDraft(gates=("contact_lenses", "diabetes_or_numb_feet")),
        programmes=("seed_daily",),
    )
    grown_on = began_on + timedelta(days=22)
    programmes = ProgrammesDraft(programmes=("eye_care",))
    now = seeding.at(grown_on, 20)
    adopt(seeding.session, seeding.patient.id, programmes, today=grown_on, now=now)
    introduce(seeding, began_on)
    choose_what_to_follow(seeding)
    for n in range(DAYS + 1):
        _live_a_day(seeding, began_on + timedelta(days=n), n)
    check_in_on_function(seeding, began_on)
    follow_now_and_then(seeding, began_on)


def _live_a_day(seeding: Seeding, day: date, n: int) -> None:
    last = n == DAYS
    if n in BAD_WEEK:
        _make_kind(seeding, day, DayKind.FLARE)
    elif n % 7 == REST_WEEKDAY and not last:
        _make_kind(seeding, day, DayKind.REST)
    for place, item in enumerate(seeding.items_on(day)):
        _do_or_not(seeding, day, n, place, item)
    if not last:
        _feel(seeding, day, n)
        follow_a_day(seeding, day, n)
        _write(seeding, day, n)


def _make_kind(seeding: Seeding, day: date, kind: DayKind) -> None:
    set_day_kind(seeding.session, seeding.making(day, 7), DayKindDraft(kind=kind))


def _do_or_not(seeding: Seeding, day: date, n: int, place: int, item: PlanItem) -> None:
    """Tick most required steps; on the last day only the first two; now and then skip one."""
    making = seeding.making(day, 7, 6 * place)
    chance = seeding.dice.random()
    if n in MISSED:
        return
    if _wanted(n, place, item, chance):
        done = ItemSetDraft(item_id=item.id, occurrence=1, state=ItemState.DONE)
        set_item(seeding.session, making, done)
    elif n < DAYS and item.required and chance > SKIPS_ABOVE:
        reason = SkipReason.EYE if n in BAD_WEEK else SkipReason.TIME
        skipped = ItemSetDraft(
            item_id=item.id, occurrence=1, state=ItemState.SKIPPED, reason=reason
        )
        set_item(seeding.session, making, skipped)


def _wanted(n: int, place: int, item: PlanItem, chance: float) -> bool:
    if n == DAYS:
        return place < DONE_THIS_MORNING
    if n in BAD_WEEK:
        return chance < DONE_IN_A_BAD_WEEK
    return chance < (DONE_USUALLY if item.required else DONE_IF_OPTIONAL)


def _feel(seeding: Seeding, day: date, n: int) -> None:
    """Say the mood, most evenings the rest of it, and after a session how it was."""
    tags = FELT_TAGS[seeding.patient.language].get(n, ())
    said = CheckInDraft(mood=MOODS[n], tags=tags)
    if n not in UNRATED:
        said = CheckInDraft(
            mood=MOODS[n], symptoms=_symptoms(n), energy=ENERGY[n], sleep=SLEEP[n], tags=tags
        )
    make(seeding.session, seeding.making(day, 19, n), "checkin.add", said)
    if n not in MISSED and n not in BAD_WEEK:
        felt = SessionFeltDraft(effort=EFFORT + n % 2, pain=PAIN if n % 3 else 0)
        make(seeding.session, seeding.making(day, 8), "session.felt", felt)


def _symptoms(n: int) -> tuple[SymptomDraft, ...]:
    return (
        SymptomDraft(key="tight", zone="cheek", side="left", rating=TIGHTNESS[n]),
        SymptomDraft(key="eye_dry", zone="eye", side="left", rating=DRY_EYE[n]),
        SymptomDraft(key="linked_move", rating=LINKED + (n % 4 == 0) - (n % 5 == 0)),
    )


def _write(seeding: Seeding, day: date, n: int) -> None:
    language = seeding.patient.language
    words, tags = JOURNAL[language], TAGS[language].get(n, ())
    if n in words:
        entry = JournalDraft(text=words[n], tags=tags)
        make(seeding.session, seeding.making(day, 20, n), "journal.add", entry)
    if n == PRIVATE_DAY:
        private = JournalDraft(text=PRIVATE[language], never_share=True)
        make(seeding.session, seeding.making(day, 21), "journal.add", private)
