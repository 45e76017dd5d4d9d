"""The demo's cast."""

from datetime import datetime
from random import Random

from sqlmodel import Session

from backend.domain.library import Stage
from backend.domain.sides import Side
from backend.seeds.amina import seed_amina
from backend.seeds.seeding import ZONE, Seeding, begin
from backend.services import accounts as account_services
from backend.services.daily import make
from backend.services.journal import JournalDraft
from backend.services.plans import GatesDraft, SideDraft
from backend.store import accounts


def seed_person(session: Session, name: str, *, now: datetime, language: str = "en") -> None:
    """Put one of the demo people into the database: amina, ben, dan or new."""
    patient = account_services.new_patient(zone=ZONE, language=language, key=demo_key(name))
    accounts.add_patient(session, patient, now=now)
    seeding = Seeding(session, patient, now, Random(name))  # noqa: S311 (dice, not secrets)
    match name:
        case "amina":
            seed_amina(seeding)
        case "ben":
            _seed_ben(seeding)
        case "dan":
            _seed_dan(seeding)


def demo_key(name: str) -> str:
    """Give the opaque key of a demo person; it tells a demo's database from a real one."""
    return f"demo-{name}"


def _seed_ben(seeding: Seeding) -> None:
    """Right side, not sure of the stage, chose his plan this morning; nothing done yet."""
    today = seeding.today
    begin(
        seeding,
        today,
        side=SideDraft(side=Side.RIGHT, onset_year=today.year - 2, onset_month=3),
        stage=Stage.NOT_SURE,
        gates=GatesDraft(),
        programmes=("seed_daily",),
    )


def _seed_dan(seeding: Seeding) -> None:
    """A stranger with a plan and an entry of his own."""
    today = seeding.today
    begin(
        seeding,
        today,
        side=SideDraft(side=Side.BOTH),
        stage=Stage.FLACCID,
        gates=GatesDraft(),
        programmes=("flaccid_gentle",),
    )
    entry = JournalDraft(text="Dan's own words.")
    make(seeding.session, seeding.making(today, 8), "journal.add", entry)
