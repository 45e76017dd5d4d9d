"""What the report says of what is inside its scope."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid5

import pytest

from backend.domain import reports
from backend.domain.composing import JOURNAL_ROOM, LONGEST_LINE, LONGEST_NOTE
from backend.domain.journal import JournalEntry
from backend.domain.library import Stage
from backend.domain.materials import Material
from backend.domain.periods import Period
from backend.domain.plans import Answers, PlanItem
from backend.domain.progress import Mark, MarkKind
from backend.domain.reports import Attention, AttentionKind
from backend.domain.sessions import Felt
from backend.domain.sharing import Category, NameShown, Scope, read_scope, spell_scope
from backend.domain.sides import Side
from backend.domain.today import SkipReason
from backend.domain.visits import Visit
from backend.services.reports import dump_report, load_report
from backend.web.reports import report_markup, report_text
from tests.reported import (
    ENVIRONMENTS,
    EVERYTHING,
    ITEMS,
    MADE_AT,
    MADE_ON,
    MONTH,
    NO_MOVEMENT,
    SPACE,
    composed,
    full,
    version,
)


def test_a_category_that_comes_later_is_not_in_a_kept_scope() -> None:
    kept = spell_scope(Scope(categories=EVERYTHING))
    named = kept["categories"]
    assert isinstance(named, list)
    named.remove("journal")
    assert Category.JOURNAL not in read_scope(kept).categories
    named.append("genome")
    assert read_scope(kept).categories == EVERYTHING - {Category.JOURNAL}


def test_a_choice_of_before_a_part_was_there_does_not_show_it() -> None:
    eight = ["routine", "symptoms", "function", "treatments", "earlier_treatments", "questions"]
    kept = spell_scope(Scope()) | {"categories": [*eight, "mood", "journal"]}
    added = {
        Category.LINKED_MOVEMENTS,
        Category.EYE_CARE,
        Category.GRADINGS,
        Category.QUESTIONNAIRES,
    }
    assert read_scope(kept).categories == EVERYTHING - added
    assert (
        composed(full(), read_scope(kept)).attention
        == composed(full(), Scope(categories=EVERYTHING - {Category.QUESTIONNAIRES})).attention
    )


def test_questionnaires_of_mood_are_ticked_by_nobody_but_the_person() -> None:
    assert Category.QUESTIONNAIRES not in Scope().categories
    assert composed(full(), Scope()).screened == ()


@pytest.mark.parametrize("language", ENVIRONMENTS)
def test_a_report_that_was_sealed_before_opens_as_it_was(language: str) -> None:
    kept = (Path(__file__).parent / "sealed_before" / "2026-11-28-eight-parts.json").read_bytes()
    report = load_report(kept)
    assert [one.value for one in report.shared] == [
        *("routine", "symptoms", "function", "treatments"),
        *("earlier_treatments", "questions", "mood", "journal"),
    ]
    assert (report.linked, report.care, report.gradings, report.screened) == (None, (), (), ())
    assert (report.energy, report.sleep) == (None, None)
    page = report_markup(ENVIRONMENTS[language], report)
    assert "PHQ" not in page
    assert "rep-eye" not in page
    assert "A. K." in page
    assert load_report(dump_report(report)) == report


def test_lower_energy_needs_attention_and_more_of_it_does_not() -> None:
    said = ratings((date(2026, 11, 2), 6), (date(2026, 11, 16), 3))
    tired = composed(Material(energy=said, sleep=[(day, 9 - n) for day, n in said]))
    assert [one.kind for one in tired.attention] == [AttentionKind.ENERGY]
    page = report_markup(ENVIRONMENTS["en"], tired)
    assert "Lower than at the start: Energy 6 to 3." in page
    assert page.count("higher</td>") == 2


def test_a_range_that_presses_is_named_as_a_range_and_as_the_patients() -> None:
    report = composed(full(), Scope(categories=EVERYTHING))
    (flag,) = [one for one in report.attention if one.score]
    assert (flag.kind, flag.key) == (AttentionKind.SCREENING, "phq8")
    page = report_markup(ENVIRONMENTS["en"], report)
    said = "PHQ-8 range: moderately severe (15 of 24, 15 Nov), patient-entered."
    assert said in page
    assert said in report_text(ENVIRONMENTS["en"], report)
    assert "an answer is missing, no score" in page
    assert "1 form was begun and never finished: no score." in page
    assert "Questionnaires: 2 forms without a score." in page
    assert "you have" not in page.casefold()


def test_in_chinese_every_part_says_the_same() -> None:
    report = composed(full(), Scope(EVERYTHING, language="zh-Hans"))
    page = report_markup(ENVIRONMENTS["zh-Hans"], report)
    for words in (
        "联带运动",
        "眼部护理",
        "精力",
        "PHQ-8 范围：中重度",
        "摘自医生的信",
        "House-Brackmann III",
    ):
        assert words in page


def test_what_was_ticked_and_never_noted_is_said_in_one_line() -> None:
    page = report_markup(ENVIRONMENTS["en"], composed(Material()))
    assert (
        "Nothing noted in this period: linked movements, eye care, gradings, questionnaires."
        in page
    )


def ratings(*weeks: tuple[date, int]) -> list[tuple[date, int]]:
    """Three answers a week, from each of these days on."""
    return [(day + timedelta(days=n), said) for day, said in weeks for n in range(3)]


def test_a_start_is_the_first_value_inside_the_period() -> None:
    said = ratings((date(2026, 9, 7), 9), (date(2026, 10, 28), 2), (date(2026, 11, 16), 4))
    (tight,) = composed(Material(symptoms={"tight": said})).symptoms
    assert (tight.measure.start, tight.measure.now) == (2, 4)
    assert tight.measure.change is not None
    assert tight.measure.change.noticeable


def test_the_value_at_the_last_visit_is_that_of_its_week_or_one_before() -> None:
    said = ratings((date(2026, 11, 2), 6), (date(2026, 11, 16), 4))
    material = Material(symptoms={"tight": said}, marks=[Mark(MarkKind.VISIT, date(2026, 11, 12))])
    report = composed(material)
    assert report.last_visit_on == date(2026, 11, 12)
    assert report.symptoms[0].last_visit == 6
    hidden = Scope(categories=EVERYTHING - {Category.TREATMENTS})
    assert composed(material, hidden).symptoms[0].last_visit is None


def test_what_got_noticeably_worse_needs_attention_also_beyond_the_four_drawn() -> None:
    steady = {
        f"own {n}": [(MONTH.since + timedelta(days=d), 3) for d in range(20)] for n in range(4)
    }
    said = ratings((date(2026, 11, 2), 2), (date(2026, 11, 16), 4))
    report = composed(Material(symptoms={**steady, "eye_dry": said}))
    assert [one.measure.key for one in report.symptoms] == list(steady)
    assert report.more_symptoms == 1
    assert [(one.kind, one.key) for one in report.attention] == [(AttentionKind.SYMPTOM, "eye_dry")]


def test_painful_sessions_and_skipped_days_are_counted() -> None:
    def felt(n: int, pain: int | None) -> Felt:
        return Felt(uuid5(SPACE, str(n)), MONTH.since, MADE_AT, 2, pain, ())

    day = MONTH.since
    material = Material(
        felt=[felt(n, pain) for n, pain in enumerate((3, 4, 7, None))],
        skips=[(day, SkipReason.PAIN)] * 2 + [(day, SkipReason.EYE), (day, SkipReason.TIME)],
    )
    assert composed(material).attention == (
        Attention(AttentionKind.PAINFUL_SESSIONS, count=2, total=3),
        Attention(AttentionKind.SKIPPED_FOR_PAIN, count=1),
        Attention(AttentionKind.SKIPPED_FOR_EYE, count=1),
    )
    hidden = composed(material, Scope(categories=EVERYTHING - {Category.ROUTINE}))
    assert (hidden.attention, hidden.routine) == ((), None)


def test_no_movement_after_three_months_sends_to_a_specialist() -> None:
    answers = Answers(Side.RIGHT, Stage.FLACCID, date(2026, 7, 31), {NO_MOVEMENT: None})
    plan = version(1, date(2026, 8, 1), answers=answers)
    (flag,) = composed(Material(versions=[plan]), Scope(categories=frozenset())).attention
    assert flag.kind is AttentionKind.NO_MOVEMENT


def test_the_next_appointments_questions_come_before_the_last_visits() -> None:
    def visit(n: int, on: date, *questions: str, held: bool, goal: str = "") -> Visit:
        return Visit(UUID(int=n), on, "Dr Chen", questions, goal, held, held, 0)

    past = visit(1, date(2026, 11, 2), "Old?", held=True, goal="Old goal")
    coming = visit(2, date(2026, 12, 3), "One?\n Really?", "Two?", held=False)
    empty = visit(3, date(2026, 12, 1), held=False)
    asked = composed(Material(visits=[past, coming])).asked
    assert asked is not None
    assert asked.questions == ("One? Really?", "Two?")
    asked = composed(Material(visits=[past, coming, empty])).asked
    assert asked is not None
    assert (asked.questions, asked.goal) == (("Old?",), "Old goal")
    forgotten = visit(4, date(2025, 11, 3), "Of last year?", held=False)
    asked = composed(Material(visits=[forgotten, past, coming])).asked
    assert asked is not None
    assert asked.questions == ("One? Really?", "Two?")


def test_days_since_an_injection_count_only_one_that_is_shown() -> None:
    material = Material(marks=[Mark(MarkKind.BOTULINUM_TOXIN, date(2026, 8, 20), None, "clinic")])
    usual = composed(material, Scope()).treatments
    assert usual is not None
    assert (usual.entries, usual.since_injection) == ((), None)
    earlier = composed(material).treatments
    assert earlier is not None
    assert earlier.since_injection == 96


def test_a_course_that_ended_after_the_period_is_still_going_on() -> None:
    past = Period(date(2026, 9, 1), date(2026, 9, 30))
    course = Mark(MarkKind.THERAPY, date(2026, 9, 10), date(2026, 11, 1), "weekly")
    log = composed(Material(marks=[course]), period=past).treatments
    assert log is not None
    assert log.entries == (replace(course, until=None),)


def test_a_long_note_to_a_treatment_is_cut_where_one_sees_it() -> None:
    words = ("long " * 40, "short")
    marks = [
        Mark(MarkKind.THERAPY, date(2026, 11, 3 - n), None, said) for n, said in enumerate(words)
    ]
    treated = composed(Material(marks=marks)).treatments
    assert treated is not None
    assert [one.words[-5:] for one in treated.entries] == ["long…", "short"]
    assert len(treated.entries[0].words) <= LONGEST_NOTE


def test_steps_are_named_most_done_first_and_gates_say_what_was_left_out() -> None:
    soak = PlanItem(uuid5(SPACE, "soak"), "foot_soak", 10, required=False)
    plan = version(1, MONTH.since, items=(*ITEMS, soak))
    days = [MONTH.since + timedelta(days=n) for n in range(5)]
    done = {day: frozenset({(ITEMS[0].id, 1), (ITEMS[n % 2].id, 2)}) for n, day in enumerate(days)}
    routine = composed(Material(versions=[plan], done=done)).routine
    assert routine is not None
    assert [(one.step_id, one.days) for one in routine.steps] == [
        (ITEMS[0].step_id, 5),
        (ITEMS[1].step_id, 2),
    ]
    gated = {step for one in routine.left_out if one.gate_id for step in one.step_ids}
    assert "foot_soak" in gated


def test_a_journal_of_two_hundred_entries_is_cut_and_counted() -> None:
    entries = [
        JournalEntry(uuid5(SPACE, str(n)), MONTH.since + timedelta(days=n % 20), MADE_AT,
                     "x" * 900 if n == 199 else f"Line {n}.", (), False, 0)
        for n in range(200)
    ]  # fmt: skip
    journal = composed(Material(journal=entries)).journal
    assert journal is not None
    assert len(journal.lines) + journal.left_out == 200
    assert sum(len(line.text) for line in journal.lines) <= JOURNAL_ROOM
    assert {line.cut for line in journal.lines if len(line.text) == LONGEST_LINE} <= {True}
    assert [line.day for line in journal.lines] == sorted(
        (line.day for line in journal.lines), reverse=True
    )


def test_a_report_of_nothing_says_what_is_missing_in_both_languages() -> None:
    report = composed(Material(), Scope())
    page = report_markup(ENVIRONMENTS["en"], report)
    for sentence in (
        "A person using Facekind",
        "Affected side not stated",
        "Nothing was flagged in what is shown here.",
        "No questions were noted.",
        "No symptoms were rated in this period.",
        "No function check-in was filled in during this period.",
        "No day of a routine counts yet in this period.",
        "No treatment or visit was noted in this period.",
        "Not shared: treatments from before this period, mood, questionnaires, journal.",
        "Nothing noted in this period: linked movements, eye care, gradings.",
    ):
        assert sentence in page
    assert "患侧" in report_markup(ENVIRONMENTS["zh-Hans"], report)


def test_the_text_for_the_notes_has_eight_to_twelve_lines() -> None:
    assert (
        8 <= len(report_text(ENVIRONMENTS["en"], composed(Material(), Scope())).splitlines()) <= 12
    )
    said = report_text(ENVIRONMENTS["en"], composed(full()))
    assert 8 <= len(said.splitlines()) <= 12
    assert "<bdi>" not in said


def test_initials_end_with_one_stop_in_the_text_for_the_notes() -> None:
    initials = composed(full("Amina Khan"), Scope(EVERYTHING, name=NameShown.INITIALS))
    assert "A. K. Left side" in report_text(ENVIRONMENTS["en"], initials)


def test_a_full_page_stays_small_and_shows_names_as_they_are_written() -> None:
    for language, env in ENVIRONMENTS.items():
        page = report_markup(
            env, composed(full(), Scope(EVERYTHING, name=NameShown.FULL, language=language))
        )
        assert len(page.encode()) <= 60_000
        assert "Amina &lt;b&gt;Khan&lt;/b&gt;" in page


def test_a_year_of_weeks_and_two_thousand_answers_a_day_stay_small() -> None:
    long = Period(date(2021, 11, 1), MADE_ON)
    days = [long.since + timedelta(days=n) for n in range((MADE_ON - long.since).days + 1)]
    symptoms = {f"own {n}": [(day, (n + day.day) % 11) for day in days] for n in range(4)}
    symptoms["own 0"] += [(MADE_ON, 5)] * 2000
    page = report_markup(ENVIRONMENTS["en"], composed(Material(symptoms=symptoms), period=long))
    assert len(page.encode()) <= 60_000
    assert reports.MOST_WEEKS == 52


def test_a_year_of_treatments_on_every_weekday_stays_small() -> None:
    year = Period(MADE_ON - timedelta(days=364), MADE_ON)
    days = [year.since + timedelta(days=n) for n in range(365)]
    kinds = (MarkKind.THERAPY, MarkKind.ACUPUNCTURE)
    marks = [
        Mark(kinds[day.weekday() % 2], day, None, "Dr Chen") for day in days if day.weekday() < 5
    ]
    symptoms = {f"own {n}": [(day, (n + day.day) % 11) for day in days] for n in range(4)}
    material = replace(full(), marks=marks, symptoms=symptoms)
    page = report_markup(ENVIRONMENTS["en"], composed(material, period=year))
    assert len(page.encode()) <= 60_000


def test_chinese_names_become_their_first_sign() -> None:
    page = composed(Material(name="王小明"), Scope(name=NameShown.INITIALS))
    assert page.head.name == "王"
    shown = composed(Material(name="王小明"), Scope(name=NameShown.NONE))
    assert shown.head.name == ""
