"""The customer whom a command line means: by id, uuid or e-mail."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from patron.commands.failing import CommandFailed
from patron.commands.telling import moment_of, shortened
from patron.domain.customer import Customer, Parts
from patron.domain.history import Event, Happening
from patron.domain.keys import email_key
from patron.domain.listing import Listing
from patron.domain.names import called
from patron.operations.ports import Reading

EVERYTHING = Parts.ADDRESSES | Parts.PURCHASE | Parts.TAGS | Parts.GROUPS | Parts.PROPERTIES
LONGEST = 50
"""Columns of a name in a line."""
MOST = 50
"""Customers who are looked at for one e-mail in one store."""


async def found(unit: Reading, named: str, store_id: int | None) -> Customer:
    """The customer with all parts. Raises CommandFailed when there is none, or more than one."""
    stores = [shop.store_id for shop in await unit.shops.all() if store_id in (None, shop.store_id)]
    if store_id is not None and not stores:
        raise CommandFailed(f"there is no store {store_id}: patron store list shows them")
    seen = [one for store in stores for one in await _in_store(unit, store, named)]
    if not seen:
        raise CommandFailed(await _nobody(unit, stores, named, store_id))
    if len(seen) > 1:
        raise CommandFailed(_several(named, seen), [called_in_a_line(one) for one in seen])
    return seen[0]


def called_in_a_line(customer: Customer) -> str:
    """Who that is: name or e-mail, id and store."""
    who = shortened(called(customer) or customer.email, LONGEST)
    return f"{who}, customer {customer.id} of store {customer.store_id}"


async def _in_store(unit: Reading, store_id: int, named: str) -> Sequence[Customer]:
    if "@" in named:
        return await _with_email(unit, store_id, email_key(named))
    if named.isascii() and named.isdigit():
        one = await unit.customers.get(store_id, int(named), EVERYTHING)
    else:
        try:
            one = await unit.customers.find(store_id, "uuid", str(UUID(named)), EVERYTHING)
        except ValueError:
            return ()
    return () if one is None else (one,)


async def _with_email(unit: Reading, store_id: int, key: str) -> Sequence[Customer]:
    """Every customer of the store who has it: an import may have brought it more than once."""
    one = await unit.customers.find(store_id, "email_key", key, EVERYTHING)
    page = await unit.customers.page(store_id, Listing(text=key, size=MOST), EVERYTHING)
    others = [other for other in page.customers if email_key(other.email) == key and (not one or other.id != one.id)]
    return (*((one,) if one else ()), *others)


def _several(named: str, seen: Sequence[Customer]) -> str:
    stores = list(dict.fromkeys(one.store_id for one in seen))
    if len(stores) == 1:
        return f"{len(seen)} customers of store {stores[0]} have the e-mail {named}: say which by id"
    where = ", ".join(str(store) for store in stores)
    return f"{named} is a customer of stores {where}: say which with --store, or by id"


async def departed(unit: Reading, named: str, store_id: int | None) -> tuple[int, Event] | None:
    """Of a customer who was deleted, the store and the one event that is left; only an id tells of them any more."""
    if not (named.isascii() and named.isdigit() and len(named) < len(str(2**63))):
        return None
    for shop in await unit.shops.all():
        if store_id in (None, shop.store_id):
            for event in await unit.history.of(shop.store_id, int(named), 2**62, 1):
                if event.happening is Happening.DELETED:
                    return shop.store_id, event
    return None


async def _nobody(unit: Reading, stores: Sequence[int], named: str, store_id: int | None) -> str:
    """What to say of somebody who is not there; a number may be that of somebody who was."""
    gone = await departed(unit, named, store_id)
    if gone is not None:
        when = moment_of(gone[1].at)
        return f"customer {named} of store {gone[0]} was deleted on {when}, and what was known is erased"
    where = f" in store {stores[0]}" if len(stores) == 1 else ""
    return f"there is no customer {named}{where}: say an id, a uuid or an e-mail"
