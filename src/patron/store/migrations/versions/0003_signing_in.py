"""Signing in

What staff, sessions and slowed-down logins need, and indexes for what goes with a customer.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

from patron.store.migrations.places import OWN_CODES
from patron.store.migrations.steps import begin

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing comes back."""
    begin()
    _staff()
    _sessions()
    _attempts()
    _own_codes()
    _definitions()
    op.create_index("external_id_customer", "external_id", ["store_id", "customer_id"])
    # The enabled ones are the counter's business: it holds the few others.
    few = sa.text("status <> 1")
    op.create_index("customer_status", "customer", ["store_id", "status", "id"], sqlite_where=few, postgresql_where=few)


def downgrade() -> None:
    """Nothing comes back."""
    begin()
    op.drop_index("customer_status", "customer")
    op.drop_index("external_id_customer", "external_id")
    op.drop_table("metafield_definition")
    op.create_table(
        "metafield_definition",
        *(_need(name, sa.Text) for name in ("namespace", "key", "name", "type", "visibility")),
        _need("store_id", sa.BigInteger),
        sa.PrimaryKeyConstraint("store_id", "namespace", "key", name=op.f("metafield_definition_pkey")),
    )
    for table in ("secret", "account_origin", "attempt"):
        op.drop_table(table)
    op.drop_index("link_customer", "link")
    for index in ("session_family", "session_staff", "session_customer"):
        op.drop_index(index, "session")
    for column in ("used_at", "family", "kind"):
        op.drop_column("session", column)
    for column in ("updated_at", "token_epoch", "changed_at", "uuid"):
        op.drop_column("staff", column)


def _need(name: str, kind: type[sa.types.TypeEngine[Any]], default: str | None = None) -> sa.Column[Any]:
    given = None if default is None else sa.text(default)
    return sa.Column(name, kind, nullable=False, server_default=given, autoincrement=False)


def _may(name: str, kind: type[sa.types.TypeEngine[Any]]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=True)


def _staff() -> None:
    op.add_column("staff", _need("uuid", sa.Text, "''"))
    op.add_column("staff", _may("changed_at", sa.BigInteger))
    op.add_column("staff", _need("token_epoch", sa.BigInteger, "0"))
    op.add_column("staff", _need("updated_at", sa.BigInteger, "0"))
    staff = sa.table("staff", sa.column("id"), sa.column("uuid"), sa.column("created_at"), sa.column("updated_at"))
    connection = op.get_bind()
    connection.execute(sa.update(staff).values(updated_at=staff.c.created_at))
    for (number,) in connection.execute(sa.select(staff.c.id)).all():
        connection.execute(sa.update(staff).where(staff.c.id == number).values(uuid=str(uuid4())))


def _own_codes() -> None:
    region = sa.table("region", sa.column("id"), sa.column("ofn_code"))
    for code, own in OWN_CODES.items():
        op.execute(sa.update(region).where(region.c.id == code).values(ofn_code=own))


def _sessions() -> None:
    op.add_column("session", _need("kind", sa.Text, "''"))
    op.add_column("session", _may("family", sa.Text))
    op.add_column("session", _may("used_at", sa.BigInteger))
    op.create_index("session_customer", "session", ["store_id", "customer_id"])
    op.create_index("session_staff", "session", ["store_id", "staff_id"])
    op.create_index("session_family", "session", ["store_id", "family"])
    op.create_index("link_customer", "link", ["store_id", "customer_id"])


def _definitions() -> None:
    # Nothing could write to it before.
    op.drop_table("metafield_definition")
    op.create_table(
        "metafield_definition",
        _need("store_id", sa.BigInteger),
        _need("namespace", sa.Text),
        _need("key", sa.Text),
        _need("name", sa.Text),
        _need("type", sa.Text),
        _need("visible", sa.SmallInteger, "1"),
        _need("required", sa.SmallInteger, "0"),
        _need("uuid", sa.Text),
        _need("position", sa.Integer, "0"),
        _need("rules", sa.JSON),
        sa.PrimaryKeyConstraint("store_id", "namespace", "key", name=op.f("metafield_definition_pkey")),
        sa.UniqueConstraint("store_id", "uuid", name=op.f("metafield_definition_store_id_uuid_key")),
    )


def _attempts() -> None:
    op.create_table(
        "attempt",
        _need("store_id", sa.BigInteger),
        _need("kind", sa.Text),
        _need("key_hash", sa.Text),
        _need("failures", sa.Integer),
        _need("last_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("store_id", "kind", "key_hash", name=op.f("attempt_pkey")),
    )
    op.create_index("attempt_last", "attempt", ["store_id", "last_at"])
    op.create_table(
        "account_origin",
        _need("store_id", sa.BigInteger),
        _need("customer_id", sa.BigInteger),
        _need("origin_hash", sa.Text),
        _need("created_at", sa.BigInteger),
        sa.ForeignKeyConstraint(
            ["store_id", "customer_id"],
            ["customer.store_id", "customer.id"],
            name=op.f("account_origin_store_id_customer_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("store_id", "customer_id", name=op.f("account_origin_pkey")),
    )
    op.create_index("account_origin_recent", "account_origin", ["store_id", "origin_hash", "created_at"])
    op.create_table(
        "secret",
        _need("name", sa.Text),
        _need("value", sa.Text),
        _need("created_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("name", name=op.f("secret_pkey")),
    )
