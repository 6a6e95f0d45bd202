"""Every table, as SQLAlchemy Core metadata: what the statements are written with and the migrations are held to.

`store_id` stands first in every key but those of the reference tables, which are small and the same everywhere: so the
tables can be distributed by it without a change. Times are milliseconds UTC, flags 0 or 1, JSON columns JSON text.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    Double,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeEngine

Kind: TypeAlias = type[TypeEngine[Any]]

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
        "ck": "%(table_name)s_%(constraint_name)s_check",
    }
)
REFERENCE = "reference"
"""Marks, in a table's `info`, those that are the same on every machine and need no store_id."""
ENGINE = "engine"
"""Names, in a table's `info`, the only engine that has it in this form."""


def need(name: str, kind: Kind, default: str | None = None) -> Column[Any]:
    """A column that is never null."""
    given = None if default is None else text(default)
    # Without autoincrement=False a lone integer key would become a sequence on PostgreSQL.
    return Column(name, kind, nullable=False, server_default=given, autoincrement=False)


def may(name: str, kind: Kind) -> Column[Any]:
    """A column that may be null."""
    return Column(name, kind, nullable=True)


def key(*names: str) -> PrimaryKeyConstraint:
    """The primary key."""
    return PrimaryKeyConstraint(*names)


def unique(*names: str) -> UniqueConstraint:
    """A unique constraint."""
    return UniqueConstraint(*names)


def of_customer() -> ForeignKeyConstraint:
    """What makes a row go with its customer."""
    return ForeignKeyConstraint(["store_id", "customer_id"], ["customer.store_id", "customer.id"], ondelete="CASCADE")


# -- the same everywhere ----------------------------------------------------------------------------------------------

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
    need("email", Text),
    need("email_key", Text),
    need("name", Text),
    need("role", Text),
    may("scheme", Text),
    may("hash", Text),
    may("key_hash", Text),
    need("status", SmallInteger, "1"),
    need("created_at", BigInteger),
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

# -- customers --------------------------------------------------------------------------------------------------------

customer = Table(
    "customer",
    metadata,
    need("store_id", BigInteger),
    need("id", BigInteger),
    need("uuid", Text),
    need("email", Text),
    may("email_key", Text),
    need("email_duplicate", SmallInteger, "0"),
    may("full_name", Text),
    need("first_name", Text, "''"),
    need("last_name", Text, "''"),
    need("name_key", Text, "''"),
    may("salutation", Text),
    may("title", Text),
    may("company", Text),
    may("label", Text),
    may("login", Text),
    may("login_key", Text),
    may("code", Text),
    may("phone", Text),
    may("phone_key", Text),
    may("mobile", Text),
    may("telefax", Text),
    may("website", Text),
    may("tax_id", Text),
    may("tax_id_key", Text),
    may("birthday", Text),
    may("language", Text),
    may("note", Text),
    need("status", SmallInteger, "1"),
    may("activated_at", BigInteger),
    need("created_by_hand", SmallInteger, "1"),
    may("terms_accepted_at", BigInteger),
    need("allow_charges", SmallInteger, "0"),
    may("accepts_marketing", SmallInteger),
    may("accepts_marketing_at", BigInteger),
    need("metafields", JSON),
    need("extra", JSON),
    need("said", JSON),
    need("version", BigInteger, "1"),
    need("created_at", BigInteger),
    need("updated_at", BigInteger),
    key("store_id", "id"),
    unique("store_id", "uuid"),
    unique("store_id", "code"),
    unique("store_id", "login_key"),
)
Index(
    "customer_email",
    customer.c.store_id,
    customer.c.email_key,
    unique=True,
    sqlite_where=text("email_duplicate = 0"),
    postgresql_where=text("email_duplicate = 0"),
)
Index("customer_created", customer.c.store_id, customer.c.created_at, customer.c.id)
Index("customer_updated", customer.c.store_id, customer.c.updated_at, customer.c.id)

