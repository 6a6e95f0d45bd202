"""The second step of signing in

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from patron.store.migrations.steps import begin

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing comes back."""
    begin()
    op.add_column("staff", sa.Column("totp_secret", sa.Text, nullable=True))
    op.add_column(
        "staff", sa.Column("totp_used", sa.BigInteger, nullable=False, server_default=sa.text("0"), autoincrement=False)
    )
    op.create_table(
        "recovery_code",
        sa.Column("staff_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("code_hash", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("recovery_code_staff_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("staff_id", "code_hash", name=op.f("recovery_code_pkey")),
    )


def downgrade() -> None:
    """Nothing comes back."""
    begin()
    op.drop_table("recovery_code")
    for column in ("totp_used", "totp_secret"):
        op.drop_column("staff", column)
