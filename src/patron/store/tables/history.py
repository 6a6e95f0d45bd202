"""What happened to customers."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Index, Table, Text

from patron.store.tables.shaping import key, metadata, need

# No foreign key: that somebody was deleted is the one event that outlives the customer.
event = Table(
    "event",
    metadata,
    need("store_id", BigInteger),
    need("customer_id", BigInteger),
    need("version", BigInteger),
    need("happening", Text),
    need("at", BigInteger),
    need("door", Text),
    need("who", Text),
    need("request_id", Text),
    need("changes", JSON),
    key("store_id", "customer_id", "version"),
)
Index("event_at", event.c.store_id, event.c.at)
