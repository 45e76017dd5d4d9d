"""Ways in: passkeys, passphrases, codes, sessions with a name, scoped tokens, recent activity."""

from collections.abc import Sequence
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision: str = "b57db1a77fd4"
down_revision: str | None = "c476e5e2b3b5"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


APPEND_ONLY = {
    "sqlite": (
        "CREATE TRIGGER activity_is_append_only BEFORE UPDATE ON activity "
        "BEGIN SELECT RAISE(ABORT, 'activity is append-only'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION activity_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'activity is append-only'; END $$",
        "CREATE TRIGGER activity_is_append_only BEFORE UPDATE ON activity "
        "FOR EACH ROW EXECUTE FUNCTION activity_is_append_only()",
    ),
}
"""Rows of recent activity are added, and go with their person or their time; never changed."""


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "challenge",
        sa.Column("challenge_digest", sa.String(length=64), nullable=False),
        sa.Column("asker", sa.String(length=64), nullable=False),
        sa.Column("user_key", sa.String(length=40), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("challenge_digest", name=op.f("pk_challenge")),
    )
    op.create_table(
        "sign_in_failure",
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_sign_in_failure")),
    )
    op.create_table(
        "activity",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "joined",
                "signed-in",
                "sign-in-failed",
                "proved",
                "signed-out",
                "device-ended",
                "others-ended",
                "phone-added",
                "passkey-added",
                "passkey-removed",
                "passkey-refused",
                "passphrase-set",
                "passphrase-gone",
                "recovery-made",
                "recovered",
                "token-made",
                "token-revoked",
                name="activity_kind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["patient.id"],
            name=op.f("fk_activity_patient_id_patient"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.create_index("ix_activity_patient_id_at", ["patient_id", "at"], unique=False)

    op.create_table(
        "entry_code",
        sa.Column("code_digest", sa.String(length=64), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "set-up",
                "invite",
                "let-in",
                "pair",
                "recovery",
                name="code_kind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("patient_id", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["patient.id"],
            name=op.f("fk_entry_code_patient_id_patient"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("code_digest", name=op.f("pk_entry_code")),
    )
    with op.batch_alter_table("entry_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_code_patient_id"), ["patient_id"], unique=False)

    op.create_table(
        "passkey",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("site", sa.String(length=253), nullable=False),
        sa.Column("backed_up", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.CheckConstraint("sign_count >= 0", name=op.f("ck_passkey_sign_count_counts_up")),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["patient.id"],
            name=op.f("fk_passkey_patient_id_patient"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passkey_patient_id"), ["patient_id"], unique=False)

    op.create_table(
        "passphrase",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("name_key", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("hash", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["patient.id"],
            name=op.f("fk_passphrase_patient_id_patient"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("patient_id", name=op.f("pk_passphrase")),
        sa.UniqueConstraint("name_key", name=op.f("uq_passphrase_name_key")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("code_digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["patient.id"],
            name=op.f("fk_recovery_code_patient_id_patient"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("patient_id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_recovery_code_code_digest")),
    )
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.add_column(sa.Column("id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("scopes", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("last_used_on", sa.Date(), nullable=True))
    _name_rows("api_token", scopes=["read", "write", "share"])
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.alter_column("id", nullable=False)
        batch_op.alter_column("scopes", nullable=False)
        batch_op.create_index(batch_op.f("ix_api_token_patient_id"), ["patient_id"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_api_token_id"), ["id"])

    with op.batch_alter_table("patient", schema=None) as batch_op:
        batch_op.add_column(sa.Column("country", sa.String(length=2), nullable=True))

    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("name", sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True))
    _name_rows("session", name="")
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.alter_column("id", nullable=False)
        batch_op.alter_column("name", nullable=False)
        batch_op.create_index(batch_op.f("ix_session_patient_id"), ["patient_id"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_session_id"), ["id"])
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


def _name_rows(table: str, **more: object) -> None:
    """Give every row an id of its own and what the other new columns say until now."""
    named = sa.table(
        table,
        sa.column("token_digest", sa.String()),
        sa.column("id", sa.Uuid()),
        *(sa.column(name, sa.JSON() if name == "scopes" else sa.String()) for name in more),
    )
    connection = op.get_bind()
    for (digest,) in connection.execute(sa.select(named.c.token_digest)).all():
        row = sa.update(named).where(named.c.token_digest == digest)
        connection.execute(row.values(id=uuid4(), **more))


def downgrade() -> None:
    """Change them back."""
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_session_id"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_session_patient_id"))
        batch_op.drop_column("proved_at")
        batch_op.drop_column("name")
        batch_op.drop_column("id")

    with op.batch_alter_table("patient", schema=None) as batch_op:
        batch_op.drop_column("country")

    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_api_token_id"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_api_token_patient_id"))
        batch_op.drop_column("last_used_on")
        batch_op.drop_column("scopes")
        batch_op.drop_column("id")

    op.drop_table("recovery_code")
    op.drop_table("passphrase")
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_passkey_patient_id"))

    op.drop_table("passkey")
    with op.batch_alter_table("entry_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entry_code_patient_id"))

    op.drop_table("entry_code")
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.drop_index("ix_activity_patient_id_at")

    op.drop_table("activity")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION activity_is_append_only()")
    op.drop_table("sign_in_failure")
    op.drop_table("challenge")
