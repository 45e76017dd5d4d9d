"""Thousands of lines in a journal, and how a database says that it looks for them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session
from uuid_utils.compat import uuid7

from backend.domain.journal import Sought, searchable
from backend.services.journal import count_entries, read_entries
from backend.store.entries import Window
from backend.store.tables import JournalRow

ENGLISH, CHINESE = "heron", "苍鹭"
"""Words that stand in one line of a hundred."""

SOUP = (
    "Tea without a straw, and nothing spilled. The cheek let go after the warm cloth. ",
    "今天出门戴了围巾，风不大，眼睛没有流泪。晚饭吃得慢一点，嘴角没有漏水。",
    "On the bus I kept my scarf up; the café was quiet and nobody stared at all. ",
)
LINES_A_DAY = 3


def write_lines(
    session: Session, patient_id: UUID, lines: int, *, until: date, often: int = 100
) -> None:
    """Put lines straight into the table, a few a day; one in so many holds the words."""
    rows = []
    for n in range(lines):
        day = until - timedelta(days=n // LINES_A_DAY)
        at = datetime.combine(day, time(9), tzinfo=UTC)
        text = "".join(SOUP[(n + turn) % len(SOUP)] for turn in range(4))
        if n % often == 0:
            text += f" A {ENGLISH} by the river. 河边有一只{CHINESE}。"
        tags = ["work"] if n % 10 == 0 else []
        entry_id = uuid7()
        said = {"text": text, "tags": tags, "never_share": False, "removed": False}
        said |= {"folded": searchable(text, tags)}
        made = {"id": entry_id, "event_id": entry_id, "recorded_at": at, "corrected_at": at}
        whose = {"patient_id": patient_id, "day": day, "offset_min": 0, "zone": "UTC", "seq": 1}
        rows.append(said | made | whose)
    session.execute(sa.insert(JournalRow), rows)


def look_for(session: Session, patient_id: UUID, sought: Sought) -> int:
    """Do what the journal's page does for a search: the newest thirty, and how many there are."""
    read_entries(session, patient_id, Window(limit=30), sought)
    return count_entries(session, patient_id, sought)


def ways_of(session: Session, act: Callable[[], object]) -> list[str]:
    """Give how the database goes about each query of an action, in its own words."""
    asked: list[tuple[str, Any]] = []

    def note(*happened: Any) -> None:
        asked.append((happened[2], happened[3]))

    connection = session.connection()
    sa.event.listen(connection, "before_cursor_execute", note)
    act()
    sa.event.remove(connection, "before_cursor_execute", note)
    lite = connection.dialect.name == "sqlite"
    explain = "EXPLAIN QUERY PLAN" if lite else "EXPLAIN"
    ways = []
    for statement, said in asked:
        rows = connection.exec_driver_sql(f"{explain} {statement}", said)
        ways.append("; ".join(str(row[-1]).strip() for row in rows))
    return ways
