"""Totals that are kept, and texts that are searched."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, SmallInteger, Table, Text

from patron.store.tables.shaping import ENGINE, key, may, metadata, need, of_customer

store_counter = Table(
    "store_counter",
    metadata,
    need("store_id", BigInteger),
    need("name", Text),
    need("n", BigInteger),
    may("block_end", BigInteger),
    key("store_id", "name"),
)
customer_block = Table(
    "customer_block",
    metadata,
    need("store_id", BigInteger),
    need("level", SmallInteger),
    need("block", BigInteger),
    need("n", BigInteger),
    key("store_id", "level", "block"),
)
# SQLite has a virtual table of the same name instead, made by the migration: its rowid is the customer's id.
customer_search = Table(
    "customer_search",
    metadata,
    need("store_id", BigInteger),
    need("customer_id", BigInteger),
    need("text", Text),
    key("store_id", "customer_id"),
    of_customer(),
    info={ENGINE: "postgresql"},
)
Index(
    "customer_search_text",
    customer_search.c.store_id,
    customer_search.c.text,
    postgresql_using="gin",
    postgresql_ops={"text": "gin_trgm_ops"},
    # Written at once: otherwise searches read through what waits to be written, up to 4 MB of it.
    postgresql_with={"fastupdate": "off"},
)
