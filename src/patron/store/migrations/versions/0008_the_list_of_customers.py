"""The list of customers

Indexes for every order and filter that it has, and what is found by parts of numbers and codes.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

from patron.domain.keys import mark_text
from patron.store.migrations.steps import begin, on_postgres

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

CHUNK: Final = 5_000
SORTED: Final = ("name_key", "email_key")


def _table(name: str, *columns: str) -> sa.TableClause:
    columns_of: list[sa.ColumnClause[Any]] = [sa.column(column) for column in columns]
    return sa.table(name, *columns_of)


_MARKED: Final = ("phone_key", "phone", "mobile", "telefax", "tax_id_key", "code", "login")
customer = _table("customer", "store_id", "id", *_MARKED)
external_id = _table("external_id", "store_id", "customer_id", "external_id")


def upgrade() -> None:
    """Nothing comes back."""
    begin()
    if on_postgres():
        # By code point, as SQLite does: the shadows are folded, and pages of several stores are merged by it.
        for column in SORTED:
            op.execute(f'ALTER TABLE customer ALTER COLUMN {column} TYPE text COLLATE "C"')
    op.create_index("customer_name", "customer", ["store_id", "name_key", "id"])
    op.create_index("customer_mail", "customer", ["store_id", "email_key", "id"])
    op.drop_index("customer_status", "customer")
    op.create_index("customer_status", "customer", ["store_id", "status", "id"])
    op.create_index("tag_name", "tag", ["store_id", "name", "customer_id"])
    op.create_index("list_item_group", "list_item", ["store_id", "group_id", "customer_id"])
    if on_postgres():
        _postgres_marks()
        _fill()
        _postgres_index()  # at once: row by row it takes several times as long
    else:
        op.execute(
            "CREATE VIRTUAL TABLE customer_search_mark USING fts5"
            " (text, store_id UNINDEXED, tokenize = 'trigram case_sensitive 1')"
        )
        _fill()


def downgrade() -> None:
    """Nothing comes back."""
    begin()
    op.drop_table("customer_search_mark")
    op.drop_index("list_item_group", "list_item")
    op.drop_index("tag_name", "tag")
    op.drop_index("customer_status", "customer")
    few = sa.text("status <> 1")
    op.create_index("customer_status", "customer", ["store_id", "status", "id"], sqlite_where=few, postgresql_where=few)
    op.drop_index("customer_mail", "customer")
    op.drop_index("customer_name", "customer")
    if on_postgres():
        for column in SORTED:
            op.execute(f'ALTER TABLE customer ALTER COLUMN {column} TYPE text COLLATE "default"')


def _need(name: str, kind: type[sa.types.TypeEngine[Any]]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, autoincrement=False)


def _postgres_marks() -> None:
    op.create_table(
        "customer_search_mark",
        _need("store_id", sa.BigInteger),
        _need("customer_id", sa.BigInteger),
        _need("text", sa.Text),
        sa.ForeignKeyConstraint(
            ["store_id", "customer_id"],
            ["customer.store_id", "customer.id"],
            name=op.f("customer_search_mark_store_id_customer_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("store_id", "customer_id", name=op.f("customer_search_mark_pkey")),
    )


def _postgres_index() -> None:
    op.create_index(
        "customer_search_mark_text",
        "customer_search_mark",
        ["store_id", "text"],
        postgresql_using="gin",
        postgresql_ops={"text": "gin_trgm_ops"},
        postgresql_with={"fastupdate": "off"},
    )


def _fill() -> None:
    """Nothing comes back; every customer has the marks that a change of it would write."""
    connection = op.get_bind()
    key = "customer_id" if on_postgres() else "rowid"
    marks = _table("customer_search_mark", "store_id", key, "text")
    for chunk in _chunks(connection):
        outside = _outside(connection, chunk)
        rows = [
            {
                "store_id": row["store_id"],
                key: row["id"],
                "text": mark_text(*(row[name] for name in _MARKED), *outside.get((row["store_id"], row["id"]), ())),
            }
            for row in chunk
        ]
        connection.execute(sa.insert(marks), rows)


def _chunks(connection: sa.Connection) -> Iterator[Sequence[sa.RowMapping]]:
    store_id, after = -1, -1
    keys = sa.tuple_(customer.c.store_id, customer.c.id)
    while True:
        behind = keys > sa.tuple_(sa.literal(store_id, sa.BigInteger), sa.literal(after, sa.BigInteger))
        rows = sa.select(customer).where(behind).order_by(customer.c.store_id, customer.c.id).limit(CHUNK)
        chunk = connection.execute(rows).mappings().all()
        if not chunk:
            return
        yield chunk
        store_id, after = chunk[-1]["store_id"], chunk[-1]["id"]


def _outside(connection: sa.Connection, chunk: Sequence[sa.RowMapping]) -> dict[tuple[int, int], list[str]]:
    """(store, customer) -> what other systems call those of the chunk."""
    stores = sorted({row["store_id"] for row in chunk})
    column = external_id.c
    low, high = min(row["id"] for row in chunk), max(row["id"] for row in chunk)
    asked = sa.select(external_id).where(column.store_id.in_(stores), column.customer_id.between(low, high))
    found: dict[tuple[int, int], list[str]] = {}
    for row in connection.execute(asked.order_by(column.external_id)).mappings():
        found.setdefault((row["store_id"], row["customer_id"]), []).append(row["external_id"])
    return found
