"""Answers that are kept for repeated calls

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from patron.store.migrations.steps import begin

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing comes back."""
    begin()
    op.create_table(
        "answer",
        _need("store_id", sa.BigInteger),
        *(_need(name, sa.Text) for name in ("key_hash", "request_hash", "progress")),
        _need("status", sa.Integer, "0"),
        sa.Column("media_type", sa.Text, nullable=True),
        _need("headers", sa.JSON),
        _need("body", sa.Text, "''"),
        sa.Column("of_store", sa.BigInteger, nullable=True),
        sa.Column("of_customer", sa.BigInteger, nullable=True),
        _need("created_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("store_id", "key_hash", name=op.f("answer_pkey")),
    )
    op.create_index("answer_of_customer", "answer", ["store_id", "of_store", "of_customer"])
    op.create_index("answer_created", "answer", ["store_id", "created_at"])


def downgrade() -> None:
    """Nothing comes back."""
    begin()
    op.drop_table("answer")


def _need(name: str, kind: type[sa.types.TypeEngine[Any]], default: str | None = None) -> sa.Column[Any]:
    given = None if default is None else sa.text(default)
    return sa.Column(name, kind, nullable=False, server_default=given, autoincrement=False)
