"""Saying how one feels: adding, changing and taking back a check-in."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, StrictInt, model_validator
from sqlmodel import Session

from backend.domain.care import Care
from backend.domain.checkins import Asked, CheckIn, Mood, Symptom, asked, said_last
from backend.domain.errors import NotFound
from backend.domain.following import Following
from backend.domain.plans import version_on
from backend.domain.questionnaires import FUNCTION, AskedForm, Due, due_after
from backend.domain.sides import Side
from backend.domain.synkinesis import due_on
from backend.domain.vocabulary import NUMB_FACE
from backend.domain.wording import say
from backend.services.applying import Applying
from backend.services.entries import Sort, comes_last, removal
from backend.services.screening import read_asked, read_low_days
from backend.services.shapes import Draft, Rating, Said, Tags, Uuid, Words
from backend.store import accounts, plans
from backend.store import checkins as store
from backend.store.care import read_care
from backend.store.entries import Window
from backend.store.following import read_following
from backend.store.questionnaires import last_finished_on
from backend.store.synkinesis import read_synkinesis
from backend.store.tables import CheckInRow

FaceZone = Literal["brow", "eye", "nose", "cheek", "mouth", "chin", "neck"]

MOST_OF_TWO_DAYS = 200
"""Entries a page of a day reads at most; a day of more is a program's."""


class SymptomDraft(Draft):
    """One symptom, 0 none to 10 worst, with where it is if that was said."""

    key: Annotated[Said, Field(max_length=60)]
    zone: FaceZone | None = None
    side: Literal["left", "right", "both"] | None = None
    rating: Rating


class CheckInDraft(Draft):
    """The payload of `checkin.add`: every part optional, not all empty."""

    mood: Annotated[StrictInt, Field(ge=1, le=5)] | None = None
    symptoms: Annotated[tuple[SymptomDraft, ...], Field(max_length=60)] = ()
    energy: Rating | None = None
    sleep: Rating | None = None
    tags: Tags = ()
    note: Annotated[Words, Field(max_length=2000)] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        ratings = (self.mood, self.energy, self.sleep)
        if all(rating is None for rating in ratings) and not (
            self.symptoms or self.tags or (self.note or "").strip()
        ):
            raise ValueError("a check-in needs at least one answer")
        return self


class CheckInEditDraft(CheckInDraft):
    """The payload of `checkin.edit`: the whole new answers for the check-in `of`."""

    of: Uuid


CHECK_IN = Sort(CheckInRow, store.read_check_in, say("This check-in is not known here."))
remove_check_in = removal(CHECK_IN)


def add_check_in(session: Session, applying: Applying, draft: CheckInDraft) -> None:
    """Apply `checkin.add`."""
    entry = _entry(applying.event_id, applying, draft)
    store.add_check_in(
        session, applying.patient.id, entry, origin=applying.origin, version=applying.version
    )


def edit_check_in(session: Session, applying: Applying, draft: CheckInEditDraft) -> None:
    """Apply `checkin.edit`: the last edit or removal stands."""
    if comes_last(session, applying, CHECK_IN, draft.of):
        entry = _entry(draft.of, applying, draft)
        store.change_check_in(session, applying.patient.id, entry, version=applying.version)


def _entry(entry_id: UUID, applying: Applying, draft: CheckInDraft) -> CheckIn:
    return CheckIn(
        id=entry_id,
        day=applying.day,
        at=applying.version.corrected_at,
        mood=Mood(draft.mood) if draft.mood else None,
        symptoms=tuple(Symptom(**symptom.model_dump()) for symptom in draft.symptoms),
        energy=draft.energy,
        sleep=draft.sleep,
        tags=draft.tags,
        note=draft.note,
        seq=applying.seq,
    )


