"""What Amina chose to follow beside ticks and mood: her eye, linked movements, mood and worry."""

from datetime import date, timedelta

from uuid_utils.compat import uuid7

from backend.domain.care import CareKind
from backend.domain.screening import PHQ4, SCREENING_VERSION
from backend.domain.synkinesis import Doing, Moves
from backend.seeds.seeding import Seeding
from backend.services.care import CareDraft
from backend.services.daily import make, put_form
from backend.services.following import FollowingDraft, PinDraft, follow
from backend.services.questionnaires import FormDraft
from backend.services.synkinesis import CellDraft, SynkinesisDraft

PINNED = (
    PinDraft(key="tight", zone="cheek", side="left"),
    PinDraft(key="eye_dry", zone="eye", side="left"),
    PinDraft(key="linked_move"),
)
NO_DROPS = {5, 11, 24}
TAPED_FROM = 17
"""From this day on she closes the eye with tape, most nights."""

UNTAPED = {20, 25}
LINKED_AFTER = (timedelta(days=3), timedelta(days=31))
CELLS: tuple[tuple[Doing, Moves, tuple[int, int]], ...] = (
    (Doing.SMILE, Moves.EYE, (3, 2)),
    (Doing.SMILE, Moves.NECK, (1, 1)),
    (Doing.PUCKER, Moves.EYE, (2, 2)),
    (Doing.PUCKER, Moves.CHIN, (1, 2)),
    (Doing.CLOSE_EYES, Moves.MOUTH, (2, 1)),
    (Doing.RAISE_BROWS, Moves.MOUTH, (0, 0)),
    (Doing.SPEAK, Moves.EYE, (1, 1)),
    (Doing.EAT, Moves.EYE, (2, 1)),
)
"""What moves along with what: at the beginning, and four weeks later."""

ASKED_AFTER = (timedelta(days=8), timedelta(days=22))
WORRIED = (
    {"gad1": 1, "gad2": 0, "phq1": 1, "phq2": 0},
    {"gad1": 1, "gad2": 1, "phq1": 1, "phq2": 1},
)
"""PHQ-4 twice: 2 of 12, then 4, which is in the mild range; neither half offers more."""


def choose_what_to_follow(seeding: Seeding) -> None:
    """Switch on all that she follows."""
    wanted = FollowingDraft(
        pinned=PINNED, energy=True, sleep=True, eye_care=True, linked=True, screening=True
    )
    follow(seeding.session, seeding.patient.id, wanted)


def follow_a_day(seeding: Seeding, day: date, n: int) -> None:
    """Count the drops of a day, and the tape of the night."""
    if n not in NO_DROPS:
        drops = CareDraft(kind=CareKind.DROPS, count=3 + n % 2)
        make(seeding.session, seeding.making(day, 18, n), "care.add", drops)
    if n >= TAPED_FROM and n not in UNTAPED:
        tape = CareDraft(kind=CareKind.TAPE, count=1)
        make(seeding.session, seeding.making(day, 22, n), "care.add", tape)


def follow_now_and_then(seeding: Seeding, began_on: date) -> None:
    """Say twice what moves along, and answer the four questions twice."""
    for n, (linked_after, asked_after) in enumerate(zip(LINKED_AFTER, ASKED_AFTER, strict=True)):
        cells = tuple(
            CellDraft(doing=doing, moves=moves, level=levels[n]) for doing, moves, levels in CELLS
        )
        said = SynkinesisDraft(cells=cells)
        making = seeding.making(began_on + linked_after, 19)
        make(seeding.session, making, "synkinesis.add", said)
        form = FormDraft(
            instrument=PHQ4, version=SCREENING_VERSION, answers=WORRIED[n], finished=True
        )
        put_form(seeding.session, seeding.making(began_on + asked_after, 19), uuid7(), form)
