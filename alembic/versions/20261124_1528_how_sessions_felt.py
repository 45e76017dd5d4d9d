"""How sessions of the player felt."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "429437f247ce"
down_revision: str | None = "2fb238e481e4"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "session_felt",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offset_min", sa.Integer(), nullable=False),
        sa.Column("effort", sa.Integer(), nullable=True),
        sa.Column("pain", sa.Integer(), nullable=True),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "effort IS NULL OR effort BETWEEN 0 AND 10",
            name=op.f("ck_session_felt_effort_0_to_10"),
        ),
        sa.CheckConstraint(
            "pain IS NULL OR pain BETWEEN 0 AND 10", name=op.f("ck_session_felt_pain_0_to_10")
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["patient.id"],
            name=op.f("fk_session_felt_patient_id_patient"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("patient_id", "id", name=op.f("pk_session_felt")),
    )
    op.create_index("ix_session_felt_patient_id_day", "session_felt", ["patient_id", "day"])


def downgrade() -> None:
    """Change them back."""
    op.drop_index("ix_session_felt_patient_id_day", "session_felt")
    op.drop_table("session_felt")
