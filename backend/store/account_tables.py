"""The tables of people and their ways in. Of every secret only a digest or a hash is kept."""

from datetime import date, datetime, time
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from backend.domain.activity import ActivityKind
from backend.domain.credentials import CodeKind
from backend.store.types import moment, owner, text_enum


class PatientRow(SQLModel, table=True):
    """`seq` counts applied events and every other write a page can show, one step each."""

    __tablename__ = "patient"
    __table_args__ = (sa.CheckConstraint("seq >= 0", name="seq_counts_up"),)

    id: UUID = Field(primary_key=True)
    key: str = Field(max_length=40, unique=True)
    zone: str = Field(max_length=64)
    day_starts: time
    language: str = Field(max_length=10)
    created_at: datetime = moment()
    agreed_at: datetime | None = moment(nullable=True)
    country: str | None = Field(default=None, max_length=2)
    name: str | None = Field(default=None, max_length=80)
    cause: str | None = Field(default=None, max_length=120)
    seq: int = Field(default=0)


class SessionRow(SQLModel, table=True):
    """Only a digest of the cookie is kept: a stolen database signs nobody in."""

    __tablename__ = "session"

    token_digest: str = Field(primary_key=True, max_length=64)
    id: UUID = Field(unique=True)
    patient_id: UUID = owner(index=True)
    name: str = Field(max_length=80)
    created_at: datetime = moment()
    seen_on: date
    ends_at: datetime = moment()
    proved_at: datetime | None = moment(nullable=True)


class ApiTokenRow(SQLModel, table=True):
    __tablename__ = "api_token"

    token_digest: str = Field(primary_key=True, max_length=64)
    id: UUID = Field(unique=True)
    patient_id: UUID = owner(index=True)
    name: str = Field(max_length=60)
    scopes: list[str] = Field(sa_type=sa.JSON)
    created_at: datetime = moment()
    last_used_on: date | None = None
    revoked_at: datetime | None = moment(nullable=True)


class PasskeyRow(SQLModel, table=True):
    """A public key and what its authenticator said of itself; the private one never leaves it."""

    __tablename__ = "passkey"
    __table_args__ = (sa.CheckConstraint("sign_count >= 0", name="sign_count_counts_up"),)

    id: UUID = Field(primary_key=True)
    patient_id: UUID = owner(index=True)
    credential_id: bytes = Field(unique=True, max_length=1023)
    public_key: bytes
    sign_count: int = Field(sa_type=sa.BigInteger)
    name: str = Field(max_length=60)
    site: str = Field(max_length=253)
    backed_up: bool
    created_at: datetime = moment()
    last_used_on: date | None = None


class PassphraseRow(SQLModel, table=True):
    """The name somebody signs in with and the Argon2id hash of their passphrase."""

    __tablename__ = "passphrase"

    patient_id: UUID = owner(primary_key=True)
    name_key: str = Field(max_length=80, unique=True)
    name: str = Field(max_length=40)
    hash: str = Field(max_length=200)
    changed_at: datetime = moment()


class RecoveryCodeRow(SQLModel, table=True):
    __tablename__ = "recovery_code"

    patient_id: UUID = owner(primary_key=True)
    code_digest: str = Field(max_length=64, unique=True)
    made_at: datetime = moment()


class EntryCodeRow(SQLModel, table=True):
    """A code that lets somebody in once. Without a `patient_id` it is for somebody new."""

    __tablename__ = "entry_code"

    code_digest: str = Field(primary_key=True, max_length=64)
    kind: CodeKind = Field(sa_type=text_enum(CodeKind, "code_kind"))
    patient_id: UUID | None = owner(nullable=True, index=True)
    expires_at: datetime = moment()


class ChallengeRow(SQLModel, table=True):
    """What a passkey has to sign, once, for the browser that asked (`asker`, a digest)."""

    __tablename__ = "challenge"

    challenge_digest: str = Field(primary_key=True, max_length=64)
    asker: str = Field(max_length=64)
    user_key: str | None = Field(default=None, max_length=40)
    expires_at: datetime = moment()


class SignInFailureRow(SQLModel, table=True):
    """Failures in a row of one account or address, both under a keyed digest."""

    __tablename__ = "sign_in_failure"

    subject: str = Field(primary_key=True, max_length=64)
    failures: int
    failed_at: datetime = moment()


class ActivityRow(SQLModel, table=True):
    """Recent activity. Rows are only ever added: a trigger of the database refuses changes."""

    __tablename__ = "activity"
    __table_args__ = (sa.Index("ix_activity_patient_id_at", "patient_id", "at"),)

    id: UUID = Field(primary_key=True)
    patient_id: UUID = owner()
    at: datetime = moment()
    kind: ActivityKind = Field(sa_type=text_enum(ActivityKind, "activity_kind"))
    about: str = Field(max_length=80)
