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
# SQLite has virtual tables of the same names instead, made by the migrations: their rowid is the customer's id.
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
customer_search_mark = Table(
    "customer_search_mark",
    metadata,
    need("store_id", BigInteger),
    need("customer_id", BigInteger),
    need("text", Text),
    key("store_id", "customer_id"),
    of_customer(),
    info={ENGINE: "postgresql"},
)
for _table in (customer_search, customer_search_mark):
    Index(
        f"{_table.name}_text",
        _table.c.store_id,
        _table.c.text,
        postgresql_using="gin",
        postgresql_ops={"text": "gin_trgm_ops"},
        # Written at once: otherwise searches read through what waits to be written, up to 4 MB of it.
        postgresql_with={"fastupdate": "off"},
    )
