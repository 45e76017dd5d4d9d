"""The tables. A class here is a row and nothing else; drafts and domain values live elsewhere."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from backend.domain.library import Stage
from backend.domain.sides import Side
from backend.domain.today import DayKind, ItemState, SkipReason
from backend.store.types import UtcDateTime, text_enum

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def _owner(*, primary_key: bool = False) -> Any:
    return Field(
        foreign_key="patient.id", ondelete="CASCADE", primary_key=primary_key, nullable=False
    )


def _moment(*, nullable: bool = False) -> Any:
    return Field(sa_type=UtcDateTime, nullable=nullable)


class PatientRow(SQLModel, table=True):
    """`seq` counts applied events and every other write a page can show, one step each."""

    __tablename__ = "patient"
    __table_args__ = (sa.CheckConstraint("seq >= 0", name="seq_counts_up"),)

    id: UUID = Field(primary_key=True)
    key: str = Field(max_length=40, unique=True)
    zone: str = Field(max_length=64)
    day_starts: time
    language: str = Field(max_length=10)
    created_at: datetime = _moment()
    agreed_at: datetime | None = _moment(nullable=True)
    seq: int = Field(default=0)


class SessionRow(SQLModel, table=True):
    """Only a digest of the cookie is kept: a stolen database signs nobody in."""

    __tablename__ = "session"

    token_digest: str = Field(primary_key=True, max_length=64)
    patient_id: UUID = _owner()
    created_at: datetime = _moment()
    seen_on: date
    ends_at: datetime = _moment()


class ApiTokenRow(SQLModel, table=True):
    __tablename__ = "api_token"

    token_digest: str = Field(primary_key=True, max_length=64)
    patient_id: UUID = _owner()
    name: str = Field(max_length=60)
    created_at: datetime = _moment()
    revoked_at: datetime | None = _moment(nullable=True)


class PlanVersionRow(SQLModel, table=True):
    """Answers, pause and steps in force from `effective_on`; a saved version never changes."""

    __tablename__ = "plan_version"
    __table_args__ = (sa.CheckConstraint("number >= 1", name="numbered_from_one"),)

    patient_id: UUID = _owner(primary_key=True)
    number: int = Field(primary_key=True)
    effective_on: date
    created_at: datetime = _moment()
    side: Side = Field(sa_type=text_enum(Side, "side"))
    stage: Stage = Field(sa_type=text_enum(Stage, "stage"))
    onset_on: date | None = None
    gates: dict[str, str | None] = Field(sa_type=sa.JSON)
    prescribed: list[str] = Field(sa_type=sa.JSON)
    programmes: list[str] = Field(sa_type=sa.JSON)
    paused: bool = False


class PlanItemRow(SQLModel, table=True):
    __tablename__ = "plan_item"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["patient_id", "version"],
            ["plan_version.patient_id", "plan_version.number"],
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("minutes >= 0", name="minutes_not_negative"),
        sa.CheckConstraint("times BETWEEN 1 AND 2", name="once_or_twice"),
    )

    patient_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    item_id: UUID = Field(primary_key=True)
    position: int
    step_id: str = Field(max_length=40)
    minutes: int
    times: int
    required: bool


class EventRow(SQLModel, table=True):
    """Everything a person did, as it came, for good. The key holds the owner, so that one
    person's ids can never meet another's."""

    __tablename__ = "event"
    __table_args__ = (
        sa.UniqueConstraint("patient_id", "seq"),
        sa.CheckConstraint("seq >= 1", name="seq_counts_from_one"),
    )

    patient_id: UUID = _owner(primary_key=True)
    id: UUID = Field(primary_key=True)
    type: str = Field(max_length=30)
    local_date: date
    zone: str = Field(max_length=64)
    offset_min: int
    occurred_at: datetime = _moment()
    corrected_at: datetime = _moment()
    received_at: datetime = _moment()
    seq: int
    payload: dict[str, Any] = Field(sa_type=sa.JSON)
    body_hash: str = Field(max_length=64)


class ItemMarkRow(SQLModel, table=True):
    """The answer that stands for one occurrence on one day; its history is in `event`."""

    __tablename__ = "item_mark"
    __table_args__ = (
        sa.CheckConstraint("occurrence >= 1", name="occurrence_counts_from_one"),
        sa.CheckConstraint("seconds IS NULL OR seconds >= 0", name="seconds_not_negative"),
    )

    patient_id: UUID = _owner(primary_key=True)
    day: date = Field(primary_key=True)
    item_id: UUID = Field(primary_key=True)
    occurrence: int = Field(primary_key=True)
    state: ItemState = Field(sa_type=text_enum(ItemState, "state"))
    reason: SkipReason | None = Field(
        default=None,
        sa_type=text_enum(SkipReason, "reason"),
    )
    seconds: int | None = None
    corrected_at: datetime = _moment()
    offset_min: int
    event_id: UUID


class DayKindRow(SQLModel, table=True):
    __tablename__ = "day_kind"

    patient_id: UUID = _owner(primary_key=True)
    day: date = Field(primary_key=True)
    kind: DayKind = Field(sa_type=text_enum(DayKind, "kind"))
    corrected_at: datetime = _moment()
    event_id: UUID


class _EntryRow(SQLModel):
    """What check-ins and journal entries share: an id that is their adding event's, the answer
    that stands (`event_id`; the adding event until an edit or a removal), and removed or not."""

    patient_id: UUID = _owner(primary_key=True)
    id: UUID = Field(primary_key=True)
    day: date
    recorded_at: datetime = _moment()
    offset_min: int
    zone: str = Field(max_length=64)
    event_id: UUID
    corrected_at: datetime = _moment()
    removed: bool = False
    seq: int


class CheckInRow(_EntryRow, table=True):
    __tablename__ = "check_in"
    __table_args__ = (
        sa.Index("ix_check_in_patient_id_day", "patient_id", "day"),
        sa.CheckConstraint("mood IS NULL OR mood BETWEEN 1 AND 5", name="five_moods"),
        sa.CheckConstraint("energy IS NULL OR energy BETWEEN 0 AND 10", name="energy_0_to_10"),
        sa.CheckConstraint("sleep IS NULL OR sleep BETWEEN 0 AND 10", name="sleep_0_to_10"),
    )

    mood: int | None = None
    energy: int | None = None
    sleep: int | None = None
    note: str | None = Field(default=None, sa_type=sa.Text)
    symptoms: list[dict[str, Any]] = Field(sa_type=sa.JSON)
    tags: list[str] = Field(sa_type=sa.JSON)


class JournalRow(_EntryRow, table=True):
    __tablename__ = "journal"
    __table_args__ = (sa.Index("ix_journal_patient_id_day", "patient_id", "day"),)

    text: str = Field(sa_type=sa.Text)
    tags: list[str] = Field(sa_type=sa.JSON)
    never_share: bool = False


class SessionFeltRow(SQLModel, table=True):
    """Effort and pain after a session of the player; each session stands for itself."""

    __tablename__ = "session_felt"
    __table_args__ = (
        sa.Index("ix_session_felt_patient_id_day", "patient_id", "day"),
        sa.CheckConstraint("effort IS NULL OR effort BETWEEN 0 AND 10", name="effort_0_to_10"),
        sa.CheckConstraint("pain IS NULL OR pain BETWEEN 0 AND 10", name="pain_0_to_10"),
    )

    patient_id: UUID = _owner(primary_key=True)
    id: UUID = Field(primary_key=True)
    day: date
    recorded_at: datetime = _moment()
    offset_min: int
    effort: int | None = None
    pain: int | None = None
    items: list[str] = Field(sa_type=sa.JSON)
