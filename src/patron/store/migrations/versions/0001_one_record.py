"""The one record

Revision ID: 0001
Revises:
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from patron.store.migrations.steps import begin, on_postgres

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    "store",
    "country",
    "region",
    "place_alias",
    "id_allocator",
    "staff",
    "staff_store",
    "staff_grant",
    "customer",
    "address",
    "tag",
    "property",
    "customer_group",
    "list_item",
    "purchase_facts",
    "metafield_definition",
    "external_id",
    "tombstone",
    "store_counter",
    "customer_block",
    "credential",
    "session",
    "link",
    "api_token",
    "outbox",
    "customer_search",
)


def upgrade() -> None:
    """Nothing comes back."""
    begin()
    _installation()
    _customers()
    _counters()
    _access()
    if on_postgres():
        _postgres_search()
    else:
        _sqlite_search()


def downgrade() -> None:
    """Nothing comes back."""
    begin()
    for name in reversed(TABLES):
        op.drop_table(name)


def need(name: str, kind: type[sa.types.TypeEngine[Any]], default: str | None = None) -> sa.Column[Any]:
    """A column that is never null."""
    given = None if default is None else sa.text(default)
    return sa.Column(name, kind(), nullable=False, autoincrement=False, server_default=given)


def may(name: str, kind: type[sa.types.TypeEngine[Any]]) -> sa.Column[Any]:
    """A column that may be null."""
    return sa.Column(name, kind(), nullable=True)


def _installation() -> None:
    op.create_table(
        "store",
        need("store_id", sa.BigInteger),
        need("name", sa.Text),
        need("currency", sa.Text),
        may("country", sa.Text),
        may("language", sa.Text),
        need("default_group_id", sa.BigInteger),
        need("evershop_host", sa.Text),
        need("enterprise_id", sa.BigInteger),
        need("aimeos_site", sa.Text),
        need("tiendanube_id", sa.BigInteger),
        need("sells", sa.Text, "'own'"),
        need("settings", sa.JSON),
        need("created_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("store_id", name=op.f("store_pkey")),
        sa.UniqueConstraint("aimeos_site", name=op.f("store_aimeos_site_key")),
        sa.UniqueConstraint("enterprise_id", name=op.f("store_enterprise_id_key")),
        sa.UniqueConstraint("evershop_host", name=op.f("store_evershop_host_key")),
        sa.UniqueConstraint("tiendanube_id", name=op.f("store_tiendanube_id_key")),
    )
    op.create_table(
        "country",
        need("code", sa.Text),
        need("name", sa.Text),
        need("needs_region", sa.SmallInteger, "1"),
        sa.PrimaryKeyConstraint("code", name=op.f("country_pkey")),
    )
    op.create_table(
        "region",
        need("id", sa.Text),
        need("country", sa.Text),
        need("code", sa.Text),
        need("name", sa.Text),
        need("ofn_code", sa.Text),
        sa.ForeignKeyConstraint(["country"], ["country.code"], name=op.f("region_country_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("region_pkey")),
    )
    op.create_table(
        "place_alias",
        need("kind", sa.Text),
        need("country", sa.Text),
        need("alias", sa.Text),
        need("target", sa.Text),
        sa.PrimaryKeyConstraint("kind", "country", "alias", name=op.f("place_alias_pkey")),
    )
    op.create_table(
        "id_allocator",
        need("name", sa.Text),
        need("next", sa.BigInteger),
        sa.PrimaryKeyConstraint("name", name=op.f("id_allocator_pkey")),
    )
    op.create_table(
        "staff",
        need("id", sa.BigInteger),
        need("email", sa.Text),
        need("email_key", sa.Text),
        need("name", sa.Text),
        need("role", sa.Text),
        may("scheme", sa.Text),
        may("hash", sa.Text),
        may("key_hash", sa.Text),
        need("status", sa.SmallInteger, "1"),
        need("created_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name=op.f("staff_pkey")),
        sa.UniqueConstraint("email_key", name=op.f("staff_email_key_key")),
        sa.UniqueConstraint("key_hash", name=op.f("staff_key_hash_key")),
    )
    op.create_table(
        "staff_store",
        need("staff_id", sa.BigInteger),
        need("store_id", sa.BigInteger),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("staff_store_staff_id_fkey"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("staff_id", "store_id", name=op.f("staff_store_pkey")),
    )
    op.create_table(
        "staff_grant",
        need("staff_id", sa.BigInteger),
        need("store_id", sa.BigInteger),
        need("to_do", sa.Text),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("staff_grant_staff_id_fkey"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("staff_id", "store_id", "to_do", name=op.f("staff_grant_pkey")),
    )


def _customers() -> None:
    op.create_table(
        "customer",
        need("store_id", sa.BigInteger),
        need("id", sa.BigInteger),
        need("uuid", sa.Text),
        need("email", sa.Text),
        may("email_key", sa.Text),
        need("email_duplicate", sa.SmallInteger, "0"),
        may("full_name", sa.Text),
        need("first_name", sa.Text, "''"),
        need("last_name", sa.Text, "''"),
        need("name_key", sa.Text, "''"),
        may("salutation", sa.Text),
        may("title", sa.Text),
        may("company", sa.Text),
        may("label", sa.Text),
        may("login", sa.Text),
        may("login_key", sa.Text),
        may("code", sa.Text),
        may("phone", sa.Text),
        may("phone_key", sa.Text),
        may("mobile", sa.Text),
        may("telefax", sa.Text),
        may("website", sa.Text),
        may("tax_id", sa.Text),
        may("tax_id_key", sa.Text),
        may("birthday", sa.Text),
        may("language", sa.Text),
        may("note", sa.Text),
        need("status", sa.SmallInteger, "1"),
        may("activated_at", sa.BigInteger),
        need("created_by_hand", sa.SmallInteger, "1"),
        may("terms_accepted_at", sa.BigInteger),
        need("allow_charges", sa.SmallInteger, "0"),
        may("accepts_marketing", sa.SmallInteger),
        may("accepts_marketing_at", sa.BigInteger),
        need("metafields", sa.JSON),
        need("extra", sa.JSON),
        need("said", sa.JSON),
        need("version", sa.BigInteger, "1"),
        need("created_at", sa.BigInteger),
        need("updated_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("customer_pkey")),
        sa.UniqueConstraint("store_id", "code", name=op.f("customer_store_id_code_key")),
        sa.UniqueConstraint("store_id", "login_key", name=op.f("customer_store_id_login_key_key")),
        sa.UniqueConstraint("store_id", "uuid", name=op.f("customer_store_id_uuid_key")),
    )
    op.create_index("customer_created", "customer", ["store_id", "created_at", "id"], unique=False)
    op.create_index(
        "customer_email",
        "customer",
        ["store_id", "email_key"],
        unique=True,
        sqlite_where=sa.text("email_duplicate = 0"),
        postgresql_where=sa.text("email_duplicate = 0"),
    )
    op.create_index("customer_updated", "customer", ["store_id", "updated_at", "id"], unique=False)
    op.create_table(
        "address",
        need("store_id", sa.BigInteger),
        need("customer_id", sa.BigInteger),
        need("id", sa.BigInteger),
        need("uuid", sa.Text),
        need("is_billing", sa.SmallInteger),
        need("is_delivery", sa.SmallInteger),
        may("is_default", sa.SmallInteger),
        need("position", sa.Integer, "0"),
        may("full_name", sa.Text),
        need("first_name", sa.Text, "''"),
        need("last_name", sa.Text, "''"),
        may("phone", sa.Text),
        may("street", sa.Text),
        may("number", sa.Text),
        may("line2", sa.Text),
        may("line3", sa.Text),
        may("neighbourhood", sa.Text),
        may("city", sa.Text),
        may("postcode", sa.Text),
        may("region", sa.Text),
        may("region_id", sa.Text),
        may("country", sa.Text),
        may("country_code", sa.Text),
        may("latitude", sa.Double),
        may("longitude", sa.Double),
        need("contact", sa.JSON),
        need("said", sa.JSON),
        need("created_at", sa.BigInteger),
        need("updated_at", sa.BigInteger),
        sa.CheckConstraint("is_billing + is_delivery > 0", name=op.f("address_face_check")),
        sa.ForeignKeyConstraint(
            ["store_id", "customer_id"],
            ["customer.store_id", "customer.id"],
            name=op.f("address_store_id_customer_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("store_id", "customer_id", "id", name=op.f("address_pkey")),
        sa.UniqueConstraint("store_id", "id", name=op.f("address_store_id_id_key")),
        sa.UniqueConstraint("store_id", "uuid", name=op.f("address_store_id_uuid_key")),
    )
    op.create_index(
        "address_billing",
        "address",
        ["store_id", "customer_id"],
        unique=True,
        sqlite_where=sa.text("is_billing = 1"),
        postgresql_where=sa.text("is_billing = 1"),
    )
    op.create_index(
        "address_default",
        "address",
        ["store_id", "customer_id"],
        unique=True,
        sqlite_where=sa.text("is_default = 1"),
        postgresql_where=sa.text("is_default = 1"),
    )
    op.create_table(
        "tag",
        need("store_id", sa.BigInteger),
        need("customer_id", sa.BigInteger),
        need("name", sa.Text),
        need("position", sa.Integer),
        sa.ForeignKeyConstraint(
            ["store_id", "customer_id"],
            ["customer.store_id", "customer.id"],
            name=op.f("tag_store_id_customer_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("store_id", "customer_id", "name", name=op.f("tag_pkey")),
    )
    op.create_table(
        "property",
        need("store_id", sa.BigInteger),
        need("customer_id", sa.BigInteger),
        need("id", sa.BigInteger),
        need("type", sa.Text),
        may("language", sa.Text),
        need("value", sa.Text),
        sa.ForeignKeyConstraint(
            ["store_id", "customer_id"],
            ["customer.store_id", "customer.id"],
            name=op.f("property_store_id_customer_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("store_id", "customer_id", "id", name=op.f("property_pkey")),
        sa.UniqueConstraint(
            "store_id",
            "customer_id",
            "type",
            "language",
            "value",
            name=op.f("property_store_id_customer_id_type_language_value_key"),
        ),
    )
    op.create_table(
        "customer_group",
        need("store_id", sa.BigInteger),
        need("id", sa.BigInteger),
        need("code", sa.Text),
        need("label", sa.Text),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("customer_group_pkey")),
        sa.UniqueConstraint("store_id", "code", name=op.f("customer_group_store_id_code_key")),
    )
    op.create_table(
        "list_item",
        need("store_id", sa.BigInteger),
        need("customer_id", sa.BigInteger),
        need("id", sa.BigInteger),
        need("domain", sa.Text),
        need("type", sa.Text, "'default'"),
        need("refid", sa.Text),
        may("group_id", sa.BigInteger),
        need("is_primary", sa.SmallInteger, "0"),
        need("position", sa.Integer, "0"),
        need("status", sa.SmallInteger, "1"),
        may("datestart", sa.Text),
        may("dateend", sa.Text),
        need("config", sa.JSON),
        sa.ForeignKeyConstraint(
            ["store_id", "customer_id"],
            ["customer.store_id", "customer.id"],
            name=op.f("list_item_store_id_customer_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "group_id"],
            ["customer_group.store_id", "customer_group.id"],
            name=op.f("list_item_store_id_group_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("store_id", "customer_id", "id", name=op.f("list_item_pkey")),
        sa.UniqueConstraint(
            "store_id",
            "customer_id",
            "domain",
            "type",
            "refid",
            name=op.f("list_item_store_id_customer_id_domain_type_refid_key"),
        ),
    )
    op.create_index(
        "list_item_primary",
        "list_item",
        ["store_id", "customer_id"],
        unique=True,
        sqlite_where=sa.text("is_primary = 1"),
        postgresql_where=sa.text("is_primary = 1"),
    )
    op.create_table(
        "purchase_facts",
        need("store_id", sa.BigInteger),
        need("customer_id", sa.BigInteger),
        need("orders", sa.BigInteger, "0"),
        need("completed_orders", sa.BigInteger, "0"),
        need("total_spent", sa.BigInteger, "0"),
        may("last_order_id", sa.BigInteger),
        need("balance", sa.BigInteger, "0"),
        need("credit", sa.BigInteger, "0"),
        need("active_subscriptions", sa.BigInteger, "0"),
        sa.ForeignKeyConstraint(
            ["store_id", "customer_id"],
            ["customer.store_id", "customer.id"],
            name=op.f("purchase_facts_store_id_customer_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("store_id", "customer_id", name=op.f("purchase_facts_pkey")),
    )
    op.create_table(
        "metafield_definition",
        need("store_id", sa.BigInteger),
        need("namespace", sa.Text),
        need("key", sa.Text),
        need("name", sa.Text),
        need("type", sa.Text),
        need("visibility", sa.Text),
        sa.PrimaryKeyConstraint("store_id", "namespace", "key", name=op.f("metafield_definition_pkey")),
    )
    op.create_table(
        "external_id",
        need("store_id", sa.BigInteger),
        need("system", sa.Text),
        need("external_id", sa.Text),
        need("customer_id", sa.BigInteger),
        sa.ForeignKeyConstraint(
            ["store_id", "customer_id"],
            ["customer.store_id", "customer.id"],
            name=op.f("external_id_store_id_customer_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("store_id", "system", "external_id", name=op.f("external_id_pkey")),
    )
    op.create_table(
        "tombstone",
        need("store_id", sa.BigInteger),
        need("id", sa.BigInteger),
        need("uuid", sa.Text),
        may("snapshot", sa.JSON),
        need("deleted_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("tombstone_pkey")),
    )


def _counters() -> None:
    op.create_table(
        "store_counter",
        need("store_id", sa.BigInteger),
        need("name", sa.Text),
        need("n", sa.BigInteger),
        may("block_end", sa.BigInteger),
        sa.PrimaryKeyConstraint("store_id", "name", name=op.f("store_counter_pkey")),
    )
    op.create_table(
        "customer_block",
        need("store_id", sa.BigInteger),
        need("level", sa.SmallInteger),
        need("block", sa.BigInteger),
        need("n", sa.BigInteger),
        sa.PrimaryKeyConstraint("store_id", "level", "block", name=op.f("customer_block_pkey")),
    )


def _access() -> None:
    op.create_table(
        "credential",
        need("store_id", sa.BigInteger),
        need("customer_id", sa.BigInteger),
        need("scheme", sa.Text),
        need("hash", sa.Text),
        need("changed_at", sa.BigInteger),
        need("token_epoch", sa.BigInteger, "0"),
        sa.ForeignKeyConstraint(
            ["store_id", "customer_id"],
            ["customer.store_id", "customer.id"],
            name=op.f("credential_store_id_customer_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("store_id", "customer_id", name=op.f("credential_pkey")),
    )
    op.create_table(
        "session",
        need("store_id", sa.BigInteger),
        need("id_hash", sa.Text),
        may("customer_id", sa.BigInteger),
        may("staff_id", sa.BigInteger),
        may("csrf", sa.Text),
        need("token_epoch", sa.BigInteger, "0"),
        need("created_at", sa.BigInteger),
        need("expires_at", sa.BigInteger),
        sa.ForeignKeyConstraint(
            ["store_id", "customer_id"],
            ["customer.store_id", "customer.id"],
            name=op.f("session_store_id_customer_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("store_id", "id_hash", name=op.f("session_pkey")),
    )
    op.create_table(
        "link",
        need("store_id", sa.BigInteger),
        need("token_hash", sa.Text),
        need("customer_id", sa.BigInteger),
        need("purpose", sa.Text),
        need("email_key", sa.Text),
        need("token_epoch", sa.BigInteger),
        need("expires_at", sa.BigInteger),
        sa.ForeignKeyConstraint(
            ["store_id", "customer_id"],
            ["customer.store_id", "customer.id"],
            name=op.f("link_store_id_customer_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("store_id", "token_hash", name=op.f("link_pkey")),
    )
    op.create_table(
        "api_token",
        need("store_id", sa.BigInteger),
        need("id", sa.BigInteger),
        need("token_hash", sa.Text),
        need("name", sa.Text),
        need("scopes", sa.Text),
        need("created_at", sa.BigInteger),
        may("revoked_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("api_token_pkey")),
        sa.UniqueConstraint("store_id", "token_hash", name=op.f("api_token_store_id_token_hash_key")),
    )
    op.create_table(
        "outbox",
        need("store_id", sa.BigInteger),
        need("id", sa.BigInteger),
        need("kind", sa.Text),
        need("customer_id", sa.BigInteger),
        need("attempts", sa.Integer, "0"),
        need("next_at", sa.BigInteger),
        need("created_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("outbox_pkey")),
    )
    op.create_index("outbox_next", "outbox", ["next_at"], unique=False)


def _postgres_search() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gin")
    op.create_table(
        "customer_search",
        need("store_id", sa.BigInteger),
        need("customer_id", sa.BigInteger),
        need("text", sa.Text),
        sa.ForeignKeyConstraint(
            ["store_id", "customer_id"],
            ["customer.store_id", "customer.id"],
            name=op.f("customer_search_store_id_customer_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("store_id", "customer_id", name=op.f("customer_search_pkey")),
    )
    op.create_index(
        "customer_search_text",
        "customer_search",
        ["store_id", "text"],
        postgresql_using="gin",
        postgresql_ops={"text": "gin_trgm_ops"},
        postgresql_with={"fastupdate": "off"},
    )


def _sqlite_search() -> None:
    # The text is folded before it gets here: the index has no case and marks to think of.
    op.execute(
        "CREATE VIRTUAL TABLE customer_search USING fts5"
        " (text, store_id UNINDEXED, tokenize = 'trigram case_sensitive 1')"
    )
