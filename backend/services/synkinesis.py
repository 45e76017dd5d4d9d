"""Saying what moves along: adding, changing and taking back an answer about linked movements."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, StrictInt, create_model, model_validator
from sqlmodel import Session

from backend.domain.errors import NotFound
from backend.domain.periods import Period
from backend.domain.synkinesis import (
    MEANT,
    STRONGEST,
    Cell,
    Doing,
    Month,
    Moves,
    Synkinesis,
    by_month,
    due_on,
)
from backend.domain.wording import say
from backend.services.applying import Applying
from backend.services.entries import Sort, comes_last, removal
from backend.services.following import read_following
from backend.services.shapes import Draft, Uuid
from backend.store import synkinesis as store
from backend.store.entries import Window
from backend.store.tables import SynkinesisRow

MOST_CELLS = len(Doing) * len(Moves)
MOST_READ = 1000
"""Answers looked through for the last one of each month."""


SHOWN = 3
"""Answers that the page of the grid shows below it."""

Level = Annotated[StrictInt, Field(ge=0, le=STRONGEST)]


class CellDraft(Draft):
    """One cell: 0 nothing moves along to 3 strongly."""

    doing: Doing
    moves: Moves
    level: Level


class SynkinesisDraft(Draft):
    """The payload of `synkinesis.add`: the cells that were answered, each once, at least one."""

    cells: Annotated[tuple[CellDraft, ...], Field(min_length=1, max_length=MOST_CELLS)]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        pairs = [(cell.doing, cell.moves) for cell in self.cells]
        if len(set(pairs)) < len(pairs):
            raise ValueError("one cell is answered twice")
        if not MEANT.isdisjoint(pairs):
            raise ValueError("this belongs to the movement itself")
        return self


class SynkinesisEditDraft(SynkinesisDraft):
    """The payload of `synkinesis.edit`: all cells that stand in place of `of`."""

    of: Uuid


CELL_NAMES = {
    f"{doing}_{moves}": (doing, moves)
    for doing in Doing
    for moves in Moves
    if (doing, moves) not in MEANT
}
"""What the cells are called in a plain form, row by row."""


class Grid(Draft):
    """The grid as a plain form posts it, a field a cell; `of` is the entry it replaces."""

    of: Uuid | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.cells:
            raise ValueError("no cell is answered")
        return self

    @property
    def cells(self) -> tuple[CellDraft, ...]:
        """The cells that were answered."""
        return tuple(
            CellDraft(doing=doing, moves=moves, level=getattr(self, name))
            for name, (doing, moves) in CELL_NAMES.items()
            if getattr(self, name) is not None
        )


_FIELDS: dict[str, Any] = dict.fromkeys(CELL_NAMES, (Level | None, None))
GridDraft = create_model("GridDraft", __base__=Grid, **_FIELDS)


SYNKINESIS = Sort(SynkinesisRow, store.read_one, say("This entry is not known here."))
remove_synkinesis = removal(SYNKINESIS)


def add_synkinesis(session: Session, applying: Applying, draft: SynkinesisDraft) -> None:
    """Apply `synkinesis.add`."""
    entry = _entry(applying.event_id, applying, draft)
    store.add_synkinesis(
        session, applying.patient.id, entry, origin=applying.origin, version=applying.version
    )


def edit_synkinesis(session: Session, applying: Applying, draft: SynkinesisEditDraft) -> None:
    """Apply `synkinesis.edit`: the last edit or removal stands."""
    if comes_last(session, applying, SYNKINESIS, draft.of):
        entry = _entry(draft.of, applying, draft)
        store.change_synkinesis(session, applying.patient.id, entry, version=applying.version)


def _entry(entry_id: UUID, applying: Applying, draft: SynkinesisDraft) -> Synkinesis:
    return Synkinesis(
        id=entry_id,
        day=applying.day,
        at=applying.version.corrected_at,
        cells=tuple(Cell(one.doing, one.moves, one.level) for one in draft.cells),
        seq=applying.seq,
    )


@dataclass(frozen=True)
class Linked:
    """What the page of linked movements shows: earlier answers, newest first, and when it is due.

    `due_on` is None while it was never answered, or when it is not asked for regularly.
    """

    entries: tuple[Synkinesis, ...]
    followed: bool
    every: int
    last_on: date | None
    due_on: date | None

    def of_day(self, day: date) -> Synkinesis | None:
        """Give the last answer of a day, which goes on being filled in on that day."""
        return max(
            (one for one in self.entries if one.day == day),
            key=lambda one: (one.at, one.id),
            default=None,
        )


def read_linked(session: Session, patient_id: UUID) -> Linked:
    """Give what the page of linked movements shows."""
    entries = store.read_synkinesis(session, patient_id, Window(limit=SHOWN))
    following = read_following(session, patient_id)
    last_on = entries[0].day if entries else None
    return Linked(
        entries=entries,
        followed=following.linked,
        every=following.linked_every,
        last_on=last_on,
        due_on=due_on(last_on, following.linked_every) if following.linked else None,
    )


def read_synkinesis(session: Session, patient_id: UUID, window: Window) -> tuple[Synkinesis, ...]:
    """Give what was answered about linked movements, newest first."""
    return store.read_synkinesis(session, patient_id, window)


def read_one(session: Session, patient_id: UUID, entry_id: UUID) -> Synkinesis:
    """Give one entry. Raises NotFound when it is unknown, removed or somebody else's."""
    found = store.read_one(session, patient_id, entry_id)
    if found is None or found[1].removed:
        raise NotFound
    return found[0]


def read_months(session: Session, patient_id: UUID, period: Period) -> tuple[Month, ...]:
    """Give the last answer of each month of the calendar within a period, newest month first."""
    window = Window(since=period.since, until=period.until, limit=MOST_READ)
    return by_month(store.read_synkinesis(session, patient_id, window))
