"""Every table, as SQLAlchemy Core metadata: what the statements are written with and the migrations are held to.

`store_id` stands first in every key but those of the reference tables, which are small and the same everywhere: so the
tables can be distributed by it without a change. Times are milliseconds UTC, flags 0 or 1, JSON columns JSON text.
"""

from __future__ import annotations

from patron.store.tables.access import account_origin, api_token, attempt, credential, link, outbox, session
from patron.store.tables.answers import answer
from patron.store.tables.counting import customer_block, customer_search, customer_search_mark, store_counter
from patron.store.tables.customers import (
    address,
    customer,
    customer_group,
    external_id,
    list_item,
    metafield_definition,
    property_,
    purchase_facts,
    tag,
    tombstone,
)
from patron.store.tables.history import event
from patron.store.tables.installation import (
    country,
    id_allocator,
    place_alias,
    recovery_code,
    region,
    secret,
    staff,
    staff_grant,
    staff_store,
    store,
)
from patron.store.tables.shaping import ENGINE, REFERENCE, metadata, need

__all__ = [
    "ENGINE",
    "REFERENCE",
    "account_origin",
    "address",
    "answer",
    "api_token",
    "attempt",
    "country",
    "credential",
    "customer",
    "customer_block",
    "customer_group",
    "customer_search",
    "customer_search_mark",
    "event",
    "external_id",
    "id_allocator",
    "link",
    "list_item",
    "metadata",
    "metafield_definition",
    "need",
    "outbox",
    "place_alias",
    "property_",
    "purchase_facts",
    "recovery_code",
    "region",
    "secret",
    "session",
    "staff",
    "staff_grant",
    "staff_store",
    "store",
    "store_counter",
    "tag",
    "tombstone",
]
