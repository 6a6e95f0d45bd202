"""Customers: found, listed, inserted, saved and deleted, with everything that must follow in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from msgspec import json
from msgspec.structs import replace
from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.sql import Executable

from patron.domain.acting import Acting
from patron.domain.conditions import EnterpriseListing
from patron.domain.customer import NO_PURCHASES, Customer, Parts, Purchases, tag_of
from patron.domain.grid import GridListing
from patron.domain.history import NOTHING, Changes, Happening, changes_of
from patron.domain.keys import fold
from patron.domain.lens import identical
from patron.domain.listing import Listing, Page, Stamp, Whereabouts
from patron.domain.refusals import Stale
from patron.domain.seeking import Found, Scope, Search
from patron.operations.ports import CustomerKey
from patron.store import addresses, answers, belongings, history, ids, marks, moving, search, tables
from patron.store.columns import CUSTOMER, PURCHASES, customer_of, customer_values, items_of, purchase_values
from patron.store.columns import stored as stored_value
from patron.store.counters import count, count_blocks, memberships
from patron.store.enterprises import index
from patron.store.grid import grid_page
from patron.store.matching import matching_page
from patron.store.pages import LARGEST, counted_page
from patron.store.reading import ALL_PARTS, find_store, found, lock, one, several
from patron.store.seeking import sought_page
from patron.store.shadows import SHADOWS, changed_shadows, searched, shadows
from patron.store.spelling import Spelling, first, whole
from patron.store.statement import Connection, Statement, Value, statement

JSON_COLUMNS: Final = frozenset({"metafields", "extra", "said"})
COLUMNS: Final = (*CUSTOMER, *SHADOWS)
_column = tables.customer.c
_this = (_column.store_id == whole("store_id"), _column.id == whole("id"))


@statement(*COLUMNS)
def insert_customer(_sql: Spelling) -> Executable:
    """One row."""
    return insert(tables.customer).values({name: bindparam(name, type_=_column[name].type) for name in COLUMNS})


@lru_cache(maxsize=512)
def update_customer(names: tuple[str, ...]) -> Statement:
    """Those columns of one row, if it still has the version that was read."""

    def build(_sql: Spelling) -> Executable:
        values = {name: bindparam(name, type_=_column[name].type) for name in names}
        return update(tables.customer).where(*_this, _column.version == whole("old_version")).values(values)

    return Statement(build, (*names, "store_id", "id", "old_version"), "customers.update_customer")


@statement("store_id", "id")
def delete_customer(_sql: Spelling) -> Executable:
    """One row less; its children go with it."""
    return delete(tables.customer).where(*_this)


@statement("store_id", "id", "uuid", "deleted_at")
def insert_tombstone(_sql: Spelling) -> Executable:
    """What stays of a customer."""
    column = tables.tombstone.c
    names = ("store_id", "id", "uuid", "deleted_at")
    return insert(tables.tombstone).values({name: bindparam(name, type_=column[name].type) for name in names})


@statement("store_id", "uuid")
def find_uuid(_sql: Spelling) -> Executable:
    """The id of the customer with that uuid."""
    return select(_column.id).where(_column.store_id == whole("store_id"), _column.uuid == bindparam("uuid"))


@statement("stores", "uuids")
def find_uuids(sql: Spelling) -> Executable:
    """Store, id and uuid of the customers of those stores with one of those uuids."""
    return select(_column.store_id, _column.id, _column.uuid).where(
        _column.store_id.in_(sql.numbers("stores")), _column.uuid.in_(sql.texts("uuids"))
    )


@statement("store_id", "most")
def first_ids(_sql: Spelling) -> Executable:
    """The ids of a store's customers, ascending."""
    return first(select(_column.id).where(_column.store_id == whole("store_id")).order_by(_column.id), whole("most"))


@statement("store_id", "id")
def find_tombstone(_sql: Spelling) -> Executable:
    """The tombstone of a customer."""
    column = tables.tombstone.c
    return select(column.id).where(column.store_id == whole("store_id"), column.id == whole("id"))


