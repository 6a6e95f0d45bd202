"""The customer whom a command line means: by id, uuid or e-mail."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct

from patron.commands.failing import CommandFailed
from patron.commands.telling import moment_of, shortened
from patron.domain.customer import Customer, Parts
from patron.domain.history import Event, Happening
from patron.domain.keys import email_key
from patron.domain.listing import Listing
from patron.domain.names import called
from patron.operations.ports import Reading
from patron.operations.undoing import LATEST
from patron.store.ids import LARGEST

EVERYTHING = Parts.ADDRESSES | Parts.PURCHASE | Parts.TAGS | Parts.GROUPS | Parts.PROPERTIES
LONGEST = 50
"""Columns of a name in a line."""
MOST = 50
"""Customers who are looked at for one e-mail in one store."""


class Departed(Struct, frozen=True):
    """What is left of a customer in a store: one event."""

    store_id: int
    event: Event
    new_store: int | None
    """Where the customer is now; None for one who was deleted."""


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
        return await _with_email(unit, store_id, email_key(named)) if _can_be_stored(named) else ()
    number = _number(named)
    if number is not None:
        one = await unit.customers.get(store_id, number, EVERYTHING)
    else:
        try:
            one = await unit.customers.find(store_id, "uuid", str(UUID(named)), EVERYTHING)
        except ValueError:
            return ()
    return () if one is None else (one,)


def _number(named: str) -> int | None:
    """The id that is written there; None for what can be none."""
    # By its length first: Python refuses to read thousands of digits.
    if named.isascii() and named.isdigit() and len(named) <= len(str(LARGEST)) and int(named) <= LARGEST:
        return int(named)
    return None


def _can_be_stored(named: str) -> bool:
    """False for what a command line of other bytes than UTF-8 gives: no database takes it."""
    return named.encode("utf-8", "replace").decode() == named


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


async def departed(unit: Reading, named: str, store_id: int | None) -> Departed | None:
    """What is left of somebody who was deleted, or has moved out of that store; only an id tells of them any more."""
    number = _number(named)
    if number is None:
        return None
    left: list[tuple[int, Event]] = []
    for shop in await unit.shops.all():
        if store_id in (None, shop.store_id):
            events = await unit.history.of(shop.store_id, number, LATEST, 1)
            left += [(shop.store_id, event) for event in events if event.happening is Happening.DELETED]
    if not left:
        return None
    # Whoever has moved has left such an event in each store; versions go on from store to store.
    where, last = max(left, key=lambda one: one[1].version)
    return Departed(where, last, await unit.customers.store_of(number))


async def _nobody(unit: Reading, stores: Sequence[int], named: str, store_id: int | None) -> str:
    """What to say of somebody who is not there; a number may be that of somebody who was."""
    gone = await departed(unit, named, store_id)
    if gone is not None:
        when = moment_of(gone.event.at)
        if gone.new_store is not None:
            return f"customer {named} of store {gone.store_id} moved to store {gone.new_store} on {when}"
        return f"customer {named} of store {gone.store_id} was deleted on {when}, and what was known is erased"
    where = f" in store {stores[0]}" if len(stores) == 1 else ""
    return f"there is no customer {named}{where}: say an id, a uuid or an e-mail"
