"""Four questions of mood and worry every two weeks: what is asked, offered and was answered.

Nobody is told: a range is named to the person alone, with what the clinical reference says beside
it (3.2), and nothing of the plan changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session

from backend.domain.accounts import Patient
from backend.domain.checkins import Mood
from backend.domain.following import Following
from backend.domain.questionnaires import (
    EVERY_DAYS,
    SCREENING_EVERY_DAYS,
    AskedForm,
    Filled,
    asked_on,
    last_long_on,
    offered_on,
    open_form,
)
from backend.domain.screening import LOW_DAYS, LOW_WINDOW, PHQ4, low_days
from backend.store import following as followings
from backend.store import questionnaires as store
from backend.store import screening as moods

MOST_RESULTS = 12
"""Results listed on a form's page; older ones are on the pages that look back."""


@dataclass(frozen=True)
class Screening:
    """What a form's page shows: how it stands with the form, and what was answered before.

    `results` are the newest first; `long_on` is the last day on which another long form was closed.
    """

    instrument: str
    today: date
    following: Following
    open: Filled | None
    results: tuple[Filled, ...]
    offers: tuple[str, ...]
    long_on: date | None

    @property
    def last_on(self) -> date | None:
        """The day it was last done."""
        return self.results[0].form.day if self.results else None

    @property
    def due_on(self) -> date | None:
        """From which day on it is asked again; None while it never was, or is not asked by days."""
        if self.instrument != PHQ4 or self.last_on is None:
            return None
        return self.last_on + timedelta(days=SCREENING_EVERY_DAYS)

    @property
    def tomorrow(self) -> bool:
        """Whether it waits for tomorrow: never two long forms on one day."""
        return self.long_on == self.today

    @property
    def newest(self) -> Filled | None:
        """What was closed today, to be shown at once."""
        done = [one for one in self.results if one.closed_on == self.today]
        return done[0] if done else None

    @property
    def twice_on(self) -> date | None:
        """The last day on which it was answered more than once; the later one counts."""
        days = [one.form.day for one in self.results]
        return next((day for day in days if days.count(day) > 1), None)


def read_screening(
    session: Session, patient: Patient, instrument: str, *, today: date
) -> Screening:
    """Give what the page of PHQ-4, PHQ-8 or GAD-7 shows."""
    following = followings.read_following(session, patient.id)
    lately = _lately(session, patient, today=today)
    newest = store.read_newest(session, patient.id, instrument, most=MOST_RESULTS)
    return Screening(
        instrument=instrument,
        today=today,
        following=following,
        open=open_form(instrument, lately, day=today),
        results=_filled(patient, newest),
        offers=offered_on(today, lately, following.declined) if instrument == PHQ4 else (),
        long_on=last_long_on(lately, instrument),
    )


def read_asked(
    session: Session, patient: Patient, following: Following, *, day: date
) -> tuple[AskedForm, ...]:
    """Give the forms of mood and worry that are asked on a day.

    Nothing is due or offered before it is switched on; what was begun can always be gone on with.
    """
    return asked_on(day, _lately(session, patient, today=day), following)


def read_long_on(
    session: Session, patient: Patient, instrument: str, *, today: date
) -> date | None:
    """Give the last day on which another long form was closed, of those closed lately."""
    return last_long_on(_lately(session, patient, today=today), instrument)


def read_low_days(session: Session, patient_id: UUID, *, day: date) -> int | None:
    """Count the days of the last seven with the lowest mood, once they are five; else None (MH5).

    A day's mood is the one said last on it.
    """
    since = day - timedelta(days=LOW_WINDOW - 1)
    said = moods.read_moods(session, patient_id, since=since, until=day)
    count = low_days(said, lowest=Mood.VERY_LOW, today=day)
    return count if count >= LOW_DAYS else None


def _lately(session: Session, patient: Patient, *, today: date) -> tuple[Filled, ...]:
    """Give every form that may still matter for what is asked on a day."""
    since = today - timedelta(days=EVERY_DAYS)
    return _filled(patient, store.read_begun(session, patient.id, since=since))


def _filled(patient: Patient, kept: Sequence[store.Kept]) -> tuple[Filled, ...]:
    return tuple(
        Filled(
            form=one.form,
            begun_at=one.begun_at,
            closed_at=one.finished_at,
            closed_on=patient.days.day_of(one.finished_at) if one.finished_at else None,
        )
        for one in kept
    )