@statement("store_id", "customer_id", *PURCHASES)
def put_purchases(sql: Spelling) -> Executable:
    """The purchase facts of one customer, new or instead of the old ones."""
    column = tables.purchase_facts.c
    names = ("store_id", "customer_id", *PURCHASES)
    upsert = sql.insert(tables.purchase_facts).values(
        {name: bindparam(name, type_=column[name].type) for name in names}
    )
    return upsert.on_conflict_do_update(
        index_elements=["store_id", "customer_id"], set_={name: upsert.excluded[name] for name in PURCHASES}
    )


class Customers:
    """The customers of one unit of work."""

    __slots__ = ("_acting", "_connection", "_now")

    def __init__(self, connection: Connection, now: int, acting: Acting) -> None:
        self._connection = connection
        self._now = now
        self._acting = acting

    async def get(self, store_id: int, customer_id: int, parts: Parts) -> Customer | None:
        """The customer with those parts filled, or None."""
        if not 0 < customer_id < LARGEST:
            return None
        row = await self._connection.row(one(parts), store_id, customer_id)
        return None if row is None else customer_of(row, parts)

    async def several(self, store_id: int, ids: Sequence[int], parts: Parts) -> tuple[Customer, ...]:
        """Those of the customers that there are, ascending by id."""
        rows = await self._connection.rows(several(parts), store_id, json.encode(ids).decode())
        return items_of(rows, parts)

    async def find(self, store_id: int, key: CustomerKey, value: str, parts: Parts) -> Customer | None:
        """The customer with that value in a unique column, or None. Of duplicates of an e-mail the one that counts."""
        row = await self._connection.row(found(key, parts), store_id, value)
        return None if row is None else customer_of(row, parts)

    async def whereabouts(self, store_ids: Sequence[int], uuids: Sequence[str]) -> tuple[Whereabouts, ...]:
        """Where the customers with those uuids are, of those stores, in any order."""
        sets = [json.encode(one).decode() for one in (store_ids, uuids)]
        return tuple(Whereabouts(*row) for row in await self._connection.rows(find_uuids, *sets))

    async def store_of(self, customer_id: int) -> int | None:
        """The store that holds the customer, whichever it is, or None."""
        if not 0 < customer_id < LARGEST:
            return None
        row = await self._connection.row(find_store, customer_id)
        return None if row is None else int(row[0])

    async def ids(self, store_id: int, most: int) -> tuple[int, ...]:
        """The ids of the store's customers, ascending: so many at most."""
        return tuple(row[0] for row in await self._connection.rows(first_ids, store_id, most))

    async def page(self, store_id: int, listing: Listing, parts: Parts) -> Page[Customer]:
        """The asked page with the exact total; past the end, no customers."""
        return await self._page(store_id, listing, parts)

    async def stamps(self, store_id: int, listing: Listing) -> Page[Stamp]:
        """The same page, of each customer only the stamp."""
        return await self._page(store_id, listing, None)

    async def grid(self, store_id: int, listing: GridListing, parts: Parts) -> Page[Customer]:
        """The asked page with the exact total; past the end, no customers."""
        return await grid_page(self._connection, store_id, listing, parts)

    async def sought(self, scopes: Sequence[Scope], search: Search, parts: Parts) -> Found[Customer]:
        """The asked page of all those stores together."""
        return await sought_page(self._connection, scopes, search, parts)

    async def _page(self, store_id: int, listing: Listing, parts: Parts | None) -> Page[Any]:
        skip = min((listing.page - 1) * listing.size, LARGEST)
        text = "" if listing.text is None else fold(listing.text)
        if text or not (listing.created.unbounded and listing.updated.unbounded):
            return await matching_page(self._connection, store_id, listing, text, skip, parts)
        return await counted_page(self._connection, store_id, listing, skip, parts)

    async def index(self, listing: EnterpriseListing, parts: Parts) -> Page[Customer]:
        """The asked page with the exact total; past the end, no customers. Raises Invalid for too long a search."""
        return await index(self._connection, listing, parts)

    async def locked(self, store_id: int, customer_id: int) -> Customer | None:
        """The customer with all parts, locked against other writers until the unit ends.

        Raises Stale where it is not in a version that the caller asks for.
        """
        if not 0 < customer_id < LARGEST:
            return None
        if self._connection.spelling.locks_rows and not await self._connection.row(lock, store_id, customer_id):
            return None
        row = await self._connection.row(one(ALL_PARTS), store_id, customer_id)
        if row is None:
            return None
        customer = customer_of(row, ALL_PARTS)
        if self._acting.expected is not None and tag_of(customer) not in self._acting.expected:
            raise Stale
        if self._acting.once is not None:
            # An echo stores nothing, and is answered with the person all the same.
            await answers.own(self._connection, self._acting.once, store_id, customer_id)
        return customer

    async def insert(self, customer: Customer, told: Changes = NOTHING) -> Customer:
        """The stored customer: ids that are 0 are drawn from the store's counter, ids that are given are kept.

        `told` goes into the history beside the facts. Raises Taken, and Stale where the caller asks for a version:
        there is none of somebody new.
        """
        if self._acting.expected is not None:
            raise Stale
        return await self._insert(customer, told)

    async def _insert(self, customer: Customer, told: Changes = NOTHING) -> Customer:
        connection, store_id = self._connection, customer.store_id
        # Only now, as late as it can be: whoever else creates in this store waits from here to the commit.
        if customer.id:
            await ids.keep_all(connection, store_id, "customer_id", (customer.id,))
        else:
            customer = replace(customer, id=await ids.draw(connection, store_id, "customer_id"))
        values = {**customer_values(customer), **shadows(customer)}
        connection.prove(find_uuid, store_id, customer.uuid)
        await connection.run(insert_customer, *(values[name] for name in COLUMNS))
        if customer.addresses:
            born = await addresses.with_ids(connection, store_id, customer.addresses)
            await addresses.insert_all(connection, customer, born)
            customer = replace(customer, addresses=born)
        if customer.purchases != NO_PURCHASES:
            await self._put_purchases(customer)
        if customer.tags or customer.list_items or customer.properties:
            nothing = replace(customer, tags=(), list_items=(), properties=())
            customer = await belongings.save_all(connection, nothing, customer)
        await search.put(connection, store_id, customer.id, searched(customer))
        await marks.put(connection, customer)
        await count_blocks(connection, store_id, (customer.id,), 1)
        await count(connection, store_id, memberships(customer))
        await self._note(customer, Happening.CREATED, {**changes_of(_nobody(customer), customer), **told})
        return customer

    async def save(self, old: Customer, new: Customer, told: Changes = NOTHING) -> Customer:
        """The customer as stored: only what differs from `old` is written; new addresses get their ids.

        `told` goes into the history beside what differs. Raises Taken.
        """
        connection = self._connection
        if new.version == old.version and not identical(new, old):
            # Everything that is stored moves the version: a document that was kept must not outlive what it shows.
            new = replace(new, version=old.version + 1)
        changed = _changed(old, new)
        if changed:
            ask = update_customer(tuple(changed))
            if not await connection.run(ask, *changed.values(), new.store_id, new.id, old.version):
                raise LookupError("the customer was not locked: it has changed or gone since it was read")
        stored = replace(new, addresses=await addresses.save_all(connection, old, new))
        stored = await belongings.save_all(connection, old, stored)
        if new.purchases != old.purchases:
            await self._put_purchases(new)
        text = searched(stored)
        if text != searched(old):
            await search.change(connection, new.store_id, new.id, text)
        await marks.follow(connection, old, stored)
        before, after = memberships(old), memberships(stored)
        await count(connection, new.store_id, {name: after[name] - before[name] for name in after})
        if changes := {**changes_of(old, stored), **told}:
            await self._note(stored, Happening.CHANGED, changes)
        return stored

    async def delete(self, customer: Customer) -> None:
        """Nothing comes back; children go with it, a tombstone stays."""
        connection, store_id = self._connection, customer.store_id
        await self._take_out(customer)
        await answers.erase(connection, store_id, customer.id, self._acting.once)
        connection.prove(find_tombstone, store_id, customer.id)
        await connection.run(insert_tombstone, store_id, customer.id, customer.uuid, self._now)

    async def move(self, old: Customer, new: Customer) -> Customer:
        """The customer as stored in the store of `new`, with its ids; the store of `old` has none. Raises Taken."""
        luggage = await moving.packed(self._connection, old, self._now)
        await self._take_out(old)
        stored = await self._insert(moving.carried(new))
        await moving.unpacked(self._connection, stored, luggage, self._now)
        # Not erased as with a deletion: a call that was answered must not be carried out again because of the move.
        await answers.follow(self._connection, old.store_id, old.id, stored.store_id)
        return stored

    async def _take_out(self, customer: Customer) -> None:
        """Nothing comes back; the row is gone, with its children and what counts and finds it."""
        connection, store_id = self._connection, customer.store_id
        if not await connection.run(delete_customer, store_id, customer.id):
            raise LookupError("the customer was not locked: it has gone since it was read")
        await search.drop(connection, store_id, customer.id)
        await marks.drop(connection, store_id, customer.id)
        await count_blocks(connection, store_id, (customer.id,), -1)
        await count(connection, store_id, {name: -n for name, n in memberships(customer).items()})
        await history.erase(connection, customer)
        await self._note(replace(customer, version=customer.version + 1), Happening.DELETED, NOTHING)

    async def set_purchases(self, store_id: int, customer_id: int, purchases: Purchases) -> None:
        """Nothing comes back; the purchase facts are those. For worlds and imports: `updated_at` stays."""
        old = await self.locked(store_id, customer_id)
        if old is not None:
            await self.save(old, replace(old, purchases=purchases))

    async def _note(self, customer: Customer, happening: Happening, changes: Changes) -> None:
        await history.note(self._connection, self._acting.actor, self._now, customer, happening, changes)
        if self._acting.once is not None:
            # In this very transaction: a repeated call is carried out again only where nothing of it was stored.
            await answers.mark(self._connection, self._acting.once, customer.store_id, customer.id)

    async def _put_purchases(self, customer: Customer) -> None:
        values = purchase_values(customer.purchases).values()
        await self._connection.run(put_purchases, customer.store_id, customer.id, *values)