@dataclass(frozen=True)
class CheckInDay:
    """A day's check-ins, newest first, and when the 4-week form is due.

    `before` are the check-ins of the day before, for "same as yesterday"; `care` what was done for
    the eye on the day; `numb`: the face may not feel what hurts. `screening` are the questions of
    mood and worry that are asked on it, and `low_days` counts the days with the lowest mood once
    they are many. `plan_number` is that of the plan's version of the day, which every page of a
    day tells.
    """

    day: date
    check_ins: tuple[CheckIn, ...]
    before: tuple[CheckIn, ...]
    care: tuple[Care, ...]
    following: Following
    side: Side | None
    numb: bool
    linked_on: date | None
    function: Due
    screening: tuple[AskedForm, ...]
    low_days: int | None
    plan_number: int
    seq: int

    @property
    def mood(self) -> CheckIn | None:
        """The last check-in of the day that said a mood."""
        return next((entry for entry in self.check_ins if entry.mood), None)

    @property
    def asked(self) -> Asked:
        """What is asked beside the mood."""
        return asked(self.following, self.side)

    @property
    def linked_due(self) -> date | None:
        """From which day on linked movements are asked again; None when never answered."""
        return due_on(self.linked_on, self.following.linked_every)


def _linked_on(session: Session, patient_id: UUID, following: Following) -> date | None:
    """Give when linked movements were last answered; nobody looks while they are not followed."""
    if not following.linked:
        return None
    return next((one.day for one in read_synkinesis(session, patient_id, Window(limit=1))), None)


def read_check_in_day(session: Session, patient_id: UUID, day: date) -> CheckInDay:
    """Give what the check-in page of a day shows, in one snapshot."""
    patient = accounts.read_patient(session, patient_id)
    if patient is None:
        raise NotFound
    version = version_on(plans.read_versions(session, patient_id), day)
    days = (day, day - timedelta(days=1))
    said = store.read_check_ins_on(session, patient_id, days, limit=MOST_OF_TWO_DAYS)
    window = Window(since=day, until=day, limit=MOST_OF_TWO_DAYS)
    following = read_following(session, patient_id)
    return CheckInDay(
        day=day,
        check_ins=tuple(one for one in said if one.day == day),
        before=tuple(one for one in said if one.day != day),
        care=read_care(session, patient_id, window),
        following=following,
        side=version.answers.side if version else None,
        numb=version is not None and NUMB_FACE in version.answers.gates,
        linked_on=_linked_on(session, patient_id, following),
        function=due_after(last_finished_on(session, patient_id, FUNCTION)),
        screening=read_asked(session, patient, following, day=day),
        low_days=read_low_days(session, patient_id, day=day),
        plan_number=version.number if version else 0,
        seq=patient.seq,
    )


@dataclass(frozen=True)
class CheckInForm:
    """What the form of a check-in asks on a day; `entry` is the one that is changed, if one is.

    `before` gathers the ratings of the day before, and `care` how often each thing was done for
    the eye on the day.
    """

    day: date
    entry: CheckIn | None
    following: Following
    side: Side | None
    numb: bool
    before: CheckIn | None
    care: tuple[Care, ...]
    seq: int

    @property
    def asked(self) -> Asked:
        """What is asked beside the mood, and what the entry says already."""
        return asked(self.following, self.side, self.entry)


def read_check_in_form(
    session: Session, patient_id: UUID, day: date, entry: CheckIn | None = None
) -> CheckInForm:
    """Give what the form of a check-in asks, of a day or for changing a check-in."""
    shown = read_check_in_day(session, patient_id, day)
    return CheckInForm(
        day=day,
        entry=entry,
        following=shown.following,
        side=shown.side,
        numb=shown.numb,
        before=said_last(shown.before),
        care=shown.care,
        seq=shown.seq,
    )


def read_check_ins(session: Session, patient_id: UUID, window: Window) -> tuple[CheckIn, ...]:
    """Give check-ins, newest first."""
    return store.read_check_ins(session, patient_id, window)


def read_check_in(session: Session, patient_id: UUID, entry_id: UUID) -> CheckIn:
    """Give one check-in. Raises NotFound when it is unknown, removed or somebody else's."""
    found = store.read_check_in(session, patient_id, entry_id)
    if found is None or found[1].removed:
        raise NotFound
    return found[0]
