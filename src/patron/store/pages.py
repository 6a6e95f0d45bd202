"""Pages of a store's customers without conditions: kept counters answer, no row is counted and no row skipped.

Any page is two statements at most, and only keys of one block of ids are passed over to find where it starts.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, literal_column, select
from sqlalchemy.sql import Executable

from patron.domain.customer import Parts
from patron.domain.listing import Listing, Page
from patron.store import tables
from patron.store.columns import items_of
from patron.store.counters import COARSE, CUSTOMERS, FINE
from patron.store.reading import customers
from patron.store.spelling import ONE, ZERO, Element, Spelling, as_bigint, first, whole
from patron.store.statement import Connection, Statement, statement

LARGEST: Final = 2**62
"""Beyond any id or count, and what is added to it still fits into 64 bits."""
RANKED: Final = ("after", "coarse", "fine", "fine_from", "below_fine")
"""Parameters of `_rank`, as `_ranked` gives them."""

_customer = tables.customer.c
_other = tables.customer.alias("other")
_block = tables.customer_block.c
FINE_LEVEL = _block.level == ZERO
COARSE_LEVEL = _block.level == ONE


async def counted_page(
    connection: Connection, store_id: int, listing: Listing, skip: int, parts: Parts | None
) -> Page[Any]:
    """The asked page with the exact total; past the end, no customers. For a listing without text and windows."""
    after = within(listing.after_id)
    if skip > FINE:
        row = await connection.row(find_block, store_id, skip, *_ranked(after))
        if row is None:
            return Page((), await _total(connection, store_id, after), listing.page, listing.size)
        block, skip_there, total = row
        ask = rows_after(parts, skipping=True, ranked=False)
        rows = await connection.rows(ask, store_id, block * FINE - 1, listing.size, skip_there)
    else:
        rows = await _near(connection, store_id, listing, after, skip, parts)
        total = rows[0][-1] if rows else await _total(connection, store_id, after)
    return Page(items_of(rows, parts), total, listing.page, listing.size)


async def _near(
    connection: Connection, store_id: int, listing: Listing, after: int, skip: int, parts: Parts | None
) -> Any:
    ask = rows_after(parts, skipping=skip > 0, ranked=after > 0)
    skipped = (skip,) if skip else ()
    ranked = _ranked(after)[1:] if after > 0 else ()
    return await connection.rows(ask, store_id, after, listing.size, *skipped, *ranked)


async def _total(connection: Connection, store_id: int, after: int) -> int:
    row = await connection.row(count_after, store_id, *_ranked(after))
    return int(row[0]) if row else 0


def within(after_id: int | None) -> int:
    """The id as one that the database can compare with."""
    return 0 if after_id is None else max(0, min(after_id, LARGEST))


def _ranked(after: int) -> tuple[int, int, int, int, int]:
    coarse, fine = after // COARSE, after // FINE
    return after, coarse, fine, coarse * (COARSE // FINE), fine * FINE


@cache
def rows_after(parts: Parts | None, *, skipping: bool, ranked: bool) -> Statement:
    """Whole customers behind an id, after `skipping` some, and the total; `ranked`: less those up to the id.

    The start is found in a sub-select over keys: rows that are skipped are not read.
    """

    def build(sql: Spelling) -> Executable:
        found = customers(sql, parts).add_columns(kept_total() - _rank() if ranked else kept_total())
        start: ColumnElement[bool] = _customer.id > whole("after")
        if skipping:
            keys = select(_other.c.id).where(_other.c.store_id == whole("store_id"), _other.c.id > whole("after"))
            start = _customer.id >= first(keys.order_by(_other.c.id), ONE, whole("skip")).scalar_subquery()
        return first(found.where(start).order_by(_customer.id), whole("size"))

    names = ("store_id", "after", "size", *(("skip",) if skipping else ()), *(RANKED[1:] if ranked else ()))
    return Statement(build, names, "pages.rows_after")


@statement("store_id", *RANKED)
def count_after(_sql: Spelling) -> Executable:
    """How many customers of the store have an id above `after`."""
    return select(kept_total() - _rank())


@statement("store_id", "skip", *RANKED)
def find_block(_sql: Spelling) -> Executable:
    """The block in which the page begins, how many of it come before, and the total; nothing past the end."""
    wanted = select((as_bigint(whole("skip")) + _rank()).label("rank")).cte("wanted")
    rank = select(wanted.c.rank).scalar_subquery()
    coarse = running_sums(COARSE_LEVEL, ZERO).cte("coarse")
    pick = select(coarse.c.block, coarse.c.below).where(coarse.c.upto > rank).order_by(coarse.c.block)
    start = first(pick, ONE).cte("start")
    width: Element = literal_column(str(COARSE // FINE))
    lowest = select(start.c.block * width).scalar_subquery()
    inside = FINE_LEVEL & (_block.block >= lowest) & (_block.block < lowest + width)
    fine = running_sums(inside, select(start.c.below).scalar_subquery()).cte("fine")
    found = select(fine.c.block, rank - fine.c.below, kept_total() - rank + whole("skip"))
    return first(found.where(fine.c.upto > rank).order_by(fine.c.block), ONE)


def running_sums(which: ColumnElement[bool], base: Element) -> Select[Any]:
    """Blocks, each with the number of customers below its start and up to its end."""
    running = as_bigint(func.sum(_block.n).over(order_by=_block.block)) + base
    found = select(_block.block, (running - _block.n).label("below"), running.label("upto"))
    return found.where(_block.store_id == whole("store_id"), which)


def kept_total(name: str = CUSTOMERS) -> Element:
    """The store's counter of that name; 0 where it has none yet."""
    counter = tables.store_counter.c
    own = (counter.store_id == whole("store_id"), counter.name == literal_column(f"'{name}'"))
    return func.coalesce(select(counter.n).where(*own).scalar_subquery(), ZERO)


def _rank() -> Element:
    """How many customers of the store have an id up to `after`."""
    keys = select(func.count()).select_from(_other)
    beside = keys.where(
        _other.c.store_id == whole("store_id"), _other.c.id >= whole("below_fine"), _other.c.id <= whole("after")
    )
    coarse = _sum(COARSE_LEVEL, _block.block < whole("coarse"))
    fine = _sum(FINE_LEVEL, _block.block >= whole("fine_from"), _block.block < whole("fine"))
    return coarse + fine + beside.scalar_subquery()


def _sum(*which: ColumnElement[bool]) -> Element:
    found = select(as_bigint(func.coalesce(func.sum(_block.n), ZERO)))
    return found.where(_block.store_id == whole("store_id"), *which).scalar_subquery()
