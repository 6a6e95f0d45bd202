"""Pages over several stores at once, ascending by id: no more rows are looked at than a page could need."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, func, literal_column, select, union_all
from sqlalchemy.sql import Executable

from patron.store import tables
from patron.store.counters import COARSE, FINE
from patron.store.pages import LARGEST
from patron.store.spelling import ONE, ZERO, Element, Spelling, as_bigint, first, whole
from patron.store.statement import Connection, Row, Statement, statement
from patron.store.visible import OWN, Key, as_json, own_values, picked, visible

_customer = tables.customer.c
_block = tables.customer_block.c


async def merged_keys(
    connection: Connection, stores: Sequence[int], own: Sequence[Key], size: int, skip: int, *, whole_stores: bool
) -> Sequence[Row]:
    """Store and id of the visible customers of a page. `whole_stores`: nobody is hidden, nobody is of another store."""
    after = 0
    if whole_stores and skip > FINE:
        # Of all that come before, counters know: ids are unique, so a block of them is one in all stores together.
        row = await connection.row(find_block_of_several, as_json(stores), skip)
        if row is None:
            return ()
        after, skip = int(row[0]) * FINE - 1, int(row[1])
    ask = merged(own=bool(own))
    return await connection.rows(ask, as_json(stores), after, skip + size, *own_values(own), size, skip)


@cache
def merged(*, own: bool) -> Statement:
    """Store and id of the visible customers of a page behind an id.

    Of each store no more are looked at than the page could need if they all came first.
    """

    def build(sql: Spelling) -> Executable:
        rows = _first_of_each(sql)
        if own:
            rows = union_all(rows, picked(sql, select(_customer.store_id, _customer.id)))
        found = rows.subquery("found")
        return first(select(found.c.store_id, found.c.id).order_by(found.c.id), whole("size"), whole("skip"))

    names = ("stores", "after", "most", *(OWN if own else ()), "size", "skip")
    return Statement(build, names, "merging.merged")


def _first_of_each(sql: Spelling) -> Any:
    stores = sql.numbers("stores").subquery("stores")
    store = next(iter(stores.c))
    behind = _customer.store_id == store, _customer.id > whole("after")
    rows = select(_customer.store_id, _customer.id).where(*behind, visible())
    if sql.has_lateral:
        each = first(rows.order_by(_customer.id), whole("most")).lateral("each")
        return select(each.c.store_id, each.c.id).select_from(stores.join(each, literal_column("true")))
    other = tables.customer.alias("other")
    keys = select(other.c.id).where(other.c.store_id == store, other.c.id > whole("after"), visible(other))
    last = first(keys.order_by(other.c.id), ONE, whole("most")).correlate(stores).scalar_subquery()
    return rows.where(_customer.id < func.coalesce(last, literal_column(str(LARGEST))))


@statement("stores", "skip")
def find_block_of_several(sql: Spelling) -> Executable:
    """The block of ids in which the page begins, and how many of it come before; nothing past the end."""
    rank = as_bigint(whole("skip"))
    coarse = _sums(sql, _block.level == ONE, ZERO).cte("coarse")
    pick = select(coarse.c.block, coarse.c.below).where(coarse.c.upto > rank).order_by(coarse.c.block)
    start = first(pick, ONE).cte("start")
    width: Element = literal_column(str(COARSE // FINE))
    lowest = select(start.c.block * width).scalar_subquery()
    inside = (_block.level == ZERO) & (_block.block >= lowest) & (_block.block < lowest + width)
    fine = _sums(sql, inside, select(start.c.below).scalar_subquery()).cte("fine")
    return first(select(fine.c.block, rank - fine.c.below).where(fine.c.upto > rank).order_by(fine.c.block), ONE)


def _sums(sql: Spelling, which: ColumnElement[bool], base: Element) -> Any:
    """Blocks of all the stores, each with the number of customers below its start and up to its end."""
    own = _block.store_id.in_(sql.numbers("stores")), which
    counted = select(_block.block, as_bigint(func.sum(_block.n)).label("n")).where(*own).group_by(_block.block)
    each = counted.subquery()
    running = as_bigint(func.sum(each.c.n).over(order_by=each.c.block)) + base
    return select(each.c.block, (running - each.c.n).label("below"), running.label("upto"))
