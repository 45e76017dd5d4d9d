"""Eye care, linked movements, gradings, what is followed, and a journal that can be searched."""

import unicodedata
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "59601e18c239"
down_revision: str | None = "b57db1a77fd4"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "care",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offset_min", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "drops",
                "ointment",
                "tape",
                "blink",
                name="care_kind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count BETWEEN 1 AND 99", name=op.f("ck_care_count_1_to_99")),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["patient.id"],
            name=op.f("fk_care_patient_id_patient"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("patient_id", "id", name=op.f("pk_care")),
    )
    with op.batch_alter_table("care", schema=None) as batch_op:
        batch_op.create_index("ix_care_patient_id_day", ["patient_id", "day"], unique=False)

    op.create_table(
        "following",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("pinned", sa.JSON(), nullable=False),
        sa.Column("own", sa.JSON(), nullable=False),
        sa.Column("energy", sa.Boolean(), nullable=False),
        sa.Column("sleep", sa.Boolean(), nullable=False),
        sa.Column("eye_care", sa.Boolean(), nullable=False),
        sa.Column("linked", sa.Boolean(), nullable=False),
        sa.Column("linked_every", sa.Integer(), nullable=False),
        sa.Column("screening", sa.Boolean(), nullable=False),
        sa.Column("declined", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["patient.id"],
            name=op.f("fk_following_patient_id_patient"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("patient_id", name=op.f("pk_following")),
    )
    op.create_table(
        "grading",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "scale",
            sa.Enum(
                "house_brackmann",
                "sunnybrook",
                "eface",
                name="scale",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("graded_on", sa.Date(), nullable=False),
        sa.Column("clinician", sa.String(length=80), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["patient.id"],
            name=op.f("fk_grading_patient_id_patient"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("patient_id", "id", name=op.f("pk_grading")),
    )
    with op.batch_alter_table("grading", schema=None) as batch_op:
        batch_op.create_index(
            "ix_grading_patient_id_graded_on", ["patient_id", "graded_on"], unique=False
        )

    op.create_table(
        "synkinesis",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offset_min", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["patient.id"],
            name=op.f("fk_synkinesis_patient_id_patient"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("patient_id", "id", name=op.f("pk_synkinesis")),
    )
    with op.batch_alter_table("synkinesis", schema=None) as batch_op:
        batch_op.create_index("ix_synkinesis_patient_id_day", ["patient_id", "day"], unique=False)

    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.add_column(sa.Column("folded", sa.Text(), nullable=True))
    _fold_journals()
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.alter_column("folded", nullable=False)


def _fold_journals() -> None:
    """Fold what was written before, a thousand entries at a time."""
    journal = sa.table(
        "journal",
        sa.column("patient_id", sa.Uuid()),
        sa.column("id", sa.Uuid()),
        sa.column("text", sa.Text()),
        sa.column("tags", sa.JSON()),
        sa.column("folded", sa.Text()),
    )
    key = (journal.c.patient_id, journal.c.id)
    connection = op.get_bind()
    unfolded = sa.select(*key, journal.c.text, journal.c.tags).where(journal.c.folded.is_(None))
    while rows := connection.execute(unfolded.limit(1000)).all():
        for owner, entry, text, tags in rows:
            folded = "\n".join((*map(_folded, (text, *tags)), ""))
            changed = sa.update(journal).where(key[0] == owner, key[1] == entry)
            connection.execute(changed.values(folded=folded))


def _folded(text: str) -> str:
    """Fold as backend/domain/folding.py did when this was written; a tag stands on a line."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(
        sign for sign in unicodedata.normalize("NFD", plain) if unicodedata.category(sign) != "Mn"
    )
    folded = " ".join(unicodedata.normalize("NFKC", bare).split())
    return folded if folded == text else _folded(folded)


def downgrade() -> None:
    """Change them back."""
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.drop_column("folded")

    with op.batch_alter_table("synkinesis", schema=None) as batch_op:
        batch_op.drop_index("ix_synkinesis_patient_id_day")

    op.drop_table("synkinesis")
    with op.batch_alter_table("grading", schema=None) as batch_op:
        batch_op.drop_index("ix_grading_patient_id_graded_on")

    op.drop_table("grading")
    op.drop_table("following")
    with op.batch_alter_table("care", schema=None) as batch_op:
        batch_op.drop_index("ix_care_patient_id_day")

    op.drop_table("care")
