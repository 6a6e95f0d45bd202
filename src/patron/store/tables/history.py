"""What happened to customers."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Index, Table, Text

from patron.store.tables.shaping import key, may, metadata, need

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
    may("position", BigInteger),
    need("credential", Text, "''"),
    key("store_id", "customer_id", "version"),
)
_waiting, _numbered = event.c.position.is_(None), event.c.position.is_not(None)
Index(
    "event_waiting",
    event.c.store_id,
    event.c.at,
    event.c.customer_id,
    event.c.version,
    sqlite_where=_waiting,
    postgresql_where=_waiting,
)
Index(
    "event_position",
    event.c.store_id,
    event.c.position,
    unique=True,
    sqlite_where=_numbered,
    postgresql_where=_numbered,
)
