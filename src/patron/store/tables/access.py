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
    need("kind", Text, "''"),
    may("customer_id", BigInteger),
    may("staff_id", BigInteger),
    may("csrf", Text),
    may("family", Text),
    need("token_epoch", BigInteger, "0"),
    need("created_at", BigInteger),
    need("expires_at", BigInteger),
    may("used_at", BigInteger),
    key("store_id", "id_hash"),
    of_customer(),
)
# A deleted customer takes them along: without an index each deletion would look through all of them.
Index("session_customer", session.c.store_id, session.c.customer_id)
Index("session_staff", session.c.store_id, session.c.staff_id)
Index("session_family", session.c.store_id, session.c.family)
attempt = Table(
    "attempt",
    metadata,
    need("store_id", BigInteger),
    need("kind", Text),
    need("key_hash", Text),
    need("failures", Integer),
    need("last_at", BigInteger),
    key("store_id", "kind", "key_hash"),
)
Index("attempt_last", attempt.c.store_id, attempt.c.last_at)
account_origin = Table(
    "account_origin",
    metadata,
    need("store_id", BigInteger),
    need("customer_id", BigInteger),
    need("origin_hash", Text),
    need("created_at", BigInteger),
    key("store_id", "customer_id"),
    of_customer(),
)
Index("account_origin_recent", account_origin.c.store_id, account_origin.c.origin_hash, account_origin.c.created_at)
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
Index("link_customer", link.c.store_id, link.c.customer_id)
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
