"""What Amina tells a doctor: treatments, visits with questions, what a letter said before, and two
four-week check-ins."""

from datetime import date, timedelta

from uuid_utils.compat import uuid7

from backend.domain.gradings import COMPOSITE, GRADE, Scale
from backend.domain.questionnaires import FUNCTION, FUNCTION_ITEMS, FUNCTION_VERSION, IMPRESSION
from backend.domain.treatments import TreatmentKind
from backend.seeds.seeding import Seeding
from backend.seeds.words import (
    CAUSE,
    CLINIC,
    DOCTOR,
    GOAL,
    LETTER_FROM,
    NAME,
    QUESTIONS,
    THERAPY,
)
from backend.services.daily import put_form
from backend.services.gradings import GradingDraft, save_grading
from backend.services.questionnaires import FormDraft
from backend.services.treatments import TreatmentDraft, save_treatment
from backend.services.visits import VisitDraft, save_visit
from backend.store import accounts

INJECTED_BEFORE = timedelta(days=63)
"""Botulinum toxin, this long before she began with Facekind."""

GRADED_BEFORE = timedelta(days=63)
LETTER = {
    Scale.HOUSE_BRACKMANN: {GRADE: 3},
    Scale.SUNNYBROOK: {COMPOSITE: 44, "resting": 10, "voluntary": 60, "synkinesis": 6},
}
"""What the letter of that day says (a vector of the clinical reference, 1.7)."""

THERAPY_AFTER = timedelta(days=8)
SEEN_AFTER = timedelta(days=2)
SEEN_AGAIN_IN = timedelta(days=6)
ASKED_AFTER = (timedelta(days=3), timedelta(days=31))

ANSWERS = (
    (5, 4, 3, 6, 2, 5, 4, 6, 5, 3),
    (3, 4, 5, 5, 1, 5, 4, 5, 4, 3),
)
"""Both check-ins in the order of the items: eating and drinking better, the eye worse."""

A_LITTLE_BETTER = 2


def introduce(seeding: Seeding, began_on: date) -> None:
    """Note the name and cause, the treatments, the visit that was, and the one to come."""
    language = seeding.patient.language
    accounts.save_person(
        seeding.session, seeding.patient.id, name=NAME[language], cause=CAUSE[language]
    )
    _treat(seeding, TreatmentKind.BOTULINUM_TOXIN, began_on - INJECTED_BEFORE, CLINIC[language])
    _treat(seeding, TreatmentKind.THERAPY, began_on + THERAPY_AFTER, THERAPY[language])
    _copy_the_letter(seeding, began_on - GRADED_BEFORE)
    _see_a_doctor(seeding, began_on + SEEN_AFTER)
    _prepare(seeding, seeding.today + SEEN_AGAIN_IN)


def check_in_on_function(seeding: Seeding, began_on: date) -> None:
    """Fill in the four-week check-in twice."""
    for n, (after, said) in enumerate(zip(ASKED_AFTER, ANSWERS, strict=True)):
        answers = dict(zip(FUNCTION_ITEMS, said, strict=True))
        if n:
            answers[IMPRESSION] = A_LITTLE_BETTER
        draft = FormDraft(
            instrument=FUNCTION, version=FUNCTION_VERSION, answers=answers, finished=True
        )
        put_form(seeding.session, seeding.making(began_on + after, 18), uuid7(), draft)


def _treat(seeding: Seeding, kind: TreatmentKind, day: date, note: str) -> None:
    draft = TreatmentDraft(kind=kind, on=day, note=note)
    save_treatment(
        seeding.session,
        seeding.patient.id,
        uuid7(),
        draft,
        today=seeding.today,
        now=seeding.at(day, 12),
    )


def _copy_the_letter(seeding: Seeding, day: date) -> None:
    for scale, numbers in LETTER.items():
        clinician = LETTER_FROM[seeding.patient.language]
        draft = GradingDraft(scale=scale, on=day, clinician=clinician, numbers=numbers)
        today, now = seeding.today, seeding.at(seeding.today, 8)
        patient_id = seeding.patient.id
        save_grading(seeding.session, patient_id, uuid7(), draft, today=today, now=now)


def _see_a_doctor(seeding: Seeding, day: date) -> None:
    draft = VisitDraft(
        on=day,
        with_whom=DOCTOR[seeding.patient.language],
        goal=GOAL[seeding.patient.language],
        followed_up=True,
        held=True,
    )
    now = seeding.at(day, 12)
    save_visit(seeding.session, seeding.patient.id, uuid7(), draft, today=day, now=now)


def _prepare(seeding: Seeding, day: date) -> None:
    language = seeding.patient.language
    draft = VisitDraft(
        on=day,
        with_whom=DOCTOR[seeding.patient.language],
        questions=QUESTIONS[language],
        goal=GOAL[language],
    )
    save_visit(
        seeding.session,
        seeding.patient.id,
        uuid7(),
        draft,
        today=seeding.today,
        now=seeding.at(seeding.today, 8),
    )
