"""History

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from patron.store.migrations.steps import begin

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing comes back."""
    begin()
    op.create_table(
        "event",
        *(_need(name, sa.BigInteger) for name in ("store_id", "customer_id", "version")),
        _need("happening", sa.Text),
        _need("at", sa.BigInteger),
        *(_need(name, sa.Text) for name in ("door", "who", "request_id")),
        _need("changes", sa.JSON),
        sa.PrimaryKeyConstraint("store_id", "customer_id", "version", name=op.f("event_pkey")),
    )
    op.create_index("event_at", "event", ["store_id", "at"])


def downgrade() -> None:
    """Nothing comes back."""
    begin()
    op.drop_table("event")


def _need(name: str, kind: type[sa.types.TypeEngine[Any]]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, autoincrement=False)
