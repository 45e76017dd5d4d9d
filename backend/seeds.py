"""A believable demo: Amina in week five with a bad week behind her, Ben on day one, and Dan,
who must never see anything of theirs. Everything goes in through the services, as a person's
own entries would."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from sqlmodel import Session

from backend.domain.accounts import Patient
from backend.domain.library import Stage
from backend.domain.plans import PlanItem, version_on
from backend.domain.sides import Side
from backend.domain.today import DayKind, ItemState, SkipReason
from backend.services import accounts as account_services
from backend.services import plans as plan_services
from backend.services.checkins import CheckInDraft
from backend.services.daily import Making, make, set_day_kind, set_item
from backend.services.journal import JournalDraft
from backend.services.today import DayKindDraft, ItemSetDraft
from backend.store import accounts, plans

ZONE = "Europe/London"
AMINA_DAYS = 32
"""Amina began this many days ago: today is in her fifth week."""

BAD_WEEK = range(14, 19)
"""Amina's flare, in days since she began."""

REST_WEEKDAY = 6
MISSED = {5, 11, 24}
"""Days on which she did nothing, and that is fine."""

DONE_THIS_MORNING = 2
SKIPS_ABOVE = 0.93

JOURNAL = {
    2: "Warm cloth, then the massage. The cheek felt less like wood for an hour.",
    9: "Tea without a straw and nothing spilled.",
    15: "Bad week. The eye burns in the wind and everything pulls. Rested.",
    20: "Back to small things. Nobody stared, or I did not look.",
    27: "Read aloud to the children. The b and p are still soft, and they did not mind.",
    31: "Left the scarf off for one bus stop.",
}
CHINESE_JOURNAL = {
    2: "热毛巾，再按摩。有一个小时，脸颊不那么像木头。",
    9: "喝茶没有用吸管，也没有洒。",
    15: "这周不好。风一吹眼睛就辣，哪里都紧。休息了。",
    20: "又从小动作开始。没有人盯着看，也可能是我没有去看。",
    27: "给孩子们读书。b 和 p 还是发软，他们不在意。",
    31: "坐公交时，有一站没有戴围巾。",
}
JOURNALS = {"en": JOURNAL, "zh-Hans": CHINESE_JOURNAL}
MOODS = (
    3,
    3,
    4,
    3,
    2,
    3,
    4,
    4,
    3,
    4,
    3,
    3,
    2,
    2,
    1,
    1,
    2,
    1,
    2,
    3,
    3,
    4,
    3,
    4,
    4,
    3,
    4,
    4,
    5,
    4,
    4,
    4,
    4,
)


@dataclass(frozen=True)
class Seeding:
    """A session, the present moment, and dice that always fall the same way."""

    session: Session
    now: datetime
    dice: Random


def seed_person(session: Session, name: str, *, now: datetime, language: str = "en") -> None:
    """Put one of the demo people into the database: amina, ben, dan or new."""
    patient = account_services.new_patient(zone=ZONE, language=language, key=demo_key(name))
    accounts.add_patient(session, patient, now=now)
    seeding = Seeding(session, now, Random(name))  # noqa: S311 (dice, not secrets)
    match name:
        case "amina":
            _seed_amina(seeding, patient)
        case "ben":
            _seed_ben(seeding, patient)
        case "dan":
            _seed_dan(seeding, patient)


def demo_key(name: str) -> str:
    """Give the opaque key of a demo person; it tells a demo's database from a real one."""
    return f"demo-{name}"


def _seed_amina(seeding: Seeding, patient: Patient) -> None:
    """Left side, weak but moving, began in spring of last year."""
    today = patient.days.day_of(seeding.now)
    began_on = today - timedelta(days=AMINA_DAYS)
    _begin(
        seeding,
        patient,
        began_on,
        side=plan_services.SideDraft(side=Side.LEFT, onset_year=began_on.year - 1, onset_month=4),
        stage=Stage.PARESIS,
        gates=plan_services.GatesDraft(gates=("contact_lenses", "diabetes_or_numb_feet")),
        programmes=("seed_daily",),
    )
    grown_on = began_on + timedelta(days=22)
    programmes = plan_services.ProgrammesDraft(programmes=("eye_care",))
    plan_services.adopt(
        seeding.session, patient.id, programmes, today=grown_on, now=_moment(patient, grown_on, 20)
    )
    for n in range(AMINA_DAYS + 1):
        _live_a_day(seeding, patient, began_on + timedelta(days=n), n)


