"""Getting in, and being written to."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, Integer, Table, Text

from patron.store.tables.shaping import key, may, metadata, need, of_customer, unique

credential = Table(
    "credential",
    metadata,
    need("store_id", BigInteger),
    need("customer_id", BigInteger),
    need("scheme", Text),
    need("hash", Text),
    need("changed_at", BigInteger),
    need("token_epoch", BigInteger, "0"),
    key("store_id", "customer_id"),
    of_customer(),
)
session = Table(
    "session",
    metadata,
    need("store_id", BigInteger),
    need("id_hash", Text),
    may("customer_id", BigInteger),
    may("staff_id", BigInteger),
    may("csrf", Text),
    need("token_epoch", BigInteger, "0"),
    need("created_at", BigInteger),
    need("expires_at", BigInteger),
    key("store_id", "id_hash"),
    of_customer(),
)
link = Table(
    "link",
    metadata,
    need("store_id", BigInteger),
    need("token_hash", Text),
    need("customer_id", BigInteger),
    need("purpose", Text),
    need("email_key", Text),
    need("token_epoch", BigInteger),
    need("expires_at", BigInteger),
    key("store_id", "token_hash"),
    of_customer(),
)
api_token = Table(
    "api_token",
    metadata,
    need("store_id", BigInteger),
    need("id", BigInteger),
    need("token_hash", Text),
    need("name", Text),
    need("scopes", Text),
    need("created_at", BigInteger),
    may("revoked_at", BigInteger),
    key("store_id", "id"),
    unique("store_id", "token_hash"),
)
outbox = Table(
    "outbox",
    metadata,
    need("store_id", BigInteger),
    need("id", BigInteger),
    need("kind", Text),
    need("customer_id", BigInteger),
    need("attempts", Integer, "0"),
    need("next_at", BigInteger),
    need("created_at", BigInteger),
    key("store_id", "id"),
)
Index("outbox_next", outbox.c.next_at)
