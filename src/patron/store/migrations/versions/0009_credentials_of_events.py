"""Credentials of events

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from patron.store.migrations.steps import begin

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing comes back. Of what happened before, nobody knows with which kind of credential."""
    begin()
    op.add_column("event", sa.Column("credential", sa.Text, nullable=False, server_default=sa.text("''")))


def downgrade() -> None:
    """Nothing comes back."""
    begin()
    op.drop_column("event", "credential")