address = Table(
    "address",
    metadata,
    need("store_id", BigInteger),
    need("customer_id", BigInteger),
    need("id", BigInteger),
    need("uuid", Text),
    need("is_billing", SmallInteger),
    need("is_delivery", SmallInteger),
    may("is_default", SmallInteger),
    need("position", Integer, "0"),
    may("full_name", Text),
    need("first_name", Text, "''"),
    need("last_name", Text, "''"),
    may("phone", Text),
    may("street", Text),
    may("number", Text),
    may("line2", Text),
    may("line3", Text),
    may("neighbourhood", Text),
    may("city", Text),
    may("postcode", Text),
    may("region", Text),
    may("region_id", Text),
    may("country", Text),
    may("country_code", Text),
    may("latitude", Double),
    may("longitude", Double),
    need("contact", JSON),
    need("said", JSON),
    need("created_at", BigInteger),
    need("updated_at", BigInteger),
    key("store_id", "customer_id", "id"),
    unique("store_id", "id"),
    unique("store_id", "uuid"),
    CheckConstraint("is_billing + is_delivery > 0", name="face"),
    of_customer(),
)
for _name, _condition in (("address_billing", "is_billing = 1"), ("address_default", "is_default = 1")):
    Index(
        _name,
        address.c.store_id,
        address.c.customer_id,
        unique=True,
        sqlite_where=text(_condition),
        postgresql_where=text(_condition),
    )

tag = Table(
    "tag",
    metadata,
    need("store_id", BigInteger),
    need("customer_id", BigInteger),
    need("name", Text),
    need("position", Integer),
    key("store_id", "customer_id", "name"),
    of_customer(),
)
property_ = Table(
    "property",
    metadata,
    need("store_id", BigInteger),
    need("customer_id", BigInteger),
    need("id", BigInteger),
    need("type", Text),
    may("language", Text),
    need("value", Text),
    key("store_id", "customer_id", "id"),
    unique("store_id", "customer_id", "type", "language", "value"),
    of_customer(),
)
customer_group = Table(
    "customer_group",
    metadata,
    need("store_id", BigInteger),
    need("id", BigInteger),
    need("code", Text),
    need("label", Text),
    key("store_id", "id"),
    unique("store_id", "code"),
)
list_item = Table(
    "list_item",
    metadata,
    need("store_id", BigInteger),
    need("customer_id", BigInteger),
    need("id", BigInteger),
    need("domain", Text),
    need("type", Text, "'default'"),
    need("refid", Text),
    may("group_id", BigInteger),
    need("is_primary", SmallInteger, "0"),
    need("position", Integer, "0"),
    need("status", SmallInteger, "1"),
    may("datestart", Text),
    may("dateend", Text),
    need("config", JSON),
    key("store_id", "customer_id", "id"),
    unique("store_id", "customer_id", "domain", "type", "refid"),
    of_customer(),
    ForeignKeyConstraint(["store_id", "group_id"], ["customer_group.store_id", "customer_group.id"]),
)
Index(
    "list_item_primary",
    list_item.c.store_id,
    list_item.c.customer_id,
    unique=True,
    sqlite_where=text("is_primary = 1"),
    postgresql_where=text("is_primary = 1"),
)
purchase_facts = Table(
    "purchase_facts",
    metadata,
    need("store_id", BigInteger),
    need("customer_id", BigInteger),
    need("orders", BigInteger, "0"),
    need("completed_orders", BigInteger, "0"),
    need("total_spent", BigInteger, "0"),
    may("last_order_id", BigInteger),
    need("balance", BigInteger, "0"),
    need("credit", BigInteger, "0"),
    need("active_subscriptions", BigInteger, "0"),
    key("store_id", "customer_id"),
    of_customer(),
)
metafield_definition = Table(
    "metafield_definition",
    metadata,
    need("store_id", BigInteger),
    need("namespace", Text),
    need("key", Text),
    need("name", Text),
    need("type", Text),
    need("visibility", Text),
    key("store_id", "namespace", "key"),
)
external_id = Table(
    "external_id",
    metadata,
    need("store_id", BigInteger),
    need("system", Text),
    need("external_id", Text),
    need("customer_id", BigInteger),
    key("store_id", "system", "external_id"),
    of_customer(),
)
tombstone = Table(
    "tombstone",
    metadata,
    need("store_id", BigInteger),
    need("id", BigInteger),
    need("uuid", Text),
    may("snapshot", JSON),
    need("deleted_at", BigInteger),
    key("store_id", "id"),
)

# -- counting and finding ---------------------------------------------------------------------------------------------

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
)

# -- getting in, and being written to ---------------------------------------------------------------------------------

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