def _live_a_day(seeding: Seeding, patient: Patient, day: date, n: int) -> None:
    last = n == AMINA_DAYS
    if n in BAD_WEEK:
        _make_kind(seeding, patient, day, DayKind.FLARE)
    elif n % 7 == REST_WEEKDAY and not last:
        _make_kind(seeding, patient, day, DayKind.REST)
    for place, item in enumerate(_items_on(seeding, patient, day)):
        _do_or_not(seeding, patient, day, n, place, item, last=last)
    if not last:
        mood = CheckInDraft(mood=MOODS[n])
        make(seeding.session, _making(seeding, patient, day, 19, n), "checkin.add", mood)
    if n in JOURNAL and not last:
        entry = JournalDraft(text=JOURNALS[patient.language][n])
        make(seeding.session, _making(seeding, patient, day, 20, n), "journal.add", entry)


def _do_or_not(
    seeding: Seeding,
    patient: Patient,
    day: date,
    n: int,
    place: int,
    item: PlanItem,
    *,
    last: bool,
) -> None:
    """Tick most required steps; on the last day only the first two; now and then skip one."""
    making = _making(seeding, patient, day, 7, 6 * place)
    chance = seeding.dice.random()
    if n in MISSED:
        return
    if last:
        wanted = place < DONE_THIS_MORNING
    else:
        wanted = chance < (0.25 if n in BAD_WEEK else 0.86 if item.required else 0.3)
    if wanted:
        done = ItemSetDraft(item_id=item.id, occurrence=1, state=ItemState.DONE)
        set_item(seeding.session, making, done)
    elif not last and item.required and chance > SKIPS_ABOVE:
        reason = SkipReason.EYE if n in BAD_WEEK else SkipReason.TIME
        skipped = ItemSetDraft(
            item_id=item.id, occurrence=1, state=ItemState.SKIPPED, reason=reason
        )
        set_item(seeding.session, making, skipped)


def _seed_ben(seeding: Seeding, patient: Patient) -> None:
    """Right side, not sure of the stage, chose his plan this morning; nothing done yet."""
    today = patient.days.day_of(seeding.now)
    _begin(
        seeding,
        patient,
        today,
        side=plan_services.SideDraft(side=Side.RIGHT, onset_year=today.year - 2, onset_month=3),
        stage=Stage.NOT_SURE,
        gates=plan_services.GatesDraft(),
        programmes=("seed_daily",),
    )


def _seed_dan(seeding: Seeding, patient: Patient) -> None:
    """A stranger with a plan and an entry of his own."""
    today = patient.days.day_of(seeding.now)
    _begin(
        seeding,
        patient,
        today,
        side=plan_services.SideDraft(side=Side.BOTH),
        stage=Stage.FLACCID,
        gates=plan_services.GatesDraft(),
        programmes=("flaccid_gentle",),
    )
    entry = JournalDraft(text="Dan's own words.")
    make(seeding.session, _making(seeding, patient, today, 8, 0), "journal.add", entry)


def _begin(
    seeding: Seeding,
    patient: Patient,
    day: date,
    *,
    side: plan_services.SideDraft,
    stage: Stage,
    gates: plan_services.GatesDraft,
    programmes: tuple[str, ...],
) -> None:
    session, now = seeding.session, _moment(patient, day, 7)
    zone = account_services.ZoneDraft(zone=ZONE)
    account_services.agree(session, patient.id, zone, now=now)
    plan_services.save_side(session, patient.id, side, today=day, now=now)
    told = plan_services.StageDraft(stage=stage)
    plan_services.save_stage(session, patient.id, told, today=day, now=now)
    plan_services.save_gates(session, patient.id, gates, today=day, now=now)
    chosen = plan_services.ProgrammesDraft(programmes=programmes)
    plan_services.adopt(session, patient.id, chosen, today=day, now=now)


def _items_on(seeding: Seeding, patient: Patient, day: date) -> Iterator[PlanItem]:
    version = version_on(plans.read_versions(seeding.session, patient.id), day)
    yield from version.items if version else ()


def _make_kind(seeding: Seeding, patient: Patient, day: date, kind: DayKind) -> None:
    making = _making(seeding, patient, day, 7, 0)
    set_day_kind(seeding.session, making, DayKindDraft(kind=kind))


def _making(
    seeding: Seeding,
    patient: Patient,
    day: date,
    hour: int,
    minute: int,
    event_id: UUID | None = None,
) -> Making:
    """An entry made at some hour of a day, though never after the present moment."""
    moment = min(_moment(patient, day, hour) + timedelta(minutes=minute), seeding.now)
    return Making(patient, day, moment, event_id)


def _moment(patient: Patient, day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=patient.days.zone)
