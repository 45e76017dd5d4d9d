"""What stands in each file of a person's record: its columns, and the cells of each row.

Data is given as data (ISO days, numbers, keys of the library), with its words beside it in the
language of the person. The names of the columns are for programs and stay (`docs/records.md`).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from backend.domain.care import Care, CareKind
from backend.domain.checkins import CheckIn
from backend.domain.gradings import Grading, Scale
from backend.domain.journal import JournalEntry
from backend.domain.library import Library
from backend.domain.progress import MarkKind
from backend.domain.questionnaires import IMPRESSION, INSTRUMENTS, Form
from backend.domain.records import RecordKind
from backend.domain.screening import ScoreRange
from backend.domain.sessions import Felt
from backend.domain.synkinesis import Synkinesis
from backend.domain.today import DayKind, SkipReason
from backend.domain.treatments import Treatment
from backend.domain.visits import MOST_QUESTIONS, Visit
from backend.domain.wording import Sentence, say
from backend.services.records import FormScored, StepTaken
from backend.web.places import PLACES
from backend.web.render import TREATMENT_WORDS
from backend.web.spreadsheets import Cell

Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Speaker:
    """The language a file is in: the library, and how a sentence of ours is said."""

    library: Library
    say: Callable[[Sentence], str]


@dataclass(frozen=True)
class Sheet:
    """One file: what it is called, its columns (name and heading), and the rows of one thing."""

    title: Sentence
    columns: Mapping[str, Sentence]
    rows: Callable[[Any, Speaker], Iterator[Row]]


DAY, AT = {"day": say("Day")}, {"time": say("Time")}
KEY = {"key": say("Key")}
FORM = {
    "form": say("Form"),
    "instrument": say("Questionnaire"),
    "version": say("Version"),
}

CARE_WORDS = {
    CareKind.DROPS: say("Drops"),
    CareKind.OINTMENT: say("Ointment"),
    CareKind.TAPE: say("Tape at night"),
    CareKind.BLINK: say("Blink breaks"),
}
SCALE_WORDS = {
    Scale.HOUSE_BRACKMANN: "House-Brackmann",
    Scale.SUNNYBROOK: "Sunnybrook",
    Scale.EFACE: "eFACE",
}
KIND_WORDS = {
    DayKind.PLANNED: say("Planned day"),
    DayKind.REST: say("Rest day"),
    DayKind.FLARE: say("Flare day"),
    DayKind.AWAY: say("Away day"),
}
RANGE_WORDS = {
    ScoreRange.NONE: say("no range"),
    ScoreRange.MINIMAL: say("minimal"),
    ScoreRange.MILD: say("mild"),
    ScoreRange.MODERATE: say("moderate"),
    ScoreRange.MODERATELY_SEVERE: say("moderately severe"),
    ScoreRange.SEVERE: say("severe"),
}
SKIPPED_WORDS = {
    SkipReason.PAIN: say("Skipped: pain"),
    SkipReason.TIME: say("Skipped: no time"),
    SkipReason.EYE: say("Skipped: eye sore"),
}
TAG_COMMA = ", "


def _check_in(one: CheckIn, _spoken: Speaker) -> Iterator[Row]:
    mood = int(one.mood) if one.mood else None
    tags = TAG_COMMA.join(one.tags)
    yield one.day, one.at.time(), mood, one.energy, one.sleep, tags, one.note


def _symptoms(one: CheckIn, spoken: Speaker) -> Iterator[Row]:
    for said in one.symptoms:
        words = spoken.library.symptoms.get(said.key)
        plain, clinical = (words.plain, words.clinical) if words else (said.key, None)
        place = PLACES.get((said.zone, said.side))
        where = spoken.say(Sentence(place)) if place else None
        yield (
            one.day, one.at.time(), said.key, plain, clinical, said.zone, said.side, where,
            said.rating,
        )  # fmt: skip


def _line(one: JournalEntry, _spoken: Speaker) -> Iterator[Row]:
    yield one.day, one.at.time(), one.text, TAG_COMMA.join(one.tags), one.never_share


def _care(one: Care, spoken: Speaker) -> Iterator[Row]:
    yield one.day, one.at.time(), one.kind.value, spoken.say(CARE_WORDS[one.kind]), one.count


def _cells(one: Synkinesis, spoken: Speaker) -> Iterator[Row]:
    words = spoken.library.linked
    for cell in one.cells:
        doing, moves = words.doing[cell.doing], words.moves[cell.moves]
        yield one.day, one.at.time(), cell.doing.value, doing, cell.moves.value, moves, cell.level


def _answers(one: Form, spoken: Speaker) -> Iterator[Row]:
    asked = INSTRUMENTS.get((one.instrument, one.version), {})
    items = (*(item for item in asked if item in one.answers), *(set(one.answers) - set(asked)))
    for item in items:
        question, answer = _question(one, item, spoken.library), one.answers[item]
        yield (
            str(one.id), one.instrument, one.version, one.language, one.day, one.finished, item,
            question, answer,
        )  # fmt: skip


def _question(form: Form, item: str, library: Library) -> str | None:
    instrument = library.instruments.get(form.instrument)
    if instrument is None or instrument.version != form.version:
        return None
    if item == IMPRESSION:
        return instrument.question
    words = instrument.items.get(item)
    return words.name if words else None


def _score(one: FormScored, spoken: Speaker) -> Iterator[Row]:
    form, found = one.form, one.score
    about = (str(form.id), form.instrument, form.version, form.day)
    if found is None:
        yield *about, None, None, None, None
    else:
        words = spoken.say(RANGE_WORDS[found.range])
        yield *about, found.total, found.most, found.range.value, words


GRADED = (
    "grade", "composite", "resting", "voluntary", "total", "static", "dynamic", "synkinesis"
)  # fmt: skip


def _grading(one: Grading, _spoken: Speaker) -> Iterator[Row]:
    numbers = (one.numbers.get(part) for part in GRADED)
    yield one.on, one.scale.value, SCALE_WORDS[one.scale], one.clinician, *numbers


def _treatment(one: Treatment, spoken: Speaker) -> Iterator[Row]:
    words = spoken.say(Sentence(TREATMENT_WORDS[MarkKind(one.kind.value)]))
    yield one.on, one.until, one.kind.value, words, one.note


def _visit(one: Visit, _spoken: Speaker) -> Iterator[Row]:
    asked = (*one.questions, *[None] * MOST_QUESTIONS)[:MOST_QUESTIONS]
    yield one.on, one.held, one.with_whom, one.goal, *asked


def _step(one: StepTaken, spoken: Speaker) -> Iterator[Row]:
    mark = one.mark
    step = spoken.library.steps.get(one.step_id or "")
    words = say("Done") if mark.state == "done" else say("Skipped")
    if mark.reason in SKIPPED_WORDS:
        words = SKIPPED_WORDS[mark.reason]
    yield (
        one.day, one.step_id, step.title if step else None, mark.occurrence, mark.state.value,
        mark.reason.value if mark.reason else None, spoken.say(words), one.minutes, mark.seconds,
    )  # fmt: skip


def _day(one: tuple[date, DayKind], spoken: Speaker) -> Iterator[Row]:
    day, kind = one
    yield day, kind.value, spoken.say(KIND_WORDS[kind])


def _felt(one: Felt, _spoken: Speaker) -> Iterator[Row]:
    yield one.day, one.at.time(), one.effort, one.pain, len(one.items)


SHEETS: Mapping[RecordKind, Sheet] = {
    RecordKind.CHECK_INS: Sheet(
        say("Check-ins"),
        DAY
        | AT
        | {
            "mood": say("Mood, 1 lowest to 5 highest"),
            "energy": say("Energy, 0 to 10"),
            "sleep": say("Sleep, 0 to 10"),
            "tags": say("Tags"),
            "note": say("Note"),
        },
        _check_in,
    ),
    RecordKind.SYMPTOMS: Sheet(
        say("Symptoms"),
        DAY
        | AT
        | KEY
        | {
            "name": say("Symptom"),
            "clinical": say("Clinical name"),
            "zone": say("Part of the face, key"),
            "side": say("Side, key"),
            "place": say("Where"),
            "rating": say("Rating, 0 to 10"),
        },
        _symptoms,
    ),
    RecordKind.JOURNAL: Sheet(
        say("Journal"),
        DAY | AT | {"text": say("Text"), "tags": say("Tags"), "never_share": say("Never share")},
        _line,
    ),
    RecordKind.EYE_CARE: Sheet(
        say("Eye care"),
        DAY | AT | KEY | {"name": say("What"), "count": say("How often")},
        _care,
    ),
    RecordKind.LINKED_MOVEMENTS: Sheet(
        say("Linked movements"),
        DAY
        | AT
        | {
            "doing": say("What you do, key"),
            "doing_name": say("What you do"),
            "moves": say("What moves along, key"),
            "moves_name": say("What moves along"),
            "level": say("How much, 0 to 3"),
        },
        _cells,
    ),
    RecordKind.QUESTIONNAIRES: Sheet(
        say("Questionnaires, each answer"),
        FORM
        | {"language": say("Language")}
        | DAY
        | {
            "finished": say("Finished"),
            "item": say("Question, key"),
            "question": say("Question"),
            "answer": say("Answer"),
        },
        _answers,
    ),
    RecordKind.SCORES: Sheet(
        say("Questionnaires, totals"),
        FORM
        | DAY
        | {
            "total": say("Total"),
            "most": say("Highest total"),
            "range": say("Range, key"),
            "range_name": say("Range"),
        },
        _score,
    ),
    RecordKind.GRADINGS: Sheet(
        say("From clinic letters"),
        DAY
        | {
            "scale": say("Scale, key"),
            "scale_name": say("Scale"),
            "clinician": say("Clinician"),
            "grade": say("Grade"),
            "composite": say("Composite score"),
            "resting": say("Resting"),
            "voluntary": say("Voluntary movement"),
            "total": say("Total score"),
            "static": say("Static"),
            "dynamic": say("Dynamic"),
            "synkinesis": say("Synkinesis"),
        },
        _grading,
    ),
    RecordKind.TREATMENTS: Sheet(
        say("Treatments"),
        {"from": say("First day"), "to": say("Last day")}
        | KEY
        | {"name": say("What"), "note": say("Note")},
        _treatment,
    ),
    RecordKind.VISITS: Sheet(
        say("Visits"),
        DAY
        | {"held": say("Took place"), "with_whom": say("With whom"), "goal": say("Goal")}
        | {f"question_{n}": say("Question {n}", n=n) for n in range(1, MOST_QUESTIONS + 1)},
        _visit,
    ),
    RecordKind.STEPS: Sheet(
        say("Steps done and skipped"),
        DAY
        | {
            "step": say("Step, key"),
            "title": say("Step"),
            "occurrence": say("Which time of the day"),
            "state": say("State, key"),
            "reason": say("Reason, key"),
            "words": say("State"),
            "minutes": say("Minutes planned"),
            "seconds": say("Seconds by the timer"),
        },
        _step,
    ),
    RecordKind.DAYS: Sheet(
        say("Kinds of day"),
        DAY | KEY | {"name": say("Kind of day")},
        _day,
    ),
    RecordKind.SESSIONS: Sheet(
        say("How sessions felt"),
        DAY
        | AT
        | {
            "effort": say("Effort, 0 to 10"),
            "pain": say("Pain, 0 to 10"),
            "steps": say("Steps in it"),
        },
        _felt,
    ),
}
