"""Tables that are small and the same everywhere."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, ForeignKeyConstraint, SmallInteger, Table, Text

from patron.store.tables.shaping import REFERENCE, key, may, metadata, need, unique

store = Table(
    "store",
    metadata,
    need("store_id", BigInteger),
    need("name", Text),
    need("currency", Text),
    may("country", Text),
    may("language", Text),
    need("default_group_id", BigInteger),
    need("evershop_host", Text),
    need("enterprise_id", BigInteger),
    need("aimeos_site", Text),
    need("tiendanube_id", BigInteger),
    need("sells", Text, "'own'"),
    need("settings", JSON),
    need("created_at", BigInteger),
    key("store_id"),
    unique("evershop_host"),
    unique("enterprise_id"),
    unique("aimeos_site"),
    unique("tiendanube_id"),
    info={REFERENCE: True},
)
country = Table(
    "country",
    metadata,
    need("code", Text),
    need("name", Text),
    need("needs_region", SmallInteger, "1"),
    key("code"),
    info={REFERENCE: True},
)
region = Table(
    "region",
    metadata,
    need("id", Text),
    need("country", Text),
    need("code", Text),
    need("name", Text),
    need("ofn_code", Text),
    key("id"),
    ForeignKeyConstraint(["country"], ["country.code"]),
    info={REFERENCE: True},
)
place_alias = Table(
    "place_alias",
    metadata,
    need("kind", Text),
    need("country", Text),
    need("alias", Text),
    need("target", Text),
    key("kind", "country", "alias"),
    info={REFERENCE: True},
)
id_allocator = Table(
    "id_allocator",
    metadata,
    need("name", Text),
    need("next", BigInteger),
    key("name"),
    info={REFERENCE: True},
)
staff = Table(
    "staff",
    metadata,
    need("id", BigInteger),
    need("uuid", Text, "''"),
    need("email", Text),
    need("email_key", Text),
    need("name", Text),
    need("role", Text),
    may("scheme", Text),
    may("hash", Text),
    may("changed_at", BigInteger),
    need("token_epoch", BigInteger, "0"),
    may("key_hash", Text),
    need("status", SmallInteger, "1"),
    need("created_at", BigInteger),
    need("updated_at", BigInteger, "0"),
    may("totp_secret", Text),
    need("totp_used", BigInteger, "0"),
    key("id"),
    unique("email_key"),
    unique("key_hash"),
    info={REFERENCE: True},
)
staff_store = Table(
    "staff_store",
    metadata,
    need("staff_id", BigInteger),
    need("store_id", BigInteger),
    key("staff_id", "store_id"),
    ForeignKeyConstraint(["staff_id"], ["staff.id"], ondelete="CASCADE"),
    info={REFERENCE: True},
)
staff_grant = Table(
    "staff_grant",
    metadata,
    need("staff_id", BigInteger),
    need("store_id", BigInteger),
    need("to_do", Text),
    key("staff_id", "store_id", "to_do"),
    ForeignKeyConstraint(["staff_id"], ["staff.id"], ondelete="CASCADE"),
    info={REFERENCE: True},
)
recovery_code = Table(
    "recovery_code",
    metadata,
    need("staff_id", BigInteger),
    need("code_hash", Text),
    key("staff_id", "code_hash"),
    ForeignKeyConstraint(["staff_id"], ["staff.id"], ondelete="CASCADE"),
    info={REFERENCE: True},
)
secret = Table(
    "secret",
    metadata,
    need("name", Text),
    need("value", Text),
    need("created_at", BigInteger),
    key("name"),
    info={REFERENCE: True},
)
