"""Words are looked for through their owner's rows, on both databases; nobody else's are found."""

from datetime import date, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from backend.domain.journal import JournalEntry, Sought
from backend.services.journal import JournalDraft
from backend.store import journal
from backend.store.entries import Window
from tests.people import TODAY, Someone, amina, dan, event, send
from tests.searching import CHINESE, ENGLISH, look_for, ways_of, write_lines

ALL = Window(limit=1000)


def write(session: Session, someone: Someone, text: str, *tags: str, day: date = TODAY) -> str:
    draft = JournalDraft(text=text, tags=tags)
    body = event("journal.add", draft.model_dump(mode="json", exclude_unset=True), day=day)
    assert send(session, someone, body).seq
    return str(body["id"])


def found(session: Session, owner: UUID, sought: Sought) -> list[JournalEntry]:
    entries = list(journal.read_entries(session, owner, ALL, sought))
    assert journal.count_entries(session, owner, sought) == len(entries)
    return entries


def texts(session: Session, owner: UUID, words: str) -> list[str]:
    return [one.text for one in found(session, owner, Sought(words=words))]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("CAFE", "Un café noir."),
        ("café", "A cafe."),
        ("喝茶", "今天喝茶，没有洒。"),
        ("abc", "ＡＢＣ"),
        ("cold wind", "Cold\n\nwind"),
        ("50%", "It took 50% of a day."),
        ("a_b", "a_b"),
        ("\\", "a \\ b"),
        ("'; drop table journal", "'; DROP TABLE journal"),
    ],
)
def test_a_line_is_found_by_its_words(session: Session, words: str, line: str) -> None:
    her, him = amina(session), dan(session)
    write(session, her, line)
    write(session, her, "Something else, aXb, 50 percent.")
    write(session, him, line)
    assert texts(session, her.id, words) == [line]


def test_tags_are_found_whole_and_as_words(session: Session) -> None:
    her = amina(session)
    write(session, her, "One.", "cold wind", "Café")
    write(session, her, "Two.", "wind")
    write(session, her, "Three: wind.")
    by_tag = [one.text for one in found(session, her.id, Sought(tag="Wind"))]
    assert by_tag == ["Two."]
    assert [one.text for one in found(session, her.id, Sought(tag="cafe"))] == ["One."]
    assert texts(session, her.id, "wind") == ["Three: wind.", "Two.", "One."]


def test_what_was_changed_is_found_by_what_it_says_now_and_what_was_removed_not_at_all(
    session: Session,
) -> None:
    her = amina(session)
    of = write(session, her, "First words.", "old")
    send(session, her, event("journal.edit", {"of": of, "text": "Other words.", "tags": ["new"]}))
    assert texts(session, her.id, "first") == []
    assert texts(session, her.id, "old") == []
    assert texts(session, her.id, "other") == texts(session, her.id, "new") == ["Other words."]
    send(session, her, event("journal.remove", {"of": of}))
    assert texts(session, her.id, "other") == []


def test_a_day_and_words_are_sought_together(session: Session) -> None:
    her = amina(session)
    before = TODAY - timedelta(days=1)
    write(session, her, "Tea today.")
    write(session, her, "Tea yesterday.", day=before)
    assert [one.text for one in found(session, her.id, Sought("tea", None, before))] == [
        "Tea yesterday."
    ]


@pytest.mark.parametrize("word", [ENGLISH, CHINESE])
def test_a_search_goes_by_its_owners_index_and_never_through_the_whole_table(
    session: Session, word: str
) -> None:
    her = amina(session)
    write_lines(session, her.id, 300, until=TODAY)
    for _ in range(6):
        write_lines(session, dan(session).id, 300, until=TODAY, often=1)
    session.flush()
    session.execute(sa.text("ANALYZE journal"))
    sought = Sought(words=word)
    ways = ways_of(session, lambda: look_for(session, her.id, sought))
    assert len(ways) == 2
    for way in ways:
        assert "journal_patient_id" in way or "pk_journal" in way, way
        assert "Seq Scan" not in way
        assert "SCAN journal" not in way
    entries = found(session, her.id, sought)
    assert len(entries) == 3
    assert {one.id for one in entries} <= {
        one.id for one in journal.read_entries(session, her.id, ALL)
    }
