"""Where on the face it is: rating a symptom at one of the fourteen zones, and taking that back."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field
from sqlmodel import Session

from backend.domain.checkins import CheckIn, Symptom
from backend.domain.days import OLDEST_ENTRY
from backend.domain.following import LONGEST_OWN
from backend.domain.plans import version_on
from backend.domain.vocabulary import NUMB_FACE
from backend.services.checkins import (
    CheckInDraft,
    CheckInEditDraft,
    SymptomDraft,
    read_check_in,
)
from backend.services.daily import Making, make
from backend.services.entries import RemovalDraft
from backend.services.shapes import Draft, Rating, Said
from backend.store import checkins as store
from backend.store import plans
from backend.store.entries import Window
from backend.store.following import read_following

MOST_READ = 300
"""Check-ins of a month that the page looks through for what was said on the map."""

Place = Literal[
    "brow-left", "brow-right",
    "eye-left", "eye-right",
    "cheek-left", "nose-left", "nose-right", "cheek-right",
    "mouth-left", "mouth-right",
    "chin-left", "chin-right",
    "neck-left", "neck-right",
]  # fmt: skip
"""The zones of the map with the person's own side, from the top, as they stand in a mirror."""


class PlaceDraft(Draft):
    """What was said of one zone, as the plain form names it."""

    place: Place
    symptom: Annotated[Said, Field(min_length=1, max_length=LONGEST_OWN)]

    @property
    def zone(self) -> str:
        return self.place.partition("-")[0]

    @property
    def side(self) -> str:
        return self.place.partition("-")[2]


class WhereDraft(PlaceDraft):
    """One zone, what is there, and how much, 0 to 10."""

    rating: Rating

    @property
    def check_in(self) -> CheckInDraft:
        said = {"key": self.symptom, "rating": self.rating, "zone": self.zone, "side": self.side}
        return CheckInDraft(symptoms=(SymptomDraft.model_validate(said),))


@dataclass(frozen=True)
class There:
    """What stands at a zone on a day, and the check-in that says it."""

    place: str
    symptom: Symptom
    entry_id: UUID


@dataclass(frozen=True)
class Where:
    """What the page of the face map shows: own symptoms, and the check-ins with a place."""

    own: tuple[str, ...]
    numb: bool
    entries: tuple[CheckIn, ...]

    def said_on(self, day: date) -> tuple[There, ...]:
        """Give what was said last of each symptom at each zone on a day."""
        found: dict[tuple[str, str], There] = {}
        for entry in _oldest_first(one for one in self.entries if one.day == day):
            for one in entry.symptoms:
                for place in _places(one):
                    found[place, one.key] = There(place, one, entry.id)
        return tuple(sorted(found.values(), key=lambda there: there.place))


def read_where(session: Session, patient_id: UUID, *, today: date) -> Where:
    """Give what the face map shows of the days that can be looked at."""
    window = Window(since=today - timedelta(days=OLDEST_ENTRY), limit=MOST_READ)
    entries = store.read_check_ins(session, patient_id, window)
    version = version_on(plans.read_versions(session, patient_id), today)
    return Where(
        own=read_following(session, patient_id).own,
        numb=version is not None and NUMB_FACE in version.answers.gates,
        entries=tuple(one for one in entries if any(map(_places, one.symptoms))),
    )


def take_back(session: Session, making: Making, entry_id: UUID, said: PlaceDraft) -> None:
    """Take one symptom at one zone out of a check-in; one that then says nothing goes whole.

    What is not there any more changes nothing. Raises NotFound for a check-in that is not there.
    """
    entry = read_check_in(session, making.patient.id, entry_id)
    left = tuple(one for one in entry.symptoms if not _is(one, said))
    if len(left) == len(entry.symptoms):
        return
    rest = _answers(entry, left)
    if not rest:
        make(session, making, "checkin.remove", RemovalDraft(of=entry_id))
        return
    draft = CheckInEditDraft.model_validate({"of": entry_id, **rest})
    make(session, making, "checkin.edit", draft)


def _is(one: Symptom, said: PlaceDraft) -> bool:
    return one.key == said.symptom and said.place in _places(one)


def _places(one: Symptom) -> tuple[str, ...]:
    """Give the zones of the map that a symptom is at; none without a zone and a side."""
    if one.zone is None or one.side is None:
        return ()
    sides = ("left", "right") if one.side == "both" else (one.side,)
    return tuple(f"{one.zone}-{side}" for side in sides)


def _oldest_first(entries: Iterable[CheckIn]) -> list[CheckIn]:
    return sorted(entries, key=lambda one: (one.at, one.id))


def _answers(entry: CheckIn, symptoms: tuple[Symptom, ...]) -> dict[str, object]:
    """Give what a check-in says with these symptoms, only what is said."""
    said = {
        "mood": int(entry.mood) if entry.mood else None,
        "symptoms": tuple(asdict(one) for one in symptoms),
        "energy": entry.energy,
        "sleep": entry.sleep,
        "tags": entry.tags,
        "note": entry.note,
    }
    return {name: value for name, value in said.items() if value not in (None, ())}
