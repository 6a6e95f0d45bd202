"""The customer whom a command line means: by id, uuid or e-mail."""

from __future__ import annotations

from uuid import UUID

from patron.commands.failing import CommandFailed
from patron.domain.customer import Customer, Parts
from patron.domain.keys import email_key
from patron.operations.ports import Reading

EVERYTHING = Parts.ADDRESSES | Parts.PURCHASE | Parts.TAGS | Parts.GROUPS | Parts.PROPERTIES


async def found(unit: Reading, named: str, store_id: int | None) -> Customer:
    """The customer with all parts. Raises CommandFailed when there is none, or one in several stores."""
    stores = [shop.store_id for shop in await unit.shops.all() if store_id in (None, shop.store_id)]
    if store_id is not None and not stores:
        raise CommandFailed(f"there is no store {store_id}: patron store list shows them")
    seen = [one for store in stores if (one := await _in_store(unit, store, named)) is not None]
    if not seen:
        raise CommandFailed(f"there is no customer {named}: say an id, a uuid or an e-mail")
    if len(seen) > 1:
        where = ", ".join(str(customer.store_id) for customer in seen)
        raise CommandFailed(f"{named} is a customer of stores {where}: say which with --store")
    return seen[0]


async def _in_store(unit: Reading, store_id: int, named: str) -> Customer | None:
    if "@" in named:
        return await unit.customers.find(store_id, "email_key", email_key(named), EVERYTHING)
    if named.isascii() and named.isdigit():
        return await unit.customers.get(store_id, int(named), EVERYTHING)
    try:
        return await unit.customers.find(store_id, "uuid", str(UUID(named)), EVERYTHING)
    except ValueError:
        return None
