"""The tables of what people write and share. A class here is a row and nothing else; drafts and
domain values live elsewhere. People and their ways in are in `account_tables.py`."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from backend.domain.care import CareKind
from backend.domain.gradings import Scale
from backend.domain.library import Stage
from backend.domain.sharing import AccessOutcome, Mode
from backend.domain.sides import Side
from backend.domain.today import DayKind, ItemState, SkipReason
from backend.domain.treatments import TreatmentKind
from backend.store.types import moment, owner, text_enum


class PlanVersionRow(SQLModel, table=True):
    """Answers, pause and steps in force from `effective_on`; a saved version never changes."""

    __tablename__ = "plan_version"
    __table_args__ = (sa.CheckConstraint("number >= 1", name="numbered_from_one"),)

    patient_id: UUID = owner(primary_key=True)
    number: int = Field(primary_key=True)
    effective_on: date
    created_at: datetime = moment()
    side: Side = Field(sa_type=text_enum(Side, "side"))
    stage: Stage = Field(sa_type=text_enum(Stage, "stage"))
    onset_on: date | None = None
    gates: dict[str, str | None] = Field(sa_type=sa.JSON)
    prescribed: list[str] = Field(sa_type=sa.JSON)
    programmes: list[str] = Field(sa_type=sa.JSON)
    paused: bool = False
    note: str | None = Field(default=None, max_length=200)


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

    patient_id: UUID = owner(primary_key=True)
    id: UUID = Field(primary_key=True)
    type: str = Field(max_length=30)
    local_date: date
    zone: str = Field(max_length=64)
    offset_min: int
    occurred_at: datetime = moment()
    corrected_at: datetime = moment()
    received_at: datetime = moment()
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

    patient_id: UUID = owner(primary_key=True)
    day: date = Field(primary_key=True)
    item_id: UUID = Field(primary_key=True)
    occurrence: int = Field(primary_key=True)
    state: ItemState = Field(sa_type=text_enum(ItemState, "state"))
    reason: SkipReason | None = Field(
        default=None,
        sa_type=text_enum(SkipReason, "reason"),
    )
    seconds: int | None = None
    corrected_at: datetime = moment()
    offset_min: int
    event_id: UUID


class DayKindRow(SQLModel, table=True):
    __tablename__ = "day_kind"

    patient_id: UUID = owner(primary_key=True)
    day: date = Field(primary_key=True)
    kind: DayKind = Field(sa_type=text_enum(DayKind, "kind"))
    corrected_at: datetime = moment()
    event_id: UUID


class _EntryRow(SQLModel):
    """What entries share: an id that is their adding event's, the answer that stands
    (`event_id`; the adding event until an edit or a removal), and removed or not."""

    patient_id: UUID = owner(primary_key=True)
    id: UUID = Field(primary_key=True)
    day: date
    recorded_at: datetime = moment()
    offset_min: int
    zone: str = Field(max_length=64)
    event_id: UUID
    corrected_at: datetime = moment()
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
    folded: str = Field(sa_type=sa.Text)


class CareRow(_EntryRow, table=True):
    """Something done for the eye, and how often."""

    __tablename__ = "care"
    __table_args__ = (
        sa.Index("ix_care_patient_id_day", "patient_id", "day"),
        sa.CheckConstraint("count BETWEEN 1 AND 99", name="count_1_to_99"),
    )

    kind: CareKind = Field(sa_type=text_enum(CareKind, "care_kind"))
    count: int


class SynkinesisRow(_EntryRow, table=True):
    """What moved along with what, at one time."""

    __tablename__ = "synkinesis"
    __table_args__ = (sa.Index("ix_synkinesis_patient_id_day", "patient_id", "day"),)

    cells: list[dict[str, Any]] = Field(sa_type=sa.JSON)


class SessionFeltRow(SQLModel, table=True):
    """Effort and pain after a session of the player; each session stands for itself."""

    __tablename__ = "session_felt"
    __table_args__ = (
        sa.Index("ix_session_felt_patient_id_day", "patient_id", "day"),
        sa.CheckConstraint("effort IS NULL OR effort BETWEEN 0 AND 10", name="effort_0_to_10"),
        sa.CheckConstraint("pain IS NULL OR pain BETWEEN 0 AND 10", name="pain_0_to_10"),
    )

    patient_id: UUID = owner(primary_key=True)
    id: UUID = Field(primary_key=True)
    day: date
    recorded_at: datetime = moment()
    offset_min: int
    effort: int | None = None
    pain: int | None = None
    items: list[str] = Field(sa_type=sa.JSON)


class FormRow(SQLModel, table=True):
    """A questionnaire somebody began; its answers are beside it. A finished one is closed."""

    __tablename__ = "form"
    __table_args__ = (
        sa.Index("ix_form_patient_id_instrument_day", "patient_id", "instrument", "day"),
    )

    patient_id: UUID = owner(primary_key=True)
    id: UUID = Field(primary_key=True)
    instrument: str = Field(max_length=40)
    version: str = Field(max_length=20)
    language: str = Field(max_length=10)
    day: date
    begun_at: datetime = moment()
    offset_min: int
    finished_at: datetime | None = moment(nullable=True)
    seq: int


class FormAnswerRow(SQLModel, table=True):
    """The answer that stands for one item of a form, by the item's id and never its place."""

    __tablename__ = "form_answer"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["patient_id", "form_id"], ["form.patient_id", "form.id"], ondelete="CASCADE"
        ),
    )

    patient_id: UUID = Field(primary_key=True)
    form_id: UUID = Field(primary_key=True)
    item: str = Field(primary_key=True, max_length=40)
    answer: int
    corrected_at: datetime = moment()
    event_id: UUID


