"""The index of several stores' visible customers: searched and put in order, or all of them by kept counters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from sqlalchemy import bindparam, func, literal_column, select
from sqlalchemy.sql import Executable

from patron.domain.conditions import EVERYBODY, EnterpriseListing
from patron.domain.customer import Customer, Parts
from patron.domain.listing import Listing, Page
from patron.store import tables
from patron.store.columns import items_of
from patron.store.counters import CUSTOMERS, LISTED
from patron.store.merging import merged_keys
from patron.store.pages import LARGEST, counted_page
from patron.store.reading import customers
from patron.store.searching import Asked, searched_page
from patron.store.spelling import ZERO, Element, Spelling, as_bigint, first, whole
from patron.store.statement import Connection, Statement, statement
from patron.store.visible import Key, as_json, by_keys, visible

_customer = tables.customer.c


async def index(connection: Connection, listing: EnterpriseListing, parts: Parts) -> Page[Customer]:
    """The asked page with the exact total; past the end, no customers.

    Raises Invalid for a search that takes too long.
    """
    stores = await _stores(connection, listing)
    own = await _own(connection, listing, stores)
    if not stores and not own:
        return Page((), 0, listing.page, listing.size)
    skip = min((listing.page - 1) * listing.size, LARGEST)
    counted = await _counted(connection, stores)
    total, held = counted.get(LISTED, 0) + len(own), counted.get(CUSTOMERS, 0) + len(own)
    if listing.search != EVERYBODY:
        return await searched_page(connection, listing, Asked(stores, own, skip, total, held), parts)
    if len(stores) == 1 and not own:
        return await _of_one(connection, stores[0], listing, skip, total, parts, whole_store=total == held)
    keys: Iterable[Sequence[int]] = ()
    if skip < total and not stores:
        keys = sorted(own, key=_by_id)[skip : skip + listing.size]
    elif skip < total:
        whole_stores = not own and total == held
        keys = await merged_keys(connection, stores, own, listing.size, skip, whole_stores=whole_stores)
    return Page(await by_keys(connection, keys, parts), total, listing.page, listing.size)


# -- who is asked ---------------------------------------------------------------------------------------------------


async def _stores(connection: Connection, listing: EnterpriseListing) -> tuple[int, ...]:
    """The stores whose customers are all shown, ascending."""
    stores, within = listing.stores, listing.within
    if stores is None:
        found = within if within is not None else [row[0] for row in await connection.rows(all_stores)]
        return tuple(sorted(set(found)))
    return tuple(sorted(set(stores) if within is None else set(stores) & set(within)))


async def _own(connection: Connection, listing: EnterpriseListing, stores: Sequence[int]) -> tuple[Key, ...]:
    """The caller's own records in other stores."""
    if listing.email_key is None or (listing.stores is None and listing.within is None):
        return ()
    rows = await connection.rows(own_records, listing.email_key)
    within, shown = listing.within, frozenset(stores)
    kept = [row for row in rows if row[0] not in shown and (within is None or row[0] in within)]
    return tuple([(row[0], row[1]) for row in kept])


async def _counted(connection: Connection, stores: Sequence[int]) -> dict[str, int]:
    """How many customers the stores have together, and how many visible ones, as their counters are called."""
    return {str(name): int(n) for name, n in await connection.rows(count_customers, as_json(stores))}


def _by_id(key: Key) -> int:
    return key[1]


# -- without a search -----------------------------------------------------------------------------------------------


async def _of_one(
    connection: Connection,
    store_id: int,
    listing: EnterpriseListing,
    skip: int,
    total: int,
    parts: Parts,
    *,
    whole_store: bool,
) -> Page[Customer]:
    if whole_store:
        # Nobody is hidden, so counters know where the page begins.
        plain = Listing(page=listing.page, size=listing.size)
        return await counted_page(connection, store_id, plain, skip, parts)
    rows = await connection.rows(listed_rows(parts), store_id, listing.size, skip) if skip < total else ()
    return Page(items_of(rows, parts), total, listing.page, listing.size)


# -- statements without a search ------------------------------------------------------------------------------------


@statement()
def all_stores(_sql: Spelling) -> Executable:
    """The id of every store."""
    return select(tables.store.c.store_id)


@statement("email_key")
def own_records(_sql: Spelling) -> Executable:
    """Store and id of the visible customers with that e-mail: one look-up for each store."""
    # Not a join, which SQLite would begin at the customers. And as a constant: only so does the index, which knows no
    # duplicates, fit.
    stores = _customer.store_id.in_(select(tables.store.c.store_id))
    own = stores, _customer.email_key == bindparam("email_key"), _customer.email_duplicate == ZERO
    return select(_customer.store_id, _customer.id).where(*own, visible())


@statement("stores")
def count_customers(sql: Spelling) -> Executable:
    """Name and number of the stores' customers together, and of their visible ones."""
    counter = tables.store_counter.c
    own = counter.store_id.in_(sql.numbers("stores")), counter.name.in_([_text(LISTED), _text(CUSTOMERS)])
    return select(counter.name, as_bigint(func.sum(counter.n))).where(*own).group_by(counter.name)


@cache
def listed_rows(parts: Parts) -> Statement:
    """Whole visible customers of one store."""

    def build(sql: Spelling) -> Executable:
        rows = select(_customer.id).where(_customer.store_id == whole("store_id"), visible())
        page = first(rows.order_by(_customer.id), whole("size"), whole("skip"))
        return customers(sql, parts).where(_customer.id.in_(page)).order_by(_customer.id)

    return Statement(build, ("store_id", "size", "skip"), "enterprises.listed_rows")


def _text(name: str) -> Element:
    return literal_column(f"'{name}'")