async def keep_given(connection: Connection, customers: Sequence[Customer]) -> None:
    """Nothing comes back; no id that one of the customers or addresses has will be drawn. Raises Taken("id")."""
    given: dict[tuple[int, ids.Name], list[int]] = {}
    for customer in customers:
        given.setdefault((customer.store_id, "customer_id"), []).append(customer.id)
        numbers = given.setdefault((customer.store_id, "address_id"), [])
        numbers += [address.id for address in customer.addresses]
    for (store_id, name), numbers in given.items():
        if kept := [number for number in numbers if number]:
            await ids.keep_all(connection, store_id, name, kept)


def _nobody(customer: Customer) -> Customer:
    """Somebody of whom nothing is said yet."""
    return Customer(customer.store_id, customer.id, customer.uuid, "")


def _changed(old: Customer, new: Customer) -> dict[str, Value]:
    """Column -> new value of what differs, shadows included."""
    changed = [name for name in CUSTOMER if _differs(getattr(old, name), getattr(new, name), name)]
    columns: dict[str, Value] = {name: stored_value(getattr(new, name)) for name in changed}
    return columns | changed_shadows(old, new)


def _differs(was: object, now: object, column: str) -> bool:
    # Inside JSON 1 and true differ, which Python alone finds equal.
    return was != now or (column in JSON_COLUMNS and not identical(was, now))