class TreatmentRow(SQLModel, table=True):
    """What was done by others. No amounts: there is no column for a dose."""

    __tablename__ = "treatment"
    __table_args__ = (
        sa.Index("ix_treatment_patient_id_began_on", "patient_id", "began_on"),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= began_on", name="ends_after_it_began"),
    )

    patient_id: UUID = owner(primary_key=True)
    id: UUID = Field(primary_key=True)
    kind: TreatmentKind = Field(sa_type=text_enum(TreatmentKind, "treatment_kind"))
    began_on: date
    ended_on: date | None = None
    note: str = Field(sa_type=sa.Text)
    recorded_at: datetime = moment()
    seq: int


class GradingRow(SQLModel, table=True):
    """Numbers that a clinician wrote in a letter."""

    __tablename__ = "grading"
    __table_args__ = (sa.Index("ix_grading_patient_id_graded_on", "patient_id", "graded_on"),)

    patient_id: UUID = owner(primary_key=True)
    id: UUID = Field(primary_key=True)
    scale: Scale = Field(sa_type=text_enum(Scale, "scale"))
    graded_on: date
    clinician: str = Field(max_length=80)
    numbers: dict[str, int] = Field(sa_type=sa.JSON)
    recorded_at: datetime = moment()
    seq: int


class FollowingRow(SQLModel, table=True):
    """What the person chose to follow; without a row it is what is usual."""

    __tablename__ = "following"

    patient_id: UUID = owner(primary_key=True)
    pinned: list[dict[str, Any]] = Field(sa_type=sa.JSON)
    own: list[str] = Field(sa_type=sa.JSON)
    energy: bool
    sleep: bool
    eye_care: bool
    linked: bool
    linked_every: int
    screening: bool
    declined: dict[str, str] = Field(sa_type=sa.JSON)


class VisitRow(SQLModel, table=True):
    """An appointment, and the visit it became once it was held."""

    __tablename__ = "visit"
    __table_args__ = (sa.Index("ix_visit_patient_id_held_on", "patient_id", "held_on"),)

    patient_id: UUID = owner(primary_key=True)
    id: UUID = Field(primary_key=True)
    held_on: date
    with_whom: str = Field(max_length=80)
    questions: list[str] = Field(sa_type=sa.JSON)
    goal: str = Field(max_length=200)
    held: bool = False
    followed_up: bool = False
    recorded_at: datetime = moment()
    seq: int


class ReportChoiceRow(SQLModel, table=True):
    """What the person last chose to show: the report's scope without its moment."""

    __tablename__ = "report_choice"

    patient_id: UUID = owner(primary_key=True)
    scope: dict[str, Any] = Field(sa_type=sa.JSON)


class ShareLinkRow(SQLModel, table=True):
    """A doctor's link. Of its secret only a digest and a sealed copy are kept; both copies go
    once it is over. `attempts_left` is taken before a passcode is judged."""

    __tablename__ = "share_link"
    __table_args__ = (
        sa.UniqueConstraint("token_digest"),
        sa.Index("ix_share_link_patient_id_created_at", "patient_id", "created_at"),
        sa.CheckConstraint("attempts_left >= 0", name="attempts_not_negative"),
    )

    id: UUID = Field(primary_key=True)
    patient_id: UUID = owner()
    token_digest: str = Field(max_length=64)
    sealed_secret: bytes | None = None
    sealed_report: bytes | None = None
    passcode_hash: str | None = Field(default=None, max_length=200)
    attempts_left: int
    mode: Mode = Field(sa_type=text_enum(Mode, "share_mode"))
    scope: dict[str, Any] = Field(sa_type=sa.JSON)
    created_at: datetime = moment()
    expires_at: datetime = moment()
    revoked_at: datetime | None = moment(nullable=True)
    ended_at: datetime | None = moment(nullable=True)


class ShareAccessRow(SQLModel, table=True):
    """One attempt to open a link, written before anything is sent."""

    __tablename__ = "share_access"
    __table_args__ = (
        sa.ForeignKeyConstraint(["link_id"], ["share_link.id"], ondelete="CASCADE"),
        sa.Index("ix_share_access_link_id_at", "link_id", "at"),
    )

    id: UUID = Field(primary_key=True)
    patient_id: UUID = owner()
    link_id: UUID
    at: datetime = moment()
    outcome: AccessOutcome = Field(sa_type=text_enum(AccessOutcome, "access_outcome"))
    reader: str = Field(max_length=200)
