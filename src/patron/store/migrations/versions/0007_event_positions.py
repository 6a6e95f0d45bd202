"""Positions of events

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from patron.store.migrations.steps import begin

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

WAITING = sa.text("position IS NULL")
NUMBERED = sa.text("position IS NOT NULL")


def upgrade() -> None:
    """Nothing comes back."""
    begin()
    op.add_column("event", sa.Column("position", sa.BigInteger, nullable=True, autoincrement=False))
    op.drop_index("event_at", "event")
    op.create_index(
        "event_waiting",
        "event",
        ["store_id", "at", "customer_id", "version"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.create_index(
        "event_position",
        "event",
        ["store_id", "position"],
        unique=True,
        sqlite_where=NUMBERED,
        postgresql_where=NUMBERED,
    )


def downgrade() -> None:
    """Nothing comes back."""
    begin()
    op.drop_index("event_position", "event")
    op.drop_index("event_waiting", "event")
    op.create_index("event_at", "event", ["store_id", "at"])
    op.drop_column("event", "position")
